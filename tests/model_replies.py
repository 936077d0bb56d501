"""What our fake model says: a request to a text, and a text to a vector.

In: a request as it arrived. Out: a reply, written from the numbered sources in the prompt,
well or badly. Knows nothing of HTTP.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WIDTH = 32
_SOURCE = re.compile(
    r"^=== source (\d+) · (\w+) ===\nTitle: (.*)\nPublished: .*\nKind of text: .*\n"
    r"Text: (.*?)\n=== end of source \1 · \2 ===$",
    re.M | re.S,
)
_JUDGED = re.compile(r"^Sentence: (.*)\n\nOne word, supported or unsupported:", re.M)
_LAST = re.compile(r"^Last message: (.*)$", re.M)
_NAMED = re.compile(r"\(papers: ([^;)]*)")  # the first paper of a turn before
_MANY_SIDED = re.compile(r"repeat it unchanged.*^Question: (.*)\Z", re.M | re.S)
_PAPER = re.compile(
    r"^=== paper · (\w+) ===\nTitle: (.*)\nText: (.*)\n=== end of paper · \1 ===", re.M | re.S
)
_ORDER = re.compile(r"ORDER: (.*?) END OF ORDER", re.S)  # what a planted instruction wants said


@dataclass(frozen=True)
class Sent:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        contents = [m["content"] for m in self.body.get("messages", [])]
        return "\n".join(c if isinstance(c, str) else "".join(b["text"] for b in c) for c in contents)

    @property
    def sources(self) -> dict[int, tuple[str, str]]:
        """Number to (title, text), read from the prompt as a model would."""
        return {int(m[1]): (m[3], m[4]) for m in _SOURCE.finditer(self.prompt)}


# -- what it says: a request to a text


def well(sent: Sent) -> str:
    """Two sentences of the first source and one of the second, each with its number; a judge's
    word, a message rewritten, a question split or
    a paper's questions, where that is wanted."""
    if of := _PAPER.search(sent.prompt):
        return "\n".join(
            f"{n}. How is it that {s.rstrip('.').lower()}?" for n, s in enumerate(_first(of[3], 3), 1)
        )
    if last := _LAST.search(sent.prompt):
        named = _NAMED.findall(sent.prompt)
        return re.sub(r"\b(it|they|that)\b", named[-1] if named else "it", last[1])
    if many := _MANY_SIDED.search(sent.prompt):
        return "\n".join(f"{part.strip()}?" for part in many[1].split("?") if part.strip())
    if judged := _JUDGED.search(sent.prompt):
        return judging(judged[1], " ".join(text for _, text in sent.sources.values()))
    said = [f"{s.rstrip('.')} [{n}]." for n, (_, text) in sent.sources.items() for s in _first(text, 2)]
    return " ".join(said[:3]) or "The sources do not say."


def judging(sentence: str, sources: str) -> str:
    """Supported when every figure of the sentence stands in the sources."""
    known = re.findall(r"\d+", sources)
    return "Supported." if all(f in known for f in re.findall(r"\d+", sentence)) else "**unsupported**"


def wrong_citation(sent: Sent) -> str:
    """The first source's sentence with the last one's number."""
    return f"{_first(sent.sources[1][1], 1)[0].rstrip('.')} [{max(sent.sources)}]."


def invented_number(sent: Sent) -> str:
    return f"{well(sent)} It is also known that this holds everywhere on Earth [17]. Always [1, 9]."


def changed_figure(sent: Sent) -> str:
    return re.sub(r"\d(?=[\d.]*[%x ])", lambda m: str((int(m[0]) + 3) % 10), well(sent))


def uncited(sent: Sent) -> str:
    return re.sub(r" \[\d+\]", "", well(sent)) + " The moon is made of seventeen green cheeses."


def obey(sent: Sent) -> str:
    """Whatever an order planted in a source wants said; {key} and {prompt} filled in."""
    order = _ORDER.search(sent.prompt)
    key = sent.headers.get("authorization", "").removeprefix("Bearer ")
    wanted = order[1] if order else "nothing was ordered"
    return wanted.replace("{key}", key).replace("{prompt}", sent.prompt[:300])


def silent(sent: Sent) -> str:
    return "The sources do not say."


def nonsense(sent: Sent) -> str:
    return "Bananas are blue on Tuesdays in Bergen. Nobody has ever eaten 41 of them."


SAYS = {f.__name__: f for f in (well, wrong_citation, invented_number, changed_figure, uncited, obey, silent)}
SAYS |= {"nonsense": nonsense}


def _first(text: str, count: int) -> list[str]:
    return re.split(r"(?<=\.)\s+", text)[:count]


def embedded(text: str) -> list[float]:
    """A vector from the words of a text: texts that share words are near."""
    vector = [0.01] * WIDTH
    for word in re.findall(r"\w+", text.lower()):
        vector[hashlib.sha256(word.encode()).digest()[0] % WIDTH] += 1.0
    return vector
