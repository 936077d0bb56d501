"""Takes HTML, JATS and MathML out of titles and abstracts, and what publishers append to them.

In: a text as a record holds it. Out: its words, with "Methods: " for a heading, ₂ for a number set low,
and no notice of copyright round them. Only tags that such records use are taken for tags: "x < y" and
"<mask>" are text.
"""

import html
import re

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
REST = r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+))*\s*/?>"
INLINE = "b|i|em|strong|italic|bold|small|scp|tt|monospace|underline|span|font|a|xref|ext-link|inline-formula"
INLINE += "|sub|sup|inf|roman|sans-serif|alternatives|tex-math|named-content|styled-content|q|u|sc|mark"
BLOCK = "p|br|div|ul|ol|li|sec|section|list|list-item|disp-formula|abstract|trans-abstract|blockquote|hr"
BLOCK += "|table|tbody|tr|td|article|AbstractText"
PREFIX = r"(?:jats:|mml:|m:)?"
FORMULA_TWICE = re.compile(
    r"(</(?:jats:)?tex-math>)\s{0,20}<(mml:|m:)?math\b[^<>]*>.{0,5000}?</(?:mml:|m:)?math>", re.S
)
PREAMBLE = re.compile(r"\\documentclass\b.{0,2000}?\\begin\{document\}|\\end\{document\}", re.DOTALL)
HEADING = re.compile(
    rf"<(?P<tag>{PREFIX}title|h[1-6]){REST}\s*+(?P<inner>[^<>]{{0,100}}?)\s*</(?P=tag)>\s*", re.IGNORECASE
)
LABELLED = re.compile(r"<AbstractText\b[^<>]*?\bLabel\s*=\s*\"([^\"<>]+)\"[^<>]*>", re.IGNORECASE)
RAISED = re.compile(
    rf"(?P<before>\w?)<(?P<tag>{PREFIX}(?:sub|sup|inf)){REST}\s*+(?P<inner>[^<>]{{0,40}}?)\s*</(?P=tag)>",
    re.IGNORECASE,
)
INLINE_TAG = re.compile(rf"</?{PREFIX}(?:{INLINE}){REST}|</?(?:jats|mml):[\w-]+{REST}", re.IGNORECASE)
BLOCK_TAG = re.compile(rf"</?{PREFIX}(?:{BLOCK}){REST}", re.IGNORECASE)
LONGEST_COMMENT, LONGEST_CDATA = 5_000, 20_000
ORDINAL = re.compile(r"st|nd|rd|th|[®™]|TM", re.IGNORECASE)
LOW = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
HIGH = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
# What turns the direction of writing, and what nobody sees
UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
# How bioRxiv and medRxiv give what was marked in a text, and headings that lost the space behind them
MARKED_HEADING = re.compile(r"O_ST_ABS\s*+(.{0,100}?)\s*+:?\s*+C_ST_ABS")
MARKED = re.compile(r"[OC]_(?:ST_ABS|LI|FIG|TBL|QD|TEXTBOX|INLINEFIG)(?![a-z_])")
GLUED_HEADING = re.compile(  # before words that begin sentences: DesignBench is a name
    r"(?:^|(?<=[.?!)]\s)|(?<=[.?!)]))(Backgrounds?|Introduction|Objectives?|Aims?|Purpose|Importance|Rationale|Design"
    r"|Setting|Participants|Methods?|Results?|Findings|Conclusions?|Interpretation|Discussion|Summary)"
    r"(?=(?:We|The|This|These|There|In|During|To|An?|Our|Among|Of|From|Between|After|For|With|At|On|By|As|It|Both"
    r"|All|Although|While|Despite|Using|Since|Many|Most|Data|Patients|Participants|COVID-19|SARS-CoV-2)\b)"
)
BEGUN = r"(?:(?<=[.?!]\s)|^)"  # where a sentence begins: elsewhere (c) is the third of a list
YEAR = rf"(?:(?:[Cc]opyright\s*)?©|{BEGUN}(?:Copyright\s*)?\([cC]\)|{BEGUN}Copyright)\s*(?:19|20)\d\d\b"
OWNERS = (
    r"(?:[A-Z]\b|(?:All rights|Publ|Production|Hosting|Open access|Licensed|The Author|On behalf)[^.]{0,100})"
)
OWNED = r"(?i:[^.]{0,100}\b(?:publish\w+|rights|reserved|licen[cs]\w+|behalf|access|authors?)\b[^.]{0,60})"
SENTENCE_END = r"(?<!\b[A-Z])(?<!\bLtd)(?<!\bInc)(?<!\bCo)(?<!\bSt)(?<!\bPubl)\.(?=\s+[A-Z]|\s*$)"
MOST_NOTICES = 5  # that are taken off one after the other
REACH = 800  # characters at either end that a notice may take up
BEHIND = [
    re.compile(
        rf"(?<=[.!?)\]\"”]\s)(?:Copyright\s*)?©\s[^.]{{0,150}}(?:\.\s*(?:{OWNERS}|{OWNED})){{0,5}}\.?\s*$"
    ),
    re.compile(rf"\(?{YEAR}[^.]{{0,100}}(?:\.\s*{OWNERS}){{0,5}}\.?\)?\s*$"),
    re.compile(r"\[ABSTRACT FROM [A-Z]{1,20}\]\s*$"),
    re.compile(r"\((?:PsycINFO|PsycInfo|APA PsycInfo) Database Record \(c\)[^()]{0,80}\)\s*$"),
    re.compile(r"Copyright of .{3,200}? is the property of .{3,600}$", re.DOTALL),
]
BEFORE = [
    re.compile(rf"^\s*{YEAR},?\s.{{0,120}}?(?:[Aa]ll rights reserved\.|{SENTENCE_END})\s+(?=\S)"),
    re.compile(r"^\s*(?:ABSTRACT[:.]?\s+(?=[A-Z][a-z]|[A-Z] [a-z])|Abstract\s?[:—–]\s*)"),
]


