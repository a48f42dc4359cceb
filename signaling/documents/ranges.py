"""Ranges of clocks per client, as an update's deletions are."""

from bisect import bisect_right
from collections.abc import Iterable


class Ranges:
    """Made of `(client, first clock, clock after the last)`; ranges that touch or overlap become one."""

    def __init__(self, ranges: Iterable[tuple[int, int, int]]) -> None:
        by_client: dict[int, list[tuple[int, int]]] = {}
        for client, start, end in ranges:
            by_client.setdefault(client, []).append((start, end))
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        for client, pairs in by_client.items():
            starts, ends = self._starts.setdefault(client, []), self._ends.setdefault(client, [])
            for start, end in sorted(pairs):
                if ends and start <= ends[-1]:
                    ends[-1] = max(ends[-1], end)
                else:
                    starts.append(start)
                    ends.append(end)

    def cover(self, client: int, start: int, end: int) -> bool:
        """Whether all of it lies within."""
        place = bisect_right(self._starts.get(client, ()), start) - 1
        return place >= 0 and end <= self._ends[client][place]
