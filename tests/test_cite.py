"""Markers in every style, however the stream is cut; what each sentence rests on; what is left out."""

import random

import pytest

from rag.generation.markers import is_link, numbers_in, printable
from rag.generation.reply_reader import CheckedReply, ReplyReader
from rag.model.answer import Citation
from rag.model.paper import Paper
from rag.verification.checker import SupportChecker

LANTERN = Paper(
    "lantern",
    "Lantern: Routing Tokens by Surprise",
    "Sparse models send every token to the same number of experts. Lantern sends surprising tokens to more "
    "experts and plain ones to fewer. On QuarryBench it reaches 71.4% accuracy, while the dense model "
    "Obelisk reaches 68.9%. Code is at https://github.com/lan/tern and http://evil.example/planted.",
    published="2024-11-18",
    url="https://arxiv.org/abs/2411.00001",
)
MOSS = Paper(
    "moss", "Moss Net", "Moss Net grows trees 2.5 times faster. It was tested on BarkBank in 12 forests."
)
FERN = Paper("fern", "Fern Law", "Fern Law cuts the watering of ferns by 40%. It needs no pruning at all.")
PAPERS = (LANTERN, MOSS, FERN)
FAST = "Moss Net grows trees 2.5 times faster"
CUTS = "Fern Law cuts the watering of ferns by 40%"
SENDS = "Lantern sends surprising tokens to more experts"


def read(reply: str, *, size: int = 0, strict: bool = False, cut: bool = False) -> CheckedReply:
    """The reply in pieces of so many characters; what was shown must be what the answer says."""
    reader = ReplyReader(PAPERS, SupportChecker(None), strict=strict)
    step = size or len(reply) or 1
    shown = [reader.feed(reply[i : i + step]) for i in range(0, len(reply), step)]
    shown.append(reader.finish(cut=cut))
    outcome = reader.outcome()
    assert "".join(shown).rstrip() == outcome.text
    return outcome


STYLES = [
    pytest.param(f"{CUTS} [3]. {FAST} [2].", f"{CUTS} [1]. {FAST} [2].", (), id="order of appearance"),
    pytest.param(f"{FAST} [2]. {FAST} [2].", f"{FAST} [1]. {FAST} [1].", (), id="one number a paper"),
    pytest.param(f"{FAST} [2, 3].", f"{FAST} [1][2].", (), id="a list"),
    pytest.param(f"{FAST} [3][2].", f"{FAST} [1][2].", (), id="side by side"),
    pytest.param(f"{FAST} [1-3].", f"{FAST} [1][2][3].", (), id="a range"),
    pytest.param(f"{FAST} [1–2].", f"{FAST} [1][2].", (), id="a range with a dash"),
    pytest.param(f"{FAST} [1 and 2].", f"{FAST} [1][2].", (), id="and"),
    pytest.param(f"{FAST}.[2]", f"{FAST} [1].", (), id="behind the stop"),
    pytest.param(f"{FAST}. [2] {CUTS} [3].", f"{FAST} [1]. {CUTS} [2].", (), id="behind stop and space"),
    pytest.param(f"{FAST} 【2】.", f"{FAST} [1].", (), id="lenticular"),
    pytest.param(f"{FAST} 【2†source】.", f"{FAST} [1].", (), id="lenticular with a dagger"),
    pytest.param(f"{FAST} (2).", f"{FAST} [1].", (), id="round"),
    pytest.param(f"{FAST} (Source 2).", f"{FAST} [1].", (), id="round and named"),
    pytest.param(f"{FAST} [Source 2].", f"{FAST} [1].", (), id="square and named"),
    pytest.param(f"{FAST} [^2].", f"{FAST} [1].", (), id="a footnote"),
    pytest.param(f"{FAST} [[2]].", f"{FAST} [1].", (), id="doubled"),
    pytest.param(f"{FAST} [2](http://evil.example/2).", f"{FAST} [1].", (), id="with an address"),
    pytest.param("Source 2 reports that trees grow 2.5 times faster.",
                 "[1] reports that trees grow 2.5 times faster.", (), id="spoken"),
    pytest.param(f"By sources 2 and 3, {FAST}.", f"By [1][2], {FAST}.", (), id="two spoken"),
    pytest.param(f"{FAST} [9].", f"{FAST} [1].", (9,), id="made up; the right one is found"),
    pytest.param(f"{FAST} [2][17].", f"{FAST} [1].", (17,), id="one of two made up"),
    pytest.param(f"{FAST} [0].", f"{FAST} [1].", (0,), id="zero is not the last source"),
    pytest.param(f"{FAST} (7).", f"{FAST} [1].", (7,), id="round and made up"),
    pytest.param(f"{FAST} (2024).", f"{FAST} (2024) [?].", (), id="a year is no citation"),
    pytest.param("Its steps (1) and (2) go on.", "Its steps (1) and (2) go on [?].", (), id="steps"),
    pytest.param("Is it in [0, 1]?", "Is it in (0, 1)?", (), id="an interval"),
    pytest.param(f"{FAST}, e.g. [2] here.", f"{FAST}, e.g. [1] here.", (), id="an abbreviation ends nothing"),
    pytest.param(f"- {FAST} [2]\n- {CUTS} [3]\n", f"- {FAST} [1]\n- {CUTS} [2]", (), id="a list of lines"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "text", "invented"), STYLES)
