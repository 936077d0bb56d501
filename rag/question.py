"""What is being asked: kind, filters, names and stand-alone text of each question in a message.

In: a message, the names of the library, today's date, the conversation. Out: questions. Knows
nothing of papers' contents, retrieval or answers, and asks no model.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from rapidfuzz.distance import OSA

from rag.dates import NUMBER, find_dates, number
from rag.followup import SURE, Turn, content_words, questions_in, resolve
from rag.names import Mention, NameIndex


class Kind(StrEnum):
    """What sort of answer is wanted."""

    FACT = "fact"
    EXPLAIN = "explain"
    LIST = "list"
    COMPARE = "compare"
    COUNT = "count"
    METADATA = "metadata"
    CORPUS = "corpus"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which papers are meant at all; both ends of every range are included."""

    since: str | None = None
    until: str | None = None
    organisation: str | None = None  # several are joined by " or "
    min_upvotes: int | None = None
    max_upvotes: int | None = None
    min_authors: int | None = None
    max_authors: int | None = None

    @property
    def empty(self) -> bool:
        """Whether every paper passes."""
        return self == Filters()

    def describe(self) -> tuple[str, ...]:
        """Each limit in plain words: "published since 2024-01-01", "at least 20 authors"."""
        if self.since and self.until:
            dates = f"published from {self.since} to {self.until}"
        else:
            dates = f"published since {self.since}" if self.since else f"published until {self.until}"
        return (
            *((dates,) if self.since or self.until else ()),
            *((f"by {self.organisation}",) if self.organisation else ()),
            *_range(self.min_authors, self.max_authors, "author"),
            *_range(self.min_upvotes, self.max_upvotes, "upvote"),
        )

    def accepts(
        self, published: str | None, organisation: str | None, upvotes: int | None, author_count: int | None
    ) -> bool:
        """Whether a paper with these fields passes; a field it lacks does not pass a limit on it."""
        asked = [name.casefold() for name in (self.organisation or "").split(" or ") if name]
        return (
            _within(published, self.since, self.until)
            and (not asked or (organisation or "").casefold() in asked)
            and _within(upvotes, self.min_upvotes, self.max_upvotes)
            and _within(author_count, self.min_authors, self.max_authors)
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One question, made to stand alone."""

    original: str
    text: str  # what to look for: filters, leads and planted orders taken out
    kind: Kind
    filters: Filters
    mentions: tuple[Mention, ...]
    field: str | None
    aspect: tuple[str, ...]
    limit: int | None
    language: str
    understood: str
    focus: tuple[str, ...] = ()
    asked: str = ""  # the question itself, without the story around it


def understand(
    message: str,
    names: NameIndex,
    *,
    today: date,
    organisations: Collection[str] = (),
    history: Sequence[Turn] = (),
) -> tuple[Question, ...]:
    """The questions of a message, in order; never empty."""
    found: list[Question] = []
    for asked, context in questions_in(message, names):
        alone, focus = resolve(asked, history, names)
        limits, without = find_filters(alone, today, organisations)
        question = _read(alone, context, names, focus=focus, limits=limits, without=without)
        fields = _fields(_spelt(alone, names)) if question.kind is Kind.METADATA else [question.field]
        found += [replace(question, original=message, field=field) for field in fields or [None]]
    return tuple(found)


def _read(
    alone: str, context: str, names: NameIndex, *, focus: tuple[str, ...], limits: Filters, without: str
) -> Question:
    mentions = tuple(names.lookup(f"{alone}\n{context}" if context else alone))
    sure = [mention for mention in mentions if mention.certainty >= SURE and mention.start < len(alone)]
    plain = _spelt(alone, names)
    topic = _tidy(_LEADS.sub(" ", _spelt(without, names, keep_case=True)))
    bare = not context and not [word for word in content_words(topic) if word.lower() not in _EMPTY]
    kind, field = _kind(plain, sure, focus=focus, limited=not limits.empty, bare=bare)
    if kind not in _LISTS:
        limits, without, topic = Filters(), alone, alone
    elif context:
        context = _tidy(_LEADS.sub(" ", context))
    wanted = _WANTED.search(plain) if kind is Kind.LIST else None
    limit = number(wanted[1]) if wanted else 0
    return Question(
        original=alone,
        text="" if kind in _LISTS and bare else _tidy(f"{topic} {context}"),
        kind=kind,
        filters=limits,
        mentions=mentions,
        field=field,
        aspect=_aspect(alone, mentions) if kind is Kind.COMPARE else (),
        limit=limit if 1 < limit <= MOST else None,
        language=language_of(f"{alone} {context}"),
        understood=" · ".join([_tidy(without), *limits.describe()]),
        focus=focus,
        asked=alone,
    )


def _range(least: int | None, most: int | None, what: str) -> tuple[str, ...]:
    if least is None and most is None:
        return ()
    if least == most:
        return (f"exactly {least} {what}" + ("" if least == 1 else "s"),)
    ends = [f"at least {least}"] * (least is not None) + [f"at most {most}"] * (most is not None)
    return (f"{' and '.join(ends)} {what}s",)


Comparable = TypeVar("Comparable", str, int)


def _within(value: Comparable | None, least: Comparable | None, most: Comparable | None) -> bool:
    if value is None:
        return least is None and most is None
    return (least is None or value >= least) and (most is None or value <= most)


_COUNTS = re.compile(
    rf"(?:\b(?:with|have|has|having|by|got|of|that have|written by)\s+)*(?:\b(?:only|just|a total of)\s+)?(?:an? )?"
    rf"(?:\b(?P<rel>more than|over|above|at least|no fewer than|fewer than|less than|under|below|at most|up to|no more than"
    rf"|not more than|exactly|precisely|>=|<=|≥|≤|>|<|between)\s*)?(?:an? )?(?<!\w)(?P<n>{NUMBER})(?: (?:and|to) (?P<m>{NUMBER}))?"
    r"(?P<suffix> or more| or fewer| or less|\+| and more| plus)?[\s-]+(?:co-?)?(?P<what>author(?:ed|s)?|upvotes?|votes?|likes?)\b",
    re.I,
)


def find_filters(text: str, today: date, organisations: Collection[str]) -> tuple[Filters, str]:
    """The limits a message sets, and the message without the words that set them."""
    dates = find_dates(text, today)
    values: dict[str, str | int | None] = {"since": dates.since, "until": dates.until}
    spans = list(dates.spans)
    for match in _COUNTS.finditer(text):
        what = "authors" if match["what"].lower().startswith("author") else "upvotes"
        values[f"min_{what}"], values[f"max_{what}"] = _ends(match)
        spans.append(match.span())
    known: list[str] = []
    for organisation in sorted(organisations, key=len, reverse=True):
        name = rf"(?:the )?{re.escape(organisation)}(?!\w)(?:'s)?"
        for match in re.finditer(rf"\b(?:(?:published|released|written) )?(?:by|from|at|of|or|and) {name}|^{name}(?= papers)", text, re.I):
            if not any(match.start() < end and start < match.end() for start, end in spans):
                known.append(organisation)
                spans.append(match.span())
    without = text
    for start, end in sorted(spans, reverse=True):
        without = f"{without[:start]} {without[end:]}"
    places = sorted(set(known), key=lambda name: text.casefold().find(name.casefold()))
    if spans:
        without = _DANGLING_END.sub("", without)
    return Filters(organisation=" or ".join(places) or None, **values), _tidy(without)  # type: ignore[arg-type]


def _ends(match: re.Match[str]) -> tuple[int | None, int | None]:
    value, relation = number(match["n"]), (match["rel"] or "").lower()
    suffix = (match["suffix"] or "").strip()
    if relation == "between" and match["m"]:
        return value, number(match["m"])
    if relation in {"more than", "over", "above", ">"}:
        return value + 1, None
    if relation in {"at least", "no fewer than", ">=", "≥"} or suffix in {"or more", "+", "and more", "plus"}:
        return value, None
    if relation in {"fewer than", "less than", "under", "below", "<"}:
        return None, value - 1
    if relation in {"at most", "up to", "no more than", "not more than", "<=", "≤"} or suffix in {"or fewer", "or less"}:
        return None, value
    return value, value


MOST = 50  # more papers than this are not asked for by number; "2025 papers" is a year
_NOUN = r"(?:papers?|works?|stud(?:y|ies)|articles?|publications?|research|preprints?|literature|abstracts?|documents?)"
_MANY = r"(?:papers|works|studies|articles|publications|research|preprints|literature|documents)"
_SOME = _MANY.replace("works|", "")
_LISTS = {Kind.LIST, Kind.COUNT, Kind.CORPUS}
_EMPTY = frozenset(
    (
        "papers library please dated published publication collection corpus everything list date covered recent newest latest"
        " oldest earliest upvotes upvoted popular authors highest largest number care things going"
    ).split()
)
_DANGLING_END = re.compile(r"(?:\s+(?:that|which|is|are|was|were|from|and|with|written|published|only|or))+(?=\W*$)", re.I)
_WANTED = re.compile(rf"\b(?:top |best |first |any |name |list |me )?({NUMBER}) (?:\w+ )?{_MANY}\b")
_LEADS = re.compile(
    rf"^\W*(?:(?:hi|hello|hey|please|so|and|ok)\b\W*)*"
    rf"(?:(?:can|could|would) you |i (?:want|need|would like|am looking for|was looking for) |i'm (?:looking for|interested in|after) |looking for )?"
    rf"(?:to (?:see|know|find) )?(?:(?:list|name|show|give|find|get|tell|recommend|suggest|search|count)(?: me| us)?(?: for| of)? )?"
    rf"(?:what (?:have you|do you have|has been|is there|are there|is|was|came out)(?: got)? |what's (?:there )?|do you have |have you(?: got)? "
    rf"|are there |is there |was |how many (?:of )?|which |what |any |who (?:has )?work(?:s|ed) (?:on|with) )?"
    rf"(?:(?:all|the|every|any|some|other|{NUMBER}) (?:of )?(?:the |your )?)*(?:{_NOUN}|anything|something|everything)?\b\s*"
    rf"(?:you have |you've got |in here |are there |(?:is|are|were|was) )?(?:(?:that |which )?(?:deals? with|are on|is on|are about|tackle|discuss"
    rf"|talk about|cover|address|concern|have to do with|work on|focus on)|about|on|in|of|regarding|concerning|that|which|with)?\b"
    rf"|\s*[-–,:]?\s*\b(?:which|what|any|the)?\s*(?:papers?|anything)(?: (?:do you have|are there|please|have you got|in (?:your|the) library))?\W*$"
    rf"|\b(?:in|from) (?:your|the|this) (?:library|collection|corpus)\b|\bin here\b|\bplease\b",
    re.I,
)


def _kind(
    plain: str, sure: Sequence[Mention], *, focus: tuple[str, ...], limited: bool, bare: bool
) -> tuple[Kind, str | None]:
    """The kind of a question and, for fields and the library as a whole, which one."""
    named = len({mention.paper_ids for mention in sure})
    if _ABOUT.fullmatch(plain):
        return Kind.ABOUT, None
    if (named or focus or _THE_PAPER.search(plain)) and (fields := _fields(plain)) and not _RANKED.search(plain):
        return Kind.METADATA, fields[0]
    if (_COMPARE.search(plain) and (named > 1 or not (limited or _AMOUNT.match(plain)))) or (named > 1 and _BOTH.search(plain)):
        return Kind.COMPARE, None
    if not named or _RANKED.search(plain):
        for field, pattern in _CORPUS:
            if pattern.search(plain) and (bare or field in {"most_upvoted", "most_authors", "organisations", "topics"}):
                return Kind.CORPUS, field
    if _COUNT.search(plain):
        return (Kind.CORPUS, "count") if bare else (Kind.COUNT, None)
    if _LIST.search(plain) or (limited and (bare or re.search(rf"\b{_MANY}\b|\bwork\b|thing\b", plain))):
        return Kind.LIST, None
    rest = _without(plain, sure)
    if (_EXPLAIN.search(plain) and not _MEASURE.search(rest)) or (sure and len(rest.strip(" ?!.\"'")) < 4):
        return Kind.EXPLAIN, None
    return Kind.FACT, None


def _fields(text: str) -> list[str]:
    return [field for field, pattern in _FIELDS if pattern.search(text)]


_FIELDS = [
    ("author_count", re.compile(r"\bhow many (?:\w+ )?(?:authors|people (?:wrote|authored|worked)|researchers)|\bnumber of authors|\b(?:single|one|only|sole) author\b|\bauthor count")),
    ("authors", re.compile(r"\bwho (?:wrote|authored|is behind|are the (?:authors|people)|(?:is|was) the author)|\bwho (?:made|did|proposed|invented) (?:it|this)\b|^(?:the )?(?:names of the )?authors?\b|\bwritten by whom|(?:name|list|give|show)(?: me)? (?:all )?the authors|^wer (?:hat|schrieb)|^qui a (?:écrit|publié)|^quién(?:es)? escrib|^谁|誰が|^кто написал")),
    ("organisation", re.compile(r"\bwho (?:published|released)|\b(?:which|what) (?:organi[sz]ation|institution|lab|company|university|group|team)s? (?:is|was|published|released|wrote|made|behind|did|does)|\baffiliat|\borgani[sz]ation (?:behind|of)")),
    ("published", re.compile(r"\bwhen (?:was|were|did|is|has)\b.*\b(?:publish|releas|come out|appear|written|posted|submitted|out\b)|\bpublication (?:date|year)|\b(?:release )?date of\b|\b(?:its|the|what) date\b|\b(?:what|which) (?:year|month)\b|\bhow (?:old|recent) is|^date\b|\bwann (?:wurde|ist|erschien)|\bquand\b.*\bpubli|\bcuándo\b.*\bpublic|\bquando\b.*\bpu[b]+lic|什么时候发表|何时发表|いつ発表|\bкогда\b.*\b(?:опублик|вышл)")),
    ("upvotes", re.compile(r"\bup-?votes?\b|\bhow (?:popular|many (?:likes|votes))")),
    ("url", re.compile(r"\b(?:link|url)\b(?!s)|\barxiv (?:id|page|link)|\bwhere (?:can|do|could) i (?:find|read|get|download) (?:it|the (?:paper|article|pdf))")),
    ("title", re.compile(r"\b(?:full|exact|complete|whole) title|\btitle of (?:the|this|that|it|paper)|\bwhat(?: is|'s) (?:the|its) title")),
    ("text_kind", re.compile(r"\b(?:abstract or (?:a )?(?:digest|full text)|full text available)")),
]
_CORPUS = [
    ("most_upvoted", re.compile(r"\b(?:most|highest (?:number of )?|top|best) ?(?:up-?vot\w+|liked|popular|votes)|\bmost likes")),
    ("most_authors", re.compile(r"\b(?:most|highest number of|largest number of|biggest number of) authors|\blargest (?:author )?team|\blongest author list")),
    ("organisations", re.compile(r"\b(?:which|what|list|how many) (?:papers list an )?organi[sz]ations?\b(?! (?:is|was) behind)|\b(?:which|what) (?:institutions|companies|labs)\b|\blist an organi[sz]ation")),
    ("newest", re.compile(rf"\b(?:newest|latest|most recent(?:ly (?:added|published))?|last added) (?:one|{_NOUN})?")),
    ("oldest", re.compile(rf"\b(?:oldest|earliest) (?:one|{_NOUN})?")),
    ("topics", re.compile(r"\b(?:which|what) (?:are the )?(?:main )?(?:topics|subjects|areas|themes|fields)\b.*\b(?:cover|have|library|there|here|papers|include)|\bwhat(?: is|'s) (?:all )?(?:in (?:here|there|it|the library|this library|your library)|this (?:library|collection) about)|\bwhat can i ask\b|\bwhat do (?:the|these|your) papers cover")),
    ("date_range", re.compile(r"\b(?:date|time) (?:range|span)|\b(?:which|what) (?:years|period)\b|\bhow far back")),
    ("count", re.compile(r"\bhow (?:big|large) is (?:the|your|this) (?:library|collection)")),
    ("list", re.compile(rf"^(?:please )?(?:list|show)(?: me)? (?:all|every|everything|the)(?: of)?(?: the| your)? ?{_NOUN}?(?: you have)?\W*$")),
]  # fmt: skip
_RANKED = re.compile(r"\b(?:most|highest|largest|newest|oldest|earliest|latest|top|fewest)\b")
_THE_PAPER = re.compile(r"\b(?:the|this|that) (?:[\w'+/-]+ ){0,8}?(?:paper|study|work|article)\b|\bof [^?]{3,80}\bpaper\b")
_ABOUT = re.compile(
    r"\W*(?:hi|hello|hey|hiya|good (?:morning|evening|afternoon|day)|thanks?(?: you)?(?: (?:a lot|so much|very much|again))?|thank you|bye|goodbye|cheers"
    r"|great|nice|ok(?:ay)?|cool|who are you|what are you|what can you do|what do you do|how do (?:you work|i use (?:you|this))|help(?: me)?"
    r"|how are you|are you (?:a|an) (?:bot|ai|human|model)|hallo|danke|bonjour|merci|hola|gracias|ciao|grazie|olá|obrigad[oa]|你好|谢谢|こんにちは|привет|спасибо)"
    r"(?:\W+(?:there|all|everyone|for (?:me|that|the help)|again|you))?(?:\W+(?:what can you do|who are you|how are you))?\W*"
)
_COMPARE = re.compile(
    r"\b(?:compare(?:s|d with each other)?|comparison|vs\.?|versus|differences?|differ(?:s|ent from)?|in contrast|contrast)\b|\bsimilarit|\b(?:in|of|for|by|from) each(?: of (?:them|these|the two))?\W*$|\bhow do(?:es)? \w+ compare"
    r"|unterschied|vergleich|différence|\bcompar(?:ez|er|aison|a|ar|ación|ação)\b|diferenci|diferença|differenz|confront|比较|区别|比較|違い|сравн|разниц|отлич|verschil|vergelijk"
)
_AMOUNT = re.compile(r"^\W*(?:how (?:many|much)\b|(?:what|which) (?!(?:is|are) the (?:\w+ )?differen)(?!differen))")
_BOTH = re.compile(r"\b(?:against|both|each|or|respectively)\b")
_COUNT = re.compile(
    rf"\bhow many (?:of )?(?:the |these |your |different )?(?:\w+ ){{0,2}}{_MANY}\b|\b(?:count|number|amount) of (?:the |your )?{_MANY}\b|^count\b"
    r"|wie viele (?:paper|arbeiten|artikel)|combien d['’ e]+(?:articles|papiers)|cuántos (?:artículos|papers|trabajos)|quanti (?:articoli|paper)|quantos (?:artigos|trabalhos)"
    r"|多少篇|几篇|何本|何件の論文|сколько (?:статей|работ)|hoeveel (?:papers|artikelen)"
)
_LIST = re.compile(
    rf"^\W*(?:please )?(?:(?:can|could) you )?(?:list|name|enumerate|show|give|find|get|recommend|suggest|collect|i (?:need|want)|search)\b.*\b(?:{_MANY}|papers?|works? (?:on|about)|everything|anything|all)\b"
    rf"|\b(?:which|any|all|other|more|some|recent|are there|every|(?<!do )the) (?:[\w-]+ ){{0,3}}?{_SOME}\b(?! (?:say|reports?|claims?|disagree))|\b(?:which|any|all|other|the|some|there) (?:\w+ )?works(?= on| about| that|\W*$)|^what (?:[\w-]+ ){{0,2}}{_MANY}\b"
    rf"|^(?!(?:how|why|do|does|is|are|when|what|who|explain|compare|did|can|in|tell)\b)(?:[\w-]+ ){{0,5}}(?:papers|works|studies|publications)\b(?! is| was)|\b(?:papers|any (?:work|research|papers?)) (?:on|about|that|which|with|for|from|using|in|by|covering|regarding)\b|\b(?:any|some|every)thing (?:on|about|regarding)\b"
    r"|\banything\W*$|\bpapers please\W*$|\b(?:which|what|any|more|other) papers\W*$|\b(?:what (?:have you|do you have|has been (?:added|published)|came out|was published|else|'s there|is there)|what's there|was anything|do you have|have you got|(?:i'm|i am) looking for(?! the\b))\b"
    r"|\bwho (?:has )?(?:work|stud|publish|research)\w*\b (?:on|about|in)|^(?:which|what) .*\b(?:are|is) covered\W*$"
    r"|welche[rsn]? (?:paper|arbeiten|artikel|veröffentlichungen|studien)|quels? (?:articles|papiers|travaux)|qué (?:artículos|trabajos|papers|estudios)|quali (?:articoli|lavori|paper)"
    r"|quais (?:artigos|trabalhos)|哪些(?:论文|文章|工作|研究)|どの論文|論文を|какие (?:статьи|работы)|welke (?:papers|artikelen)|gibt es (?:paper|arbeiten|artikel)|y a-t-il des|hay (?:artículos|trabajos)"
)
_EXPLAIN = re.compile(
    r"^\W*(?:(?:ok|so|and|please|hi|hello|hey)\b\W*)*(?:(?:can|could|would) you )?(?:(?:please )?explain|describe|summari[sz]e|sum up|outline|introduce|tell me (?:more )?about|give me (?:an? )?(?:summary|overview|idea)"
    r"|what(?: is|'s| are| was|s)\b|how (?:does|do|did|is|are|can)\b|what do(?:es)? [^?]{2,80} (?:mean|stand for|do|propose|achieve)\b|why\b|overview of|summary of|define|idea (?:behind|of))"
    r"|,? (?:what|whats|what's) is (?:it|that)\b|\bwhat's the (?:idea|goal)\b|\bhow (?:does it|do they) work\b|\bmain (?:idea|findings?|contributions?)\b|\b(?:explain|describe) "
    r"|\bwas ist\b|wie funktioniert|erklär|qu'est-ce|comment |expliqu|qué es|cómo |cos'è|come funziona|spieg|o que é|como funciona|什么是|怎样|如何|是什么|とは|どのように|説明|что такое|как |объясни|wat is|hoe werkt"
)
_MEASURE = re.compile(
    r"\bhow (?:many|much|long|large|big|fast|often|far|well|quickly|good|old|small)\b|^what(?: is|'s| are) (?:the|its|their) (?:[\w@-]+ ){0,3}(?:accuracy|score|size|number|rate|error|length|speedup"
    r"|reduction|gain|improvement|result|results|percentage|share|ratio|dataset|benchmark|cost|licen[cs]e|name)\b"
)
_ASKING = ["what", "which", "when", "where", "explain", "compare", "difference", "describe", "summarize", "papers", "paper", "authors", "published", "list", "between", "about", "does", "many", "there", "tell", "show"]  # fmt: skip


def _spelt(text: str, names: NameIndex, *, keep_case: bool = False) -> str:
    """With the words that questions are made of spelt right: "wich papres" is "which papers"."""

    def mend(match: re.Match[str]) -> str:
        word = match.group().lower()
        if len(word) < 3 or names.is_plain(word):
            return match.group()
        return next((right for right in _ASKING if OSA.distance(word, right, score_cutoff=1) <= 1), match.group())

    mended = re.sub(r"(?<![\w-])[a-z]+(?![\w-])", mend, text.replace("’", "'"), flags=re.I)
    return _tidy(mended if keep_case else mended.lower())


def _aspect(alone: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """What to compare on: the words that are neither names nor question words."""
    sure = [mention for mention in mentions if mention.certainty >= SURE and mention.end <= len(alone)]
    words = [word.lower() for word in content_words(_without(alone, sure))]
    return tuple(dict.fromkeys(word for word in words if not _COMPARE.search(word) and word not in {"versus", "vs", "differ"}))


def _without(text: str, mentions: Sequence[Mention]) -> str:
    """The text with its names taken out."""
    for mention in mentions:
        text = re.sub(rf"(?<!\w){re.escape(mention.text)}(?!\w)", " ", text, flags=re.I)
    return text


_SCRIPTS = [("ja", r"[\u3040-\u30ff]"), ("zh", r"[\u4e00-\u9fff]"), ("ko", r"[\uac00-\ud7af]"), ("ru", r"[\u0400-\u04ff]"), ("ar", r"[\u0600-\u06ff]"), ("el", r"[\u0370-\u03ff]{3}"), ("hi", r"[\u0900-\u097f]")]  # fmt: skip
_STOP_WORDS = {
    "en": "the of is are what how which does in and to for a with on it do that by was from papers",
    "de": "der die das ist sind wie was welche wird werden und für mit von auf ein eine nicht im den zu bei es gibt",
    "fr": "le la les des est sont comment quel quelle quels et pour avec une dans sur que qui du combien il entre t",
    "es": "el los las es son cómo qué cuál cuántos cuántas y para con una en que por del se un casi hay logra",
    "it": "il gli è sono come che quale quali quanti e per con una nel di della si un lo i",
    "pt": "o os as é são como qual quais quantos e para com uma em que do da se um no na mostrou dos",
    "nl": "de het is zijn hoe wat welke en voor met een op van niet hoeveel heeft nodig dat er worden",
}


def language_of(text: str) -> str:
    """Two letters for the language, from its script or its small words; "en" where nothing else is likely."""
    for language, script in _SCRIPTS:
        if len(re.findall(script, text)) > 1:
            return language
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {language: sum(word in set(small.split()) for word in words) for language, small in _STOP_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > max(counts["en"], 1) else "en"


def _tidy(text: str) -> str:
    return re.sub(r"\s+([?.!,;:])", r"\1", " ".join(text.split())).strip(" ,;:-–")
