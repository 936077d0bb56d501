"""Questions about the library as a whole: how many, the newest, what it is about.

In: a question in lower case. Out: which field of the library it asks for.
"""

import re

NOUN = (
    r"(?:papers?|works?|stud(?:y|ies)|articles?|publications?|research|preprints?|literature|abstracts?"
    r"|documents?)"
)
MANY = r"(?:papers|works|studies|articles|publications|research|preprints|literature|documents)"
_HERE = r"(?:the|your|this|our|my) (?:library|collection|corpus|database)"
_TEXT = r"(?:abstracts?|full (?:papers?|texts?)|pdfs?|digests?)"
_PATTERNS = {
    "fewest_authors": r"\b(?:fewest|least|(?:smallest|lowest) number of) authors|\bsmallest (?:author )?team"
    r"|\bshortest author list",
    "author_counts": r"\b(?:average|mean|median|typical) (?:number of authors|author (?:count|list))"
    r"|\bhow many authors (?:\w+ ){0,4}(?:on average|typically)|\bauthors per paper",
    "most_authors": r"\b(?:most|highest number of|largest number of|biggest number of) authors"
    r"|\b(?:largest|biggest) (?:author )?(?:team|list)|\blongest (?:list of authors|author list)"
    r"|\bbiggest author list",
    "least_upvoted": r"\b(?:least|lowest|fewest) ?(?:up-?vot\w+|liked|popular|votes|likes)",
    "most_upvoted": r"\b(?:most|highest (?:number of )?|top|best) ?(?:up-?vot\w+|liked|popular|votes)"
    r"|\bmost likes|^\W*what(?: is|'s|s) (?:trending|hot|popular)\b[^?]{0,20}\W*$",
    "organisations": r"\b(?:which|what|list|how many) (?:different )?(?:papers list an )?organi[sz]ations?\b"
    r"(?! (?:is|was) behind)|\blist an organi[sz]ation"
    r"|\b(?:which|what|how many) (?:institution|compan|lab|universit|group)\w*\b"
    r"(?= (?:are|is there|have|has|had|published|publishes|wrote|contribute\w*|appears?|represented"
    rf"|with)\b[^?]*(?:\b{NOUN}\b|\bhere\b|\bmost\b|represented|{_HERE})|\W*$)"
    rf"|\bwho (?:has|had|wrote|published) the most {NOUN}",
    "months": r"\b(?:which|what) months?\b[^?]*\b(?:most|busiest)|\b(?:per|by|each) month\b|\bbusiest month",
    "date_range": r"\b(?:date|time) (?:range|span)|\b(?:which|what) (?:years|period)\b|\bhow far back"
    rf"|\b{NOUN} (?:\w+ ){{0,4}}(?:per|by|each) year\b|\b(?:which|what) year\b[^?]*\bmost {NOUN}",
    "undated": r"\b(?:without|no|lack\w*|missing|unknown) (?:an? )?(?:publication )?(?:dates?|year)\b"
    r"|\bundated\b",
    "kinds": rf"\b{_TEXT}(?: (?:only|just))? (?:or|vs\.?|versus|and) (?:only |just |the )?{_TEXT}\b"
    r"|\bfull texts? available",
    "sources": rf"\b(?:what|which) (?:files?|sources?|pages?)\b[^?]*\b(?:{NOUN}|library)\b[^?]*\bfrom\b"
    rf"|\bwhere (?:do|did|are) (?:the|these|your|all) {NOUN} (?:come|taken|from|read)",
    "newest": rf"\b(?:newest|latest|most recent(?:ly (?:added|published))?|last added)\b (?:one|{NOUN})?"
    rf"|\bthe last (?:\w+ )?{NOUN}\b|\b{NOUN} (?:was|were) published last\W*$",
    "oldest": rf"\b(?:oldest|earliest|first (?:ever )?published) (?:one|{NOUN})?"
    rf"|\b{NOUN} (?:was|were|came|appeared) (?:published |out )?first\W*$",
    "topics": r"\b(?:which|what) (?:are the )?(?:main )?(?:topics|subjects|areas|themes|fields)\b.*"
    r"\b(?:cover|have|library|there|here|papers|include)"
    r"|^\W*what (?:are|were) (?:the|your) (?:main |most common |biggest )?(?:topics|subjects|themes)\W*$"
    r"|\bwhat(?: is|'s) (?:all )?(?:in (?:here|there|it|the library|this library|your library)"
    r"|this (?:library|collection) about)|\bwhat can i ask\b|\bwhat do (?:the|these|your) papers cover",
    "count": rf"\bhow (?:big|large) is {_HERE}|\bsize of {_HERE}",
    "list": r"^(?:please )?(?:list|show)(?: me)? (?:all|every|everything|the)(?: of)?(?: the| your)?"
    rf" ?{NOUN}?(?: you have)?\W*$",
}
_FIELDS = [(field, re.compile(pattern)) for field, pattern in _PATTERNS.items()]
_BARE = {"newest", "oldest", "count", "list", "least_upvoted", "sources"}  # only where nothing else is said


def corpus_field(plain: str, *, bare: bool) -> str | None:
    """What is asked of the library as a whole; `bare`: the question has no subject of its own."""
    found = (field for field, pattern in _FIELDS if pattern.search(plain) and (bare or field not in _BARE))
    return next(found, None)
