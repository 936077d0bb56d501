"""Another version of what was talked of: "what changed in version 2?", "and v3?", "is there a newer version?"

In: a message, the turns before it, the names of the library. Out: the message with the name of the version
that the library holds in place of the words for it; as it is where it holds no such version, so that "version
2" may yet be something that a paper speaks of.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.entities.aliases import short_title
from rag.entities.names import NameIndex
from rag.model.conversation import Turn
from rag.model.query import Mention
from rag.query.anaphora import SURE
from rag.query.talked_of import about
from rag.text.name_keys import name_key
from rag.text.prose import spoken_list

_ORDINALS = {"original": 1, "initial": 1, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_NEXT = frozenset("newer newest next later latest current follow-up updated improved".split())
_LAST = frozenset("older earlier previous prior".split())
_VERSION = re.compile(
    rf"(?:\b(?:the|its|a|an|any)\s+)?\b(?P<which>{'|'.join((*_ORDINALS, *_NEXT, *_LAST))})\s+versions?\b"
    r"(?!\s+of\b)"
    rf"|(?:\bthe\s+)?\bversion\s*(?P<number>\d(?:\.\d)?|{'|'.join(_WORDS)})\b"
    r"|(?<![\w.-])v\.?\s?(?P<short>\d(?:\.\d)?)\b",
    re.I,
)
_ENDS = re.compile(r"(?:(?<=\d)|(?<=[A-Za-z)]))[\s_-]*(?:v(?:ersion)?\.?\s?)?(?P<number>\d(?:\.\d)?)$", re.I)
_IS_THERE = re.compile(
    r"\W*(?:(?:and|is|are|was|there|do|did|you|have|has|it|got|know|of|came|come|out|exists?|here|in"
    r"|the library|after|since|already|also|yet|too)\W+)*(?:is|there|have|got|know of|exists?|here)\W*"
    r"(?:here|yet|already|too|as well|out|in the library)?\W*",
    re.I,
)
_KINDS = r"(?:family|series|versions|variants|generations|releases|editions)"
_FAMILY = re.compile(rf"['’]?s?[\s-]+(?:(?:model )?{_KINDS}\b(?: of papers)?|(?P<papers>papers)\b)", re.I)
_FAMILY_OF = re.compile(rf"\b(?:{_KINDS}|(?P<papers>papers)) (?:of|in|from) (?:the )?$", re.I)
_EVERY = re.compile(
    r"(?:\b(?:papers (?:of|from|in)|all|both|every|each|different|several|the|two|three|four|five)\s+)+$",
    re.I,
)
_HOW_MANY = re.compile(r"\bhow many\b", re.I)
_SETS_BESIDE = re.compile(r"\b(?:compar\w+|contrast\w*|differ\w*|versus|vs)\b", re.I)
_CALLED = re.compile(
    r"(?:\b(?:all|the|of|every|various|different|versions|members)\s+){0,4}"
    r"(?:(?P<before>\b[\w-]+)\s+(?:versions|variants|family|series|lineage|papers|models)\b"
    r"|(?<=versions of )(?:the\s+)?(?P<behind>[\w-]+)\b)",
    re.I,
)
_MOST = 9  # versions that are looked for


def with_version(message: str, history: Sequence[Turn], names: NameIndex) -> str:
    """The message with the name of the version that it speaks of, or of all that it means."""
    if family := _with_family(message, names):
        return family
    match = _VERSION.search(message)
    if match is None:
        return message
    mentions = names.lookup(message)
    if any(m.start < match.end() and match.start() < m.end for m in mentions if m.certainty >= SURE):
        return message  # "CroCo v2" is named whole
    before = [m for m in mentions if m.exact and not message[m.end : match.start()].strip(" ,'s’")]
    start = before[-1].start if before else match.start()
    called = [before[-1].text] if before else list(dict.fromkeys(_talked_of(history)))
    found = next((name for base in called if (name := _version(base, match, names))), "")
    if found and _IS_THERE.fullmatch(f"{message[:start]} {message[match.end() :]}"):
        return f"What is {found}?"
    return f"{message[:start]}{found}{message[match.end() :]}" if found else message


def _with_family(message: str, names: NameIndex) -> str:
    """The message with the names of all versions, "CroCo and CroCo v2", for "the CroCo family", and for "the
    CroCo papers" where they are set side by side; empty where the library does not hold several."""
    for mention in names.lookup(message):
        if mention.certainty < SURE or not mention.exact or _HOW_MANY.search(message):
            continue
        behind = _FAMILY.match(message, mention.end)
        before = _FAMILY_OF.search(message, 0, mention.start)
        found = behind or before
        if not found or (found["papers"] and not _SETS_BESIDE.search(message)):
            continue
        base = _ENDS.sub("", mention.name)
        versions = [name for n in range(1, _MOST + 1) if (name := _held(base, str(n), names))]
        if len(versions) > 1:
            lead = message[: before.start() if before else mention.start]
            rest = message[behind.end() if behind else mention.end :]
            return f"{_EVERY.sub('', lead)}{spoken_list(versions)}{rest}"
    return ""


