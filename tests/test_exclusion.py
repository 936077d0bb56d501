"""The subjects that a list is to leave out."""

from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.filters import Filters
from rag.query.authors import Known
from rag.query.exclusion import find_contrast, find_exclusion
from rag.query.left_out import find_left_out
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.mentions import says_without
from tests.fakes import paper

KNOWN = Known(lambda name: name in {"Ng", "Jörg Müller"}, lambda name: False, ["Nimbus Labs", "Hut"])


@pytest.mark.parametrize(
    ("message", "excluded", "left"),
    [
        ("papers not about language models", ["language models"], "papers"),
        ("papers about LoRA that are not about quantization", ["quantization"], "papers about LoRA"),
        ("papers about LoRA but not quantization", ["quantization"], "papers about LoRA"),
        ("papers on LoRA, except those on quantization", ["quantization"], "papers on LoRA"),
        ("papers about LoRA leaving out quantization", ["quantization"], "papers about LoRA"),
        ("papers on sign language other than translation", ["translation"], "papers on sign language"),
        ("papers on LoRA excluding surveys", ["surveys"], "papers on LoRA"),
        ("papers on agents, no surveys", ["surveys"], "papers on agents"),
        ("agent papers not neural", ["neural"], "agent papers"),
        ("papers about crowds not spammers", ["spammers"], "papers about crowds"),
        ("sleep papers not in mice", ["mice"], "sleep papers"),
        ("sleep papers not in this list", [], "sleep papers not in this list"),
        ("papers on knots not solvable by hand", [], "papers on knots not solvable by hand"),
        ("papers on whether or not crowds vote", [], "papers on whether or not crowds vote"),
        ("sleep papers not yet reviewed", [], "sleep papers not yet reviewed"),
        ("papers on speech that don't use transformers", ["transformers"], "papers on speech"),
        ("papers on shapes, not about NeRF or Gaussians", ["NeRF", "Gaussians"], "papers on shapes"),
        ("papers on robots and not on drones since 2023", ["drones"], "papers on robots since 2023"),
        ("papers on speech (without those about recognition)", ["recognition"], "papers on speech"),
        ("which papers do not deal with images?", ["images"], "which papers ?"),
        ("papers about neither images nor speech", ["images", "speech"], "papers"),
        ("Which papers study enzymes but are not clinical?", ["clinical"], "Which papers study enzymes ?"),
        ("papers on pricing that aren't game-theoretic", ["game-theoretic"], "papers on pricing"),
        ("papers on clustering which doesn't need labels", ["labels"], "papers on clustering"),
        ("work on rust that do not simulate rain", ["simulate rain"], "work on rust"),
        ("papers on tides with nothing on tsunamis", ["tsunamis"], "papers on tides"),
        ("papers on maize that have nothing to do with genetics", ["genetics"], "papers on maize"),
        ("papers on sleep unrelated to dreams", ["dreams"], "papers on sleep"),
        ("papers on storms, apart from hurricanes", ["hurricanes"], "papers on storms"),
        ("Apart from hurricanes, which papers are on storms?", ["hurricanes"], "which papers are on storms?"),
        ("papers on storms with hurricanes left out", ["hurricanes"], "papers on storms"),
        ("papers on storms, hurricanes excluded", ["hurricanes"], "papers on storms"),
        ("papers on rivers; skip dams and locks", ["dams", "locks"], "papers on rivers"),
        ("papers on tomography, without neural networks", ["neural networks"], "papers on tomography"),
        (
            "tomography, without neural networks - which papers",
            ["neural networks"],
            "tomography - which papers",
        ),
        ("tomography, without networks: any papers?", ["networks"], "tomography : any papers?"),
        ("non-Bayesian papers on moss", ["Bayesian"], "papers on moss"),
        (
            "papers on atoms, excluding ice in a jar and excluding jam",
            ["ice in a jar", "jam"],
            "papers on atoms",
        ),
        (
            "papers on cells excluding gene regulation and growth",
            ["gene regulation and growth"],
            "papers on cells",
        ),
    ],
)
def test_what_is_left_out_is_found_and_taken_out(message: str, excluded: list[str], left: str) -> None:
    assert find_exclusion(message) == (tuple(excluded), left)


@pytest.mark.parametrize(
    "message",
    [
        "papers about not-MIWAE",
        "papers on non-convex optimisation",
        "learning without supervision papers",
        "papers on learning without labels",
        "no-reference image quality papers",
        "papers on optimizers other than Adam",
        "papers about methods that do not use reward models",
        "papers on evaluation but not only in English",
        "papers about excluding outliers",
        "Which papers show that language models do not use their context?",
        "papers without code",
        "papers about networks that are not trees",
        "papers that are not only about moss",
        "papers that don't have a date",
        "methods that are not robust",
        "papers on ignoring noise",
        "papers on treatments with no side effects",
    ],
)
def test_a_negation_that_belongs_to_the_subject_leaves_nothing_out(message: str) -> None:
    assert find_exclusion(message) == ((), message)


