"""What went wrong, as one line for the reader.

In: an error. Out: its line. What the reader can do nothing about goes into the log whole.
"""

import logging
from typing import TypeGuard

from rag.model.errors import AskError, trouble

BROKEN = "Something went wrong here; the details are in the log."

log = logging.getLogger("ask.page")


def told(error: Exception) -> str:
    """Why the system or we refuse; BROKEN where it is a fault of ours, which is logged."""
    if isinstance(error, AskError):
        return " ".join(str(error).split())
    if is_refusal(error):
        return trouble(error)
    log.error("the page failed", exc_info=error)
    return BROKEN


def is_refusal(error: Exception) -> TypeGuard[OSError]:
    """Whether the system refused to read or write a file."""
    return isinstance(error, OSError) and not isinstance(error, ConnectionError | TimeoutError)
