"""Which language a text is in, from its script, its small words or, where these do not tell, its letters.

In: a text, and what tells the plain words of the library. Out: an ISO 639-1 code. Two characters of another
script decide; languages in Latin script are told apart by counting their small words. Only a text of which
hardly a word is known to be English is given to a model of letters (py3langid), whose loading takes a while.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from rag.text.common_words import COMMON
from rag.text.runs import run_spans, runs

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
    " bei es gibt zur zum über ich",
    "fr": "le la les de des est sont comment quel quelle quels quelles et pour avec une dans sur que qui du"
    " combien il entre t au aux ce ces cette ont parlent existe",
    "es": "el los las es son de cómo qué cuál cuántos cuántas y para con una en que por del se un casi hay"
    " logra sobre hablan",
    "it": "il gli è sono come che quale quali quanti e per con una nel di della si un lo i sulla"
    " sul delle degli dei parlano",
    "pt": "o os as é são como qual quais quantos e para com uma em que do da se um no na mostrou dos de"
    " sobre falam há",
    "nl": "de het is zijn hoe wat welke en voor met een op van niet hoeveel heeft nodig dat er worden",
}


_FOREIGN = frozenset(word for code, words in SMALL_WORDS.items() if code != "en" for word in words.split())
_ASKING = frozenset("summarize summarise define abstract cite tldr recap outline".split())  # and no more
_ENGLISH = (COMMON - _FOREIGN) | frozenset(SMALL_WORDS["en"].split()) | _ASKING
_IN_LATIN_SCRIPT = "en de fr es it pt nl pl sv da no fi tr cs ro hu id vi".split()
LIKELY = 0.4  # from here on the model of letters is believed; of names alone it makes 0.1 to 0.35


def language_of(text: str, is_plain: Callable[[str], bool] = lambda word: False) -> str:
    """Such as "de"; "en" for an empty text and wherever nothing else is likely. `is_plain`: whether the
    library uses a word as plain language, which is English there."""
    for language, script in _SCRIPTS.items():
        if len(re.findall(script, text)) > 1:
            return language
    found = runs(text.lower())
    counts = {
        language: sum(run in set(small.split()) for run in found) for language, small in SMALL_WORDS.items()
    }
    best = max(counts, key=lambda language: counts[language])
    english = sum(run in _ENGLISH or (run not in _FOREIGN and is_plain(run)) for run in found)
    if counts[best] > max(english, 1):
        return best
    typed = [(run, start) for run, start, _ in run_spans(text) if run.isalpha() and run[1:].islower()]
    strange = [run for run, start in typed if run.islower() or not text[:start].strip(" ¿¡\"'“„«")]
    unknown = sum(run.lower() not in _ENGLISH and not is_plain(run.lower()) for run in strange)
    return _by_letters(" ".join(run for run, _ in typed)) if unknown > english else "en"


def _by_letters(text: str) -> str:
    """The language that the letters of a text look like; "en" where none is likely."""
    language, likelihood = _identifier().classify(text)
    return str(language) if likelihood >= LIKELY else "en"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(_IN_LATIN_SCRIPT)
    return found
