"""Decomposition: one message to its questions, orders to the assistant left out.

In: a message. Out: its questions, each with the sentences around it that ask nothing (its story).
"""

import re

from rag.entities.names import NameIndex
from rag.query.anaphora import DEFINITION, LEAD, SURE, content_words, is_anaphoric
from rag.query.parameters import parameters

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
    r"^\W*(?:(?:first(?! read\b)|second|third|fourth|two|three|next|last"
    r"|another(?! (?:ones?|paper|study|article|work)\b))(?: (?:questions?|things?))?|also"
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


_WHAT_IS_THERE = re.compile(  # behind "I am collecting work on kelp."
    r"\W*(?:so )?what(?: else)? (?:is there|do you have|have you got|can you offer|exists)\W*$", re.I
)


def questions_in(message: str, names: NameIndex) -> list[tuple[str, str]]:
    """Each question of a message with its story, the sentences around it; at least one."""
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
    whole = " ".join(sentences)
    if len(asked) == 1 and is_anaphoric(asked[0]) and len(whole.split()) <= parameters().long_message:
        return [(whole, "")]
    if story and _WHAT_IS_THERE.match(asked[0]):
        asked[0] = "Which papers are there?"
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
        DEFINITION.match(LEAD.sub("", sentence)) and re.search(r"\b[A-Z]{3,}", sentence)
    ):
        return True
    if is_anaphoric(sentence) or (_COMPARING.search(before) and not named):
        return False
    return named or len(content_words(sentence)) > 3


def _halves(sentence: str, names: NameIndex) -> list[str]:
    """Two questions that share a sentence: both name something of their own."""
    for match in _SECOND_HALF.finditer(sentence):
        one, other = sentence[: match.start()], sentence[match.end() :]
        if is_anaphoric(other) or len(one.split()) < 4:
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
