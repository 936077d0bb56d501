"""Which papers a list leaves out by who wrote them or by their words: "not by NVIDIA", "but not CIFAR".

In: a question, and what the library knows. Out: filters that leave papers out, and the question without the
words that say so. Subjects are left out by rag/query/exclusion.py, dates by rag/query/dates.py.
"""

from rag.model.filters import NO_FILTERS, Filters
from rag.query.authors import Known, find_authors
from rag.query.exclusion import Exclusion, find_exclusion
from rag.query.exclusion_forms import MENTIONING
from rag.query.mentions import find_mentions, is_name

_SUBJECT = frozenset(
    "about on regarding concerning covering dealing deal focus focused focusing related".split()
)


def find_left_out(text: str, known: Known) -> tuple[Filters, str]:
    """The filters that leave papers out, and the text without them."""
    found: list[Filters] = []

    def wanted(exclusion: Exclusion) -> bool:
        limits = _by_whom(exclusion, known) or _words(exclusion)
        found.extend([limits] if limits else [])
        return limits is not None

    _, left = find_exclusion(text, wanted)
    filters = NO_FILTERS
    for limits in found:
        filters = _together(filters, limits)
    return filters, left


def _together(one: Filters, other: Filters) -> Filters:
    """Both: papers that either leaves out are left out."""

    def both(mine: str | None, theirs: str | None) -> str | None:
        return " or ".join(filter(None, (mine, theirs))) or None

    return Filters(
        except_organisation=both(one.except_organisation, other.except_organisation),
        except_author=both(one.except_author, other.except_author),
        except_mentions=both(one.except_mentions, other.except_mentions),
    )


def _by_whom(exclusion: Exclusion, known: Known) -> Filters | None:
    """ "not by Meta", "but nothing from NVIDIA or KAUST"."""
    filters = NO_FILTERS
    together = exclusion.said[-1] == "with"  # of anything else as well, unless an author is meant
    if not exclusion.by_whom and not together:
        return None
    for subject in exclusion.subjects:
        name = subject.removeprefix("by ").removeprefix("from ")
        if together and not known.is_author(name):
            return None
        if not known.is_author(name) and not all(word[0].isupper() for word in name.split()):
            return None
        author, organisation, left = find_authors(f"papers by {name}", known)
        if left.strip() != "papers":
            return None
        filters = _together(filters, Filters(except_author=author, except_organisation=organisation))
    return filters


def _words(exclusion: Exclusion) -> Filters | None:
    """ "that mention ImageNet but not CIFAR", "that do not mention GLUE", "neither COCO nor CIFAR"."""
    found, begin = exclusion.found, exclusion.place
    before = found.words[:begin]
    says = not MENTIONING.isdisjoint(exclusion.said) or (bool(before) and before[-1] in MENTIONING)
    head = found.text[: found.spans[begin][0]]
    names = all(is_name(subject) for subject in exclusion.subjects)
    if not says and (not names or find_mentions(head)[0] is None or not _SUBJECT.isdisjoint(exclusion.said)):
        return None
    return Filters(except_mentions=" or ".join(exclusion.subjects))
