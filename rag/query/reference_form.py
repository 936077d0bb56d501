"""In which form references are asked for, and of which papers where they are described: "APA for the wasp
paper".

In: a message. Out: the name of a form of rag/export ("apa"), a style that there is none of, and what
describes the papers. Whether references are asked for at all is a dialogue act; names of papers are looked up
elsewhere.
"""

from rag.query.anaphora import content_words
from rag.text.words import words

USUAL = "bibtex"  # where no form is named
_FORMS = {
    **dict.fromkeys(("bibtex", "bib", "latex", "biblatex", "bibtext", "bibtx"), "bibtex"),
    **dict.fromkeys(("ris", "endnote", "refman"), "ris"),
    **dict.fromkeys(("csl", "json"), "csl"),
    **dict.fromkeys(("csv", "excel", "spreadsheet"), "csv"),
    **{style: style for style in ("apa", "mla", "ieee", "chicago")},
}
_PROGRAMS = dict.fromkeys(("zotero", "mendeley", "papers3", "citavi", "refworks"), "ris")
_LACKING = {
    name: name.capitalize() for name in ("harvard", "vancouver", "turabian", "nature", "oxford", "springer")
} | {"ama": "AMA", "acm": "ACM", "acs": "ACS"}
_STYLE = frozenset("style styles format formatted formatting".split())
_SPEAKS = frozenset(
    """cite cites cited citing citation citations citaton quote reference references refernce refrence ref
    refs bibliography bibliographic bibliographies bib bibtex bibtext bibtx biblatex export exported exporting
    zitat zitiere zitieren literaturangabe literaturangaben citer cito cita referencia citar works""".split()
)
_ASKING = (
    frozenset(
        """entry entries record file files library list paper papers study studies article articles work works
        one ones please pls write send put make convert import download data info proper whole everything
        library get give have need want cited key number them it latex document text author year date full
        correct gimme lemme wanna plz kindly quick quickly thx hi hey hello
        how would should could can may do my thesis first second third last three two""".split()
    )
    | _SPEAKS
    | _STYLE
    | _FORMS.keys()
    | _PROGRAMS.keys()
    | _LACKING.keys()
)


def form_of(message: str) -> str:
    """The name of the form that is asked for; BibTeX where none is."""
    found = [word for word in _said(message) if word in _FORMS]
    told = [_FORMS[word] for word in found] or [_PROGRAMS[w] for w in _said(message) if w in _PROGRAMS]
    return told[0] if told else USUAL


def lacking_style(message: str) -> str:
    """A style that is asked for and that there is none of: "Harvard"; empty where there is none such."""
    said = _said(message)
    lacking = next((_LACKING[word] for word in said if word in _LACKING), "")
    return "" if any(word in _FORMS for word in said) else lacking


def speaks_of_references(message: str) -> bool:
    """Whether it has a word for references, or names a form of them."""
    return any(word in _SPEAKS or word in _FORMS or word in _PROGRAMS for word in _said(message))


def described(message: str) -> str:
    """What describes the papers whose references are asked for: "wasp" of "MLA for the wasp paper"."""
    said = set(_said(message))
    asking = {word for word in _ASKING if word in said or word not in _FORMS}
    return " ".join(word for word in content_words(message) if word.lower() not in asking)


def _said(message: str) -> list[str]:
    """The words of a message in lower case; a style's name in front of a subject is no style: "the Chicago
    crime paper"."""
    found = [word.lower().strip("'’.-") for word in words(message)]
    places = frozenset(("chicago", *_LACKING))
    return [
        word
        for word, after in zip(found, [*found[1:], ""], strict=True)
        if word not in places or not after or after in _ASKING or after in _SMALL
    ]


_SMALL = frozenset("for of in on and or to please the about by from this that these those".split())
