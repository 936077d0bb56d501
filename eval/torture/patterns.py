"""Every regular expression of the product, fed with texts that are made to take long, ever longer ones.

In: a plan; `tries` texts of each expression at most, `only` rooms of a name. Out: a row for each room. A
failure is an expression whose time grows faster than the text, so that the longest it can see takes too long.
Time is the shortest of several. A text grows by small steps, and what hangs in one of them is stopped.
"""

import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from eval.torture.expressions import BEGINNING, ONE, Expression, expressions
from eval.torture.hostile import Hostile, hostile_texts
from eval.torture.kind import Plan, Row, peak, until
from rag.model.conversation import MESSAGE_CHARACTERS, without_long_gaps

BEARABLE = 0.25  # seconds that the longest text may take where time grows faster than it
STEPS = (256, 2_048, 8_192)  # characters; what takes long at one is not tried at the next
TELLING = 0.0004  # seconds: what takes less at every step is quick, whatever it grows like
ENOUGH = 0.02  # seconds at which the next step would tell no more
LINEAR = 3.0  # of twice the text: twice the time, and noise; the square takes four times as much
PLENTY = 0.05  # seconds at which a longer text would tell no more of how it grows
HANGS = 2.0  # seconds for one step
SHOWN = 3  # texts of one expression
LONG, PATIENCE = 32_768, 0.3  # characters, and seconds of the processor, where nothing is measured


@dataclass(frozen=True, slots=True)
class Seen:
    """The texts that expressions of a room see: at most so long, after what its door does to them."""

    longest: int
    door: Callable[[str], str] = str


def tidy(text: str) -> str:
    """As every field of a paper is kept."""
    return " ".join(text.split())


ROOMS = {
    "rag.ingest": Seen(200_000),  # a file
    "rag.text": Seen(200_000, tidy),  # papers
    "rag.entities": Seen(200_000, tidy),
    "rag.retrieval": Seen(200_000, tidy),
    "rag.verification": Seen(200_000, tidy),
    "rag.export": Seen(16_000),  # papers and answers
    "rag.generation": Seen(16_000),  # what a model's server sends
    "rag.encoders": Seen(16_000),
    "rag.fetching": Seen(16_000),  # what services send
    "rag.generation.repetition._SPUN": Seen(200),  # the end of a word
    "rag.generation.thoughts._BEFORE_OPENING": Seen(50),  # as long as a tag
    "rag.answering.drafts": Seen(200_000),  # a file to check
    "rag.encoders.endpoint.": Seen(MESSAGE_CHARACTERS),  # a setting
    "rag.entities.identifiers": Seen(MESSAGE_CHARACTERS),  # a message
    "rag.fetching.feeds": Seen(MESSAGE_CHARACTERS),  # what is typed
    "rag.fetching.references": Seen(MESSAGE_CHARACTERS),
    "rag.ingest.authors._INITIALS": Seen(200),  # names of more letters are not told apart
}
A_MESSAGE = Seen(MESSAGE_CHARACTERS, without_long_gaps)  # everywhere else


class _HangsError(Exception):
    """A step that does not end."""


def torture(plan: Plan) -> Iterator[Row]:
    """A row for each room."""
    rooms = defaultdict[str, list[Expression]](list)
    for expression in expressions():
        rooms[room_of(expression.place)].append(expression)
    wanted = [room for room in sorted(rooms) if plan.wants(room)]
    share = plan.minutes / len(wanted) if plan.minutes is not None and wanted else None
    for room in wanted:
        yield _row(room, rooms[room], plan, until(share))


def room_of(place: str) -> str:
    """Of "rag.query.parse._NAME" it is "rag.query"."""
    parts = place.split(",")[0].split(".")
    return ".".join(parts[:2]) if parts[0] == "rag" else parts[0]


def seen_at(place: str) -> Seen:
    """By the most special name."""
    return max(
        ((len(n), n, seen) for n, seen in ROOMS.items() if place.startswith(n)), default=(0, "", A_MESSAGE)
    )[2]


