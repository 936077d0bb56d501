"""A kind of thing that a question asks for, though a paper is called so: "what GPU was it trained on?".

In: a text, the names of the library. Out: those in it that may be papers. "GPU" may be what one paper of a
library calls its own work, and is yet no paper where one of its kind is asked for.
"""

import re

from rag.entities.names import NameIndex
from rag.model.query import Mention

_BEFORE = re.compile(
    r"(?:^|[.,;:?!]|\b(?:and|but|so))\s*(?:(?:on|with|in|by|for) )?(?:which|what|how many)\s+$", re.I
)
_BEHIND = re.compile(
    r"s?\s+(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)\s+(?!about\b|like\b)\w", re.I
)


def named_in(text: str, names: NameIndex) -> list[Mention]:
    """The names in a text but those that stand for a kind between "which" and a verb, one word each."""
    return [mention for mention in names.lookup(text) if not _is_kind(text, mention)]


def _is_kind(text: str, mention: Mention) -> bool:
    led = mention.text.isalpha() and _BEFORE.search(text, 0, mention.start)
    return bool(led and _BEHIND.match(text, mention.end))
