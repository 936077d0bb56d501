"""Do the digests carry what the abstracts state? `python -m eval.starter_check`

In: store/starter/papers.jsonl and, where they are, the pages in ../shared/papers. Out:
every digest of the wrong shape, every number, name and link of an abstract that its
digest lacks, every evaluation question too near a starter question; exit 1 when a digest
is malformed, a question too near, or less than 97 % is carried.

A name is a token with a capital beyond its sentence's start, with capitals inside, or with
letters and digits. It is carried when the digest, the title or the links hold it, whatever
the case and punctuation, in the singular, or all the parts that it is joined of.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.library import read_papers
from eval.provenance import ROOT
from eval.questions import load_questions
from rag.encoders.opening import open_encoder
from rag.ingest.starter import STARTER
from rag.model.paper import Paper
from rag.model.settings import load_settings
from rag.text.sentences import sentences
from rag.text.words import without_possessive, words

PAGES = ROOT.parent / "shared" / "papers"
EXCEPTIONS = Path(__file__).with_name("starter_exceptions.toml")
PAPERS, QUESTIONS_EACH, WORDS, SENTENCES = 370, 5, (70, 160), (3, 7)
ENOUGH, TOO_NEAR = 0.97, 0.9

_LINK = re.compile(r"https?://[^\s)}\]]+")
_SCHEME = re.compile(r"^https?://(?:www\.)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ENUMERATION = re.compile(r"(?:^|(?<=\s))\(?(?:\d|i{1,3}|iv|v|[a-e])\)(?=\s)")
_OPENS = re.compile(r"(?<=[.!?:;])\s+(?=\W*[A-Z])")


@dataclass(frozen=True, slots=True)
class Digest:
    """One line of the starter library."""

    paper_id: str
    title: str
    text: str
    questions: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def carried(self) -> str:
        return " ".join((self.title, self.text, *self.links))


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What need not be carried: words by reason, and tokens of one paper, each with its reason. A link
    stands for all that lies below it."""

    words: frozenset[str]
    papers: dict[str, frozenset[str]]

    def excuses(self, paper_id: str, fact: str) -> bool:
        tokens = self.papers.get(paper_id, frozenset())
        below = any(_LINK.match(token) and fact.startswith(f"{token}/") for token in tokens)
        return fact in tokens or below


def load_digests(path: Path = STARTER) -> list[Digest]:
    """Every digest, in the file's order."""
    records: list[dict[str, Any]] = [
        json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line
    ]
    return [
        Digest(r["paper_id"], r["title"], r["text"], tuple(r["questions"]), tuple(r.get("links", ())))
        for r in records
    ]


def load_exceptions(path: Path = EXCEPTIONS) -> Exceptions:
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    words = frozenset(word.lower() for reason in found["words"].values() for word in reason.split())
    return Exceptions(words, {id_: frozenset(tokens) for id_, tokens in found.get("papers", {}).items()})


def malformed(digests: Sequence[Digest]) -> Iterator[str]:
    """One line for every digest that is not of the promised shape."""
    if len(digests) != PAPERS:
        yield f"{len(digests)} digests, not {PAPERS}"
    for digest in digests:
        lengths = len(digest.text.split()), len(sentences(digest.text))
        if not WORDS[0] <= lengths[0] <= WORDS[1]:
            yield f"{digest.paper_id}: {lengths[0]} words"
        if not SENTENCES[0] <= lengths[1] <= SENTENCES[1]:
            yield f"{digest.paper_id}: {lengths[1]} sentences"
        if len(set(digest.questions)) != QUESTIONS_EACH:
            yield f"{digest.paper_id}: {len(set(digest.questions))} questions"


def out_of_order(digests: Sequence[Digest], papers: Sequence[Paper]) -> Iterator[str]:
    """One line for every place where the pages have another paper, or another title."""
    for n, (digest, paper) in enumerate(zip(digests, papers, strict=False), 1):
        if (digest.paper_id, digest.title) != (paper.paper_id, paper.title):
            yield f"line {n}: {digest.title!r} where the pages have {paper.title!r}"


