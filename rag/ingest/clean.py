"""Clean titles and abstracts of what LaTeX and HTML left in them.

In: a title or an abstract as it stood on the page. Out: the same words as their
authors meant them, on one line. Changes only what is certain: web addresses, names
such as Phoenix2014T and prices are left as they are.
"""

import logging
import re
from collections.abc import Callable
from functools import cache, lru_cache

from rag.ingest.markup import set_off, without_markup, without_notices
from rag.ingest.units import QUANTITY, with_unit

# A rule applies where one of its marks stands in the text: to look for these is quicker by far
Rule = tuple[tuple[str, ...], re.Pattern[str], str | Callable[[re.Match[str]], str]]

ADDRESS = re.compile(r"(?:https?://|www\.)[^\s{}\\<>\"]+")
LINK = re.compile(rf"\\href\{{({ADDRESS.pattern})\}}\{{([^{{}}]*)\}}")
LABELLED = re.compile(rf"({ADDRESS.pattern})(?:\{{([^{{}}]*)\}})?")
WRAPPED = re.compile(rf"(?:\\?url)?\{{({ADDRESS.pattern})\}}")
GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"  # braces, and one level inside them
NO_PATH = r"(?<!\b[A-Za-z]:)(?<!\\)"  # before a macro: not "C:\temp", nor a line break
STYLES = r"(?:text|math)(?:bf|bb|cal|frak|it|normal|rm|sc|scr|sf|sl|tt|up)|emph|underline|operatorname"
SHORTHANDS = {
    "eg": "e.g.",
    "ie": "i.e.",
    "etal": "et al.",
    "etc": "etc.",
    "vs": "vs.",
    "aka": "a.k.a.",
    "wrt": "w.r.t.",
}
# Signs by their names, where pylatexenc leaves the names
SIGNS = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciicircum": "^",
    "textbraceleft": "{",
    "textbraceright": "}",
    "copyright": "©",
    "textdegree": "°",
    "textmu": "µ",
    "textmicro": "µ",
}
LEADING_SIGNS = ("textdegree", "textmu", "textmicro")  # belong to the letter after them
UNITS = r"(?:m|s|g|l|L|A|V|W|F|M|J|N|T|K|C|P|Hz|mol|Pa|Sv|Gy|eV|Ci|Bq)"
SWITCHES = frozenset("em it bf tt sc sl rm sf small large displaystyle left right protect xspace".split())
GREEK = {"Theta": "Θ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω"}
SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
DASHES = {"x2013": "–", "x2014": "—", "x2019": "’"}
RAISED_DIGITS = re.compile(r"(?P<mark>[_^])(?:(?P<digit>\d)|\{(?P<braced>[+-]?\d+|\d+[+-]|[+-])\})")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")  # all that are no white space
BLANK = re.compile(r"(?<!\s)\s{50,}+")  # that much says no more than one, and costs its square
PASSES = 500  # five were the most ever needed; each pass only removes marks
MOST_READ = 2_000_000  # characters in all passes over a text, after ten of them


