"""What each window of the page began to show last: an answer does not write over another conversation.

In: gradio's name for a window. Out: marks, which are the same as long as it shows the same.
"""

from threading import Lock

MOST_WINDOWS = 10_000  # whose marks are remembered at once


class Windows:
    """Marks by window; the oldest windows are forgotten. Threads may share it."""

    def __init__(self) -> None:
        self._marks: dict[str, object] = {}
        self._marking = Lock()

    def begins(self, window: str) -> object:
        """This window shows something else from now on; a mark of that."""
        mark = object()
        with self._marking:
            self._marks.pop(window, None)
            while len(self._marks) >= MOST_WINDOWS:
                del self._marks[next(iter(self._marks))]
            self._marks[window] = mark
        return mark

    def shown(self, window: str) -> object | None:
        """The mark of what it shows; None of one that is not known."""
        return self._marks.get(window)
