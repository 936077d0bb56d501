"""The entries of a BibTeX file as their fields, also where a comma, a key or a brace is missing.

In: the text of a file. Out: for each entry its line and its fields, or None where they cannot be told
apart. bibtexparser refuses such an entry whole, and often takes the next ones down with it; here an
entry ends at the latest where the next begins.
"""

import re
from collections.abc import Iterator, Mapping

Fields = dict[str, str]
KEY_FIELD = "its key"  # no name of a field has a space

KIND = r"@[^\S\n]*(\[[^\]\n]{0,200}\]|\w[\w.:+-]{0,60})\s{0,40}([{(])"
START = re.compile(rf"(?:^|(?<=\}}))[^\S\n]*{KIND}", re.MULTILINE)
# The key and its comma, or the first field where the key is missing
BEGINS = re.compile(
    rf"^[^\S\n]*{KIND}\s*(?:[^,={{}}()\"\n]{{0,300}},|[\w.:+-]+[^\S\n]*=|[^,={{}}()\"\n]{{1,300}}\n\s*\w+\s*=)",
    re.MULTILINE,
)
KEY = re.compile(r"\s*(?!\s|[A-Za-z][\w.:+-]*\s*=)[^,={}\"\n]*")
GAP = re.compile(r"(?:[\s,;]|%[^\n]*)*")
NAME = re.compile(r"([A-Za-z][^\s={}\",#%()]*)\s*=\s*")
BARE = re.compile(r"[^\s,{}()\"#=%]+")
LINE_OF_FIELD = re.compile(
    r"(?:^|,)[^\S\n]*([A-Za-z][\w.:+-]*)[^\S\n]*=\s*(?=[{\"]|[\w.-]+\s*(?:[,}#]|$))", re.M
)
SPACE = re.compile(r"\s*")
MARKS = re.compile(r'[{}"]')
MORE_FIELDS = re.compile(r"\s*(?:,\s*)?[A-Za-z][\w-]*\s*=\s*[{\"]")
MOST_FILLED = 100_000  # characters that strings in a value may stand for: each may hold the last one twice
NEEDED = {"title", "abstract"}
NO_ENTRY = {"comment", "preamble", "string"}


def begins(text: str) -> bool:
    """Whether a line begins like a BibTeX entry."""
    return bool(BEGINS.search(text))


def blocks(text: str) -> Iterator[tuple[int, Fields | None]]:
    """The line and the fields of every entry; of a field that stands twice the first that says something."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = list(START.finditer(text))
    limits = [*(start.start() for start in starts[1:]), len(text), len(text)]
    strings: Fields = {}
    line, counted, done = 1, 0, 0
    for number, start in enumerate(starts):
        line, counted = line + text.count("\n", counted, start.start()), start.start()
        if start.start() < done:
            continue  # stands inside a value of the entry before
        close = "}" if start[2] == "{" else ")"
        kind, chunk = start[1].lower(), text[start.end() : limits[number]]
        whole = _whole(chunk, close, strings)
        if whole is None and kind not in NO_ENTRY and limits[number] < len(text):
            whole = _whole(text[start.end() : limits[number + 1]], close, strings)
            inner = (
                _whole(text[starts[number + 1].end() : limits[number + 1]], "}", strings) if whole else None
            )
            if whole and not (inner and _is_another(inner[0], whole[0])):
                done = start.end() + whole[1]
        if kind == "string":
            strings |= whole[0] if whole else {}
        elif kind not in NO_ENTRY:
            after = chunk[whole[1] :] if whole else ""
            lost = whole is None or MORE_FIELDS.match(after)
            yield line, (_mended(chunk, strings) if lost or whole is None else whole[0])


def _whole(chunk: str, close: str, strings: Mapping[str, str]) -> tuple[Fields, int] | None:
    """The fields and the end of an entry that is written as it should be, but for commas and its key."""
    key = KEY.match(chunk)
    fields: Fields = {KEY_FIELD: key[0].strip()} if key and key[0].strip() else {}
    at = key.end() if key else 0
    while True:
        at = _after(GAP, chunk, at)
        if chunk.startswith(close, at):
            return fields, at + 1
        name = NAME.match(chunk, at)
        value = name and _value(chunk, name.end(), strings)
        if not name or not value:
            return None
        _add(fields, name[1], value[0])
        at = value[1]


def _is_another(inner: Fields, outer: Fields) -> bool:
    """Whether an entry inside a value is that of another paper, and whole, as where a brace was left open."""
    return inner.keys() >= NEEDED and inner["title"] != outer.get("title")


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _add(fields: Fields, name: str, value: str) -> None:
    if not fields.get(name.lower()):
        fields[name.lower()] = value.strip()


def _value(text: str, at: int, strings: Mapping[str, str]) -> tuple[str, int] | None:
    """A value and where it ends: in braces, in quotation marks, a word, or several joined by #."""
    parts: list[str] = []
    filled = 0  # characters that strings stand for
    while True:
        at = _after(SPACE, text, at)
        if text.startswith("{", at) or text.startswith('"', at):
            end = _end(text, at)
            if end is None:
                return None
            parts.append(text[at + 1 : end])
            at = end + 1
        else:
            end = _after(BARE, text, at)
            said = strings.get(text[at:end].lower(), text[at:end])
            filled += len(said)
            parts.append(said if filled <= MOST_FILLED else text[at:end])
            at = end
        after = _after(SPACE, text, at)
        if not text.startswith("#", after):
            return "".join(parts), at
        at = after + 1


def _end(text: str, at: int) -> int | None:
    """Where what opens at this brace or quotation mark closes."""
    quoted, depth = text[at] == '"', 0
    for mark in MARKS.finditer(text, at + 1):
        if mark[0] == '"':
            if quoted and not depth:
                return mark.start()
        elif mark[0] == "{":
            depth += 1
        elif depth:
            depth -= 1
        else:
            return None if quoted else mark.start()
    return None


def _mended(chunk: str, strings: Mapping[str, str]) -> Fields | None:
    """The fields of an entry that does not add up, each taken to end where the next begins."""
    found = list(LINE_OF_FIELD.finditer(chunk))
    fields: Fields = {}
    for number, field in enumerate(found):
        last = number + 1 == len(found)
        value = chunk[field.end() : None if last else found[number + 1].start()]
        read = _value(value, 0, strings)
        if read and (last or not value[read[1] :].strip(" \t\n,")):
            _add(fields, field[1], read[0])
            continue
        if last:
            value = value[: max(value.rfind("}"), 0)]  # the end of the entry
        value = value.strip(" \t\n,")
        if len(value) > 1 and (value[0], value[-1]) in (("{", "}"), ('"', '"')):
            _add(fields, field[1], re.sub(r"(?<!\\)[{}]", "", value[1:-1]))
        elif field[1].lower() in NEEDED:
            return None
    return fields or None