def with_versions(topic: str, mentions: Sequence[Mention], names: NameIndex) -> tuple[Mention, ...]:
    """The mentions; with those of its versions where a list is of nothing but what one of them names."""
    whole = next((m for m in mentions if m.certainty >= SURE and m.text.lower() == topic.lower()), None)
    if whole is None:
        return tuple(mentions)
    held = (_held(whole.name, f"{number}", names) for number in range(2, _MOST + 1))
    found = (mention for name in held if name for mention in names.lookup(name) if _is_whole(mention, name))
    return (*mentions, *(replace(m, text=whole.text, start=whole.start, end=whole.end) for m in found))


def family_of(topic: str) -> str:
    """The name that a family is called by: "CroCo" of "CroCo family"."""
    match = _CALLED.fullmatch(topic)
    return (match["before"] or match["behind"]).strip() if match else topic


def _talked_of(history: Sequence[Turn]) -> Iterator[str]:
    """What the papers of the latest turn that had any are called."""
    turn = next((t for t in reversed(history) if t.paper_ids or t.query.active_papers), None)
    if turn is None:
        return
    ids = about(turn) or turn.query.active_papers
    for id_, title in zip(turn.paper_ids, turn.titles, strict=False):
        if id_ in ids:
            yield short_title(title)
    for mention in turn.query.mentions:
        if mention.certainty >= SURE and set(mention.paper_ids) & set(ids):
            yield mention.name


def _version(called: str, match: re.Match[str], names: NameIndex) -> str:
    """The name of the version of what is called so."""
    ends = _ENDS.search(called)
    base, current = (called[: ends.start()], float(ends["number"])) if ends else (called, 1.0)
    which = (match["which"] or "").lower()
    if which in _NEXT:
        later = range(int(current) + 1, _MOST + 1)
        numbers = [f"{n}" for n in (later if which == "next" else reversed(later))]
    elif which in _LAST:
        numbers = [f"{n}" for n in range(int(current) - (current % 1 == 0), 0, -1)]
    else:
        said = (match["number"] or match["short"] or "").lower()
        numbers = [f"{_ORDINALS.get(which) or _WORDS.get(said) or said}"]
    return next((name for number in numbers if (name := _held(base, number, names))), "")


def _held(base: str, number: str, names: NameIndex) -> str:
    """How the library spells the version; the first has no number."""
    spelt = [f"{base}{between}{number}" for between in ("v", "-", " version ")]
    for candidate in [*spelt, *([base] if number in ("1", "1.0") else [])]:
        whole = [m for m in names.lookup(candidate) if _is_whole(m, candidate)]
        if whole:
            return whole[0].name
    return ""


def _is_whole(mention: Mention, text: str) -> bool:
    """Whether a mention is the whole text, letter by letter."""
    return mention.certainty >= SURE and name_key(mention.text) == name_key(text) and mention.exact
