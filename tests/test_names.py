"""Names in messages, over a small library of invented papers."""

import random

import pytest

from rag.entities.aliases import aliases_of, short_title
from rag.entities.names import NameIndex
from rag.entities.words import Alias, ordinary_words
from rag.text.name_keys import name_key

PAPERS = {
    "galoop": (
        "GaLoop: Memory-Lean Training by Looping Gradients",
        "We propose GaLoop, which trains a model in 3 GB. It beats DeepSwift and the look of curves is"
        " smooth.",
    ),
    "star-sql": (
        "STAR: Guided Training for Query Parsing",
        "We introduce Schema State Tracking (SST) for parsing.",
    ),
    "star-rank": (
        "Ranking with Hard Examples",
        "We propose a Stable Training Algorithm for Ranking (STAR) that keeps every kind of point in mind.",
    ),
    "layout3": (
        "LayoutNM v3: Reading Pages as Pictures",
        "LayoutNMv3 reads forms. LayoutNMv3 has a unified objective.",
    ),
    "layout2": ("LayoutNMv2: Reading Pages with Boxes", "LayoutNMv2 reads forms with boxes in FUNSD-X."),
    "look": (
        "Rethinking Labels for Transfer",
        "We call it Leave One Out Neighbours, or LOOK for short. A flame of mind, and the star shines.",
    ),
    "prop": (
        "PROP: Word Guessing for Search",
        "PROP guesses words. The mind of the flame, one kind of star, a point.",
    ),
    "bog": ("Boggle-DPO: Preference Tuning", "We present a prop of the look and a crystal of kind."),
    "tulo": ("TÜLO 3: Open Recipes", "TÜLO 3 is open. The crystal and the prop."),
    "sat": ("Sat²GAN: Small Generators for Maps", "We propose Sat²GAN."),
    "order": ("Order Is Everything When Languages Are Unequal", "Training languages in a row."),
    "mimic": ("Mimetic Seeding of Attention Blocks", "Attention starts from copies."),
    "primer": ("Primer: Finding Small Networks", "We search."),
    "kelp": (
        "Counting the Leaves of Giant Kelp: Methods, Divers and a Boat",
        "Kelp is counted.",
    ),
    "gfl": ("Learning Rates in Graph Flow Nets", "We build on work by others. Models learn."),
}
ALL = [name for paper, (title, text) in PAPERS.items() for name in aliases_of(paper, title, text)]
INDEX = NameIndex(ALL, ordinary=ordinary_words(text for _, text in PAPERS.values()))


def found(message: str) -> dict[str, tuple[str, ...]]:
    return {mention.text: mention.paper_ids for mention in INDEX.lookup(message)}


