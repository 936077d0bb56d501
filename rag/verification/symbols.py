"""Formulas and identifiers of a claim that its source does not have.

In: the texts of a claim and of a source, in plain signs or in LaTeX. Out: the first formula or identifier
that is not there, and whether its symbols are. Compares signs, and knows no mathematics: a formula that was
rearranged is another. Names with capitals (GPT-4) are left to clauses.py, numbers to figures.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.text.words import word_spans
from rag.verification.clauses import word_set
from rag.verification.symbol_signs import GREEK, in_plain_signs

_FUNCTIONS = word_set("arg argmax argmin cos det dim exp inf lim ln log max min mod sin sqrt sum sup tan tr")
_SYMBOL = rf"(?:[A-Za-z]|{GREEK})"
_OPERATORS = r"=<>≤≥≪≫~∈→≠∝+∘/±"
_STRONG = re.compile(r"[=<>≤≥≪≫∈≠∝+∘±]")
_RELATION = re.compile(r"[=<>≤≥≪≫~∈→≠∝]+")
_SCRIPT = re.compile(r"(?:[^\W\d_]\d*|[)}\]])[_^][\w({-]|[A-Za-z]\{|\|\w[^|]*\|")
_CALL = re.compile(rf"(?<![A-Za-z])(?:{_SYMBOL}|{'|'.join(sorted(_FUNCTIONS))})\((?!n\)|e?s\))")
_JOINED = re.compile(rf"(?<!\w){_SYMBOL}[{_OPERATORS}*]+[\w(|]|[\w)|][{_OPERATORS}*]+{_SYMBOL}(?!\w)")
_SHORT_FORM = re.compile(r"[A-Z]/[A-Z]|[wn]/[oa]|[ysbw]/[nw]")  # I/O, w/o, n/a
_TERM = re.compile(rf"{_SYMBOL}|\d[\d.,]*|{'|'.join(sorted(_FUNCTIONS))}")
_BRACKETS = "()[]{}$|,.;:!?\"'“”‘’"
_UNIT = re.compile(r"[\d.,]*[A-Za-z]{1,3}(?:(?:/|\^?\{?-?\d\}?)[A-Za-z]{0,3})*")
_NUMBER = re.compile(r"~?\d[\d.,^{}*%-]*")
_ADDRESS = re.compile(r"://|www\.|@|\w\.\w{2,5}/")
_HYPHENED = re.compile(r"(?<=\w)-[a-z]{3,}.*$")  # of "T_1-weighted"
_ATOM = re.compile(r"[^\W\d_]\w*(?:\^[({]?\w+)*")
_WITH_DIGIT = re.compile(r"[a-z]++\d++[a-z\d]*+")
_INVERSE = re.compile(r"1/\w+")
_TIMES = re.compile(r"x\d+")  # `x10 faster`
# Everybody's signs for how many there are and how likely something is; their numbers are compared as such.
_USUAL = word_set("n p")
_SILENT = re.compile(
    r"[\s_^{}()\[\]$\\,|'*;:!?\"“”‘’-]+|\.(?!\d)"
)  # says how signs are set, or is not always written
_BETWEEN = r"[\s_^{}()\[\]$\\,|'*-]{0,6}"


@dataclass(frozen=True, slots=True)
class Missing:
    """A formula as the claim has it; `rearranged` where the source has all its symbols."""

    text: str
    rearranged: bool


def missing_formula(claim: str, source: str) -> Missing | None:
    """The worst of the claim's formulas and identifiers that the source does not have."""
    theirs, found = in_plain_signs(source).lower(), None
    for formula in formulas(claim):
        if _stands(formula, theirs) or _told_otherwise(formula, theirs):
            continue
        if not all(_stands(atom, theirs) for atom in _atoms(formula)):
            return Missing(formula, rearranged=False)
        found = found or Missing(formula, rearranged=True)
    return found


def formulas(text: str) -> list[str]:
    """The formulas of a text (`W_t = P_t a/b`, `f(x)`, `m >> n`) and its identifiers with an underscore or,
    in small letters, a digit (`conv_q1`, `word23`)."""
    plain = in_plain_signs(text)
    return [*_formulas(plain.split()), *_with_digits(plain)]


