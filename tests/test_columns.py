"""What can be filtered on is decided once of each value, however many segments have it."""

import numpy as np

from store.columns import Columns, ColumnTable, column_arrays

FIELDS = (
    [{"venue": "Moss", "upvotes": 3}, {"venue": None, "upvotes": 3}],
    [{"upvotes": 4}],
    [{"venue": "Fern"}, {"venue": "Moss"}],
)


def table() -> ColumnTable:
    segments = [Columns(column_arrays(rows)) for rows in FIELDS]
    return ColumnTable(segments, np.array([0, 2, 3, 5]), np.ones(5, np.bool_))


def test_rows_pass_by_their_value_or_by_having_none() -> None:
    assert table().where("venue", lambda venue: venue == "Moss").tolist() == [True, False, False, False, True]
    assert table().where("venue", lambda venue: venue is None).tolist() == [False, True, True, False, False]
    assert table().where("upvotes", lambda number: number == 4).tolist() == [False, False, True, False, False]
    assert table().where("doi", lambda doi: doi is None).all()


def test_a_value_that_several_segments_have_is_decided_once() -> None:
    asked = []
    table().where("venue", lambda venue: asked.append(venue) is None)
    assert asked == ["Moss", "Fern", None]