def clean(text: str) -> str:
    """The text as it was meant; cleaning twice changes nothing, unless it is too long and too deep."""
    text = BLANK.sub(" ", text)
    for _ in range(min(PASSES, max(10, MOST_READ // (len(text) + 1)))):
        before, text = text, _one_pass(text)
        if text == before:
            break
    return text


def _one_pass(text: str) -> str:
    text = CONTROLS.sub("", without_markup(_mended(text)))
    if "{" in text:
        text = WRAPPED.sub(r"\1", LABELLED.sub(_labelled, LINK.sub(r"\2 (\1)", text)))
    pieces, end = [], 0
    for address in ADDRESS.finditer(text):  # an address may hold ~ _ % & # for good
        pieces += [_apply_rules(text[end : address.start()]), address[0]]
        end = address.end()
    return without_notices(" ".join("".join([*pieces, _apply_rules(text[end:])]).split()))


def _labelled(match: re.Match[str]) -> str:
    """A link and what it is called; one without a name is passed over whole: nothing is read twice."""
    return match[0] if match[2] is None else f"{match[1]} ({match[2]})"


def _mended(text: str) -> str:
    """Without what a wrong encoding made of it; plain ASCII has nothing of that."""
    if "&" not in text and text.isascii() and text.isprintable():
        return text
    import ftfy

    return ftfy.fix_text(text, uncurl_quotes=False)


def _apply_rules(text: str) -> str:
    for marks, pattern, replacement in RULES:
        for mark in marks:
            if mark in text:
                text = pattern.sub(replacement, text)
                break
    return text


@cache
def _latex() -> Callable[[str], str]:
    from pylatexenc.latex2text import LatexNodes2Text

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # _span copes with what it cannot do
    convert: Callable[[str], str] = LatexNodes2Text(math_mode="text", strict_latex_spaces=True).latex_to_text
    return convert


@lru_cache(maxsize=4096)  # the same few signs stand in many texts
def _span(latex: str) -> str:
    """Only a span known to be LaTeX gets here: pylatexenc takes a % for a comment and eats what follows."""
    try:
        return _latex()(re.sub(r"(?<!\\)%", r"\%", latex))
    except (KeyError, IndexError, TypeError, ValueError):  # what it raises on macros without their arguments
        return ""


def _macro(match: re.Match[str]) -> str:
    return _macro_text(match[0])


def _macro_text(macro: str) -> str:
    """A macro with its arguments as text; one that nobody knows keeps its name."""
    name, arguments = re.fullmatch(r"\\([A-Za-z]+)\*?[ ]?(.*)", macro, re.DOTALL).groups()  # type: ignore[union-attr]
    if name in SHORTHANDS:
        return f"{SHORTHANDS[name]} " if macro.endswith(" ") else SHORTHANDS[name]
    if name in SWITCHES:
        return arguments
    if name in SIGNS:
        return SIGNS[name] + (" " if macro.endswith(" ") and name not in LEADING_SIGNS else "") + arguments
    gap = " " if macro.endswith(" ") else ""
    return (_span(macro.rstrip() if arguments else f"\\{name}{{}}{{}}") or arguments[1:-1] or name) + gap


def _mathematics(match: re.Match[str]) -> str:
    """What stands between dollars: H_2 becomes H₂, and the name of a sign ends where the dollar stood."""
    inner = next(group for group in match.groups() if group is not None)
    inner = re.sub(r"\^ ?(?:\{ ?\\circ ?\}|\\circ(?![A-Za-z]))", "°", inner)
    inner = RAISED_DIGITS.sub(_raised_digits, inner)
    return f"{inner}{{}}" if re.search(r"\\[A-Za-z]+$", inner) else inner


def _plain_style(match: re.Match[str]) -> str:
    r"""What is set in a style; after the name of a sign, which would go on in it, apart: \mu\mathrm{m}."""
    named = re.search(r"\\[A-Za-z]+$", match.string[: match.start()][-30:])
    return f"{{}}{match[1]}" if named else match[1]


def _relation(match: re.Match[str]) -> str:
    """ "p < 0.05" of "p $<$0.05": a sign between two has a space on either side, or on none."""
    name, before, sign, after = match.groups()
    if name:
        before = after = before or after
    return f"{name}{before}{sign}{after}"


def _raised_digits(match: re.Match[str]) -> str:
    before = match.string[: match.start()][-1:]
    if match["mark"] == "^" and before.isdecimal():
        return match[0]
    return set_off(before, match["braced"] or match["digit"], low=match["mark"] == "_")


def _raised(match: re.Match[str]) -> str:
    """E^{2} becomes E² but 10^{19} stays 10^19: folded to plain digits, 10¹⁹ would read 1019."""
    inner = match["inner"]
    if match["mark"] == "^" and not match["before"].isdigit() and re.fullmatch(r"[0-9+-]{1,2}", inner):
        return match["before"] + inner.translate(SUPERSCRIPTS)
    inner = re.sub(r" ?circ ?", "∘", re.sub("|".join(GREEK), lambda name: GREEK[name[0]], inner))
    simple = re.fullmatch(r"[\w.+*-]*|.", inner)
    return match["before"] + match["mark"] + (inner if simple else f"({inner})")


def _group(match: re.Match[str]) -> str:
    """Braces round a list or a condition were a set; any others only held the text together."""
    text, inner = match.string, match[1]
    if re.search(r"\w,|\|", inner):
        return f"({inner.strip()})"
    gap_before = " " if text[: match.start()][-1:].isdigit() and inner[:1].isdigit() else ""
    gap_after = " " if text[match.end() :][:1].isdigit() and inner[-1:].isdigit() else ""
    return gap_before + inner + gap_after


RULES: list[Rule] = [
    # dashes that lost their &#...; : inside "scratchx2013even", never in Phoenix2014T
    (
        ("x20",),
        re.compile(r"(?<![Pp]hoeni)(?<=[a-z)])x20(?:13|14|19)(?=[a-z(])|(?<=\s)x201[34](?=\s)"),
        lambda m: DASHES[m[0]],
    ),
    # LaTeX proper
    ((r"\SI", r"\qty", r"\si", r"\unit", r"\num", r"\ang"), QUANTITY, with_unit),
    ((r"\thanks",), re.compile(rf"\\thanks\s?(?:{GROUP})"), ""),
    ((r"\cite",), re.compile(r"\\cite[a-z]*\*?(?:\[[^\]]{0,500}\])*\{([^{}]*)\}"), r"[\1]"),
    ((r"\begin", r"\end"), re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}"), " "),
    (
        ("$<$", "$>$", "$=$"),
        re.compile(
            r"(?P<name>(?<![A-Za-z])[A-Zb-z]\$?(?= ?\$)|)(?P<before> ?)\$(?P<sign>[<>=])\$(?P<after> ?)"
        ),
        _relation,
    ),
    ((r"\ne",), re.compile(r"\\neq?(?![A-Za-z])"), "≠"),
    ((r"\|",), re.compile(r"\\\|"), "‖"),
    (
        (r"\(", r"\[", "$$"),
        re.compile(r"\\[(\[](.{1,500}?)\\[)\]]|\$\$([^$]{1,500})\$\$", re.DOTALL),
        _mathematics,
    ),
    (
        ("$",),
        re.compile(
            r"(?<![\\$])\$(?!\d[\d.,]*\s+[a-z]{2}[^$\\^_{=]*\$)(?=[^\s$])([^$]{1,300}?)(?<![\s\\])\$(?![\d$])"
        ),
        _mathematics,
    ),
    (("$",), re.compile(r"(?<!\\)\$([^$\n]{0,300}\\[A-Za-z][^$\n]{0,300})(?<!\\)\$"), _mathematics),
    (("frac",), re.compile(r"\\[dt]?frac ?(\d) ?(\d)"), r"\1/\2"),
    (
        ("{",),
        re.compile(rf"\\?(?<![A-Za-z])(?:{STYLES})\s?\{{((?:[^{{}}]|\{{[^{{}}]*\}})*)\}}"),
        _plain_style,
    ),
    (
        ("\\",),
        re.compile(r"\\['\"`^~=.](?:\{\\?[^\W\d_]\}|\\?[^\W\d_])|\\[cHkruvbd]\{[^\W\d_]\}"),
        lambda m: _span(m[0]),
    ),
    ((r"\~", r"\^"), re.compile(r"\\([~^])\{\}"), r"\1"),  # an accent over nothing is the sign itself
    (("\\",), re.compile(r"\\([%&#_$])"), r"\1"),
    (("\\",), re.compile(r"\\[,;: ]|\\\\(?=\s)"), " "),
    (("\\",), re.compile(r"\\[!/-](?=\w)"), ""),
    (
        ("\\",),
        re.compile(rf"(?<![\w:\\])\\(?:{'|'.join(SHORTHANDS)})\b\.?[ ]?"),
        lambda m: _macro_text(m[0].replace(".", "")),
    ),
    (("\\",), re.compile(rf"{NO_PATH}\\[A-Za-z]+\*?(?:{GROUP})+"), _macro),
    (("\\",), re.compile(rf"{NO_PATH}\\[A-Za-z]+[ ]?"), _macro),
    (("\\",), re.compile(r"(?<=\\)\s|\\(?=[{}])"), ""),
    # LaTeX whose backslash was lost on the way; only where no other reading is left
    (("times",), re.compile(r"(?<=\d)times\b"), "×"),
    (("leq", "geq"), re.compile(r"\b([lg])eq(?=\s?\d)"), lambda m: "≤" if m[1] == "l" else "≥"),
    (("sim",), re.compile(r"(?<![\w-])sim(?=\d+\.\d|\d+[%×x]|\d{2,}\s)"), "~"),
    (("sim",), re.compile(r"(?<=\d[KMB%]) sim (?=\d)|(?<=\d) sim (?=\d)"), " ~ "),
    (("pm",), re.compile(r"(\d\.\d+%?) ?pm ?(?=\d*\.\d)"), r"\1 ± "),
    (("rightarrow",), re.compile(r"(?<=[a-z])rightarrow(?=[A-Z])|(?<=\s)rightarrow(?=\s)"), "→"),
    (("ell_",), re.compile(r"\bell_(?=[\dp{])"), "ℓ_"),
    ((" gg ",), re.compile(r"(?<=\b[a-zA-Z]) gg (?=[a-zA-Z]\b)"), " ≫ "),
    (("{",), re.compile(r"(?<![\w.^_])(\d+)\{(\d+)\}"), r"\1/\2"),  # was \frac{8}{255}
    (("_",), re.compile(r"(?<=\b[A-Z]_)(?:Phi|Psi|Theta|Omega|Sigma)\b"), lambda m: GREEK[m[0]]),
    # braces
    (("_{", "^{"), re.compile(r"(?P<before>\w|)(?P<mark>[\^_])\{(?P<inner>[^{}]*)\}"), _raised),
    (("{",), re.compile(r"\{([^{}]*)\}"), _group),
    (("μ",), re.compile(rf"(?<![A-Za-zα-ω])μ(?={UNITS}(?![A-Za-z]))"), "µ"),  # micro, not the letter
    (("μ ",), re.compile(rf"(?<=\d[  ])μ (?={UNITS}(?![A-Za-z]))|(?<=\d)μ (?={UNITS}(?![A-Za-z]))"), "µ"),
    # dashes, ties and quotation marks
    (("---",), re.compile(r"(?<=[^\s-])---(?=[^\s-])|(?<=\s)---(?=\s)"), "—"),
    (("--",), re.compile(r"(?<=[\w)\]\"'%.,;:])--(?=[\w(\[\"'])|(?<=\S\s)--(?=\s)"), "–"),
    (("~",), re.compile(r"(?<=[\d₀-₉⁰-⁹²³¹)%])~(?=[A-Za-zµα-ω%\\(])"), " "),
    (("~",), re.compile(r"(?<=[A-Za-z.][A-Za-z.,;:)])~(?=[A-Za-z(\d]|$)"), " "),
    (("``", "''"), re.compile(r"(?<!\w)(?:``|'')(?=\S)([^`]{1,200}?)(?<=\S)(?:''|``)(?!\w)"), r'"\1"'),
    (("`",), re.compile(r"(?<![\w`])`(?=\w)([^`'\n]{1,80}?)(?<=\S)'(?!\w)"), r"'\1'"),
]
