"""The subjects that a list is to leave out: "about LoRA but not quantization", "excluding surveys".

In: a question. Out: the subjects left out, and the question without them. "Learning without labels",
"non-convex" and "alternatives other than attention" are subjects, and stay as they are.
"""

import re

_PAPERS = r"(?:papers?|works?|ones?|those|stud(?:y|ies)|articles?|anything|everything|research|publications?)"
_ABOUT = (
    r"(?:about|on|in|of|for|with|using|from|regarding|concerning|covering|that (?:are )?(?:about|on|use)"
    r"|(?:that |which )?(?:deal(?:s|ing)? with|concern(?:ed with|ing)?|focus(?:ed|es|ing)? on|related to|based on))"
)
_MANNER = r"(?:only|just|merely|necessarily|limited|always|yet|too|as|so|restricted|all|every)\b"
_VERB = (
    r"(?:about|on|deal(?:ing)? with|us(?:e|ing)|involv(?:e|ing)|cover(?:ing)?|mention(?:ing)?|concern(?:ed with|ing)?"
    r"|focus(?:ed|ing)? on|address(?:ing)?|study(?:ing)?|consider(?:ing)?|discuss(?:ing)?|includ(?:e|ing)"
    r"|rely(?:ing)? on|work(?:ing)? (?:on|with)|related to|based on|treat(?:ing)?|target(?:ing)?|talk(?:ing)? about)"
)
_NOT = r"(?:(?:do|does|did|is|are|was|were|have|has)(?:n't| not)|(?<![\w-])not|never)"
_END = r"(?=[?.!;()]|,(?! (?:or|nor) )|\s(?:that|which|published|since|from (?:19|20)|in (?:19|20)|but|please)\b|$)"
_TOPIC = rf"(?P<excluded>[^?.!;()]+?){_END}"
_PATTERNS = [
    re.compile(pattern.replace("  ", ""), re.I)
    for pattern in (
        # "papers not about X", "that are not about X", "that do not deal with X"
        rf"(?:,? ?\b(?:but|and)\b)?(?: ?\b(?:that|which|who)\b)? ?{_NOT} (?:really |directly |mainly )?{_VERB} {_TOPIC}",
        # "but not X", "but not those on X", "but no surveys"
        rf",? ?\b(?:but|and|just|only) (?:not|no|none)\b (?!{_MANNER})(?:(?:any|the|of|{_PAPERS}) )*(?:{_ABOUT} )?{_TOPIC}",
        # "excluding X", "except for those on X", "leaving out X"
        r"(?<!about)(?<!\bon)(?<!\bfor)(?<!\bof)(?<!\bby)(?<!\bin),? \b(?:except(?:ing)?|excluding|leaving (?:out|aside)|leave out"
        rf"|leaves out|with the exception of|barring|save for)\b (?:for |from )?(?:(?:any|the|all|{_PAPERS}) )*"
        rf"(?:{_ABOUT} )?{_TOPIC}",
        # "other than X", unless what is sought is another method: "optimizers other than Adam"
        r"(?<!thing)(?<!methods)(?<!method)(?<!ways)(?<!models)(?<!approaches)(?<!techniques)(?<!algorithms)"
        r"(?<!architectures)(?<!optimizers)(?<!modalities)(?<!languages)(?<!losses)(?<!functions)(?<!metrics)"
        rf",? \b(?:other than|apart from|aside from|besides)\b (?:(?:any|the|all|{_PAPERS}) )*(?:{_ABOUT} )?{_TOPIC}",
        # "without those on X", "without surveys"; not "without supervision"
        rf",? \bwithout (?:any |the |all )?(?:{_PAPERS} {_ABOUT} {_TOPIC}|(?P<kind>surveys?|reviews?|overviews?"
        r"|benchmarks?|datasets?)\b)",
        r",? \b(?:and |but |please )?no (?P<excluded>surveys?|reviews?|overviews?|benchmarks?|datasets?)(?: papers)?(?: please)?\W*$",
        rf"(?: ?\b(?:that|which)\b)? ?{_NOT} (?:a )?(?P<excluded>surveys?|reviews?|overviews?)\b",
    )
]
_OR = re.compile(r",? (?:or|nor) |, ", re.I)
_EDGES = re.compile(
    rf"^(?:(?:any|the|all|either|{_PAPERS}|{_ABOUT}|it|that) )+|(?: (?:{_PAPERS}|please|though|either))+$",
    re.I,
)


def find_exclusion(text: str) -> tuple[tuple[str, ...], str]:
    """The subjects that a question leaves out, and the question without the words that say so."""
    excluded: list[str] = []
    for pattern in _PATTERNS:
        while match := pattern.search(text):
            groups = match.groupdict()
            said = groups["excluded"] or groups.get("kind") or ""
            excluded += [subject for one in _OR.split(said) if (subject := _EDGES.sub("", one.strip(" ,")))]
            text = " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
    return tuple(dict.fromkeys(excluded)), text
