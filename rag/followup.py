"""A conversation: which papers and which words a follow-up takes from what came before.

In: a message and the turns before it. Out: a message that stands alone, and the papers it
is about. Knows names, and nothing of filters, retrieval or answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.names import COMMON, OWN, Mention, NameIndex, fold, short_title

SURE = 0.6  # a mention at least this certain is what the message is about
WORDS = 40  # a message of so many words is one question with its "they" explained
SHORT = 7  # words with meaning of their own; a longer message says itself what it is about


class Asked(Protocol):
    """What a follow-up needs to know of an earlier question; `rag.question.Question` is one."""

    @property
    def asked(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def mentions(self) -> tuple[Mention, ...]: ...
    @property
    def focus(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, and the papers its answer cited, in order."""

    question: Asked
    paper_ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


_ORDINALS = {"first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "latter": 1, "third": 2, "3rd": 2}
_ORDINALS |= {"fourth": 3, "4th": 3, "fifth": 4, "5th": 4, "last": -1}
_PAPER = r"(?:papers?|works?|stud(?:y|ies)|articles?|methods?|models?|approach(?:es)?|ones?)"
_ORDINAL = re.compile(
    r"\bthe (?P<which>"
    + "|".join(_ORDINALS)
    + r")(?:\s+(?:one|paper|work|study|article|of (?:them|these|those))\b|\W*$)"
    r"|\bthe (?P<pair>former|latter)\b|\b(?:paper|number|no\.?|#) ?(?P<digit>[1-9])\b|\[(?P<mark>[1-9])\]",
    re.I,
)
_IT = re.compile(
    rf"\b(?:it|its|itself|(?:this|that|the same) {_PAPER}|the (?:paper|study|article|authors?|same"
    rf"|approach|method)(?! (?:on|about|by|that|with|from|of|called)))\b"
    r"|\b(?:does|is|did|do|was|about|of|with|like|than|to|for|in|on) (?:this|that)\b(?! \w+(?:s|ed|ing"
    r"|e)\b)|^(?:this|that)\b",
    re.I,
)
_SEVERAL = re.compile(
    rf"\b(?:(?:these|those|both|the two)(?: {_PAPER})?|each(?: of them)?|all of them|either)\b", re.I
)
_THEY = re.compile(
    r"\b(?:they|their|theirs|them|he|she|his|her|then|(?<!is )(?<!are )there(?! (?:is|are|any)))\b", re.I
)
_LEAD = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|but|so|well|hm+|cool|great|nice|thanks?|thank you|yes|no|right|alright"
    r"|also|now|oh)\b[\s,.!]*)+",
    re.I,
)
_ABOUT = re.compile(r"^(?:(?:what|how) about|for|what of|same for|or)\b\s*", re.I)
_MORE = re.compile(
    r"^(?:(?:what|anything|any|who|which) (?:else|others?|more)|(?:any )?(?:more|others)"
    r"|show (?:me )?more|go on|continue)\b",
    re.I,
)
_MEANT = re.compile(r"^(?:i meant?|i was thinking of|rather)\b|^only\b", re.I)
_OPENS = re.compile(
    r"\b(?:which|what|any|other|all|list|find|show|recent|every|no|many) (?:\w+ ){0,3}(?:papers|works"
    r"|studies|research"
    r"|publications)\b|^(?:papers|works|anything|something|everything|research|list)\b|\bi(?: am"
    r"|'m) (?:looking|searching"
    r"|interested)\b|\bdo you (?:have|know)\b|\b(?:your|the|this) library\b|^(?:explain|describe"
    r"|summari[sz]e|tell me about)\b",
    re.I,
)
_DEFINITION = re.compile(
    r"^(?:what(?:'s| is| are)|who is|define) (?!the |used |its )(?:[\w'-]+ ?){1,4}\W*$", re.I
)
_OBJECT = re.compile(r"\b(?:on|than|for|to|with|against|over|from)(?: the)?\s+$", re.I)  # no new topic
_OWN_WORLD = re.compile(r"\b(?:i|i'm|my|we|our|us)\b(?! (?:find|get|see|read|download))", re.I)
_WORDS = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")


