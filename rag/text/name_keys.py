"""Names folded so that other spellings of them are alike: the keys that they are indexed and looked up by.

In: a name or a title. Out: its letters and digits. The index and the questions must fold alike: what is
changed here asks for every index of names to be built anew (`FORMAT` in store/names.py).
"""

import unicodedata

from rag.text.runs import prefixed_ascii_runs, run_spans

_NEITHER = bytes(c for c in range(128) if not chr(c).isalnum())


def name_key(text: str) -> str:
    """Letters and digits only, lower-case, without accents and compatibility forms."""
    if text.isascii():  # some forty times as fast, for the hundreds of thousands of names of a library
        return text.lower().encode().translate(None, _NEITHER).decode()
    plain = unicodedata.normalize("NFKD", text).lower()
    return unicodedata.normalize("NFKC", "".join(c for c in plain if c.isalnum()))


def title_words(text: str) -> list[str]:
    """The keys of a title's words, "pretraining" for "pre-training"."""
    if text.isascii():
        return prefixed_ascii_runs(text)
    return [name_key(run) for run, _, _ in run_spans(text, prefixes=True)]
