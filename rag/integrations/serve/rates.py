"""How many requests somebody may make in a minute.

In: who asks. Out: how long he has to wait. What was not used is saved up for a minute at most.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_CLIENTS = 10_000  # that are remembered


@dataclass(slots=True)
class Rate:
    """`per_minute` requests of each client; 0: any number."""

    per_minute: int
    now: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, client: str) -> float:
        """Take one of this client's requests: 0, or how many seconds it takes until there is one."""
        if not self.per_minute:
            return 0.0
        now, most = self.now(), float(self.per_minute)
        left, at = self._left.pop(client, (most, now))
        left = min(most, left + (now - at) * most / 60)
        taken = left >= 1
        self._left[client] = (left - taken, now)
        while len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if taken else (1 - left) * 60 / most