def resolve(message: str, history: Sequence[Turn], names: NameIndex) -> tuple[str, tuple[str, ...]]:
    """The message made to stand alone, and the papers in focus; a message of its own has none."""
    if not history:
        return message, ()
    before, plain = history[-1], _LEAD.sub("", message).strip() or message
    seen = names.lookup(message)
    named = [mention for mention in seen if mention.certainty >= SURE]
    if chosen := _chosen(plain, history):
        return _filled(plain, chosen, history), chosen
    if _MORE.search(plain) and len(content_words(plain)) < 3:
        return f"{before.question.asked.rstrip('?!. ')} ({plain.rstrip('?!. ')})", ()
    if named and _ABOUT.match(plain):
        return _swapped(before.question, named[0]), ()
    if _refines(plain, before.question):
        return f"{before.question.asked.rstrip('?!. ')} {_ABOUT.sub('', plain)}", before.question.focus
    papers = _in_focus(before, alone=not _SEVERAL.search(plain))
    if _depends(message, plain, named, seen, papers):
        papers = (
            tuple(paper for paper in papers if any(paper in mention.paper_ids for mention in seen)) or papers
        )
        return _filled(plain, papers, history), papers
    return message, ()


def content_words(text: str) -> list[str]:
    """The words of a message that are not everyday words."""
    words = (re.sub(r"['’]\w+$", "", word) for word in _WORDS.findall(text))
    return [word for word in words if word.lower() not in COMMON]


def is_dangling(text: str) -> bool:
    """Whether it leans on something said before: "it", "those papers", "there"."""
    return any(pattern.search(text) for pattern in (_IT, _SEVERAL, _THEY))


def _depends(
    message: str, plain: str, named: Sequence[Mention], seen: Sequence[Mention], papers: Sequence[str]
) -> bool:
    """Whether a message is about the papers in focus although it may not say so."""
    if not papers:
        return False
    if any(set(mention.paper_ids) & set(papers) for mention in seen):
        return True
    words = len(content_words(plain))
    if named:
        objects = all(_OBJECT.search(message[: mention.start]) for mention in named)
        leans = is_dangling(plain) or (objects and (plain != message or " the " in plain))
        return leans and words < 2 * SHORT
    if _OWN_WORLD.search(plain) and len(plain.split()) > SHORT:
        return False
    if _IT.search(plain) or _SEVERAL.search(plain) or _THEY.search(plain):
        return words < 2 * SHORT
    if _OPENS.search(plain) or _DEFINITION.match(plain):
        return False
    if plain != message:
        return words <= SHORT + 3
    return words <= 3 or (words <= SHORT + 3 and bool(re.search(r"\b(?:the|did|was|were)\b", plain, re.I)))


def _in_focus(turn: Turn, *, alone: bool) -> tuple[str, ...]:
    """The papers a turn was about; of a list that was asked for nothing by name, all."""
    sure = [mention for mention in turn.question.mentions if mention.certainty >= SURE]
    named = [
        paper for mention in sure for paper in mention.paper_ids if paper in turn.paper_ids or len(sure) < 3
    ]
    if named:
        return tuple(dict.fromkeys(named))
    if turn.question.focus:
        return turn.question.focus
    single = alone and turn.question.kind in {"fact", "explain", "metadata"}
    return turn.paper_ids[:1] if single else turn.paper_ids


