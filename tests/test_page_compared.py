"""Papers named in the compare room: which are taken, offered, or make room for others."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from rag.ingest.library import Library
from rag.web.browsing import Browsing
from rag.web.collecting import Collecting
from rag.web.session import SessionState
from tests.fakes import paper, papers
from tests.page_rooms import browsing, collecting, controller, library

__all__ = ["browsing", "collecting", "controller", "library"]  # fixtures
AMBER, BIRCH, *_ = IDS = tuple(one.paper_id for one in papers(7))
BOTH = SessionState(chosen=(AMBER, BIRCH))


def told(markup: str) -> str:
    """The lines above the comparison."""
    lines = HTMLParser(markup).css("p.problem, p.note")
    return " ".join(" ".join(line.text() for line in lines).split())


def test_a_name_that_no_paper_has_leaves_the_table_and_is_told_beside_it(browsing: Browsing) -> None:
    shown = browsing.pick(replace(BOTH, name="Zzqqx"), {})
    assert told(shown["comparison"]).startswith("No paper is called 'Zzqqx'; try")
    assert (shown["chosen"], "name" in shown) == (BOTH.chosen, False)
    assert len(HTMLParser(shown["comparison"]).css("thead th")) == 2


@pytest.mark.parametrize("typed", ["CedrNet", "glaciers at dawn", "cedarnet counting"])
def test_which_paper_a_name_was_taken_for_is_told(browsing: Browsing, typed: str) -> None:
    browsing.library.ingest([paper(700, title="CedarNet counting glaciers at dawn")])
    shown = browsing.pick(replace(BOTH, name=typed), {})
    assert len(shown["chosen"]) == 3
    assert told(shown["comparison"]).startswith(f"No paper is called just {typed!r}: it was taken for Cedar")
    surely = browsing.pick(replace(BOTH, name="DuneNet"), {})
    assert (len(surely["chosen"]), told(surely["comparison"])) == (3, "")


def test_a_word_of_plain_language_is_offered_and_not_taken(browsing: Browsing, library: Library) -> None:
    title = "Video PreTraining (VPT): Acting by Watching"
    text = "Pretraining is common. We study pretraining, and what pretraining gives."
    library.ingest([replace(paper(700 + n, title=f"Essay {n}"), text=text) for n in range(9)])
    library.ingest([replace(paper(710, title=title), text=text)])
    shown = browsing.pick(replace(BOTH, name="pre-training"), {})
    assert (shown["chosen"], f"did you mean {title}" in told(shown["comparison"])) == (BOTH.chosen, True)
    assert 'data-act="choose"' in shown["comparison"].partition("</p>")[0]
    assert len(browsing.pick(replace(BOTH, name="VPT"), {})["chosen"]) == 3


def test_a_paper_that_has_to_make_room_is_named(browsing: Browsing, collecting: Collecting) -> None:
    five = SessionState(chosen=IDS[:5], name="FernNet", picked=IDS)
    out = "left out is now AmberNet"
    assert out in told(browsing.pick(five, {})["comparison"])
    shown = browsing.choose(five, {"paper": IDS[5], "within": "shelf"})
    assert out in told(shown["shelf"])
    assert out in told(shown["comparison"])
    assert out in told(browsing.choose(five, {"paper": IDS[5], "within": "paper"})["paper"])
    assert "FernNet" in told(collecting.compare_picked(five, {})["comparison"])
    assert told(browsing.choose(five, {"paper": AMBER, "within": "shelf"})["shelf"]) == ""
