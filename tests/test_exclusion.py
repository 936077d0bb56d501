"""The subjects that a list is to leave out."""

import pytest

from rag.query.exclusion import find_exclusion


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
        ("papers on speech that don't use transformers", ["transformers"], "papers on speech"),
        ("papers on shapes, not about NeRF or Gaussians", ["NeRF", "Gaussians"], "papers on shapes"),
        ("papers on robots and not on drones since 2023", ["drones"], "papers on robots since 2023"),
        ("papers on speech (without those about recognition)", ["recognition"], "papers on speech"),
        ("which papers do not deal with images?", ["images"], "which papers ?"),
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
    ],
)
def test_a_negation_that_belongs_to_the_subject_leaves_nothing_out(message: str) -> None:
    assert find_exclusion(message) == ((), message)
