"""How often one socket may do a thing: token buckets in memory, counted before anything else is done."""

import time
from dataclasses import dataclass

# Breaking limits this often within the window ends the socket.
STRIKES = 30
STRIKE_WINDOW_SECONDS = 10.0


@dataclass(frozen=True)
class Rate:
    """`per_second` on average, `burst` at once; events of one `name` share a bucket."""

    name: str
    per_second: float
    burst: float


CHAT = Rate("chat", 5, 10)
SIGNALING = Rate("signaling", 30, 400)
POINTER = Rate("pointer", 20, 40)
TYPING = Rate("typing", 2, 6)
STATE = Rate("state", 10, 30)
CONTROL = Rate("control", 5, 20)


class Limits:
    """The buckets of one socket."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}
        self._strikes: list[float] = []

    def allows(self, rate: Rate) -> bool:
        now = time.monotonic()
        tokens, last = self._buckets.get(rate.name, (rate.burst, now))
        tokens = min(rate.burst, tokens + (now - last) * rate.per_second)
        if tokens < 1:
            self._buckets[rate.name] = (tokens, now)
            return False
        self._buckets[rate.name] = (tokens - 1, now)
        return True

    def strike(self) -> bool:
        """Count a broken limit or a bad frame; True when it was one too many."""
        now = time.monotonic()
        self._strikes = [at for at in self._strikes if now - at < STRIKE_WINDOW_SECONDS]
        self._strikes.append(now)
        return len(self._strikes) > STRIKES