@pytest.mark.parametrize("size", [1, 2, 5, 0])
def test_markers_are_renumbered(reply: str, text: str, invented: tuple[int, ...], size: int) -> None:
    found = read(reply, size=size)
    assert (found.text, found.invented) == (text, invented)


def test_any_cut_of_the_stream_gives_the_same() -> None:
    reply = (
        " ".join(p.values[0] for p in STYLES)
        + " See <b>this</b> ![x](http://a.example/x) or www.evil.example."
    )  # type: ignore[misc]
    whole, dice = read(reply), random.Random(7)
    for _ in range(10):
        reader, at = ReplyReader(PAPERS, SupportChecker(None)), 0
        while at < len(reply):
            step = dice.choice((1, 1, 2, 3, 7, 19))
            reader.feed(reply[at : at + step])
            at += step
        reader.finish()
        assert reader.outcome() == whole


def test_words_are_shown_as_they_come() -> None:
    reader = ReplyReader(PAPERS, SupportChecker(None))
    assert [reader.feed(p) for p in ("Moss", " Net", " grows", " trees")] == [
        "Moss",
        " Net",
        " grows",
        " trees",
    ]


# -- what each sentence rests on


def spans(citations: tuple[Citation, ...]) -> list[tuple[int, str, str]]:
    return [(c.number, c.quote, c.support) for c in citations]


def test_a_citation_quotes_the_words_it_rests_on() -> None:
    found = read("Trees grow 2.5 times faster with Moss Net [2].")
    assert spans(found.citations) == [(1, "Moss Net grows trees 2.5 times faster.", "supported")]
    (cited,) = found.citations
    assert MOSS.text[cited.start : cited.end] == cited.quote


def test_a_changed_figure_is_marked() -> None:
    found = read("Moss Net grows trees 3.5 times faster [2].")
    assert found.text == "Moss Net grows trees 3.5 times faster [1] [?]."
    assert [s.why for s in found.sentences] == ["number 3.5 times not found"]
    assert [c.support for c in found.citations] == ["unsupported"]


def test_a_wrong_citation_is_marked() -> None:
    found = read(f"{CUTS} [1].")
    assert (found.text, found.citations[0].support) == (f"{CUTS} [1] [?].", "unsupported")


def test_a_fact_without_citation_gets_the_paper_that_has_it() -> None:
    found = read(f"{CUTS}. Bananas are blue on Tuesdays.")
    assert found.text == f"{CUTS} [1]. Bananas are blue on Tuesdays [?]."
    assert [s.numbers for s in found.sentences] == [(1,), ()]


def test_each_part_is_checked_by_the_paper_behind_it() -> None:
    found = read(f"{FAST} [2], while {CUTS} [3].")
    assert [s.support for s in found.sentences] == ["supported"]
    assert [c.support for c in found.citations] == ["supported", "supported"]


def test_talk_about_the_answer_is_no_claim() -> None:
    found = read(f"Here is what the sources say:\n\n{FAST} [2].")
    assert [s.support for s in found.sentences] == ["no claim", "supported"]


