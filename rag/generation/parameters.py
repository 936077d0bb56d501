"""What each tuned number of this room means; the values are in generation.toml beside it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.model.fitted import fitted_tables

FILE = Path(__file__).with_name("generation.toml")


@dataclass(frozen=True, slots=True)
class ExpansionParameters:
    """near: cosine to the paper below which a question is about something else."""

    near: float


@dataclass(frozen=True, slots=True)
class ContextParameters:
    """history_share: of the room, for what was said before; recent: exchanges whose answers are recalled,
    not only their questions; recalled: characters of a question or an answer that are recalled; margin:
    share of the room that is filled, as another tokenizer than ours may count more."""

    history_share: float
    recent: int
    recalled: int
    margin: float


@dataclass(frozen=True, slots=True)
class FormParameters:
    """small: billions of parameters below which a model is asked in the short form; context: tokens below
    which any is; papers, sentences: how many papers it is shown then, and sentences of each; reply: tokens
    that its answer may have; kept: share of what the best sentence adds to the question that its
    answer must have."""

    small: float
    context: int
    papers: int
    sentences: int
    reply: int
    kept: float


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them, a table each."""

    expansion: ExpansionParameters
    context: ContextParameters
    form: FormParameters


@cache
def parameters() -> Parameters:
    """The parameters that the product uses."""
    return fitted_tables(FILE, Parameters)