def without_markup(text: str) -> str:
    """The text without tags and entities; every word of it stays."""
    if "&" in text:
        text = ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if not text.isascii():
        text = UNSEEN.sub("", text)
    text = MARKED.sub(" ", MARKED_HEADING.sub(r" \1: ", text))
    text = GLUED_HEADING.sub(r"\1: ", text)
    if "<" not in text and "\\documentclass" not in text:
        return text
    text = without_spans(FORMULA_TWICE.sub(r"\1", text), "<!--", "-->", LONGEST_COMMENT)
    text = without_spans(text, "<![CDATA[", "]]>", LONGEST_CDATA, kept=True)
    text = PREAMBLE.sub(" ", text)
    text = LABELLED.sub(lambda label: f" {label[1].strip().rstrip(':').capitalize()}: ", text)
    text = RAISED.sub(_raised, text)
    text = HEADING.sub(_heading, text)
    return INLINE_TAG.sub("", BLOCK_TAG.sub(" ", text))


def without_spans(text: str, begin: str, end: str, longest: int, *, kept: bool = False) -> str:
    """The text without what stands between two signs, or without the signs alone. A regular expression would
    look for the end anew from each of many beginnings."""
    done, close, parts = 0, 0, list[str]()
    at = text.find(begin)
    while at >= 0:
        inside = at + len(begin)
        close = close if close >= inside else text.find(end, inside)
        if close < 0:
            break
        if close - inside <= longest:
            parts += [text[done:at], (text[inside:close] if kept else "") or " "]
            done = inside = close + len(end)
        at = text.find(begin, inside)
    return "".join((*parts, text[done:]))


def without_notices(text: str) -> str:
    """The text without who owns it and who copied it, unless nothing else is left."""
    for _ in range(MOST_NOTICES):
        before = text
        for notice in BEHIND:
            tail = notice.sub("", text[-REACH:])
            text = (text[:-REACH] + tail).strip() or text
        for notice in BEFORE:
            text = (notice.sub("", text[:REACH]) + text[REACH:]).strip() or text
        if text == before:
            break
    return text


def _heading(match: re.Match[str]) -> str:
    inner = match["inner"].strip()
    if not inner or inner.lower().rstrip(":.") in ("abstract", "summary"):
        return " "
    return f" {inner} " if inner[-1] in ":.?!" else f" {inner}: "


def _raised(match: re.Match[str]) -> str:
    """H₂O and m², but 10^5: folded to plain digits, 10⁵ would read 105."""
    low, inner = not match["tag"].lower().endswith("sup"), match["inner"]
    return match["before"] + set_off(match["before"], inner, low=low)


def set_off(before: str, inner: str, *, low: bool) -> str:
    """What is set low or high, as text."""
    if re.fullmatch(r"[0-9+−()-]+", inner):
        return inner.translate(LOW) if low else f"^{inner}" if before.isdecimal() else inner.translate(HIGH)
    if low or not before.isdecimal() or ORDINAL.fullmatch(inner) or not re.fullmatch(r"\w{1,2}", inner):
        return inner
    return f"^{inner}"