def test_sentences_know_where_they_stand() -> None:
    found = read(f"{CUTS} [3].\n\n{FAST} [2]. It rains on Mars.")
    assert [found.text[s.start : s.end] for s in found.sentences] == [
        f"{CUTS} [1].",
        f"{FAST} [2].",
        "It rains on Mars [?].",
    ]


def test_strict_leaves_out_what_no_paper_supports_and_numbers_the_rest() -> None:
    found = read(
        f"Moss Net grows trees 3.5 times faster [2]. {CUTS} [3]. It rains on Mars.", strict=True, size=3
    )
    assert (found.text, found.removed) == (f"{CUTS} [1].", 2)
    assert [c.paper_id for c in found.citations] == ["fern"]


def test_strict_keeps_the_lines_of_a_list() -> None:
    found = read(f"- {FAST} [2]\n- It rains on Mars on most of its mornings\n- {CUTS} [3]", strict=True)
    assert found.text == f"- {FAST} [1]\n- {CUTS} [2]"


def test_the_phrase_of_silence_is_known() -> None:
    found = read("The sources do not say.", size=2)
    assert (found.no_answer, found.citations, found.text) == (True, (), "The sources do not say.")


def test_an_unfinished_sentence_is_not_judged() -> None:
    found = read(f"{FAST} [2]. Fern Law cuts the watering of", cut=True)
    assert found.text == f"{FAST} [1]. Fern Law cuts the watering of …"
    assert [s.support for s in found.sentences] == ["supported", "no claim"]


# -- what is left out


@pytest.mark.parametrize(
    ("reply", "text", "links"),
    [
        pytest.param("See [here](http://evil.example/?k=1).", "See here.", 1, id="a link"),
        pytest.param("See ![pixel](http://evil.example/p.png) now.", "See now.", 1, id="an image"),
        pytest.param("See http://evil.example/a?b=c.", "See.", 1, id="a bare address"),
        pytest.param("See evil.example/path now.", "See evil now.", 1, id="without a scheme"),
        pytest.param("See <img src=x onerror=alert(1)> now.", "See now.", 1, id="a tag"),
        pytest.param("Say <script>alert(1)</script> now.", "Say alert(1) now.", 2, id="a script"),
        pytest.param("Run javascript:alert(1) now.", "Run (1) now.", 1, id="a script's address"),
        pytest.param("Mail me@evil.example now.", "Mail me now.", 1, id="a mail address"),
        pytest.param("See <http://evil.example> now.", "See now.", 1, id="an autolink"),
        pytest.param("See http://evil.example/planted now.", "See now.", 1, id="planted in a text"),
        pytest.param("See [a]: http://evil.example now.", "See a now.", 1, id="a reference"),
        pytest.param("A\x1b[31mred\x1b[0m \u202eword\u200b here", "Ared word here", 0, id="controls"),
        pytest.param("If x<y and 3 < 4", "If x< y and 3 < 4", 0, id="less than is no tag"),
        pytest.param("See [the code](https://github.com/lan/tern).",
                     "See the code https://github.com/lan/tern [1].", 0, id="a paper's own"),
        pytest.param("Code: https://github.com/lan/tern.", "Code: https://github.com/lan/tern [1].", 0,
                     id="a paper's own, bare"),
        pytest.param("See https://github.com/lan/tern?key=1 now.", "See now.", 1, id="nearly a paper's own"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 0])
def test_links_that_no_paper_has_are_left_out(reply: str, text: str, links: int, size: int) -> None:
    found = read(reply, size=size)
    assert (found.text.replace(" [?]", ""), found.links > 0) == (text, links > 0)
    assert size or found.links == links


def test_numbers_are_read_from_lists_and_ranges() -> None:
    assert numbers_in("1, 3-5 and 4") == (1, 3, 4, 5)
    assert numbers_in("7-2") == (7, 2)
    assert numbers_in("1-999") == (1, 999)


def test_ordinary_words_are_no_links() -> None:
    words = "e.g. i.e. GPT-4.1 and/or Fig.2 17.5x U.S. t-SNE v1.5 et al. 3:1 w/o C++ Node.js metadata: 12/24"
    assert not [w for w in words.split() if is_link(w)]


def test_what_cannot_be_seen_is_not_printed() -> None:
    assert printable("a\x00b\u200bc\u202ed\x1b]0;x\x07e\nf\tg") == "abcd0;xe\nf\tg"