def _with_digits(plain: str) -> Iterator[str]:
    for word, start, end in word_spans(plain, technical=True):
        beside = plain[max(0, start - 1) : start] + plain[end : end + 1]
        if _ADDRESS.search(word) or set(beside) & set("_^/\\={"):
            continue
        yield from (part for part in re.split(r"[-/+.]", word) if _WITH_DIGIT.fullmatch(part))


def _formulas(tokens: Sequence[str]) -> Iterator[str]:
    """Runs of terms, operators and what holds either; a run that tells nothing of symbols is none."""
    run: list[str] = []
    before = ""
    for token in [*tokens, ""]:
        is_unit = _is_number(before) and _UNIT.fullmatch(token.strip(_BRACKETS))
        if token and not is_unit and (_is_math(token) or _is_operator(token) or _is_term(token)):
            run.append(_HYPHENED.sub("", token))
            if run[-1] == token and not _ends(run):
                before = token
                continue
        if formula := _trimmed(run):
            yield formula
        run, before = [], token


def _ends(run: Sequence[str]) -> bool:
    """Whether a mark ends a run: a stop, or a comma outside brackets."""
    text = "".join(run)
    return text.endswith((".", ";")) or (text.endswith(",") and text.count("(") <= text.count(")"))


def _is_operator(token: str) -> bool:
    return bool(re.fullmatch(rf"[{_OPERATORS}|*-]+", token))


def _is_term(token: str) -> bool:
    return bool(_TERM.fullmatch(token.strip(_BRACKETS)))


def _is_math(token: str) -> bool:
    """Whether a token is a formula by itself: with a script, a call, or a symbol joined with something."""
    bare = token.strip(_BRACKETS)
    if (
        _ADDRESS.search(token)
        or _SHORT_FORM.fullmatch(bare)
        or (bare[:1].isdigit() and _UNIT.fullmatch(bare))
    ):
        return False
    return bool(_SCRIPT.search(token) or _CALL.search(token) or _JOINED.search(token))


def _trimmed(run: Sequence[str]) -> str:
    """A run without the words "a" and "I" and the numbers that only stand beside it; "" for no formula."""
    run = list(run)
    while run and (run[0] in ("a", "A", "I") or _is_number(run[0])) and not _is_operator("".join(run[1:2])):
        run.pop(0)
    while run and _is_operator(run[0]):
        run.pop(0)
    while run and (_is_operator(run[-1]) or (_is_number(run[-1]) and not _is_operator("".join(run[-2:-1])))):
        run.pop()
    text = " ".join(run).strip(",.;:!?\"'“”‘’$ ")
    strong = any(_is_operator(token) and _STRONG.search(token) for token in run)
    return text if (strong or any(map(_is_math, run))) and _atoms(text) else ""


def _is_number(token: str) -> bool:
    return bool(_NUMBER.fullmatch(token.strip(_BRACKETS)))


def _atoms(formula: str) -> list[str]:
    """Its symbols, each with its scripts; functions that everybody knows are none."""
    return [atom for atom in _ATOM.findall(formula) if atom.lower().strip("_") not in _FUNCTIONS]


def _told_otherwise(formula: str, theirs: str) -> bool:
    """`epsilon = 8/255` for "an epsilon of 8/255", `n = 40` for "40 infants", `x10` for "10x": the number is
    compared as such, the symbol must be there."""
    if _TIMES.fullmatch(formula):
        return _stands(formula[1:], theirs) or bool(re.search(rf"\b{formula[1:]}[x*]", theirs))
    if _INVERSE.fullmatch(formula) and _stands(f"{formula[2:]}1", theirs):  # R^{-1}
        return True
    sides = [side.strip(_BRACKETS + " ") for side in _RELATION.split(formula)]
    named = [side for side in sides if _atoms(side)]
    numbers = len(named) < len(sides)
    return numbers and all(side.lower() in _USUAL or _stands(side, theirs) for side in named)


def _stands(formula: str, theirs: str) -> bool:
    """Whether the signs of a formula stand side by side in a text in small letters."""
    signs = _SILENT.sub("", formula.lower())
    joined = _BETWEEN.join(map(re.escape, signs))
    before = r"(?<![^\W\d_])(?<![^\W\d_]\d)" if signs[:1].isalpha() else r"(?<![^\W_])"  # 16 g^4 has g^4
    return bool(re.search(rf"{before}{joined}(?![^\W_])", theirs))
