"""Read a model's reply as it streams: renumber its citations, check each sentence, remove links.

In: pieces of a reply and the papers its numbers stand for. Out: text that may be shown at
once, and at the end the citations, the verdict on each sentence, and what was removed.
A sentence's full stop waits until the sentence is checked, so that what was shown is what
the answer says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.generation.markers import Kind, Token, is_link, next_token, printable, settled
from rag.generation.unchecked import figures_stand_in, is_foreign
from rag.model.answer import CheckedSentence, Citation
from rag.model.paper import Paper
from rag.text.sentences import sentences
from rag.verification.attribution import URL, Attribution, Attributor, CitedSentence, addresses
from rag.verification.checker import SupportChecker
from rag.verification.verdict import ORDER, Verdict

NO_ANSWER = "The sources do not say."  # what a model writes when they do not answer; prompts/answer.md
UNSUPPORTED_MARK = "[?]"  # stands after a sentence that no paper supports
_STOP = re.compile(r"(?<![.!?…。])[.!?…。]+[\"'”’*_]*$")
_STOP_WITHOUT_GAP = re.compile(r"[.!?…。]+(?=[^\W\d_a-z])")  # "[1].It"
_CLOSER = re.compile(r"[\"'”’)*_]+")
_INTERVAL = re.compile(r"\b(?:in|interval|range|over|within|to|from)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class CheckedReply:
    """What became of a reply. `invented`: numbers that no source has; `links`: how many were
    removed; `removed`: sentences left out by `strict`; `no_answer`: it says that no source answers."""

    text: str
    citations: tuple[Citation, ...]
    sentences: tuple[CheckedSentence, ...]
    invented: tuple[int, ...]
    links: int
    removed: int
    no_answer: bool


class ReplyReader:
    """Reads one reply. `papers` are what the numbers 1, 2, 3 ... stood for in the prompt; `strict`
    leaves out sentences that no paper supports, and holds each back until that is known."""

    def __init__(self, papers: Sequence[Paper], checker: SupportChecker, *, strict: bool = False) -> None:
        self._papers, self._attributor, self._strict = papers, Attributor(papers, checker), strict
        self._owners = addresses(papers)
        self._raw = self._held = ""  # as it came; made printable, not yet read
        self._word = ""  # the beginning of a word that was shown
        self._now = CitedSentence()
        self._shown: list[str] = []
        self._begun = self._length = 0  # where it begins in the answer; how much there is of that
        self._numbers: dict[int, int] = {}
        self._judged: list[CheckedSentence] = []
        self._citations: dict[tuple[int, int, int], Citation] = {}
        self._invented: list[int] = []
        self._links, self._removed, self._no_answer = 0, 0, False

    def feed(self, piece: str) -> str:
        """What may be shown now that this came."""
        self._raw += piece
        end = settled(self._raw)
        self._held += printable(self._raw[:end])
        self._raw = self._raw[end:]
        return self._drain(final=False)

    def finish(self, *, cut: bool = False) -> str:
        """The rest. `cut`: the reply ended before it was complete; its last words are not a sentence."""
        self._held += printable(self._raw)
        out = self._drain(final=True)
        if cut and not self._now.stop:
            self._now.stop = " …"
            return out + self._end(judged=False)
        return out + self._end()

    def outcome(self) -> CheckedReply:
        """What became of the reply so far; complete after `finish`."""
        return CheckedReply(
            text="".join(self._shown).rstrip(),
            citations=tuple(sorted(self._citations.values(), key=lambda c: c.number)),
            sentences=tuple(self._judged),
            invented=tuple(dict.fromkeys(self._invented)),
            links=self._links,
            removed=self._removed,
            no_answer=self._no_answer,
        )

    def _drain(self, *, final: bool) -> str:
        out = ""
        while self._held:
            token = next_token(self._held, final=final, begun=bool(self._word))
            if token is None:
                break
            self._held = self._held[len(token.text) :]
            if token.kind not in (Kind.WORD, Kind.PART):
                self._word = ""
            out += self._take(token)
            self._word = self._word + token.shown if token.kind is Kind.PART else ""
        return out

    def _take(self, token: Token) -> str:
        if token.kind is Kind.GAP:
            return self._space(token.text)
        if token.kind is Kind.REMOVED:
            self._links += 1
            return ""
        if token.kind is Kind.CITATION:
            return self._cite(token)
        if token.kind is Kind.LINK:
            return self._link(token)
        if token.kind is Kind.WORD and is_link(self._word + token.text):
            return self._address(self._word + token.text)
        return self._say(token.shown)

    def _space(self, gap: str) -> str:
        if "\n" not in gap:
            self._now.gap = self._now.gap or (gap if self._now.pieces else "")
            return ""
        out = self._end()
        self._now.lead = max(self._now.lead, gap, key=len)
        return out

    def _say(self, text: str) -> str:
        """Words. They end the sentence before them if it had its stop."""
        now, out = self._now, ""
        early = _STOP_WITHOUT_GAP.match(text)
        if early and now.ends_in_marker and not now.stop and not now.gap:
            now.stop, now.gap = early[0], " "
            return self._say(text[early.end() :])
        if now.stop and not now.gap and _CLOSER.fullmatch(text):
            now.stop += text
            return ""
        if now.stop and now.gap and _is_another(now, text):
            lead = now.gap
            out = self._end()
            self._now.lead = self._now.lead or lead
        elif now.stop:
            now.stop, stop = "", now.stop
            out = self._put(stop)
        match = _STOP.search(text)
        words = text[: match.start()] if match else text
        if match and not words and not self._now.pieces:
            words, match = text, None
        out += self._put(self._now.gap + words) if words else ""
        self._now.gap = "" if words else self._now.gap
        self._now.stop = match[0] if match else ""
        return out

    def _cite(self, token: Token) -> str:
        """A marker; after a stop it belongs to the sentence before it."""
        now = self._now
        if token.text.startswith("<") and not now.gap and now.text[-1:].isdigit():  # a power: 10<sup>3</sup>
            return self._say(f"^{token.numbers[0]}")
        if token.numbers[0] == 0 and len(token.numbers) == 2 and _INTERVAL.search(now.text + now.gap):
            return self._say(token.text.replace("[", "(").replace("]", ")"))
        known = tuple(n - 1 for n in token.numbers if 0 < n <= len(self._papers))
        self._invented += [n for n in token.numbers if not 0 < n <= len(self._papers)]
        if not known:
            return self._say(token.shown) if token.shown else ""
        if token.shown and now.stop:  # "Source 2 reports" begins a sentence of its own
            ended = self._end()
            self._now.lead = self._now.lead or " "
            return ended + self._put(known)
        now.gap = ""
        if now.stop and not _is_another(now, "X"):  # "e.g. [2]"
            stop, now.stop = now.stop, ""
            return self._put(stop) + self._put(known)
        return self._put(known)

    def _link(self, token: Token) -> str:
        """The label stays, the address only where it is a paper's own."""
        address = URL.search(token.text[len(token.shown) :])
        out = self._say(token.shown) if token.shown.strip() and not is_link(token.shown) else ""
        if address and address[0] in self._owners:
            self._now.gap = self._now.gap or " "
            return out + self._address(address[0])
        self._links += 1
        return out

    def _address(self, whole: str) -> str:
        """An address that a paper has in its own fields, which is then cited; no other."""
        bare = whole.rstrip(".,;:!?\"'”’*_")
        if bare not in self._owners:
            self._links += 1
            stop = _STOP.search(whole)
            return self._say(stop[0]) if stop and self._now.pieces else ""
        out = self._say(bare[len(self._word) :]) + self._put((self._owners[bare],))
        return out + (self._say(whole[len(bare) :]) if len(whole) > len(bare) else "")

    def _put(self, piece: str | tuple[int, ...]) -> str:
        """Add to the sentence. What may be shown of it at once: all, unless `strict`."""
        now = self._now
        now.pieces.append(piece)
        return "" if self._strict else self._show(now, len(now.pieces) - 1)

    def _show(self, sentence: CitedSentence, place: int) -> str:
        """One piece of a sentence, as the answer has it."""
        piece, lead = sentence.pieces[place], ""
        if place == 0:
            lead = sentence.lead if self._length else ""
            self._begun = self._length + len(lead)
        if isinstance(piece, str):
            return self._emit(lead + piece)
        spaced = place > 0 and isinstance(sentence.pieces[place - 1], str)
        return self._emit(lead + self._marker(piece, spaced=spaced))

    def _marker(self, cited: Sequence[int], *, spaced: bool) -> str:
        """ "[1][2]": numbers in order of first appearance, one for each paper."""
        numbers = dict.fromkeys(self._numbers.setdefault(i, len(self._numbers) + 1) for i in cited)
        return " " * spaced + "".join(f"[{n}]" for n in numbers)

    def _emit(self, text: str) -> str:
        self._shown.append(text)
        self._length += len(text)
        return text

    def _end(self, *, judged: bool = True) -> str:
        """Check the sentence; its stop follows, behind the markers that it lacked."""
        now, self._now = self._now, CitedSentence()
        if not now.pieces:
            self._now.lead = now.lead
            return ""
        if NO_ANSWER[:-1].lower() in now.text.lower():
            self._no_answer, judged = True, False
        finding = self._judge(now) if judged else Attribution(Verdict.NO_CLAIM)
        if self._strict and finding.verdict in (Verdict.UNSUPPORTED, Verdict.UNCHECKED):
            self._removed, self._now.lead = self._removed + 1, now.lead if "\n" in now.lead else ""
            return ""
        out = "".join(self._show(now, i) for i in range(len(now.pieces))) if self._strict else ""
        lacked = [i for i in finding.papers if i not in now.cited]
        tail = self._marker(lacked, spaced=not now.ends_in_marker) if lacked else ""
        out += self._emit(tail + (f" {UNSUPPORTED_MARK}" if _is_marked(finding) else "") + now.stop)
        self._note(now, finding)
        return out

    def _judge(self, now: CitedSentence) -> Attribution:
        finding = self._attributor.judge(now)
        if finding.verdict is Verdict.SUPPORTED or not is_foreign(now.text, "".join(self._shown)):
            return finding
        cited = [self._papers[i] for i in now.cited] or self._papers
        wrong = not figures_stand_in(now.text, cited)
        return finding if wrong else Attribution(Verdict.UNCHECKED, "in another language than English")

    def _note(self, now: CitedSentence, finding: Attribution) -> None:
        """Keep the verdict; of a span that supports one sentence and not another, the worse."""
        indexes = list(dict.fromkeys([*now.cited, *finding.papers]))
        numbers = tuple(sorted(self._numbers[i] for i in indexes))
        self._judged.append(
            CheckedSentence(self._begun, self._length, str(finding.verdict), finding.why, numbers)
        )
        for index in indexes:
            made = self._attributor.citation(index, self._numbers[index], finding.papers.get(index))
            if finding.verdict is Verdict.UNCHECKED:
                made = replace(made, support=str(Verdict.UNCHECKED))
            old = self._citations.get(key := (index, made.start, made.end))
            if old is None or ORDER[Verdict(made.support)] < ORDER[Verdict(old.support)]:
                self._citations[key] = made


def _is_another(sentence: CitedSentence, text: str) -> bool:
    """Whether words behind a stop begin another sentence: not so after "e.g."."""
    so_far = sentence.text.strip()
    follows = text.lstrip().lstrip("*_")  # it may begin in bold
    return len(sentences(f"{so_far}{sentence.stop} {follows}")) > len(sentences(so_far))


def _is_marked(finding: Attribution) -> bool:
    """Whether no paper supports it, cited or not."""
    uncited_and_weak = finding.verdict is Verdict.WEAK and not finding.papers
    return finding.verdict is Verdict.UNSUPPORTED or uncited_and_weak