@pytest.mark.parametrize(
    ("message", "filters", "left"),
    [
        ("papers on jam, not by Hut", Filters(except_organisation="Hut"), "papers on jam"),
        (
            "papers on jam that aren't from Nimbus",
            Filters(except_organisation="Nimbus Labs"),
            "papers on jam",
        ),
        ("papers but nothing by Hut or Ng", Filters(except_organisation="Hut", except_author="Ng"), "papers"),
        ("papers not written by Jörg Müller", Filters(except_author="Jörg Müller"), "papers"),
        ("papers by Hut but not with Ng", Filters(except_author="Ng"), "papers by Hut"),
        ("papers mentioning GLUE but not Vole", Filters(except_mentions="Vole"), "papers mentioning GLUE"),
        ("papers that use GLUE but not Vole-3", Filters(except_mentions="Vole-3"), "papers that use GLUE"),
        ("papers on jam that don't mention GLUE", Filters(except_mentions="GLUE"), "papers on jam"),
        ("papers that mention neither Vole nor Stoat", Filters(except_mentions="Vole or Stoat"), "papers"),
        (
            "papers mentioning Vole without Stoat",
            Filters(except_mentions="Stoat"),
            "papers mentioning Vole",
        ),
    ],
)
def test_who_wrote_them_and_their_words_leave_papers_out(message: str, filters: Filters, left: str) -> None:
    assert find_left_out(message, KNOWN) == (filters, left)


@pytest.mark.parametrize(
    "message",
    [
        "papers about LoRA but not quantization",
        "papers on segmentation, not by clustering",
        "papers on jam but not with spoons",
        "papers that mention Vole but are not about jam",
        "papers by Ng that aren't from 2020",
    ],
)
def test_a_subject_that_is_left_out_is_no_filter(message: str) -> None:
    assert find_left_out(message, KNOWN) == (Filters(), message)


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("papers on otters without dams", "papers on otters"),
        ("papers on otters with no dams", "papers on otters"),
        ("papers on otters not using dams", "papers on otters"),
    ],
)
def test_what_no_paper_says_that_it_is_without_is_left_out(message: str, left: str) -> None:
    asked: list[tuple[str, str]] = []

    def says(subject: str, without: str) -> bool:
        asked.append((subject, without))
        return False

    assert find_exclusion(message, says=says) == (("dams",), left)
    assert asked == [("otters", "dams")]


@pytest.mark.parametrize(
    ("subject", "without", "said"),
    [
        pytest.param("otters", "dams", False, id="another one is without"),
        pytest.param("beavers", "turbines", True, id="no paper has it"),
        pytest.param("beavers", "dams", True, id="with words between"),
        pytest.param("swans", "lead", True, id="free of it"),
        pytest.param("swans", "dams", False, id="has neither"),
    ],
)
def test_papers_tell_what_they_do_without(home: Path, subject: str, without: str, said: bool) -> None:
    texts = (
        "Otters live beside a dam.",
        "Beavers thrive without any large dams.",
        "Swans want lead-free water.",
    )
    library = Library(home, NoEncoder())
    library.ingest([paper(n, text=text) for n, text in enumerate(texts)])
    assert says_without(Catalogue(library.reader.now()), subject, without) is said


@pytest.mark.parametrize(
    ("message", "contrast", "left"),
    [
        ("papers on moss rather than fern", "fern", "papers on moss"),
        ("papers that date wood by rings, instead of by carbon", "carbon", "papers that date wood by rings"),
        ("works on rust as opposed to Fourier series in art", "Fourier series", "works on rust in art"),
        ("a boat that runs on wind instead of oil", None, "a boat that runs on wind instead of oil"),
        ("papers on moss", None, "papers on moss"),
    ],
)
def test_a_contrast_is_found_and_taken_out(message: str, contrast: str | None, left: str) -> None:
    assert find_contrast(message) == (contrast, left)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("a lamp that reads less often, without losing light", id="no list"),
        pytest.param("papers on lamps that read without losing light", id="a verb"),
        pytest.param("papers on loops with or without memory", id="either"),
    ],
)
def test_what_is_done_without_is_no_subject_that_papers_are_about(message: str) -> None:
    assert find_exclusion(message, says=lambda subject, without: False) == ((), message)


def test_a_paper_that_names_what_is_left_out_in_passing_perhaps_fits(tmp_path: Path) -> None:
    own = "We grow kelp forests on ropes. The ropes are long. They hold. They are cheap."
    texts = {
        "alone": own,
        "aside": f"Farms of mussels were built before. {own}",
        "about": f"{own} We add farms of mussels. Farms of mussels pay.",
        "with": f"{own} We build farms of mussels.",
    }
    library = Library(tmp_path, NoEncoder())
    library.ingest([paper(0, title=f"On {id_}", text=text, paper_id=id_) for id_, text in texts.items()])
    assistant = Assistant(library.reader, library.encoder)
    for asked in ("papers mentioning kelp forests but not about mussels", "papers not about mussels"):
        answer = assistant.ask(asked)
        assert {citation.paper_id for citation in answer.citations} == {"alone", "aside"}
        assert "(2 left out):" in answer.answer
        assert answer.answer.count("perhaps)") == 1
