"""Is a sentence supported by the papers it cites, and by which words of theirs?

In: a sentence cut at its markers, the papers. Out: a verdict and why, how far each paper supports it, and
citations with spans of the papers' own texts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rag.model.answer import Citation
from rag.model.paper import Paper
from rag.text.sentences import Span, sentences
from rag.verification.checker import Support, SupportChecker
from rag.verification.verdict import ORDER, Verdict

URL = re.compile(r"https?://[^\s<>\[\]()]+", re.I)


@dataclass
class CitedSentence:
    """A sentence as it comes in: words, and between them the papers cited (by index). `stop` and
    `gap` are the full stop and white space behind it, `lead` the white space before it."""

    pieces: list[str | tuple[int, ...]] = field(default_factory=list)
    stop: str = ""
    gap: str = ""
    lead: str = ""

    @property
    def text(self) -> str:
        """The words, without the citations."""
        return "".join(p for p in self.pieces if isinstance(p, str))

    @property
    def cited(self) -> list[int]:
        """Indexes of the papers cited, each once, in order."""
        return list(dict.fromkeys(i for p in self.pieces if not isinstance(p, str) for i in p))

    @property
    def ends_in_marker(self) -> bool:
        """Whether the last piece is a citation."""
        return bool(self.pieces) and not isinstance(self.pieces[-1], str)

    def segments(self) -> list[tuple[str, tuple[int, ...]]]:
        """The words before each marker, and what it cites; neighbouring markers are one."""
        found: list[tuple[str, tuple[int, ...]]] = []
        words = ""
        for piece in self.pieces:
            if isinstance(piece, str):
                words += piece
            elif not words.strip() and found:
                found[-1] = (found[-1][0], found[-1][1] + piece)
            else:
                found.append((words, piece))
                words = ""
        return found


@dataclass(frozen=True, slots=True)
class Attribution:
    """The verdict on a sentence; `papers`: how far each paper that it cites, or
    should cite, supports it, by index."""

    verdict: Verdict
    why: str = ""
    papers: dict[int, Support] = field(default_factory=dict)


class Attributor:
    """Finds which papers support a sentence; a title counts as a part of the text. As safe from several
    threads as the checker."""

    def __init__(self, papers: Sequence[Paper], checker: SupportChecker) -> None:
        self._papers, self._checker = papers, checker
        self._bodies = [f"{p.title}\n{p.text}" for p in papers]

    def judge(self, sentence: CitedSentence) -> Attribution:
        """A sentence with citations by those papers; one without by whichever supports it."""
        claim = sentence.text.strip() + sentence.stop
        if not sentence.cited:
            best = self._checker.check(claim, self._bodies)
            kept = (
                {best.source: best} if best.source is not None and best.verdict is Verdict.SUPPORTED else {}
            )
            return Attribution(best.verdict, best.why, kept)
        found = {i: self._check(claim, i) for i in sentence.cited}
        best = _best(found.values())
        if best.verdict in (Verdict.SUPPORTED, Verdict.NO_CLAIM) or len(found) < 2:
            return Attribution(best.verdict, best.why, found)
        return self._by_parts(claim, sentence, found)

    def _by_parts(self, claim: str, sentence: CitedSentence, found: dict[int, Support]) -> Attribution:
        """A sentence that no single paper supports: each part by the papers cited behind it. What
        only all of them together say is weak: no sentence of theirs compares them."""
        parts = [self._part(words, cited, found) for words, cited in sentence.segments()]
        claims = [p for p in parts if p.verdict is not Verdict.NO_CLAIM]
        worst = min(claims, key=lambda s: ORDER[s.verdict], default=None)
        best = _best([*found.values()] if worst is None or len(parts) < 2 else [worst])
        if best.verdict is Verdict.UNSUPPORTED:
            together = self._checker.check(claim, ["\n".join(self._bodies[i] for i in found)])
            if together.verdict is Verdict.SUPPORTED:
                return Attribution(Verdict.WEAK, "only by the papers together", found)
        return Attribution(best.verdict, best.why, found)

    def _part(self, words: str, cited: Sequence[int], found: dict[int, Support]) -> Support:
        """The best support that the papers behind a part give it; what is better goes into `found`."""
        results = {i: self._check(words.strip(" ,;") + ".", i) for i in cited}
        for index, result in results.items():
            if ORDER[result.verdict] > ORDER[found[index].verdict]:
                found[index] = result
        return _best(results.values())

    def _check(self, claim: str, index: int) -> Support:
        return self._checker.check(claim, [self._bodies[index]])

    def citation(self, index: int, number: int, support: Support | None) -> Citation:
        """The citation of a paper by its index, as `number` in the answer, with the span that supports
        best; the first sentence where there is none."""
        paper = self._papers[index]
        start, end = _span(paper, support)
        checked = support and support.verdict is not Verdict.NO_CLAIM
        verdict = support.verdict if support and checked else Verdict.WEAK
        return Citation.of(number, paper, start, end, support=str(verdict))


def _best(supports: Iterable[Support]) -> Support:
    return max(supports, key=lambda s: (ORDER[s.verdict], s.score))


def _span(paper: Paper, support: Support | None) -> Span:
    """Where the support stands in the paper's text; its title stood in front of what was checked."""
    shift = len(paper.title) + 1
    if support and support.end > shift:
        start, end = max(0, support.start - shift), support.end - shift
        return start + len(paper.text[start:end]) - len(paper.text[start:end].lstrip()), end
    first = sentences(paper.text)
    return first[0] if first else (0, len(paper.text))


# Where papers keep code and data. An address in a text is passed on only when it leads here: an
# abstract can hold any address, put there by anyone, and a model can be told to repeat it.
KNOWN_HOSTS = ("arxiv.org", "doi.org", "github.com", "github.io", "gitlab.com", "huggingface.co", "hf.co",
               "kaggle.com", "modelscope.cn", "openreview.net", "zenodo.org")  # fmt: skip


def addresses(papers: Sequence[Paper]) -> dict[str, int]:
    """The addresses that an answer may hold, and the first paper that has each in its own fields."""
    found: dict[str, int] = {}
    for index, paper in enumerate(papers):
        own = [paper.url] if paper.url else []
        for match in URL.finditer(f"{paper.title} {paper.text}"):
            host = "." + match[0].partition("://")[2].partition("/")[0].lower()
            own += [match[0]] if host.endswith(tuple(f".{known}" for known in KNOWN_HOSTS)) else []
        for address in own:
            found.setdefault(address.rstrip(".,;:!?\"'”’*_"), index)
    return found