def _chosen(plain: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """The paper that "the second one" or "[2]" picks from the latest turn with so many papers."""
    match = _ORDINAL.search(plain)
    if not match:
        return ()
    word = (match["which"] or match["pair"] or "").lower()
    place = _ORDINALS[word] if word else int(match["digit"] or match["mark"]) - 1
    for turn in reversed(history):
        papers = turn.paper_ids or _in_focus(turn, alone=False)
        if len(papers) > max(place, 1):
            return (papers[place],)
    return ()


def _refines(plain: str, before: Asked) -> bool:
    """Whether it only narrows the list asked for before: "since 2024", "only those by NVIDIA"."""
    if _MEANT.match(plain):
        return True
    lists = before.kind in {"list", "count", "corpus"}
    words = [word for word in content_words(plain) if not word[0].isdigit()]
    narrows = re.match(
        r"(?:what about |and |only |just |those |the ones |published )*(?:since|from|in|before|after|by"
        r"|with|between|until|newer|older|last|this)\b",
        plain,
        re.I,
    )
    return lists and bool(narrows) and len(words) <= 3


def _swapped(before: Asked, mention: Mention) -> str:
    """The question before, asked of another name: "what about PROP?"."""
    sure = [old for old in before.mentions if old.certainty >= SURE]
    if len(sure) == 1 and sure[0].text in before.asked:
        return before.asked.replace(sure[0].text, mention.text)
    return f"{mention.text}: {before.asked}"


def _filled(plain: str, papers: tuple[str, ...], history: Sequence[Turn]) -> str:
    """The message with the papers' short names in place of what stood for them."""
    titles = _known_titles(history)
    said = [short_title(titles[paper]) for paper in papers if paper in titles]
    if not said or all(fold(name) in fold(plain) for name in said):
        return plain
    if len(said) == 1:
        for pattern, filled in ((_ORDINAL, said[0]), (_ITS, f"{said[0]}'s"), (_PRONOUN, said[0])):
            if pattern.search(plain):
                return pattern.sub(lambda _, filled=filled: filled, plain, count=1)  # type: ignore[misc]
    return f"{plain.rstrip('?!. ')} ({'; '.join(said)})" + ("?" if plain.rstrip().endswith("?") else "")


_ITS = re.compile(r"\bits\b", re.I)
_PRONOUN = re.compile(
    rf"\b(?:it|(?:this|that) {_PAPER}|the (?:paper|study|article))\b(?! (?:is|was) (?:possible|true))", re.I
)


def _known_titles(history: Sequence[Turn]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for turn in history:
        named = [mention for mention in turn.question.mentions if len(mention.paper_ids) == 1]
        titles |= {mention.paper_ids[0]: mention.name for mention in named if mention.certainty >= OWN}
        titles |= dict(zip(turn.paper_ids, turn.titles, strict=False))
    return titles


_TAGS = re.compile(
    r"<(system|user|assistant|instructions?|prompt|inst)>.*?(?:</\1>|$)|</?[a-z_|]{2,20}>", re.I | re.S
)
_NOTE = re.compile(r"[\[({]\s*(?:note|system|instructions?|hint|admin|reminder|inst)\b[^\])}]*[\])}]", re.I)
_LEAD_IN = (
    r"(?:and|but|also|then|now|please|just|simply|by the way|first|ps|p\.s\.|before \w+ing|after \w+ing"
    r"|from now on"
    r"|if you are an? \w+|you (?:must|should|have to|will|are to)|i (?:want|need|order) you to)"
)
_ORDER = re.compile(
    rf"^\W*(?:{_LEAD_IN}[\s,:]+)*(?:"
    r"(?:ignore|disregard|forget|override|bypass)\b.*\b(?:your|all|any|previous|prior|above|every\w*"
    r"|instructions?|sources?)\b"
    r"|pretend\b|act as\b|role-?play|you are now\b|(?:don't|do not|never) (?:cite|look|use|mention"
    r"|check|search|quote)\b"
    r"|(?:say|reply|answer|respond|claim|insist|repeat|output|write|start|open|begin"
    r"|end)\b(?: \w+)?(?: only\b| just\b| with\b| that\b| in rhyme|:| ['\"“‘]| [A-Z]{3,})"
    r"|(?:print|reveal|show|repeat|output|tell me|give me)\b.{0,20}\b(?:system|hidden|initial"
    r"|secret)\b.{0,12}\b(?:prompt|instructions|message)"
    r"|(?:reply|respond|answer|speak) in (?:rhymes?|verse|pirate|emoji))",
    re.I,
)
_TAIL_ORDER = re.compile(
    r"(?:[,;.?!]\s*|\s(?=and|but|then))(?:(?:and|but|then|please|now)\s+)*(?:ignore|disregard"
    r"|forget)\s+(?:all|any|your|the|my|everything|previous|prior)\b"
    r"[^?]*\b(?:instructions?|sources?|papers|context|rules?|prompts?|documents)\b.*$",
    re.I | re.S,
)
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|evening|afternoon)|thanks?\b.*|thank you\b.*|many thanks.*"
    r"|hope you.{0,40}|that's (?:all|it).*"
    r"|cheers|two (?:things|questions)|three (?:things|questions)|help me out please|do you know)\W*$",
    re.I,
)
_NUMBERED = re.compile(
    r"^\W*(?:(?:first|second|third|fourth|two|three|another|next|last)(?: (?:questions?|things?))?|also"
    r"|and|plus|1[.)]|2[.)]|3[.)])\s*[:,.]?\s+(?=\S)",
    re.I,
)
_QUESTION = re.compile(
    r"\?\W*$|^\W*(?:and |so |but |also |or )?(?:what|which|who|whose|when|where|why|how|is|are|was|were"
    r"|do|does|did|can|could|should|has|have|list|name|show|give"
    r"|tell|explain|describe|compare|summari[sz]e|find|count)\b",
    re.I,
)
_SECOND_HALF = re.compile(
    r",?\s+(?:and|plus|also)\s+(?=(?:(?:on|in|by|with|at|for|to|of) )?(?:which|what|how|who|when|where"
    r"|why|is|does|do)\b)",
    re.I,
)
_COMPARING = re.compile(r"\b(?:compare|vs|versus|differ\w*|both|each)\b", re.I)


