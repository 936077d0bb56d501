"""The text room: how words, runs of letters and spellings are told apart, and in which language."""

import pytest

from rag.text.common_words import COMMON, FUNCTION_WORDS
from rag.text.language import language_of
from rag.text.runs import prefixed_ascii_runs, run_spans, runs
from rag.text.spelling import bucketed, closest, nearest
from rag.text.stemming import stem
from rag.text.terms import STOP_WORDS
from rag.text.words import without_possessive, word_spans, words

KEYS = bucketed(["mosaic", "mosses", "moss", "tide"])


@pytest.mark.parametrize(
    ("text", "typed", "technical"),
    [
        pytest.param("Pre-training nets.", ["Pre-training", "nets"], None, id="a hyphen joins, a stop not"),
        pytest.param("don't, Fern’s", ["don't", "Fern’s"], None, id="either apostrophe joins"),
        pytest.param("- 'moss' -", ["moss"], None, id="signs that join nothing are left out"),
        pytest.param("café 苔藓", ["café", "苔藓"], None, id="letters of all scripts"),
        pytest.param("a_b", ["a", "b"], None, id="an underscore divides"),
        pytest.param("17.5 R@1", ["17", "5", "R", "1"], ["17.5", "R@1"], id="figures and metrics"),
        pytest.param("AT&T and/or C++", ["AT", "T", "and", "or", "C"], ["AT&T", "and/or", "C++"], id="signs"),
        pytest.param("1,024", ["1", "024"], None, id="a comma divides"),
        pytest.param("", [], None, id="nothing"),
    ],
)
def test_words_are_cut_as_people_write_them(text: str, typed: list[str], technical: list[str] | None) -> None:
    assert words(text) == typed
    assert words(text, technical=True) == (technical or typed)


def test_words_have_their_places_in_the_whole_text() -> None:
    text = "Moss grows in 17.5 days"
    found = list(word_spans(text, 5, technical=True))
    assert [word for word, _, _ in found] == ["grows", "in", "17.5", "days"]
    assert all(text[start:end] == word for word, start, end in found)
    assert [word for word, _, _ in word_spans(text, 5, 13)] == ["grows", "in"]


@pytest.mark.parametrize(
    ("word", "bare"), [("Kestrel's", "Kestrel"), ("models’", "models"), ("moss", "moss"), ("don't", "don't")]
)
def test_only_a_possessive_ending_is_taken_off(word: str, bare: str) -> None:
    assert without_possessive(word) == bare


@pytest.mark.parametrize(
    ("text", "plain", "placed"),
    [
        pytest.param("Skill-it! v2.1", ["Skill", "it", "v2", "1"], None, id="every sign divides"),
        pytest.param("GaLore是什么", ["GaLore", "是什么"], ["GaLore"], id="a script without spaces divides"),
        pytest.param("苔藓、潮汐", ["苔藓", "潮汐"], [], id="signs of other scripts"),
        pytest.param("Pre-training", ["Pre", "training"], ["Pre-training"], id="a prefix joins where asked"),
        pytest.param("spre-training", ["spre", "training"], None, id="the end of a word is no prefix"),
        pytest.param("a_b", ["a", "b"], None, id="an underscore divides"),
    ],
)
def test_runs_are_letters_and_digits(text: str, plain: list[str], placed: list[str] | None) -> None:
    assert runs(text) == plain
    assert [run for run, _, _ in run_spans(text, prefixes=True)] == (plain if placed is None else placed)
    assert all(text[start:end] == run for run, start, end in run_spans(text, prefixes=True))


def test_a_prefix_is_a_run_of_its_own_unless_asked_for() -> None:
    assert [run for run, _, _ in run_spans("Pre-training")] == ["Pre", "training"]


@pytest.mark.parametrize(
    "title",
    ["Pre-Training a Co-Pilot: Zero-Shot!", "self-made spre-training_non-x", "multi--task re- non-a-b", ""],
)
def test_the_quick_way_finds_the_same_runs(title: str) -> None:
    slow = [run.lower().replace("-", "") for run, _, _ in run_spans(title, prefixes=True)]
    assert prefixed_ascii_runs(title) == slow


@pytest.mark.parametrize(
    ("typed", "most", "found"),
    [
        pytest.param("mosss", 1, ("moss", 1), id="of two as near the shorter"),
        pytest.param("tdie", 1, ("tide", 1), id="neighbours swapped are one edit"),
        pytest.param("mosaics", 1, ("mosaic", 1), id="a letter too many"),
        pytest.param("moss", 1, ("moss", 0), id="spelt right"),
        pytest.param("ride", 1, None, id="another first letter"),
        pytest.param("mic", 1, None, id="too far"),
    ],
)
def test_the_closest_key_is_found(typed: str, most: int, found: tuple[str, int] | None) -> None:
    assert closest(typed, KEYS, most) == found


def test_the_nearest_choice_minds_case_unless_told_otherwise() -> None:
    assert nearest("MOSS", ["tide", "moss"], 1) is None
    assert nearest("MOSS", ["tide", "Moss"], 1, any_case=True) == "Moss"
    assert nearest("tire", ["tide", "tile"], 1) == "tide"  # the first of two as near


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hoeveel geheugen heeft het model nodig?", "nl"),
        ("Combien de papiers a-t-il ?", "fr"),
        ("GaLoreは何ですか", "ja"),
        ("Ist GaLoop besser als Moss?", "de"),
        ("Wie spart GaLoop Speicher?", "de"),
        ("¿Cómo ahorra memoria GaLoop?", "es"),
        ("Jak działa GaLoop?", "pl"),
        ("Qui a écrit GaLoop ?", "fr"),
        ("Quels papiers traitent de la propagation des virus ?", "fr"),
        ("papers by Jörg Müller", "en"),
        ("De novo protein design", "en"),
        ("Can tiny words taught by many do as well as, or better than, their teachers?", "en"),
        ("galore memory", "en"),
        ("T5 on 3 GPUs", "en"),
        ("ok", "en"),
        ("", "en"),
    ],
)
def test_a_language_is_guessed_and_english_where_in_doubt(text: str, language: str) -> None:
    assert language_of(text) == language


def test_words_that_the_library_uses_are_english() -> None:
    typed = "quaternion attitude gradient descent local minimum"
    assert language_of(typed, typed.split().__contains__) == "en"


def test_a_stem_is_shared_by_the_forms_of_a_word() -> None:
    assert stem("studies") == stem("studying") == "studi"


def test_words_of_the_lists_are_cut_as_the_texts_are() -> None:
    for listed in (STOP_WORDS, COMMON, FUNCTION_WORDS):
        assert all(words(word) == [word.lower()] for word in listed)
    assert STOP_WORDS < FUNCTION_WORDS
