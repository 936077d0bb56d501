"""The question before with another word in it: "sorry, I meant bats".

In: a correction, the names in it, the query that it corrects. Out: the question that was meant; empty where
the correction says nothing but that something was wrong.
"""

import re
from collections.abc import Sequence

from rag.model.query import Intent, Mention, ParsedQuery
from rag.query.anaphora import content_words
from rag.text.common_words import FUNCTION_WORDS
from rag.text.spelling import nearest
from rag.text.words import word_spans

_NOT = re.compile(
    r"(?:,?\s*(?:and |but )?\b(?:not|instead of|rather than)\s+)(?P<wrong>[\w'’-]+(?: [\w'’-]+)?)", re.I
)
_DENIAL = re.compile(
    r"(?:^|(?<=[,;:.!–-]))\s*(?:(?:and|but|no|well|sorry|i)\s+)*(?:not|don't mean|do not mean|didn't mean)\s+"
    r"(?P<wrong>[^,;:.!?]{1,60}?)\s*(?:[,;:.!?]|[–-](?=\s)|$)",
    re.I,
)
_SAYS_SO = frozenset(  # words of a correction that are no part of what was meant
    """i i'm mean meant mistake mistyped my bad fault typo misspelt misspelled misspelling spelled spelt wrong
    name word paper one no nope not oh ah oops ups sorry pardon excuse me course wanted want thinking was were
    had in mind rather actually should read be been make that it is it's its the to say ask about correct
    correction instead of a an autocorrect confused mixed up please what which this but and or called name's
    really referring think again said i.e ie""".split()
)
_LISTS = (Intent.LIST, Intent.COUNT, Intent.CORPUS)
_FAR = 3  # letters of a word for each one that may be wrong


def denied(message: str) -> str:
    """What a clause of a message says is not meant: "Croc" of "not Croc, the one for depth"."""
    match = _DENIAL.search(message)
    return match["wrong"] if match else ""


def without_denial(message: str) -> str:
    """The message without that clause."""
    return " ".join(_DENIAL.sub(" ", message).split()) if denied(message) else message


def corrected(message: str, mentions: Sequence[Mention], before: ParsedQuery) -> str:
    """The question before with what is meant in place of what was not."""
    meant = _meant(message, mentions, before)
    if not meant:
        return ""
    asked = before.unfiltered
    wrong = _wrong(message, meant, before)
    if wrong and wrong in asked:
        return asked.replace(wrong, meant, 1)
    return f"papers on {meant}" if before.intent in _LISTS else f"{meant}: {asked}"


def _meant(message: str, mentions: Sequence[Mention], before: ParsedQuery) -> str:
    """What is meant: the name in the message, else its words from the first to the last that say more than
    that something was wrong; a denied word is none of them."""
    asked = before.message.lower()
    new = [m for m in mentions if m.exact and m.text.lower() not in asked]
    if len(new) == 1:
        return new[0].text
    text = _NOT.sub(lambda m: m[0] if _says_so(m["wrong"]) else ".", message)
    clauses = [_own_words(clause) for clause in re.split(r"[.,;:!?]\s*|\s[-–—]\s", text)]
    return max(clauses, key=len, default="")


def _own_words(clause: str) -> str:
    own = [(start, end) for word, start, end in word_spans(clause) if word.lower() not in _SAYS_SO]
    return clause[own[0][0] : own[-1][1]] if own else ""


def _says_so(text: str) -> bool:
    return all(word.lower() in _SAYS_SO for word, _, _ in word_spans(text))


def _wrong(message: str, meant: str, before: ParsedQuery) -> str:
    """What stands in the question before for what was meant: the word that is denied, the one spelt most like
    it, the name that was asked about, the only word of its own."""
    asked = before.unfiltered
    denied = next((m["wrong"] for m in _NOT.finditer(message)), "")
    for said in (denied, denied.split(" ")[0]):
        if said and (found := re.search(rf"\b{re.escape(said)}\w*", asked, re.I)):
            whole = (m.text for m in before.mentions if found[0] in m.text)  # "Dex-Net" of "Dex-Net 3.0"
            return next(whole, found[0])
    words = [word for word, _, _ in word_spans(asked) if word.lower() not in FUNCTION_WORDS]
    for new in meant.split():
        near = nearest(new, words, max(1, len(new) // _FAR), any_case=True)
        if near and near.lower() not in (w.lower() for w in meant.split()):
            return near
    if before.mentions:
        return max(before.mentions, key=lambda m: m.certainty).text
    own = content_words(asked)
    return own[0] if len(own) == 1 else ""
