"""Records whose lines each begin with a tag, as in RIS, MEDLINE, Web of Science and refer.

In: text, and how a format writes tags. Out: its records, every field in order, nothing dropped: a field
that comes twice, and lines that go on with the field above, are all there. Knows no tag's meaning.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

_COMPARED = 50  # texts of one field, each with each other


@dataclass(frozen=True, slots=True)
class Layout:
    """How a format writes its records. `tag_of` takes a line apart into tag and value, None where it goes
    on with the line above. A record begins with one of `starts`, and ends with one of `ends`; after a
    blank line also one of `unique`, which a record has only once, begins the next, and one of `starts` even
    where the record before has none. Of two `titles` the second is of another record: one that begins at a
    blank line, or with one of `starts` that stands between them."""

    tag_of: Callable[[str], tuple[str, str] | None]
    starts: frozenset[str]
    ends: frozenset[str] = frozenset()
    unique: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Record:
    """The fields of one record in order, lines of one field apart by line ends; and its first line."""

    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)

    @cached_property
    def _by_tag(self) -> dict[str, list[str]]:
        """The fields that hold anything, each on one line; of a record that is read to its end."""
        found: dict[str, list[str]] = {}
        for tag, value in self.fields:
            found.setdefault(tag, []).append(" ".join(value.split()))
        return {tag: held for tag, texts in found.items() if (held := [text for text in texts if text])}

    def has(self, tags: frozenset[str]) -> bool:
        return any(tag in tags for tag, _ in self.fields)

    def all(self, *tags: str) -> list[str]:
        """The fields of these tags that hold anything, each on one line."""
        held = [tag for tag in tags if tag in self._by_tag]
        if len(held) <= 1:
            return self._by_tag[held[0]] if held else []
        rest = {tag: iter(self._by_tag[tag]) for tag in held}
        return [next(rest[tag]) for tag, value in self.fields if tag in rest and value.strip()]

    def lines(self, *tags: str) -> list[str]:
        """The lines of the fields of these tags, where each is a value of its own."""
        values = (value for tag, value in self.fields if tag in tags)
        return [line.strip() for value in values for line in value.split("\n") if line.strip()]

    def first(self, *tags: str) -> str | None:
        """The first of these tags to hold anything."""
        return next((self._by_tag[tag][0] for tag in tags if tag in self._by_tag), None)

    def joined(self, *tags: str) -> str | None:
        """All there is of the first of these tags that holds anything, what is said twice only once."""
        texts = next((texts for tag in tags if (texts := self.all(tag))), [])
        return " ".join(_once(texts)) or None


class _Open:
    """A record that is being read; what is asked of it at each line costs the same however long it is."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.tags = set[str]()
        self._fields: list[tuple[str, list[str]]] = []

    def add(self, tag: str, value: str) -> None:
        self.tags.add(tag)
        self._fields.append((tag, [value]))

    def go_on(self, line: str) -> None:
        """A line more of its last field."""
        self._fields[-1][1].append(line)

    def repeats(self, tag: str) -> bool:
        """Whether it has this field and another, so that one more such field begins the next."""
        return tag in self.tags and len(self.tags) > 1

    def may_end_before(self, tag: str) -> bool:
        """Whether it has fields enough to be a record whose first line was lost, or this field already."""
        return tag in self.tags or len(self.tags) > 1

    def closed(self) -> Record:
        return Record(self.line, [(tag, "\n".join(lines)) for tag, lines in self._fields])


def _once(texts: list[str]) -> list[str]:
    """The texts that are in no other. Very many are the lines of one text: of these, each that differs."""
    if len(texts) > _COMPARED:
        return list(dict.fromkeys(texts))
    kept: list[str] = []
    for text in texts:
        if not any(text in other for other in kept):
            kept = [*(other for other in kept if other not in text), text]
    return kept


def records(text: str, layout: Layout) -> Iterator[Record]:
    """Each record, whether or not its end is marked."""
    for record in _by_tags(text, layout):
        yield from _by_titles(record, layout)


def _by_titles(record: Record, layout: Layout) -> Iterator[Record]:
    """A record whose second title stands behind the first line of another, which had no blank line before
    it, as these two."""
    last = max((n for n, (tag, _) in enumerate(record.fields) if tag in layout.titles), default=0)
    begin, titled = 0, False
    for n, (tag, _) in enumerate(record.fields[:last]):
        if titled and tag in layout.starts:
            yield Record(record.line + begin, record.fields[begin:n])
            begin, titled = n, False
        titled = titled or tag in layout.titles
    yield Record(record.line + begin, record.fields[begin:]) if begin else record


def _by_tags(text: str, layout: Layout) -> Iterator[Record]:
    record: _Open | None = None
    gap = False
    for number, line in enumerate(_lines(text), 1):
        tagged = layout.tag_of(line)
        if tagged is None:
            if record and line.strip():
                record.go_on(line)
            gap = gap or not line.strip()
            continue
        tag = tagged[0]
        again = tag in layout.starts or (gap and tag in layout.unique)
        lacked = gap and tag in layout.starts and record and record.may_end_before(tag)
        alone = gap and tag in layout.titles and record and not record.tags.isdisjoint(layout.titles)
        twice = tag in layout.starts and tag in layout.titles and record and record.tags == {tag}
        if record and (tag in layout.ends or lacked or twice or (again and (alone or record.repeats(tag)))):
            yield record.closed()
            record = None
        if tag not in layout.ends:
            record = record or _Open(number)
            record.add(*tagged)
        gap = False
    if record:
        yield record.closed()


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
