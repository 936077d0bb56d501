"""What a library follows, kept in its folder: feeds and how far each was read, questions, papers not yet
asked about.

In: a home. Out: a Followed, and the same written back in one step. AskError where the file cannot be read.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from rag.fetching.feeds import Feed
from rag.ingest.notes import Note


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a feed was read: all days up to `reached`; of the days of `window`, where one is begun, the
    first `start` papers; of daily papers `window` is what is left of them. `seen`: papers that it gave, with
    a day, as long as it may give them again."""

    feed: Feed
    reached: str = ""
    window: tuple[str, str] | None = None
    start: int = 0
    seen: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for day in filter(None, (self.reached, *(self.window or ()))):
            date.fromisoformat(day)  # ValueError where it is none

    def to_json(self) -> dict[str, Any]:
        window = list(self.window) if self.window else None
        seen = dict(self.seen)
        return {
            "feed": self.feed.to_json(),
            "reached": self.reached,
            "window": window,
            "start": self.start,
            "seen": seen,
        }


@dataclass(frozen=True, slots=True)
class Followed:
    """`unasked`: papers that came and of which the kept questions were not yet asked."""

    feeds: tuple[Progress, ...] = ()
    questions: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()

    def with_feed(self, feed: Feed) -> "Followed":
        """A feed more; one of the same kind and subject keeps what is known of it."""
        same = [p for p in self.feeds if (p.feed.kind, p.feed.about) == (feed.kind, feed.about)]
        kept = replace(same[0], feed=feed) if same and same[0].feed.since == feed.since else Progress(feed)
        return replace(self, feeds=(*(p for p in self.feeds if p not in same), kept))

    def without(self, typed: str) -> "Followed | None":
        """Without the feed or the question of this name or number; None where there is none."""
        name = " ".join(typed.split()).casefold()
        names = [p.feed.name for p in self.feeds] + list(self.questions)
        places = {n for n, text in enumerate(names) if name in (text.casefold(), str(n + 1))}
        if not places:
            return None
        feeds = tuple(p for n, p in enumerate(self.feeds) if n not in places)
        questions = tuple(q for n, q in enumerate(self.questions, len(self.feeds)) if n not in places)
        return replace(self, feeds=feeds, questions=questions)

    def reached(self, progress: Progress) -> "Followed":
        """With what is now known of one of its feeds."""
        return replace(self, feeds=tuple(progress if p.feed == progress.feed else p for p in self.feeds))


class FollowFile:
    """follow.json in the home."""

    def __init__(self, home: Path) -> None:
        self._note = Note(home / "follow.json")

    def read(self) -> Followed:
        """What is followed; nothing where there is no file yet."""
        return self._note.read(Followed) or Followed()

    def write(self, followed: Followed) -> None:
        """Put it in the place of what was there."""
        self._note.write(
            {
                "feeds": [progress.to_json() for progress in followed.feeds],
                "questions": followed.questions,
                "unasked": followed.unasked,
            }
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While nobody else changes it. LockedError where somebody does."""
        with self._note.alone(seconds=1, who="another ask update"):
            yield