def facts(text: str, exceptions: Exceptions) -> list[str]:
    """The numbers, names and links of an abstract, each once, in order."""
    links = [link.rstrip(".,;:'\"") for link in _LINK.findall(text)]
    bare = _ENUMERATION.sub(" ", _LINK.sub(" ", text))
    names = [name for sentence in _OPENS.split(bare) for name in _names(sentence)]
    names = [name for name in names if name.lower() not in exceptions.words]
    return list(dict.fromkeys([*_NUMBER.findall(bare), *names, *links]))


def carries(carried: str, fact: str) -> bool:
    """Whether a digest with its title and links holds a number, a name or a link."""
    if _LINK.match(fact):
        return _SCHEME.sub("", fact) in carried
    if fact[:1].isdigit() and _NUMBER.fullmatch(fact):
        return _plain_number(fact) in {_plain_number(n) for n in _NUMBER.findall(carried)}
    squashed = _squash(carried)
    parts = [_squash(part) for part in re.split(r"[-'’+]", fact)]
    return _in(_squash(fact), squashed) or all(_in(part, squashed) for part in parts if part)


def missing(digest: Digest, abstract: str, exceptions: Exceptions) -> tuple[list[str], int]:
    """What the digest does not carry, and of how many."""
    wanted = [fact for fact in facts(abstract, exceptions) if not exceptions.excuses(digest.paper_id, fact)]
    return [fact for fact in wanted if not carries(digest.carried, fact)], len(wanted)


def too_near(digests: Sequence[Digest]) -> Iterator[str]:
    """One line for every evaluation question that all but repeats a starter question."""
    encoder = open_encoder(load_settings({}, {}), None, print)
    keys = [question for digest in digests for question in digest.questions]
    asked = [(q.id, turn) for q in load_questions() for turn in q.turns]
    key_vectors = np.stack([encoder.query(text).pooled for text in keys])
    for id_, text in asked:
        cosines = key_vectors @ encoder.query(text).pooled
        if cosines.max() > TOO_NEAR:
            yield f"{id_}: cosine {cosines.max():.2f} to the starter question {keys[int(cosines.argmax())]!r}"


def main() -> int:
    """Print what is wrong; 1 when it is too much."""
    digests, exceptions = load_digests(), load_exceptions()
    problems = [*malformed(digests), *too_near(digests)]
    share = 1.0
    if PAGES.is_dir():
        papers = read_papers(str(PAGES)).papers
        problems += out_of_order(digests, papers)
        share = _completeness(digests, {paper.paper_id: paper.text for paper in papers}, exceptions)
    else:
        print(f"{PAGES} is absent: order and completeness were not checked")
    for line in problems:
        print(line)
    print(f"{len(digests)} digests, {len(problems)} problems")
    return int(bool(problems) or share < ENOUGH)


def _completeness(digests: Sequence[Digest], abstracts: dict[str, str], exceptions: Exceptions) -> float:
    """Print every miss; the share of facts that are carried."""
    lacking = total = 0
    for digest in digests:
        found, wanted = missing(digest, abstracts.get(digest.paper_id, ""), exceptions)
        lacking, total = lacking + len(found), total + wanted
        if found:
            print(f"{digest.paper_id} lacks: {', '.join(found)}")
    share = 1 - lacking / max(total, 1)
    print(f"completeness {share:.4f}: {total - lacking} of {total} numbers, names and links are carried")
    return share


def _names(sentence: str) -> Iterator[str]:
    for n, word in enumerate(words(sentence)):
        token = without_possessive(word)
        marked = any(c.isupper() for c in token[1:]) or (
            any(map(str.isdigit, token)) and any(map(str.isalpha, token))
        )
        if len(token) > 1 and not token.isdigit() and (marked or (n > 0 and token[0].isupper())):
            yield token


def _in(wanted: str, squashed: str) -> bool:
    return wanted in squashed or (len(wanted) > 2 and wanted.rstrip("s") in squashed)


def _plain_number(number: str) -> str:
    return number.replace(",", "").rstrip(".")


def _squash(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


if __name__ == "__main__":
    sys.exit(main())