def wrong(expression: Expression, texts: int, steps: tuple[int, ...] = STEPS) -> Iterator[str]:
    """A line for each of its texts, of so many at most, that takes too long."""
    seen = seen_at(expression.place)
    for text in hostile_texts(expression.pattern)[:texts]:
        if growing := _grown(expression, text, seen, steps):
            yield f"{text}: {growing}"


def hangs(expression: Expression, texts: int) -> Iterator[str]:
    """A line for each of its texts, of so many at most, that takes more than PATIENCE at LONG characters or
    at the longest it can see: a hundred times what an expression needs whose time grows as its text does."""
    seen, use = seen_at(expression.place), _used(expression)
    for text in hostile_texts(expression.pattern)[:texts]:
        given = seen.door(text.of(min(LONG, seen.longest)))
        before = signal.signal(signal.SIGVTALRM, _stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
        try:
            use(given)
        except _HangsError:
            yield f"{text}: more than {PATIENCE} s of the processor at {len(given):,} characters"
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)


def _row(room: str, some: list[Expression], plan: Plan, end: float) -> Row:
    failures, slowest, tried = list[str](), 0.0, 0
    for expression in some:
        if time.monotonic() > end:
            break
        began, tried = time.process_time(), tried + 1
        if lines := list(islice(wrong(expression, plan.tries), SHOWN)):
            failures.append(f"{expression.place} {expression.pattern.pattern[:80]!r}: {'; '.join(lines)}")
        slowest = max(slowest, time.process_time() - began)
    return Row(room, tried, tuple(failures), slowest, peak(), f"of {len(some)} expressions")


def _grown(expression: Expression, text: Hostile, seen: Seen, steps: tuple[int, ...]) -> str:
    """How the time grows, where that is too fast; empty where it is not."""
    use, length = _used(expression), 0
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        for length in [step for step in steps if step <= 2 * seen.longest] or [seen.longest]:
            seconds = _seconds(use, seen.door(text.of(length)))
            if seconds > ENOUGH:
                break
        if seconds < TELLING or not _grows_faster(use, text, seen, length):
            return ""
    except _HangsError:
        return f"hangs at {length:,} characters"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    longest = seconds * (seen.longest / length) ** 2
    return (
        f"{seconds * 1e3:,.0f} ms at {length:,}, {longest:,.1f} s at the longest"
        if longest > BEARABLE
        else ""
    )


def _grows_faster(use: Callable[[Any], object], text: Hostile, seen: Seen, length: int) -> bool:
    """Whether twice and four times as much each take far more than twice the time of what is half as long; of
    a text that the door does not let grow, no. What is slow once is measured again."""
    texts = [seen.door(text.of(length * part)) for part in (1, 2, 4)]
    if len(texts[1]) < 1.8 * len(texts[0]):
        return False
    for short, long in pairwise(texts):
        half, whole = min(_seconds(use, short) for _ in range(3)), _seconds(use, long)
        if whole > LINEAR * half:
            whole = min(whole, _seconds(use, long))
        if whole < LINEAR * max(1e-6, half):
            return False
        if whole > PLENTY:
            break
    return True


def _used(expression: Expression) -> Callable[[Any], object]:
    """What the product does with it; where that is not seen, all that it could."""
    pattern, methods = expression.pattern, expression.methods
    is_bytes = isinstance(pattern.pattern, bytes)

    def use(text: str) -> None:
        given: Any = text.encode("utf-8", "replace") if is_bytes else text
        if methods and methods <= BEGINNING:
            for method in methods:
                getattr(pattern, method)(given)
        elif methods and methods <= ONE:
            pattern.search(given)
        else:
            for _ in pattern.finditer(given):
                pass

    return use


def _seconds(use: Callable[[Any], object], text: str) -> float:
    signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
    began = time.perf_counter()  # the processor's time is told in ticks of milliseconds on some machines
    use(text)
    return time.perf_counter() - began


def _stop(*_: object) -> None:
    raise _HangsError
