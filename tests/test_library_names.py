"""Papers named on the command line: what is shown, what is offered, what is removed."""

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
