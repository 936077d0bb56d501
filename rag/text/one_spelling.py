"""One spelling for words that are written in two ways: "behaviour" also finds "behavior".

In: a word in lower case. Out: the spelling that stands for both in the index, mostly the American one. It is
looked up and never shown, so a word may become one that nobody writes ("spectre"), as long as words of
different meaning stay apart.
"""

import re
from functools import lru_cache

_SHORTEST = 4  # letters
_OUR = re.compile(
    r"(arb|arm|behavi|cand|clam|col|enam|endeav|fav|ferv|flav|glam|harb|hon|hum|lab|neighb|od|ranc|rig|rum"
    r"|sav|savi|splend|succ|tum|val|vap|vig)our(?!ou|c|n(?!e)|t|g|i(?!st|ng|t|z))"
)
_ISE = re.compile(r"(?<=\w\w[^aeou])is(?=(?:e[drs]?|ers|ing|ingly|able|abilit(?:y|ies)|ations?|ational)$)")
_NOT_ISE = re.compile(  # what ends alike and has one spelling
    r"(?:adv|advert|anis|chem|compr|conc|cru|dem|dev|disgu|enterpr|exerc|exc|expert|franch|gu|improv|inc|merchand"
    r"|parad|pre|prec|prem|prom|prov|reprom|rev|sunr|superv|surm|surpr|telev|treat|w)is"
)
_LYZ = re.compile(r"lyz(?=(?:e[drs]?|ers|ing)$)")  # "analyses" is the plural of "analysis" too
_RE = re.compile(r"(cent|fib|(?<!sym)met|lit|theat|lust|sab|somb|spect|calib|och)re(d|s?)$")
_ROOTS = (
    *(
        ("haem", "hem"),
        ("anaem", "anem"),
        ("kaem", "kem"),
        ("caem", "cem"),
        ("raem", "rem"),
        ("idaem", "idem"),
    ),
    *(("xaem", "xem"), ("naesth", "nesth"), ("paedi", "pedi"), ("aetiolog", "etiolog")),
    *(("oesoph", "esoph"), ("oestr", "estr"), ("foet", "fet"), ("gynaec", "gynec"), ("faec", "fec")),
    *(
        ("oedem", "edem"),
        ("rrhoea", "rrhea"),
        ("palaeo", "paleo"),
        ("archaeo", "archeo"),
        ("caesar", "cesar"),
    ),
    *(("caesi", "cesi"), ("coeliac", "celiac"), ("manoeuvre", "maneuver"), ("manoeuvr", "maneuver")),
    *(("sulph", "sulf"), ("encyclopaed", "encycloped"), ("aluminium", "aluminum"), ("sceptic", "skeptic")),
    *(("plough", "plow"), ("artefact", "artifact"), ("judgement", "judgment"), ("mould", "mold")),
    *(("acknowledgement", "acknowledgment"), ("jewellery", "jewelry"), ("ageing", "aging")),
)
_WORDS = dict(
    pair.split("=")
    for pair in """
    grey=gray greys=grays greyscale=grayscale catalogue=catalog catalogues=catalogs catalogued=cataloged
    cataloguing=cataloging analogue=analog analogues=analogs dialogue=dialog dialogues=dialogs
    homologue=homolog homologues=homologs monologue=monolog monologues=monologs programme=program
    programmes=programs defence=defense defences=defenses offence=offense offences=offenses licence=license
    licences=licenses pretence=pretense practise=practice practised=practiced practises=practices
    practising=practicing learnt=learned spelt=spelled burnt=burned fuelled=fueled fuelling=fueling
    amongst=among whilst=while centring=centering cosy=cozy maths=math
    speciality=specialty specialities=specialties
    """.split()
)
_MAY_DIFFER = re.compile(
    r"our|is(?:[ei]|a[bt])|lyz|res?$|red$|ae|oe|sulph|minium|sceptic|plough|artefact|ement|mould|jewell|ageing"
    r"|grey|gue|guing|mmes?$|ences?$|pract|nt$|pelt$|fuell|gst$|lst$|tring$|cosy|maths|cialit"
)


@lru_cache(maxsize=65_536)
def one_spelling(word: str) -> str:
    """The word, spelt as it is in the index."""
    if len(word) < _SHORTEST or not _MAY_DIFFER.search(word):
        return word
    if known := _WORDS.get(word):
        return known
    word = _LYZ.sub("lys", _RE.sub(_with_er, _OUR.sub(r"\1or", word)))
    for british, american in _ROOTS:
        word = word.replace(british, american)
    return word if _NOT_ISE.search(word) else _ISE.sub("iz", word)


def _with_er(found: re.Match[str]) -> str:
    return f"{found[1]}er{'ed' if found[2] == 'd' else found[2]}"
