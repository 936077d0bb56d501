"""The bytes of a file as text, whatever encoding they are in.

In: a file's name and its bytes. Out: the text, and a sentence for the reader where the encoding had to
be guessed. Unicode is recognised; what else it may be is told by charset-normalizer, but for the
encodings of Western Europe, which are too much alike for it to tell apart.
"""

import codecs
import re

from rag.model.errors import PageError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LOOKED_AT = 100_000  # bytes
NOT_TEXT = "binary, not text; save the listing as text, HTML or JSONL"
CHECK = "check the accents, or save it as UTF-8"
# Most used first: of two that fit equally well, the first is taken.
_WESTERN = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS 850"}
_OTHERS = {  # what charset-normalizer tells apart for certain
    "big5": "Big5",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp866": "DOS 866",
    "cp932": "Shift JIS",
    "cp949": "EUC-KR",
    "euc_jp": "EUC-JP",
    "gb18030": "GBK",
    "iso2022_jp": "ISO-2022-JP",
    "iso8859_5": "ISO 8859-5",
    "koi8_r": "KOI8-R",
    "tis_620": "TIS-620",
}
# What stands for a letter in the wrong encoding: a sign next to a letter, a capital after a small one.
_ODD = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f–—’“”‘…«»·®™©]|[a-zß-öø-ÿ][À-ÖØ-ÞŒŠŽŸ]|[\x80-\x9f\ufffd]")
_FEW = 40  # bytes to each zero byte at least, in a text that is not UTF-16
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f\ufffd]")


def decode(name: str, data: bytes) -> tuple[str, str | None]:
    """The text, and what is to be said of its encoding; PageError where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), None
    if data.endswith(b"\0") and len(bare := data.rstrip(b"\0")) >= _FEW and _is_text_with_zeros(bare):
        data = bare  # without what a full disk or a broken transfer left behind it
    if b"\0" in data[:LOOKED_AT]:
        if not _is_text_with_zeros(data):
            return _without_mark(name, data), None
        text, said = decode(name, data.replace(b"\0", b""))
        return text, said or f"{data.count(0):,} zero bytes left out"
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return _guessed(data)


def _is_text_with_zeros(data: bytes) -> bool:
    """Whether a few zero bytes stand in what is text otherwise, as some programs write them into tables."""
    start = data[:LOOKED_AT]
    rest = start.replace(b"\0", b"").decode("utf-8", errors="replace")
    return _FEW * start.count(0) <= len(start) and not _CONTROL.search(rest.rstrip("\ufffd"))


def _without_mark(name: str, data: bytes) -> str:
    """UTF-16 that does not say so: every second byte of most texts is zero."""
    start = data[: LOOKED_AT // 2 * 2]
    for zeros, encoding in ((start[1::2], "utf-16-le"), (start[::2], "utf-16-be")):
        often = zeros.count(0) > 0.5 * len(zeros)
        if often and not _CONTROL.search(start.decode(encoding, errors="replace")):
            return data.decode(encoding, errors="replace")
    raise PageError(name, NOT_TEXT)


def _guessed(data: bytes) -> tuple[str, str]:
    """UTF-8 with a few bytes of something else, or another encoding as a whole."""
    mostly = data.decode("utf-8-sig", errors="surrogateescape")
    wrong = len(re.findall("[\udc80-\udcff]", mostly))
    right = len(re.findall("[^\x00-\x7f\udc80-\udcff]", mostly))
    if right > wrong:
        text = re.sub("[\udc80-\udcff]+", _one_by_one, mostly)
        return text, f"{wrong:,} bytes are not UTF-8: read as Windows-1252; {CHECK}"
    encoding, shown = _encoding_of(_sample(data))
    return data.decode(encoding, errors="replace"), f"not UTF-8: read as {shown}; {CHECK}"


def _one_by_one(match: re.Match[str]) -> str:
    return match[0].encode("utf-8", "surrogateescape").decode("cp1252", errors="replace")


def _sample(data: bytes) -> bytes:
    """Lines that are not plain ASCII: what tells one encoding from another."""
    if len(data) <= LOOKED_AT:
        return data
    telling = re.findall(rb"[^\n]{0,200}[\x80-\xff][^\n]{0,200}\n?", data[: 50 * LOOKED_AT])
    return b"".join(telling)[:LOOKED_AT] or data[:LOOKED_AT]


def _encoding_of(sample: bytes) -> tuple[str, str]:
    """The encoding that fits best, and what people call it."""
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=[*_OTHERS, *_WESTERN]).best()
    if found and found.encoding in _OTHERS and not _is_mixed(str(found)):
        return found.encoding, _OTHERS[found.encoding]
    best = min(_WESTERN, key=lambda encoding: len(_ODD.findall(sample.decode(encoding, "replace"))))
    return best, _WESTERN[best]


def _is_mixed(text: str) -> bool:
    """Whether letters of another script run into Latin ones, as in no word: "Schrцdinger"."""
    foreign = len(re.findall(r"[^\x00-\x7f]", text))
    return 5 * len(re.findall(r"[^\x00-\x7f][a-z]", text)) > foreign
