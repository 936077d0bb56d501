"""Papers that a list's subject is illustrated with: "papers on pruning, e.g. Tessaract and friends".

In: what a list is asked for, the names in it. Out: the examples as they were typed, and the text without
them. An example widens a subject; looked up with it, its name would leave nothing but its own paper. Words
that name no paper ("diseases, e.g. malaria") say more of the subject and stay.
"""

import re
from collections.abc import Sequence

from rag.model.query import Mention
from rag.query.anaphora import SURE, content_words
from rag.query.parameters import parameters
from rag.query.topic import is_empty, topic_of
from rag.text.words import words

_EXAMPLES = re.compile(
    r"\s{0,3}[,;:(–—-]{0,3}\s{0,3}\b"
    r"(?:e\.?\s?g\b\.?|for (?:example|instance)|such as|(?P<like>like)|incl(?:\b\.?|uding))"
    r"(?=[\s,:])[\s,:]{0,4}(?P<named>[^()?!;]{1,200}?)\s{0,3}(?=[)?!;]|\.?\s{0,3}$)\)?",
    re.I,
)
_AROUND = frozenset(
    "and or others other friends similar co company etc stuff things ones the paper papers".split()
)
_OF_ANY_SUBJECT = frozenset(
    """method methods model models approach approaches technique techniques dataset datasets benchmark
    benchmarks algorithm algorithms system systems framework frameworks tool tools architecture
    architectures""".split()
)


def without_examples(text: str, mentions: Sequence[Mention]) -> tuple[str, str]:
    """The examples, and the text without them; nothing and the text where none is given, or where nothing but
    the examples says what is asked for."""
    for match in _EXAMPLES.finditer(text):
        rest = f"{text[: match.start()]}{text[match.end() :]}"
        least = SURE if match["like"] else parameters().likely
        if _has_subject(rest) and _names_papers(match["named"], mentions, least):
            return match["named"], rest
    return "", text


def _has_subject(text: str) -> bool:
    """Whether a text says what papers are to be about: "methods" does not."""
    said = [word for word in words(topic_of(text)) if word.lower() not in _OF_ANY_SUBJECT]
    return not is_empty(" ".join(said))


def _names_papers(named: str, mentions: Sequence[Mention], least: float) -> bool:
    """Whether nothing but papers is named, with at least this certainty."""
    found = [mention for mention in mentions if mention.certainty >= least and mention.text in named]
    for mention in found:
        named = named.replace(mention.text, " ")
    return bool(found) and all(word.lower() in _AROUND for word in content_words(named))
