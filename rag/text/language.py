"""Which language a text is in, from its script or its small words.

In: a text. Out: two letters. Knows nothing else.
"""

import re

from rag.text.runs import runs

_SCRIPTS = {
    "ja": r"[\u3040-\u30ff]",
    "zh": r"[\u4e00-\u9fff]",
    "ko": r"[\uac00-\ud7af]",
    "ru": r"[\u0400-\u04ff]",
    "ar": r"[\u0600-\u06ff]",
    "el": r"[\u0370-\u03ff]{3}",
    "hi": r"[\u0900-\u097f]",
}
SMALL_WORDS = {
    "en": "the of is are what how which does in and to for a with on it do that by was from papers",
    "de": "der die das ist sind wie was welche wird werden und für mit von auf ein eine nicht im den zu"
    " bei es gibt",
    "fr": "le la les des est sont comment quel quelle quels et pour avec une dans sur que qui du"
    " combien il entre t",
    "es": "el los las es son cómo qué cuál cuántos cuántas y para con una en que por del se un casi hay"
    " logra",
    "it": "il gli è sono come che quale quali quanti e per con una nel di della si un lo i",
    "pt": "o os as é são como qual quais quantos e para com uma em que do da se um no na mostrou dos",
    "nl": "de het is zijn hoe wat welke en voor met een op van niet hoeveel heeft nodig dat er worden",
}


def language_of(text: str) -> str:
    """Two letters for the language, from its script or its small words; "en" where nothing else is likely."""
    for language, script in _SCRIPTS.items():
        if len(re.findall(script, text)) > 1:
            return language
    found = runs(text.lower())
    counts = {
        language: sum(run in set(small.split()) for run in found) for language, small in SMALL_WORDS.items()
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > max(counts["en"], 1) else "en"
