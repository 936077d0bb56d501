"""What each tuned number of this room means; the values are in entities.toml beside it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.model.fitted import fitted_tables

FILE = Path(__file__).with_name("entities.toml")


@dataclass(frozen=True, slots=True)
class Ownership:
    """owned: an alias of at least this prior is the paper's own; repeated: the prior of a name that a paper
    comes back to, its own as long as no other paper has it; widely_mentioned: a name that more papers
    mention, and none owns, points nowhere; sole: how surely a name leads to the one paper that has it,
    though it may be no name of its own; shared: papers that one acronym may stand for."""

    owned: float
    repeated: float
    widely_mentioned: int
    sole: float
    shared: int


@dataclass(frozen=True, slots=True)
class Priors:
    """Priors of names that are not plainly the paper's own (those have 1): in_title, a coined word in a
    long title; near_title, an acronym whose long form shares words with the title; acronym, any other;
    part_of_name, "PROP" of a paper called "B-PROP"; long_form, what an acronym of the paper's own stands
    for; repository, the name of its code; coined, a name after "we propose"; mentioned, any other."""

    in_title: float
    near_title: float
    acronym: float
    part_of_name: float
    long_form: float
    repository: float
    coined: float
    mentioned: float


@dataclass(frozen=True, slots=True)
class Certainty:
    """How certain a mention is. common_property: of a name that a few papers mention and none owns; crowd:
    papers beside the owner that halve it. It is multiplied where the name is typed as a short plain word
    (short_lower_case) or in another case (other_case). Of names that are plain words as typed:
    long_phrase, hyphens, alone (the message says little else). slip: of a name a letter or two away.
    title_share: share of a title's words that must be there; title: certainty of the whole title;
    title_begun, title_quoted: of its beginning and of a part in quotes."""

    common_property: float
    crowd: int
    short_lower_case: float
    other_case: float
    long_phrase: float
    hyphens: float
    alone: float
    slip: float
    title_share: float
    title: float
    title_begun: float
    title_quoted: float


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them, a table each."""

    ownership: Ownership
    priors: Priors
    certainty: Certainty


@cache
def parameters() -> Parameters:
    """The parameters that the product uses."""
    return fitted_tables(FILE, Parameters)
