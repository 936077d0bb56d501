"""Papers named on the command line: what is shown, what is offered, what is removed."""

import json
from pathlib import Path

import pytest

from tests.conftest import Ask


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        pytest.param("AmbrreNtet", "no paper called 'AmbrreNtet'; did you mean AmberNet?", id="far off"),
        pytest.param(
            "what AmberNet does with tides at night",
            "no paper called 'what AmberNet does with tides at night'; did you mean AmberNet?",
            id="one name among many words",
        ),
        pytest.param(
            "nosuchpaper", "no paper called 'nosuchpaper'; see: ask papers", id="like nothing that is here"
        ),
    ],
)
@pytest.mark.parametrize("command", ["show", "remove"])
def test_a_name_that_no_paper_goes_by_brings_the_nearest(
    ask: Ask, command: str, typed: str, line: str
) -> None:
    ran = ask(command, typed)
    assert (ran.code, ran.out, ran.err) == (1, "", f"ask: {line}\n")


def test_a_slip_of_the_finger_is_shown_and_never_removed(ask: Ask, home: Path, invented: Path) -> None:
    ask("ingest", str(invented), home=home)
    assert ask("show", "AmbreNet", home=home).out.startswith("AmberNet: Counting Tides by Night\n")
    ran = ask("remove", "AmbreNet", home=home)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "ask: no paper called 'AmbreNet'; did you mean AmberNet?\n"
    assert len(ask("papers", "--json", home=home).json) == 12


@pytest.mark.parametrize(
    "typed",
    ["ambernet-counting-tides-by-night", "AmberNet: Counting Tides by Night", "AmberNet", "amber-net"],
)
def test_a_paper_is_removed_by_any_name_it_goes_by(ask: Ask, home: Path, invented: Path, typed: str) -> None:
    ask("ingest", str(invented), home=home)
    assert ask("remove", typed, home=home).out == "removed AmberNet: Counting Tides by Night\n"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        pytest.param("Pre-training", "Video PreTraining (VPT): Acting by Watching", id="a word in a title"),
        pytest.param("PreTraining", "Video PreTraining (VPT): Acting by Watching", id="spelt as it is there"),
        pytest.param("fast", "FAST", id="a word of plain language"),
        pytest.param("TideCam", "A Study of Tides", id="a name that the text gives and no title"),
        pytest.param("VideoPreTraining now", "VPT", id="more than the name"),
    ],
)
def test_a_doubtful_name_is_offered_and_removes_nothing(
    ask: Ask, home: Path, tmp_path: Path, typed: str, offered: str
) -> None:
    ask("ingest", str(_doubtful(tmp_path)), home=home)
    ran = ask("remove", typed, home=home)
    assert (ran.code, ran.out) == (1, "")
    assert offered in ran.err.partition("did you mean ")[2]
    assert len(ask("papers", "--json", home=home).json) == 5


@pytest.mark.parametrize(("typed", "title"), [("VPT", "Video PreTraining"), ("FAST", "FAST: A Tokenizer")])
def test_a_name_that_a_title_gives_is_enough(
    ask: Ask, home: Path, tmp_path: Path, typed: str, title: str
) -> None:
    ask("ingest", str(_doubtful(tmp_path)), home=home)
    assert ask("remove", typed, home=home).out.startswith(f"removed {title}")


def _doubtful(folder: Path) -> Path:
    """Papers with names that are words of the language as well, or stand in no title."""
    plain = "Models are trained in a fast way by pretraining, and fast pretraining is what we study here."
    named = f"We present TideCam, a camera. TideCam counts. TideCam errs. {plain}"
    titles = (
        "Video PreTraining (VPT): Acting by Watching",
        "FAST: A Tokenizer",
        "One Essay",
        "Another Essay",
    )
    lines = [{"title": title, "abstract": plain} for title in titles]
    lines.append({"title": "A Study of Tides", "abstract": named})
    file = folder / "doubtful.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return file
