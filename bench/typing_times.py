"""How long a keystroke takes until it is committed, and until others see it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.figures import Goal, Spread, Table, quantile
from bench.sockets import YjsClient
from bench.stage import make_hall

ROUNDS = 5
ROUND_SECONDS = 5.0
KEYSTROKES_A_SECOND = 10
PARTS = (0.5, 0.95, 0.99)


@dataclass
class Times:
    """In milliseconds, one figure a round for each of PARTS."""

    committed: list[list[float]] = field(default_factory=list)
    seen: list[list[float]] = field(default_factory=list)

    def add(self, committed: Sequence[float], seen: Sequence[float]) -> None:
        self.committed.append([1000 * quantile(committed, part) for part in PARTS])
        self.seen.append([1000 * quantile(seen, part) for part in PARTS])

    def spread(self, rounds: list[list[float]], place: int) -> Spread:
        return Spread(tuple(each[place] for each in rounds))


def measure(servers: Sequence[Any]) -> Table:
    rows = []
    goals: list[Goal] = []
    for typists, watchers in ((1, 1), (2, 98)):
        for processes in (1, 2):
            times = asyncio.run(_scene(servers[:processes], typists, watchers))
            who = f"{typists} {'types' if typists == 1 else 'type'}, {watchers} more, {processes} process" + (
                "es" if processes > 1 else ""
            )
            for what, rounds in (
                ("committed and acknowledged", times.committed),
                ("seen by each other", times.seen),
            ):
                rows.append([who, what, *(times.spread(rounds, place) for place in range(len(PARTS)))])
            if watchers > 1:
                p95 = times.spread(times.seen, 1).median
                goals.append(
                    Goal(f"{processes} process{'es' if processes > 1 else ''}: p95 under 50 ms", p95 < 50)
                )
    return Table(
        "A keystroke's time, in ms",
        ["Who", "Until", "p50", "p95", "p99"],
        rows,
        f"{ROUNDS} rounds of {ROUND_SECONDS:.0f} s, {KEYSTROKES_A_SECOND} keystrokes a second and typist, each as a "
        "frame of its own; the median of the rounds, and in brackets the least and the most. Clients and servers share "
        f"the machine. With 98 watchers, until seen: {'; '.join(map(str, goals))}.",
    )


async def _scene(servers: Sequence[Any], typists: int, watchers: int) -> Times:
    hall = await asyncio.to_thread(make_hall, typists + watchers)
    clients = [
        YjsClient(hall.door(n, servers[n % len(servers)]), f"person-{n:05}", types=n < typists)
        for n in range(typists + watchers)
    ]
    for client in clients:
        await client.open()
    times = Times()
    await _round(clients, typists, seconds=1.0)  # not counted
    for _ in range(ROUNDS):
        times.add(*await _round(clients, typists, seconds=ROUND_SECONDS))
    await asyncio.gather(*(client.close() for client in clients))
    return times


async def _round(clients: list[YjsClient], typists: int, seconds: float) -> tuple[list[float], list[float]]:
    """Seconds until the commit, and seconds until each other person saw it."""
    results = await asyncio.gather(*(_typist(clients, number, typists, seconds) for number in range(typists)))
    return [time for committed, _ in results for time in committed], [
        time for _, seen in results for time in seen
    ]


async def _typist(
    clients: list[YjsClient], number: int, typists: int, seconds: float
) -> tuple[list[float], list[float]]:
    typist = clients[number]
    typed = []
    begun = time.perf_counter() + number / (KEYSTROKES_A_SECOND * typists)
    for keystroke in range(round(seconds * KEYSTROKES_A_SECOND)):
        await asyncio.sleep(max(0.0, begun + keystroke / KEYSTROKES_A_SECOND - time.perf_counter()))
        key, started = await typist.type(0, "x")
        typed.append((key, typist.sent, started))
    committed, seen = [], []
    for key, sent, started in typed:
        committed.append(await typist.until(("saved", sent)) - started)
        seen += [await other.until(key) - started for other in clients if other is not typist]
    return committed, seen
