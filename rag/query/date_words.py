"""The words of which dates are made: months, seasons, units, and what may stand before and after a date.

Data only, accents folded and in lower case; rag/query/periods.py and rag/query/dates.py read with it. The
languages are English and, where they cost nothing, German, French, Spanish, Italian and Portuguese.
"""

from rag.text.common_words import FUNCTION_WORDS
from rag.text.numbers import NUMBER_WORDS

_MONTH_NAMES = (
    "january jan januar janvier enero gennaio janeiro",
    "february feb februar fevrier febrero febbraio fevereiro",
    "march mar marz mars marzo marco",
    "april apr avril abril aprile",
    "may mai mayo maggio maio",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet julio luglio julho",
    "august aug aout agosto",
    "september sep sept septembre septiembre settembre setembro",
    "october oct oktober okt octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dicembre dezembro",
)
MONTH_OF = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
CAPITAL_MONTHS = frozenset("may march mar".split())  # without a year, months only where written large
YEAR_MONTHS = frozenset("mars marco mai sep dec dez".split())  # months only where a year follows
SEASON_OF = {  # the first month of three
    "spring": 3,
    "summer": 6,
    "autumn": 9,
    "fall": 9,
    "winter": 12,
    "fruhling": 3,
    "fruhjahr": 3,
    "sommer": 6,
    "herbst": 9,
    "printemps": 3,
    "primavera": 3,
    "verano": 6,
    "otono": 9,
}
_UNITS = {  # months and days
    (0, 1): "day days tag tage tagen jour jours dia dias giorno giorni",
    (0, 7): "week weeks wk wks woche wochen semaine semaines semana semanas settimana settimane",
    (0, 14): "fortnight fortnights",
    (1, 0): "month months mo mos monat monate monaten mois mes meses mese mesi",
    (3, 0): "quarter quarters quartal quartale quartalen trimestre trimestres",
    (12, 0): "year years yr yrs y jahr jahre jahren jahres an ans annee annees ano anos anno anni",
    (120, 0): "decade decades jahrzehnt jahrzehnte jahrzehnten",
}
UNIT_OF = {word: size for size, words in _UNITS.items() for word in words.split()}
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": -1,
    "final": -1,
}
ORDINAL_ENDINGS = frozenset("st nd rd th er".split())
DECADES = {"twenties": 2020, "nineties": 1990, "eighties": 1980, "seventies": 1970, "sixties": 1960}
PARTS = {  # which third of a period, or which of its ends
    "early": "early",
    "beginning": "start",
    "start": "start",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "end": "end",
    "anfang": "start",
    "mitte": "mid",
    "ende": "end",
}
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
THIS = frozenset("this current dieses diesen diesem cette ce este esta questo quest".split())
LAST = frozenset("last previous past letztes letzten letztem letzte vergangenen".split())
NEXT = frozenset("next coming upcoming following nachstes nachsten kommenden".split())
VAGUE = frozenset("recent few several some many various".split())
NOW = frozenset("now today present date nowadays heute hoy oggi aujourd hui".split())

DASHES = frozenset("-–—‐‑−")
APOSTROPHES = frozenset("'’‘`")
DELIMITERS = frozenset('.,;:?!()[]"“”\n') | (DASHES - {"-", "‐", "‑"})
SENTENCE_ENDS = frozenset(".?!;\n")
ROLLING_AFTER = frozenset("in over within during from throughout for of into".split())
APPROXIMATELY = frozenset('about around circa roughly approximately ca : " “ „ «'.split())
ARTICLES = frozenset("the der die das dem den le la les l el il".split())

PAPERS = frozenset(
    "papers paper works work studies study articles article publications publication research preprints"
    " preprint literature documents abstracts anything something everything ones arbeiten artikel"
    " veroffentlichungen publikationen articulos trabajos articoli lavori artigos those".split()
)
SEVERAL_PAPERS = frozenset(
    "papers studies articles publications research preprints literature documents abstracts arbeiten"
    " veroffentlichungen publikationen articulos trabajos articoli lavori artigos published released".split()
)
PARTICIPLES = frozenset(
    "published released dated dating posted appeared appearing submitted written added out veroffentlicht"
    " erschienen publie publies publicados publicado pubblicati".split()
)
PUBLISHED = PARTICIPLES | frozenset("publish publishes appear appears release come came coming".split())
AUXILIARIES = frozenset("that which and was were are is has have been being come came coming".split())
ONLY = frozenset("only just solely nur seulement solo".split())
NOT = frozenset("not no never t nicht pas non".split())
NOTHING = frozenset("nothing none no not".split())  # behind "but": what is not wanted
LEFT = frozenset("those these ones anything any everything".split())  # what is left out

