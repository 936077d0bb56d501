"""The intent of a question: what kind of answer it asks for.

In: a question in lower case and the names in it. Out: its intent and, for metadata and the library as
a whole, the field that it asks for.
"""

import re
from collections.abc import Sequence

from rag.model.query import Intent, Mention
from rag.query.library_questions import MANY, NOUN, corpus_field

_SOME = MANY.replace("works|", "")


def intent_of(
    plain: str, sure: Sequence[Mention], *, active_papers: tuple[str, ...], filtered: bool, bare: bool
) -> tuple[Intent, str | None]:
    """The intent of a question and, for metadata and the library as a whole, the field asked for.

    `plain`: the question in lower case, spelling corrected; `sure`: the names that are certain; `bare`:
    it has no subject of its own."""
    named = len({mention.paper_ids for mention in sure})
    spoken = {paper for mention in sure for paper in mention.paper_ids}
    if _ABOUT.fullmatch(plain):
        return Intent.ABOUT, None
    if (
        (named or active_papers or _THE_PAPER.search(plain))
        and (fields := fields_in(plain))
        and not _RANKED.search(plain)
    ):
        return Intent.METADATA, fields[0]
    if not filtered and _is_comparison(plain, named + len(set(active_papers) - spoken)):
        return Intent.COMPARE, None
    if (not named or _RANKED.search(plain)) and (field := corpus_field(plain, bare=bare)):
        return Intent.CORPUS, field
    if _COUNT.search(plain):
        return (Intent.CORPUS, "count") if bare else (Intent.COUNT, None)
    if _LIST.search(plain) or (filtered and (bare or re.search(rf"\b{MANY}\b|\bwork\b|thing\b", plain))):
        return Intent.LIST, None
    rest = without_names(plain, sure)
    if (_EXPLAIN.search(plain) and not _MEASURE.search(rest)) or (sure and len(rest.strip(" ?!.\"'")) < 4):
        return Intent.EXPLAIN, None
    return Intent.FACT, None


def fields_in(text: str) -> list[str]:
    """The fields of a paper that a question in lower case asks for, in the order of the table below."""
    return [field for field, pattern in _FIELDS if pattern.search(text)]


def _compiled(patterns: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(field, re.compile(pattern)) for field, pattern in patterns.items()]


_FIELDS = _compiled(
    {
        "author_count": r"\bhow many (?:\w+ )?(?:authors|people (?:wrote|authored|worked)|researchers)"
        r"|\bnumber of authors|\b(?:single|one|only|sole) author\b|\bauthor count",
        "authors": r"\bwho (?:wrote|authored|is behind|are the (?:authors|people)|(?:is|was) the author)"
        r"|^(?:and |so )?who (?:made|proposed|invented|created|developed|designed|built|introduced)\b"
        r"|\bwho did (?:it|this)\b"
        r"|^(?:the )?(?:names of the )?authors?\b|\bwritten by whom|(?:name|list|give"
        r"|show)(?: me)? (?:all )?the authors|^wer (?:hat|schrieb)|^qui a (?:écrit|publié)"
        r"|^quién(?:es)? escrib|^谁|誰が|^кто написал",
        "organisation": r"\bwho (?:published|released)|\b(?:which|what) (?:organi[sz]ation|institution|lab"
        r"|company"
        r"|university|group|team)s? (?:is|was|published|released|wrote|made|behind|did|does)"
        r"|\baffiliat|\borgani[sz]ation (?:behind|of)",
        "published": r"^(?:and |so )?when\W*(?:\(|$)|^since when\b"
        r"|\bwhen (?:was|were|did|is|has)\b.*\b(?:publish|releas|come out|appear|written|posted"
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
_RANKED = re.compile(r"\b(?:most|highest|largest|newest|oldest|earliest|latest|top|fewest|least|lowest)\b")
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
COMPARE = re.compile(
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
    """Whether things are to be set side by side; `papers`: how many are named or active."""
    if papers > 1:
        return bool(COMPARE.search(plain) or _BOTH.search(plain))
    about_one = papers and _ONE_COMPARED.search(plain)
    return bool(about_one) or bool(_TWO_THINGS.search(plain) and not _AMOUNT.match(plain))


_COUNT = re.compile(
    rf"\bhow many (?:of )?(?:the |these |your |different )?(?:\w+ ){{0,2}}{MANY}\b|\b(?:count|number"
    rf"|amount) of (?:the |your )?{MANY}\b|^count\b"
    r"|wie viele (?:paper|arbeiten|artikel)|combien d['’ e]+(?:articles|papiers)|cuántos (?:artículos"
    r"|papers|trabajos)|quanti (?:articoli|paper)|quantos (?:artigos|trabalhos)"
    r"|多少篇|几篇|何本|何件の論文"
    r"|сколько (?:статей|работ)|hoeveel (?:papers|artikelen)"
)
_LIST = re.compile(
    rf"^\W*(?:please )?(?:(?:can|could) you )?(?:list|name|enumerate|show|give|find|get|recommend"
    rf"|suggest|collect|i (?:need|want)|search)\b.*\b(?:{MANY}|papers?|works? (?:on|about)|everything"
    rf"|anything|all)\b"
    rf"|\b(?:which|any|all|other|more|some|recent|are there|every"
    rf"|(?<!do )the) (?:[\w-]+ ){{0,3}}?{_SOME}\b(?! (?:say|reports?|claims?|disagree))|\b(?:which|any"
    rf"|all|other|the|some|there) (?:\w+ )?works(?= on| about| that|\W*$)|^what (?:[\w-]+ ){{0,2}}{MANY}\b"
    rf"|\b(?:is|are) there (?:a|any|an|some) (?:\w+ )?{NOUN}\b|\b(?:does|do|did"
    rf"|has) any (?:\w+ )?{NOUN}\b|^(?:recent|latest|new|newest|related|prior|existing|similar"
    rf"|other) {NOUN}\b|^(?!(?:how|why|do|does|is|are|when|what|who|explain|compare|did|can|in"
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
    r"|^(?:and |the |its |any |main |key )*(?:results?|findings?|conclusions?|contributions?|summary"
    r"|details|idea|method|approach)\W*(?:please\W*)?(?:\(|$)"
    r"|\bwhat (?:did|do|does) [^?]{2,80} (?:find|show|achieve|conclude|discover|contribute)\W*$"
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


def without_names(text: str, mentions: Sequence[Mention]) -> str:
    """The text with its names taken out."""
    for mention in mentions:
        text = re.sub(rf"(?<!\w){re.escape(mention.text)}(?!\w)", " ", text, flags=re.I)
    return text
