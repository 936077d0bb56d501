"""What each tuned number of this room means; the values are in query.toml beside it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.model.fitted import fitted

FILE = Path(__file__).with_name("query.toml")


@dataclass(frozen=True, slots=True)
class Parsing:
    """sure: a mention at least this certain is what the message is about; likely: a mention at least this
    certain is a name where only a name is to be expected; short: words with meaning of their own beyond
    which a message says itself what it is about (twice that where it says "it"); terse: so many more
    where it begins with "and", and so few where nothing in it points back; long_message: words from
    which a message is one question with its story; most_listed: papers that are asked for by number,
    beyond which the number is a year; sure_intent: how likely an intent must be, else the question is
    taken as a plain one; sure_library: the same where no paper would be looked up; several_named: how many
    times as likely a comparison is where several papers are meant; sure_words: how likely it must be by its
    words alone that a message is about the assistant itself, so that no vector is asked for; sure_act: how
    likely a dialogue act must be, else the message is a question like any other."""

    sure: float
    likely: float
    short: int
    terse: int
    long_message: int
    most_listed: int
    sure_intent: float
    sure_library: float
    several_named: float
    sure_words: float
    sure_act: float


@cache
def parameters() -> Parsing:
    """The parameters that the product uses."""
    return fitted(FILE, "parsing", Parsing)
