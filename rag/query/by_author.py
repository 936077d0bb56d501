"""Papers of a conversation that are told by who wrote them: "what did Ng find?", "which of them is from Ng?".

In: a message, the turns before it, what gives a paper, what the library knows of names. Out: the one paper of
those talked of that is by whom the message names; the same request as one for papers by somebody. Somebody
who wrote none of them picks nothing.
"""

import re
from collections.abc import Sequence

from rag.entities.authors import SamePerson, compared, name_parts
from rag.model.conversation import Turn
from rag.query.author_places import AND, OR, WRITING
from rag.query.authors import Known, find_authors
from rag.query.phrases import Word, words_of
from rag.query.picked import Library, Picked, pools
from rag.query.topic import asks_for_several_papers
from rag.query.which_of import after_asking
from rag.text.common_words import COMMON
from rag.text.terms import STOP_WORDS

_OWNED = re.compile(r"^\s+(?:are|is|were|was)\s+(?P<name>[^?.!,]{2,40})['’]s?(?=\W*$)", re.I)
_COME = re.compile(r"^\s+(?:come|comes|came|originates?)(?= from\b)", re.I)
_ASKING_FOR = frozenset("anything something everything else other others more".split())
_ONE = frozenset("paper one study article work group team lab".split())  # behind "Ng's"


def by_author(message: str, history: Sequence[Turn], paper: Library) -> Picked | None:
    """Of the papers talked of, the latest first, the one by those whom the message names: by them alone, or
    with others; all of these where they wrote several."""
    words = words_of(message)
    asked = {word.plain for word in words}
    if not history or asked & _ASKING_FOR or asks_for_several_papers(message):
        return None
    if any(word.stem in WRITING for word in words):
        return None  # "what did Ng write?" asks for all of them
    for pool in pools(history):
        known = [found for id_ in pool if (found := paper(id_))]
        named = {one.paper_id: _named(words, one.authors) for one in known}
        most = max((len(found) for found in named.values()), default=0)
        best = [id_ for id_, found in named.items() if len(found) == most]
        theirs = [one.paper_id for one in known if one.paper_id in best and len(one.authors) <= most]
        if most:
            chosen = theirs if len(theirs) == 1 else best
            return Picked(tuple(chosen), _said(message, words, named[chosen[0]]))
    return None


def names_author(message: str, authors: Sequence[str]) -> bool:
    """Whether a message names one of these."""
    return bool(_named(words_of(message), authors))


def papers_by_somebody(message: str, known: Known) -> str:
    """A question for which of some papers are by somebody, as one for papers: "papers that are by Ng"; empty
    where it names nobody that the library knows."""
    rest = _COME.sub(" are", _OWNED.sub(r" are by \g<name>", after_asking(message)))
    asked = f"papers that{rest}"
    authors, organisations, _ = find_authors(asked, known)
    named = authors.replace(" and ", " or ").split(" or ") if authors else []
    return asked if organisations or (named and all(map(known.is_author, named))) else ""


def _named(words: Sequence[Word], authors: Sequence[str]) -> list[int]:
    """The places of the words that are family or given names of these authors, as long as they are spelt as
    names or are no everyday words; a given name counts only beside the family name."""
    families = [name_parts(author)[-1:] for author in authors]
    given = [name_parts(author) for author in authors]
    places = []
    for place, word in enumerate(words):
        typed = name_parts(word.plain)
        if len(word.plain) < 2 or word.plain in STOP_WORDS or not typed:
            continue
        if (word.plain in COMMON or len(word.plain) < 4) and (word.text.islower() or place == 0):
            continue
        if any(family and compared(typed, family) is SamePerson.YES for family in families):
            places.append(place)
    full = set(places)
    for place in places:
        before = place - 1
        if before >= 0 and any(
            compared(name_parts(words[before].plain), parts[:-1]) is not SamePerson.NO
            for parts in given
            if len(parts) > 1 and name_parts(words[before].plain)
        ):
            full.add(before)
    return sorted(full)


def _said(message: str, words: Sequence[Word], places: Sequence[int]) -> str:
    """What stands for the paper: the names from the first to the last, and "'s paper" behind them."""
    first, last = places[0], places[0]
    for place in places[1:]:
        if all(w.plain in AND | OR for w in words[last + 1 : place]):
            last = place
    start, end = words[first].start, words[last].end
    behind = words[last + 1 : last + 2]
    owned = message[start:end].endswith(("'s", "’s"))
    if behind and behind[0].plain in _ONE:
        return message[start : behind[0].end]
    return message[start : end - 2] if owned else message[start:end]