@pytest.mark.parametrize(
    ("message", "typed", "papers"),
    [
        pytest.param("What is GaLoop?", "GaLoop", ("galoop",), id="as the paper spells it"),
        pytest.param("galoop memory", "galoop", ("galoop",), id="lower case"),
        pytest.param("how does GaLoop's update work", "GaLoop", ("galoop",), id="possessive"),
        pytest.param(
            "who wrote counting the leaves of giant kelp?",
            "counting the leaves of giant kelp",
            ("kelp",),
            id="a long title up to its colon",
        ),
        pytest.param("8-bit GaLoop", "GaLoop", ("galoop",), id="behind a prefix"),
        pytest.param("GaLoop-trained models", "GaLoop", ("galoop",), id="before a suffix"),
        pytest.param("what does galop save", "galop", ("galoop",), id="a letter missing"),
        pytest.param("what does galopo save", "galopo", ("galoop",), id="two letters swapped"),
        pytest.param("Tulo 3 recipe", "Tulo 3", ("tulo",), id="accents left out"),
        pytest.param(
            "The cost of Primer in hours of search", "Primer", ("primer",), id="a word, spelt as the name is"
        ),
        pytest.param("TULO3 recipe", "TULO3", ("tulo",), id="space left out"),
        pytest.param("lay out nm v3 score", "lay out nm v3", ("layout3",), id="spaces put in"),
        pytest.param("layoutnm-v2 score", "layoutnm-v2", ("layout2",), id="hyphen put in"),
        pytest.param("layuotnmv2 score", "layuotnmv2", ("layout2",), id="typo with a version"),
        pytest.param("Sat2GAN", "Sat2GAN", ("sat",), id="superscript as a digit"),
        pytest.param("sat^2gan goal", "sat^2gan", ("sat",), id="superscript as a caret"),
        pytest.param(
            "How is STAR trained?", "STAR", ("star-sql", "star-rank"), id="two papers with one name"
        ),
        pytest.param("explain SST to me", "SST", ("star-sql",), id="acronym that the abstract introduces"),
        pytest.param("LOOK and its features in detail", "LOOK", ("look",), id="name for short, in capitals"),
        pytest.param("what is look?", "look", ("look",), id="plain word that is all there is"),
        pytest.param("compare it with prop", "prop", ("prop",), id="plain word in a short follow-up"),
        pytest.param(
            "does 'prop' guess whole sentences of text", "prop", ("prop",), id="plain word in quotes"
        ),
        pytest.param(
            "In 'Order Is Everything', which order?", "Order Is Everything", ("order",), id="quoted start"
        ),
        pytest.param(
            "results of mimetic seeding?", "mimetic seeding", ("mimic",), id="distinctive start of a title"
        ),
        pytest.param(
            "what about order is everything when languages are unequal",
            "order is everything when languages are unequal",
            ("order",),
            id="whole title in lower case",
        ),
        pytest.param("MotionX比较GaLoop的内存", "GaLoop", ("galoop",), id="inside a script without spaces"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(message: str, typed: str, papers: tuple[str, ...]) -> None:
    assert found(message).get(typed) == papers


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("look at the curves of the loss for a moment", id="look"),
        pytest.param("which star shines brightest in the winter night", id="star"),
        pytest.param("keep in mind that this kind of flame burns", id="mind, kind, flame"),
        pytest.param("the crystal has a point on top of the glass", id="crystal, point"),
        pytest.param("can I prop the door open with a chair", id="prop"),
        pytest.param("what is a star made of and how far away", id="with an article"),
        pytest.param("what is a star?", id="all there is, with an article"),
        pytest.param("Primer coats dry slowly on wet wood", id="a name that is a word, at the start"),
        pytest.param("Look how the training diverges again", id="capital at the start"),
        pytest.param("LayoutNMv4 results", id="another version"),
        pytest.param("LayoutNMQv3 results", id="another acronym"),
        pytest.param("what is learning rates decay", id="common start of a title"),
        pytest.param("gallows in the fields with horses", id="too far away"),
        pytest.param("how do I prune a lemon tree in winter?", id="off topic"),
        pytest.param("", id="nothing"),
        pytest.param("?!", id="marks only"),
    ],
)
def test_plain_words_and_other_names_are_left_alone(message: str) -> None:
    assert INDEX.lookup(message) == []


def test_a_mention_says_where_it_stands_and_how_sure_it_is() -> None:
    message = "Does GaLoop beat layuotnmv2?"
    one, two = INDEX.lookup(message)
    assert [message[m.start : m.end] for m in (one, two)] == ["GaLoop", "layuotnmv2"] == [one.text, two.text]
    assert (one.exact, two.exact, two.name) == (True, False, "LayoutNMv2")
    assert one.certainty > two.certainty > 0.6


def test_the_own_name_of_one_paper_leads_there_and_not_to_those_that_mention_it() -> None:
    names = [*ALL, *(Alias("GaLoop", "galoop", f"other{n}", 0.4) for n in range(3))]
    (mention,) = NameIndex(names).lookup("What is GaLoop?")
    assert mention.paper_ids == ("galoop",)


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (4, 4), (5, 0), (40, 0)])
def test_what_many_papers_mention_and_none_owns_is_no_name(count: int, expected: int) -> None:
    index = NameIndex(Alias("DataZoo-9", "datazoo9", f"p{n}", 0.4) for n in range(count))
    assert sum(len(mention.paper_ids) for mention in index.lookup("results on DataZoo-9")) == expected


@pytest.mark.parametrize(
    ("title", "text", "display", "own"),
    [
        pytest.param("Foo-Bar: A Thing", "", "Foo-Bar", True, id="before the colon"),
        pytest.param("QuantZip - A Thing", "", "QuantZip", True, id="before a dash"),
        pytest.param("KAT-V9: Technical Report", "", "KAT-V9", True, id="before a report"),
        pytest.param("Video Watching (VWX): Learning", "", "VWX", True, id="in parentheses in the title"),
        pytest.param(
            "A Thing", "We propose Great Big Thing (GBT) to help.", "GBT", True, id="proposed acronym"
        ),
        pytest.param(
            "A Thing", "We propose Great Big Thing (GBT) to help.", "Great Big Thing", True, id="long form"
        ),
        pytest.param("A Thing", "Our model, called ZipNet, is small.", "ZipNet", True, id="called"),
        pytest.param("A Thing", "Code: https://github.com/lab/ZapTool.", "ZapTool", True, id="repository"),
        pytest.param("A Thing", "We test on MathBench-7.", "MathBench-7", False, id="data set"),
        pytest.param("A Thing", "Large language models (LLMs) grow.", "LLM", False, id="common acronym"),
        pytest.param(
            "A Thing", "We present a method based on ViT-Q.", "ViT-Q", False, id="what it builds on"
        ),
    ],
)
def test_own_names_are_told_from_mere_mentions(title: str, text: str, display: str, own: bool) -> None:
    priors = {name.display: name.prior for name in aliases_of("p", title, text)}
    assert (priors[display] >= 0.8) == own


