"""Whether a question asks what letters stand for: "what does HRV stand for?", "expand IMPT".

In: a question that stands alone. Out: the letters as they were typed; empty where it asks something else.
"""

import re

_LETTERS = r"[\"“'‘]?(?P<{0}>[\w.&/-]{{2,15}})[\"”'’]?"
_CALLED = r"(?:(?:the )?(?:acronym|abbreviation|letters?|initials?|name|term)\s+)?"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"\b(?:does|do|did|is|are|s)\s+{_CALLED}{_LETTERS.format('letters')}\s+"
        r"(?:stands?(?: here)? for|short for|an? (?:acronym|abbreviation) (?:for|of)|abbreviat\w+)",
        rf"^\W*(?:and )?{_CALLED}{_LETTERS.format('letters')} (?:stands? for|is short for)(?: what)?\W*$",
        rf"^\W*(?:please )?(?:expand|spell out|write out)\s+{_CALLED}{_LETTERS.format('letters')}\W*$",
        r"\b(?:full form|long form|full name|expansion|meaning of the (?:acronym|abbreviation|letters))"
        rf"(?: of| for)?\s+{_CALLED}{_LETTERS.format('letters')}\W*$",
        r"\bwhat (?:does|do|is) the (?:acronym|abbreviation|letters?|initials?) "
        rf"{_LETTERS.format('letters')}\b",
    )
)
_MEANS = re.compile(rf"\bwhat (?:does|do) {_LETTERS.format('letters')} mean\W*$", re.I)
_NO_LETTERS = frozenset("it this that they he she the what who which".split())


def acronym_asked(question: str) -> str:
    """The letters whose long form a question asks for."""
    for form in _FORMS:
        found = form.search(question)
        if found and found["letters"].lower() not in _NO_LETTERS:
            return found["letters"]
    means = _MEANS.search(question)
    return means["letters"] if means and means["letters"].isupper() else ""
