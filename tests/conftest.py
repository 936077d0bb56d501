"""What several tests stand on: an empty home, the real encoder where its weights are."""

from pathlib import Path

import platformdirs
import pytest

from rag.minilm import MiniLM


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "ask"


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    """The real encoder, its int8 model kept between runs in this machine's cache."""
    model = MiniLM(platformdirs.user_cache_path("ask"))
    if why_not := model.available():
        pytest.skip(why_not)
    return model