@pytest.mark.parametrize("token", ["Self-Supervised", "3D", "70B", "Pre-Training", "We", "GB"])
def test_ordinary_tokens_are_not_kept_as_names(token: str) -> None:
    assert token not in {
        name.display for name in aliases_of("p", "A Thing", f"It is {token} and more {token}.")
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("We present Limpet, a monitor of pumps. Limpet hears them.", True),
        ("Pumps are heard by a monitor called Limpet. With Limpet none is opened.", True),
        ("We present Limpet, a monitor of pumps.", False),  # once: a place or a person may stand so
        ("We present Limpet feeding. Limpet shells are heard.", False),
        ("We present Limpet, a monitor. Limpet hears as a limpet does.", False),
        ("The so-called Limpet effect is heard. Limpet shells are dense.", False),
    ],
)
def test_a_name_spelt_like_any_word_is_one_where_the_text_gives_it_and_says_it_again(
    text: str, named: bool
) -> None:
    own = [name.display for name in aliases_of("p", "Hearing Pumps", text) if name.prior >= 0.9]
    assert ("Limpet" in own) is named


def test_the_title_itself_is_the_first_name() -> None:
    first = aliases_of("p", "Alpha: Beta", "")[0]
    assert (first.display, first.key, first.paper_id, first.prior) == (
        "Alpha: Beta",
        "alphabeta",
        "p",
        1.0,
    )


@pytest.mark.parametrize(
    ("title", "short"),
    [
        pytest.param("GaLoop: Memory", "GaLoop", id="colon"),
        pytest.param("SortNet, a Place for All: Towards", "SortNet", id="comma after a name"),
        pytest.param("Train, Prompt, Predict: A Survey", "Train, Prompt, Predict", id="comma in a phrase"),
        pytest.param("No Colon Here", "No Colon Here", id="nothing to cut"),
    ],
)
def test_a_short_title_is_what_people_say(title: str, short: str) -> None:
    assert short_title(title) == short


@pytest.mark.parametrize(
    ("text", "key"), [("TÜLO 3", "tulo3"), ("E²GAN", "e2gan"), ("Skill-it!", "skillit"), ("ﬁre", "fire")]
)
def test_folding_keeps_letters_and_digits(text: str, key: str) -> None:
    assert name_key(text) == key


def test_a_typo_that_may_as_well_be_a_plain_word_is_no_name() -> None:
    names = [Alias("Quibor", "quibor", "p", 1.0)]
    assert [mention.name for mention in NameIndex(names).lookup("my quibr diverges")] == ["Quibor"]
    assert NameIndex(names, ordinary=["quiber"]).lookup("my quibr diverges") == []


def test_a_sentence_without_spaces_does_not_make_a_message_long() -> None:
    found = index({"drift": DRIFT}).lookup("请问qrs是什么，它需要多少内存，和别的方法相比如何？")
    assert [mention.name for mention in found] == ["QRS"]


def test_another_version_of_a_name_is_not_sure_to_be_meant() -> None:
    assert all(mention.certainty < 0.6 for mention in INDEX.lookup("TULO 2 recipe"))


def index(papers: dict[str, tuple[str, str]]) -> NameIndex:
    names = (name for paper, (title, text) in papers.items() for name in aliases_of(paper, title, text))
    return NameIndex(names, ordinary=ordinary_words(text for _, text in papers.values()))


DRIFT = ("Currents in Shallow Basins", "DRF follows currents. DRF is cheap. Unlike QRS, DRF needs no buoy.")


def test_a_name_that_one_paper_comes_back_to_is_surely_meant() -> None:
    found = index({"drift": DRIFT, "prop": PAPERS["prop"]}).lookup(
        "How cheap were the buoys used for DRF then?"
    )
    assert [(m.text, m.paper_ids, m.certainty >= 0.6) for m in found] == [("DRF", ("drift",), True)]


def test_a_name_mentioned_in_passing_is_not_what_is_meant() -> None:
    assert not index({"drift": DRIFT}).lookup("How cheap were the buoys used for QRS in that study?")


def test_an_acronym_that_stands_for_two_things_leads_to_both_papers() -> None:
    other = ("DRF: Deep Rivers Found", "We propose DRF, which finds rivers.")
    found = index({"drift": DRIFT, "river": other}).lookup("What is DRF?")
    assert [set(mention.paper_ids) for mention in found] == [{"drift", "river"}]


def test_an_acronym_that_many_papers_use_leads_nowhere() -> None:
    using = ("Notes on Rivers", "DRF is used here. DRF again, and DRF once more.")
    owning = ("DRF: Deep Rivers Found", "We propose DRF, which finds rivers.")
    papers = {f"use{n}": using for n in range(9)} | {"a": owning, "b": owning}
    assert all(not mention.paper_ids for mention in index(papers).lookup("Which DRF plays chess best?"))


def test_in_whatever_order_its_words_are_weighed_a_title_typed_whole_is_exact() -> None:
    title = "Weighted Kestrel Averages Improve Robust Lantern Forecasts under Uneven Harbour Noise"
    words, order = title.split(), random.Random(7)
    others = {
        f"p{n}": (f"{words[n % len(words)]} {words[(3 * n) % len(words)]} Moss{n}", "Text.")
        for n in range(60)
    }
    known = index({"whole": (title, "Something is said."), **others})
    for _ in range(60):
        typed = " ".join(order.sample(words, len(words)))
        assert [m.exact for m in known.lookup(f"what about {typed}") if m.paper_ids == ("whole",)] == [True]