_RELATIONS = {
    "since": "since|starting|starting in|starting from|starting with|beginning in|beginning with"
    "|beginning from|as of|as from|as early as|as far back as|going back to|dating back to|back to"
    "|in or after|on or after|at or after|during or after|in or since"
    "|anytime since|ever since|seit|ab|depuis|a partir de|a partire dal|desde|dal|vanaf|> =|= >|≥",
    "after": "after|newer than|younger than|later than|more recent than|post|past|beyond|following"
    "|subsequent to|nach|neuer als|junger als|apres|despues de|dopo il|dopo|>",
    "before": "before|older than|earlier than|prior to|pre|preceding|up to but not including"
    "|until but not including|vor|alter als|avant|antes de|antes del|prima del|prima di|<",
    "until": "until|till|til|thru|through|up to|up until|up till|up to and including|until and including"
    "|in or before|on or before|at or before"
    "|as late as|by|bis|jusqu en|jusqu a|hasta|fino al|fino a|< =|= <|≤",
    "between": "between|anywhere between|zwischen|entre|tra|fra",
    "from": "from|von|vom|de|da|aus",
    "in": "in|during|within|over|throughout|dated|date|of|for|at|im|en|nel|em|del",
    "on": "on|am|le|el",
    "without": "excluding|except|except for|except from|except in|excepting|other than|apart from"
    "|aside from|without|minus|outside|outside of|ohne|sauf|excepto|but not|but not in|but not from",
}
RELATIONS = {tuple(p.split()): name for name, phrases in _RELATIONS.items() for p in phrases.split("|")}
LONGEST_RELATION = max(map(len, RELATIONS))
STRONG = frozenset("since after before until between".split())
OPPOSITES = {"since": "before", "before": "since", "after": "until", "until": "after"}

_LATER = (
    "+|or later|and later|or newer|and newer|or after|and after|or since|and since|or more recent|onwards"
    "|onward|forward|and onwards|and onward|and on|and up|and beyond|on|upwards|at the earliest|or younger"
)
_EARLIER = "or earlier|and earlier|or older|and older|or before|and before|at the latest|or prior|and prior"
SUFFIXES = {tuple(p.split()): "since" for p in _LATER.split("|")} | {
    tuple(p.split()): "until" for p in _EARLIER.split("|")
}
IDEOGRAPH_SUFFIXES = {"以来": "since", "以后": "since", "以後": "since", "之后": "after", "以前": "before"}
IDEOGRAPH_SUFFIXES |= {"之前": "before", "から": "since", "まで": "until"}
LINKS = frozenset("to and until till through thru bis und a y et e hasta".split())
ALTERNATIVES = frozenset("and or & , / und oder et ou y o e".split())

_AGES = {  # what an age is compared with, and which side of that day is meant
    "before": "older than|more than|over|greater than|earlier than|alter als|longer than",
    "until": "at least|no less than|not less than|no fewer than|minimum of",
    "after": "newer than|younger than|more recent than|less than|under|fewer than|later than|neuer als",
    "since": "at most|no more than|not more than|up to|within|maximum of",
}
AGES = {tuple(p.split()): name for name, phrases in _AGES.items() for p in phrases.split("|")}
COMPARATIVES = frozenset("older newer younger earlier later recent alter neuer".split())

# Words that leave a date before them what it is; any other word takes a bare year along ("2012 challenge").
NO_NOUNS = (
    FUNCTION_WORDS
    | PAPERS
    | PUBLISHED
    | ONLY
    | frozenset(word for phrase in (*RELATIONS, *SUFFIXES) for word in phrase)
    | frozenset(
        "also already alone inclusive included show using via per regarding concerning thanks".split()
    )
)
COUNTS = {"zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "zehn": 10, "zwolf": 12}
COUNTS |= {
    "deux": 2,
    "trois": 3,
    "cinq": 5,
    "dix": 10,
    "dos": 2,
    "tres": 3,
    "cinco": 5,
    "diez": 10,
    "due": 2,
    "tre": 3,
}
COUNTED = frozenset(NUMBER_WORDS) - {"hundred", "thousand", "million", "billion", "trillion"}