def without_orders(message: str) -> str:
    """The message without what tries to order the assistant about; whole where nothing else is in it."""
    text = _TAIL_ORDER.sub(_stop, _NOTE.sub(" ", _TAGS.sub(" ", message)))
    kept = [sentence for sentence in _sentences(text) if not _ORDER.search(sentence)]
    return " ".join(kept).strip() or message.strip()


def _stop(match: re.Match[str]) -> str:
    return match.group()[0] if match.group()[0] in "?!." else ""


def questions_in(message: str, names: NameIndex) -> list[tuple[str, str]]:
    """Each question of a message with the story told around it; at least one."""
    sentences = [
        sentence for sentence in _sentences(without_orders(message)) if not _GREETING.match(sentence)
    ]
    asked: list[str] = []
    story: list[str] = []
    for sentence in sentences:
        if not _QUESTION.search(sentence):
            story.append(sentence)
        elif asked and (story or not _stands_alone(sentence, asked[-1], names)):
            asked[-1] = f"{asked[-1]} {sentence}"
        else:
            asked += [_NUMBERED.sub("", half) for half in _halves(sentence, names)]
    if not asked:
        return _indirect(story) or [(message.strip(), "")]
    if len(asked) == 1 and is_dangling(asked[0]) and len(" ".join(sentences).split()) <= WORDS:
        return [(" ".join(sentences), "")]
    return [(question, " ".join(story) if place == 0 else "") for place, question in enumerate(asked)]


def _indirect(story: list[str]) -> list[tuple[str, str]]:
    """The sentence of a story that holds a question: "we wondered how many songs were used"."""
    for place in range(len(story) - 1, 0, -1):
        if re.search(r"\b(?:how (?:many|much|long)|which|what|how|why|whether)\b", story[place], re.I):
            return [(story[place], " ".join(story[:place] + story[place + 1 :]))]
    return [(" ".join(story), "")] if story else []


def _stands_alone(sentence: str, before: str, names: NameIndex) -> bool:
    """Whether a question is another one and not a part of the one before it."""
    named = any(mention.certainty >= SURE for mention in names.lookup(sentence))
    if re.match(r"\W*(?:second|third|fourth)\b[^:?]{0,12}:", sentence, re.I) or (
        _DEFINITION.match(_LEAD.sub("", sentence)) and re.search(r"\b[A-Z]{3,}", sentence)
    ):
        return True
    if is_dangling(sentence) or (_COMPARING.search(before) and not named):
        return False
    return named or len(content_words(sentence)) > 3


def _halves(sentence: str, names: NameIndex) -> list[str]:
    """Two questions that share a sentence: both name something of their own."""
    for match in _SECOND_HALF.finditer(sentence):
        one, other = sentence[: match.start()], sentence[match.end() :]
        if is_dangling(other) or len(one.split()) < 4:
            continue
        named = [
            any(m.certainty >= SURE for m in names.lookup(half)) or "paper" in half for half in (one, other)
        ]
        if named[1] and (named[0] or len(content_words(one)) > 4):
            return [one.rstrip(",. ") + "?", *_halves(other, names)]
    return [sentence]


def _sentences(text: str) -> list[str]:
    return [
        part.strip()
        for part in re.split(r"(?<=[?!])\s+|(?<=[^.\s]{3}\.)\s+(?=\S)|\n+", text)
        if part and part.strip()
    ]
