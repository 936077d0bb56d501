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
from rag.followup import SURE, Turn, questions_in, resolve
from rag.names import FUNCTION, Mention, NameIndex


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
        question = _read(alone, context, names, focus=focus, limited=(limits, without))
        fields = _fields(_spelt(alone, names)) if question.kind is Kind.METADATA else [question.field]
        found += [replace(question, original=message, field=field) for field in fields or [None]]
    return tuple(found)


def _read(
    alone: str, context: str, names: NameIndex, *, focus: tuple[str, ...], limited: tuple[Filters, str]
) -> Question:
    limits, without = limited
    mentions = tuple(names.lookup(f"{alone}\n{context}" if context else alone))
    sure = [mention for mention in mentions if mention.certainty >= SURE and mention.start < len(alone)]
    plain = _spelt(alone, names)
    topic = _tidy(_LEADS.sub(" ", _spelt(without, names, keep_case=True))).rstrip("?.! ")
    bare = not context and set(re.findall(r"[^\W\d_]+", topic.lower())) <= _EMPTY
    kind, field = _kind(plain, sure, focus=focus, limited=not limits.empty, bare=bare)
    if kind not in _LISTS:
        limits, without, topic = Filters(), alone, alone
    elif context:
        context = _tidy(_LEADS.sub(" ", context))
    wanted = _WANTED.search(plain) if kind is Kind.LIST else None
    limit = number(wanted[1]) if wanted else 0
    return Question(
        original=alone,
        text=""
        if kind in _LISTS and (bare or field in {"topics", "list", "date_range", "organisations"})
        else _tidy(f"{topic} {context}"),
        kind=kind,
        filters=limits,
        mentions=mentions,
        field=field,
        aspect=_aspect(_spelt(alone, names, keep_case=True), mentions) if kind is Kind.COMPARE else (),
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
    rf"(?:\b(?:with|have|has|having|by|got|of|that have|written by)\s+)*(?:\b(?:only|just"
    rf"|a total of)\s+)?(?:an? )?"
    rf"(?:\b(?P<rel>more than|over|above|at least|no fewer than|fewer than|less than|under|below"
    rf"|at most|up to|no more than"
    rf"|not more than|exactly|precisely|>=|<=|≥|≤|>|<"
    rf"|between)\s*)?(?:an? )?(?<!\w)(?P<n>{NUMBER})(?: (?:and|to) (?P<m>{NUMBER}))?"
    r"(?P<suffix> or more| or fewer| or less|\+| and more| plus)?[\s-]+(?:co-?)?(?P<what>author(?:ed"
    r"|s)?|upvotes?|votes?|likes?)\b",
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
        for match in re.finditer(
            rf"\b(?:(?:published|released|written) )?(?:by|from|at|of|or|and) {name}|^{name}(?= papers)"
            rf"|\bdid {name} (?:publish|release|write)",
            text,
            re.I,
        ):
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
    if relation in {"between", ""} and match["m"]:
        return value, number(match["m"])
    if relation in {"more than", "over", "above", ">"}:
        return value + 1, None
    if relation in {"at least", "no fewer than", ">=", "≥"} or suffix in {"or more", "+", "and more", "plus"}:
        return value, None
    if relation in {"fewer than", "less than", "under", "below", "<"}:
        return None, value - 1
    if relation in {"at most", "up to", "no more than", "not more than", "<=", "≤"} or suffix in {
        "or fewer",
        "or less",
    }:
        return None, value
    return value, value


MOST = 50  # more papers than this are not asked for by number; "2025 papers" is a year
_NOUN = (
    r"(?:papers?|works?|stud(?:y|ies)|articles?|publications?|research|preprints?|literature|abstracts?"
    r"|documents?)"
)
_MANY = r"(?:papers|works|studies|articles|publications|research|preprints|literature|documents)"
_SOME = _MANY.replace("works|", "")
_LISTS = {Kind.LIST, Kind.COUNT, Kind.CORPUS}
_EMPTY = FUNCTION | frozenset(
    (
        "papers paper library dated published publication publish collection corpus everything anything"
        " something list date"
        " covered recent newest latest oldest earliest new upvotes upvoted popular author authors"
        " highest largest number care"
        " things going by here there only so far one ones most please ve got s works work research"
        " studies second third added"
    ).split()
)
_DANGLING_END = re.compile(
    r"(?:\s+(?:that|which|is|are|was|were|from|and|with|written|published|only|or))+(?=\W*$)", re.I
)
_WANTED = re.compile(rf"\b(?:top |best |first |any |name |list |me )?({NUMBER}) (?:\w+ )?{_MANY}\b")
_LEADS = re.compile(
    rf"^\W*(?:(?:hi|hello|hey|please|so|and|ok)\b\W*)*"
    rf"(?:(?:can|could|would) you |i (?:want|need|would like|am looking for|was looking for) "
    rf"|i'm (?:looking for|interested in|after) |looking for )?"
    rf"(?:to (?:see|know|find) )?(?:(?:list|name|show|give|find|get|tell|recommend|suggest|search"
    rf"|count)(?: me| us)?(?: for| of)? )?"
    rf"(?:what (?:have you|do you have|has been|is there|are there|is|was|came out)(?: got)? "
    rf"|what's (?:there )?|do you have |have you(?: got)? "
    rf"|are there |is there |was |how many (?:of )?|which |what |any |who (?:has )?work(?:s|ed) (?:on"
    rf"|with) )?"
    rf"(?:(?:all|the|an?|every|any|some|other|newest|latest|(?:most )?recent|new|top|best"
    rf"|{NUMBER}) (?:of )?(?:the |your )?)*(?:{_NOUN}|anything|something|everything)?\b\s*"
    rf"(?:you have |you've got |in here |are there |(?:is|are|were|was) )?(?:(?:that "
    rf"|which )?(?:deals? with|are on|is on|are about|tackle|discuss"
    rf"|talk about|cover|address|concern|have to do with|work on|focus on)|about|on|in|of|regarding"
    rf"|concerning|that|which|with)?\b"
    rf"|\s*[-–,:]?\s*\b(?:which|what|any|the)?\s*(?:papers?|anything)(?: (?:do you have|are there"
    rf"|please|have you got|in (?:your|the) library))?\W*$"
    rf"|\b(?:in|from) (?:your|the|this) (?:library|collection|corpus)\b|\bin here\b|\bplease\b",
    re.I,
)


def _kind(
    plain: str, sure: Sequence[Mention], *, focus: tuple[str, ...], limited: bool, bare: bool
) -> tuple[Kind, str | None]:
    """The kind of a question and, for fields and the library as a whole, which one."""
    named = len({mention.paper_ids for mention in sure})
    spoken = {paper for mention in sure for paper in mention.paper_ids}
    if _ABOUT.fullmatch(plain):
        return Kind.ABOUT, None
    if (
        (named or focus or _THE_PAPER.search(plain))
        and (fields := _fields(plain))
        and not _RANKED.search(plain)
    ):
        return Kind.METADATA, fields[0]
    if not limited and _is_comparison(plain, named + len(set(focus) - spoken)):
        return Kind.COMPARE, None
    if not named or _RANKED.search(plain):
        for field, pattern in _CORPUS:
            if pattern.search(plain) and (bare or field in _WHOLE):
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


def _compiled(patterns: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(field, re.compile(pattern)) for field, pattern in patterns.items()]


_FIELDS = _compiled(
    {
        "author_count": r"\bhow many (?:\w+ )?(?:authors|people (?:wrote|authored|worked)|researchers)"
        r"|\bnumber of authors|\b(?:single|one|only|sole) author\b|\bauthor count",
        "authors": r"\bwho (?:wrote|authored|is behind|are the (?:authors|people)|(?:is|was) the author)"
        r"|\bwho (?:made|did|proposed|invented) (?:it|this)\b"
        r"|^(?:the )?(?:names of the )?authors?\b|\bwritten by whom|(?:name|list|give"
        r"|show)(?: me)? (?:all )?the authors|^wer (?:hat|schrieb)|^qui a (?:écrit|publié)"
        r"|^quién(?:es)? escrib|^谁|誰が|^кто написал",
        "organisation": r"\bwho (?:published|released)|\b(?:which|what) (?:organi[sz]ation|institution|lab"
        r"|company"
        r"|university|group|team)s? (?:is|was|published|released|wrote|made|behind|did|does)"
        r"|\baffiliat|\borgani[sz]ation (?:behind|of)",
        "published": r"\bwhen (?:was|were|did|is|has)\b.*\b(?:publish|releas|come out|appear|written|posted"
        r"|submitted|out\b)|\bpublication (?:date|year)|\b(?:release )?date of\b|\b(?:its|the"
        r"|what) date\b|\b(?:what|which) (?:year|month)\b|\bhow (?:old|recent) is|^date\b"
        r"|\bwann (?:wurde|ist|erschien)|\bquand\b.*\bpubli|\bcuándo\b.*\bpublic"
        r"|\bquando\b.*\bpu[b]+lic|什么时候发表|何时发表|いつ発表|\bкогда\b.*\b(?:опублик|вышл)",
        "upvotes": r"\bup-?votes?\b|\bhow (?:popular|many (?:likes|votes))",
        "url": r"\b(?:link|url)\b(?!s)|\barxiv (?:id|page|link)|\bwhere (?:can|do|could) i (?:find|read"
        r"|get|download) (?:it|the (?:paper|article|pdf))",
        "title": r"\b(?:full|exact|complete|whole) title|\btitle of (?:the|this|that|it|paper)|\bwhat(?: is"
        r"|'s) (?:the|its) title",
        "text_kind": r"\b(?:abstract or (?:a )?(?:digest|full text)|full text available)",
    }
)
_CORPUS = _compiled(
    {
        "most_upvoted": r"\b(?:most|highest (?:number of )?|top|best) ?(?:up-?vot\w+|liked"
        r"|popular|votes)|\bmost likes",
        "most_authors": r"\b(?:most|highest number of|largest number of"
        r"|biggest number of) authors|\blargest (?:author )?team|\blongest author list",
        "organisations": r"\b(?:which|what|list|how many) (?:papers list an )?organi[sz]ations?\b"
        r"(?! (?:is|was) behind)"
        r"|\b(?:which|what) (?:institutions|companies|labs)\b|\blist an organi[sz]ation",
        "newest": rf"\b(?:newest|latest|most recent(?:ly (?:added|published))?"
        rf"|last added) (?:one|{_NOUN})?",
        "oldest": rf"\b(?:oldest|earliest) (?:one|{_NOUN})?",
        "topics": r"\b(?:which|what) (?:are the )?(?:main )?(?:topics|subjects|areas|themes"
        r"|fields)\b.*\b(?:cover|have|library|there|here|papers|include)|\bwhat(?: is"
        r"|'s) (?:all )?(?:in (?:here|there|it|the library|this library|your library)|this (?:library"
        r"|collection) about)|\bwhat can i ask\b|\bwhat do (?:the|these|your) papers cover",
        "date_range": r"\b(?:date|time) (?:range|span)|\b(?:which|what) (?:years|period)\b"
        r"|\bhow far back",
        "count": r"\bhow (?:big|large) is (?:the|your|this) (?:library|collection)",
        "list": rf"^(?:please )?(?:list|show)(?: me)? (?:all|every|everything"
        rf"|the)(?: of)?(?: the| your)? ?{_NOUN}?(?: you have)?\W*$",
    }
)
_WHOLE = {"most_upvoted", "most_authors", "organisations", "topics", "date_range"}  # whatever else is said
_RANKED = re.compile(r"\b(?:most|highest|largest|newest|oldest|earliest|latest|top|fewest)\b")
_THE_PAPER = re.compile(
    r"\b(?:the|this|that) (?:[\w'+/-]+ ){0,8}?(?:paper|study|work|article)\b|\bof [^?]{3,80}\bpaper\b"
)
_ABOUT = re.compile(
    r"\W*(?:hi|hello|hey|hiya|good (?:morning|evening|afternoon|day)|thanks?(?: you)?(?: (?:a lot"
    r"|so much|very much|again))?|thank you|bye|goodbye|cheers"
    r"|great|nice|ok(?:ay)?|cool|who are you|what are you|what can you do|what do you do"
    r"|how do (?:you work|i use (?:you|this))|help(?: me)?"
    r"|how are you|are you (?:a|an) (?:bot|ai|human|model)|hallo|danke|bonjour|merci|hola|gracias|ciao"
    r"|grazie|olá|obrigad[oa]|你好|谢谢|こんにちは|привет|спасибо)"
    r"(?:\W+(?:there|all|everyone|for (?:me|that|the help)|again|you))?(?:\W+(?:what can you do"
    r"|who are you|how are you))?\W*"
)
_COMPARE = re.compile(
    r"\b(?:compare(?:s|d with each other)?|comparison|vs\.?|versus|differences?|differ(?:s|ent from)?"
    r"|in contrast|contrast)\b|\bin common\b|\bsimilarit(?:y|ies) between"
    r"|unterschied|vergleich|différence|\bcompar(?:ez|er|aison|a|ar|ación|ação)\b|diferenci"
    r"|diferença"
    r"|differenz|confront|比较|区别|比較|違い|сравн|разниц|отлич|verschil|vergelijk"
)
_BOTH = re.compile(r"\b(?:against|both|each|or|respectively)\b")
_TWO_THINGS = re.compile(  # a comparison although no name was recognised
    r"^\W*(?:please |can you |could you )*(?:compare|contrast)\b|^(?!\W*(?:how|why|can|do"
    r"|does)\b)[^?]*\bdifferences? between\b|\bvs\b|\bversus\b"
    r"|\bhow do (?:they|these|those|the two)\b.*\b(?:differ|compare)|\bor\b.*\b(?:in|of|for|by) each\W*$"
    r"|unterschied|différence|diferenc|diferença|differenza|区别|違い|разниц|verschil"
)
_ONE_COMPARED = re.compile(
    r"\bcompare(?:s|d)?\W*$|\bcompare (?:it|this|that|them)\b"
    r"|\bhow do (?:\S+ ){1,3}and (?:\S+ ){1,3}(?:differ|compare)\b"
)
_AMOUNT = re.compile(
    r"^\W*(?:how (?:many|much)\b|(?:what|which) (?!(?:is|are) the (?:\w+ )?differen)(?!differen))"
)


def _is_comparison(plain: str, papers: int) -> bool:
    """Whether things are to be set side by side; `papers`: how many are named or in focus."""
    if papers > 1:
        return bool(_COMPARE.search(plain) or _BOTH.search(plain))
    about_one = papers and _ONE_COMPARED.search(plain)
    return bool(about_one) or bool(_TWO_THINGS.search(plain) and not _AMOUNT.match(plain))


_COUNT = re.compile(
    rf"\bhow many (?:of )?(?:the |these |your |different )?(?:\w+ ){{0,2}}{_MANY}\b|\b(?:count|number"
    rf"|amount) of (?:the |your )?{_MANY}\b|^count\b"
    r"|wie viele (?:paper|arbeiten|artikel)|combien d['’ e]+(?:articles|papiers)|cuántos (?:artículos"
    r"|papers|trabajos)|quanti (?:articoli|paper)|quantos (?:artigos|trabalhos)"
    r"|多少篇|几篇|何本|何件の論文"
    r"|сколько (?:статей|работ)|hoeveel (?:papers|artikelen)"
)
_LIST = re.compile(
    rf"^\W*(?:please )?(?:(?:can|could) you )?(?:list|name|enumerate|show|give|find|get|recommend"
    rf"|suggest|collect|i (?:need|want)|search)\b.*\b(?:{_MANY}|papers?|works? (?:on|about)|everything"
    rf"|anything|all)\b"
    rf"|\b(?:which|any|all|other|more|some|recent|are there|every"
    rf"|(?<!do )the) (?:[\w-]+ ){{0,3}}?{_SOME}\b(?! (?:say|reports?|claims?|disagree))|\b(?:which|any"
    rf"|all|other|the|some|there) (?:\w+ )?works(?= on| about| that|\W*$)|^what (?:[\w-]+ ){{0,2}}{_MANY}\b"
    rf"|\b(?:is|are) there (?:a|any|an|some) (?:\w+ )?{_NOUN}\b|\b(?:does|do|did"
    rf"|has) any (?:\w+ )?{_NOUN}\b|^(?:recent|latest|new|newest|related|prior|existing|similar"
    rf"|other) {_NOUN}\b|^(?!(?:how|why|do|does|is|are|when|what|who|explain|compare|did|can|in"
    rf"|tell)\b)(?:[\w-]+ ){{0,5}}(?:papers|studies|publications)\b(?! is| was)|\b(?:papers|any (?:work"
    rf"|research|papers?)) (?:on|about|that|which|with|for|from|using|in|by|covering|regarding)\b"
    rf"|\b(?:any|some|every)thing (?:on|about|regarding)\b"
    r"|\banything\W*$|\bpapers please\W*$|\b(?:which|what|any|more|other) papers\W*$"
    r"|\b(?:what (?:have you|do you have|has been (?:added|published)|came out|was published|else"
    r"|'s there|is there)|what's there|was anything|do you have|have you got|(?:i'm"
    r"|i am) looking for(?! the\b))\b"
    r"|\bwho (?:has )?(?:work|stud|publish|research)\w*\b (?:on|about|in)|^(?:which|what) .*\b(?:are"
    r"|is) covered\W*$"
    r"|welche[rsn]? (?:paper|arbeiten|artikel|veröffentlichungen|studien)|quels? (?:articles|papiers"
    r"|travaux)|qué (?:artículos|trabajos|papers|estudios)|quali (?:articoli|lavori|paper)"
    r"|quais (?:artigos|trabalhos)|哪些(?:论文|文章|工作|研究)|どの論文|論文を"
    r"|какие (?:статьи|работы)|welke (?:papers"
    r"|artikelen)|gibt es (?:paper|arbeiten|artikel)|y a-t-il des|hay (?:artículos|trabajos)"
)
_EXPLAIN = re.compile(
    r"^\W*(?:(?:ok|so|and|please|hi|hello|hey)\b\W*)*(?:(?:can|could"
    r"|would) you )?(?:(?:please )?explain|describe|summari[sz]e|sum up|outline|introduce"
    r"|tell me (?:more )?about|give me (?:an? )?(?:summary|overview|idea)"
    r"|what(?: is|'s| are| was|s)\b|how (?:does|do|did|is|are|can)\b|what do(?:es)? [^?]{2,80} (?:mean"
    r"|stand for|do|propose|achieve)\b|why\b|overview of|summary of|define|idea (?:behind|of))"
    r"|,? (?:what|whats|what's) is (?:it|that)\b|\bwhat's the (?:idea|goal)\b|\bhow (?:does it"
    r"|do they) work\b|\bmain (?:idea|findings?|contributions?)\b|\b(?:explain|describe) "
    r"|\bwas ist\b|wie funktioniert|erklär|qu'est-ce|comment |expliqu|qué es|cómo |cos'è|come funziona"
    r"|spieg|o que é|como funciona|什么是|怎样|如何|是什么|とは|どのように|説明"
    r"|что такое|как |объясни|wat is|hoe werkt"
)
_MEASURE = re.compile(
    r"\bhow (?:many|much|long|large|big|fast|often|far|well|quickly|good|old|small)\b|^what(?: is|'s"
    r"| are) (?:the|its|their) (?:[\w@-]+ ){0,3}(?:accuracy|score|size|number|rate|error|length|speedup"
    r"|reduction|gain|improvement|result|results|percentage|share|ratio|dataset|benchmark|cost"
    r"|licen[cs]e|name)\b"
)
_ASKED_WITH = (
    "what which when where explain compare difference describe summarize papers paper authors published list"
    " between about does many there tell show"
)
_ASKING = tuple(_ASKED_WITH.split())


def _spelt(text: str, names: NameIndex, *, keep_case: bool = False) -> str:
    """With the words that questions are made of spelt right: "wich papres" is "which papers"."""

    def mend(match: re.Match[str]) -> str:
        word = match.group().lower()
        if len(word) < 3 or names.is_plain(word):
            return match.group()
        return next(
            (right for right in _ASKING if OSA.distance(word, right, score_cutoff=1) <= 1), match.group()
        )

    mended = re.sub(r"(?<![\w-])[a-z]+(?![\w-])", mend, text.replace("’", "'"), flags=re.I)
    return _tidy(mended if keep_case else mended.lower())


def _aspect(alone: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """What to compare on: the words that are neither names nor question words."""
    rest = _without(alone, [mention for mention in mentions if mention.certainty >= SURE])
    words = re.findall(r"[^\W\d_][\w-]+", rest.lower())
    small = _EMPTY.union(*(words.split() for words in _STOP_WORDS.values()), _NOT_ASPECTS)
    return tuple(dict.fromkeys(word for word in words if word not in small and not _COMPARE.search(word)))


_NOT_ASPECTS = frozenset(
    (
        "each two both either other more less better worse between against vs while want wants way ways"
        " much many main"
        " two three their methods method approach approaches models model regarding terms respect"
        " zwischen entre"
    ).split()
)


def _without(text: str, mentions: Sequence[Mention]) -> str:
    """The text with its names taken out."""
    for mention in mentions:
        text = re.sub(rf"(?<!\w){re.escape(mention.text)}(?!\w)", " ", text, flags=re.I)
    return text


_SCRIPTS = {
    "ja": r"[\u3040-\u30ff]",
    "zh": r"[\u4e00-\u9fff]",
    "ko": r"[\uac00-\ud7af]",
    "ru": r"[\u0400-\u04ff]",
    "ar": r"[\u0600-\u06ff]",
    "el": r"[\u0370-\u03ff]{3}",
    "hi": r"[\u0900-\u097f]",
}
_STOP_WORDS = {
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
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {
        language: sum(word in set(small.split()) for word in words) for language, small in _STOP_WORDS.items()
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > max(counts["en"], 1) else "en"


def _tidy(text: str) -> str:
    return re.sub(r"\s+([?.!,;:])", r"\1", " ".join(text.split())).strip(" ,;:-–")
