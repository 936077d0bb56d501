"""An item as one text, and back."""

import numpy as np
import pytest

from store.content import content_of
from store.packed import packed, unpacked
from store.schema import DamagedError
from tests.fakes import item


def test_an_item_comes_out_of_a_text_as_it_went_in() -> None:
    for number in range(6):
        content = content_of([item(number)])
        found = unpacked(packed(content))
        for name in ("ids", "fingerprints", "columns", "tags", "payloads", "words"):
            assert getattr(found, name) == getattr(content, name)
        for name in content.arrays.__dataclass_fields__:
            ours, theirs = getattr(content.arrays, name), getattr(found.arrays, name)
            assert ours.dtype == theirs.dtype
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("damage", ["", "zz", "0" * 40, packed(content_of([item(2)]))[:-30]])
def test_a_text_that_is_no_item_is_damaged(damage: str) -> None:
    with pytest.raises(DamagedError):
        unpacked(damage)
