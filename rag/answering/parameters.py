"""What each tuned number of this room means; the values are in answering.toml beside it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.model.fitted import fitted_tables

FILE = Path(__file__).with_name("answering.toml")


@dataclass(frozen=True, slots=True)
class Routing:
    """also_share: another paper may be the one that is meant from this share of the best; views: papers
    set side by side where a question suspects that they disagree, from `list_share` of the best score, as are
    those compared that are described rather than named.

    certain_name: a name at least this certain settles what paper is meant; doubted: what a less certain
    name counts; plainly: of two papers of one name, the one that scores so much better is meant;
    new_subject: mean similarity of a question's words below which it is not about the papers before;
    keeps: how near a word of a listed paper must be to one that the list is narrowed to;
    other_ahead, other_answers: by how much another paper is ahead of those, and the log odds that it
    answers, from which the question is about that one;
    first_is: how far the first paper of a list is ahead of one far down for a question about one of them;
    near, near_list: log odds from which the nearest papers are worth naming, the latter for a list.
    """

    list_share: float
    also_share: float
    views: int
    certain_name: float
    doubted: float
    plainly: float
    new_subject: float
    keeps: float
    other_ahead: float
    other_answers: float
    first_is: float
    near: float
    near_list: float


@dataclass(frozen=True, slots=True)
class RoleWeights:
    """How a sentence's fit to a role of a comparison is counted. What it does in the abstract counts 1
    (`approach_idea` for the approach); `_early`, `_late`: its place; `_measured`: a measured figure,
    which speaks against a problem and an approach; `_named`: it names the work; `_does`: a word for
    what is done; `_near_place`: how near it is to `approach_place` (0 first sentence, 1 last); aside:
    taken off for code and outlook.

    least: what a sentence must fit to stand for a role; twice: what it costs when one stands for two;
    numbers_figure: a figure beside one that is measured; numbers_most: figures counted of a sentence.
    """

    least: float
    twice: float
    aside: float
    problem_early: float
    problem_measured: float
    approach_idea: float
    approach_named: float
    approach_does: float
    approach_measured: float
    approach_near_place: float
    approach_place: float
    result_late: float
    result_measured: float
    numbers_figure: float
    numbers_most: int


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them, a table each."""

    routing: Routing
    roles: RoleWeights


@cache
def parameters() -> Parameters:
    """The parameters that the product uses."""
    return fitted_tables(FILE, Parameters)
