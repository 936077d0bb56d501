"""Files spoilt as transfers, editors, programs and enemies spoil them.

In: bytes, a source of chance, other files to take pieces from. Out: other bytes; the same from the same
chance. Nothing here knows a format.
"""

import codecs
from collections.abc import Callable, Sequence
from random import Random

MOST = 4  # damages of one file
LONG = 20_000  # times that something is repeated
PIECES: tuple[bytes, ...] = (
    *(bytes((sign,)) for sign in b"{}[]()<>\"'\\,;:=@%#&|*_-~$^\0\n\r\t\x1a\x1b\x7f\x85\xff"),
    *(b"</", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;"),
    *(b"&#xD800;", b"&#0;", b"&#1114112;", b"&nbsp;", b"\\ud800", b"\\u0000", b"\\x", b"\xed\xa0\x80"),
    *(b"null", b"NaN", b"Infinity", b"1e999", b"-1", b"9" * 5_000, b"0", b"true", b"[]", b"{}", b'""'),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xf0\x9f\x92\xa5"),
    *(b"ER  - \n", b"TY  - JOUR\n", b"\n@article{", b"\n@comment{", b"\n@string{", b"PMID- ", b"\nER\n"),
    *(b"%0 ", b"%X ", b"---\n", b"```\n", b"# ", b"> ", b"* ", b"<div>", b"</div>", b"\n\n\n"),
    *(b"\\textbf{", b"\\cite{", b"$", b"$$", b"\\frac", b"\\begin{", b"\\verb|", b"\\", b"\\def\\a{\\a}"),
    *(b"99999-13-45", b"0000", b"9999-12-31", b"-0001", b"n.d.", b"2024-02-30", b"10.1/\xc3\xa9", b"1.2.3"),
)
NESTED = (b"[", b"{", b'{"a":', b"[[],", b"(", b"<div>", b"<b>", b"{\\bf ", b"> ", b"* ", b"<!--", b"\\(")


def damaged(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """The bytes with one to four damages."""
    for _ in range(chance.randint(1, MOST)):
        data = chance.choice(DAMAGES)(data, chance, others)
    return data


def _span(data: bytes, chance: Random) -> tuple[int, int]:
    """A stretch of the bytes: mostly a few, at times many."""
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 2, 5, 20, 100, 500)))


def _lines(data: bytes, chance: Random) -> tuple[list[bytes], int, int]:
    lines = data.splitlines(keepends=True)
    start = chance.randrange(len(lines) + 1)
    return lines, start, start + chance.choice((1, 1, 2, 5))


def _flip(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _again in range(chance.choice((1, 1, 3, 20))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _replace(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def _cut_end(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _cut_start(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    return data[chance.randrange(len(data) // 3 + 1) :]


def _drop(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:]


def _swap(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    """Two stretches change places."""
    a, b, c = sorted(chance.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _drop_lines(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    lines, start, end = _lines(data, chance)
    return b"".join(lines[:start] + lines[end:])


def _double_lines(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    lines, start, end = _lines(data, chance)
    return b"".join(lines[:end] + lines[start:])


def _shuffle_lines(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _insert(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(PIECES) * chance.choice((1, 1, 1, 3, 50)) + data[at:]


def _nest(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(NESTED) * chance.choice((5, 100, 2_000, LONG)) + data[at:]


def _stretch(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    """A stretch of it over and over: a long word, many fields of one name."""
    start, end = _span(data, chance)
    times = chance.choice((10, 100, LONG // max(1, end - start)))
    return data[:end] + data[start:end] * times + data[end:]


def _controls(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    for _again in range(chance.choice((1, 5, 30))):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + bytes((chance.choice((*range(32), 127)),)) + data[at:]
    return data


def _graft(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """A piece of a file of another format."""
    other = chance.choice(others)
    start, end = sorted(chance.randrange(len(other) + 1) for _ in range(2))
    at = chance.choice((0, len(data), chance.randrange(len(data) + 1)))
    return data[:at] + other[start:end] + data[at:]


def _line_ends(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\xe2\x80\xa8", b" ")))


def _recode(data: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    """Saved in another encoding, or read in the wrong one."""
    text = data.decode("utf-8", "replace")
    way = chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "gb18030", "marked", "twice"))
    if way == "marked":
        return codecs.BOM_UTF8 + data
    if way == "twice":
        return data.decode("latin-1").encode()
    return text.encode(way, "replace")


Damage = Callable[[bytes, Random, Sequence[bytes]], bytes]
DAMAGES: tuple[Damage, ...] = (
    *(_flip, _replace, _cut_end, _cut_start, _drop, _double, _swap, _drop_lines, _double_lines),
    *(_shuffle_lines, _insert, _insert, _insert, _nest, _stretch, _controls, _graft, _line_ends, _recode),
)
