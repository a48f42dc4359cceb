"""Numbers of several rounds: quantiles within a round, and over the rounds the median with the least and the most."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


def quantile(values: Sequence[float], part: float) -> float:
    """The nearest rank: the smallest value that so large a part of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(part * 1000) * len(ordered) // 1000) - 1))]


@dataclass(frozen=True)
class Spread:
    """One figure per round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.rounds)

    def __str__(self) -> str:
        return f"{short(self.median)} ({short(min(self.rounds))}–{short(max(self.rounds))})"


def short(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 1 else f"{number:.2f}"


@dataclass(frozen=True)
class Goal:
    """`met` is judged by the median of the rounds."""

    words: str
    met: bool

    def __str__(self) -> str:
        return f"{self.words}: {'met' if self.met else 'NOT met'}"


@dataclass(frozen=True)
class Table:
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    note: str = ""

    def markdown(self) -> str:
        lines = [f"### {self.title}", ""]
        lines += [self._line(self.head), self._line(["---"] * len(self.head))]
        lines += [self._line(row) for row in self.rows]
        return "\n".join(lines + (["", self.note] if self.note else []))

    @staticmethod
    def _line(cells: Sequence[object]) -> str:
        return "| " + " | ".join(str(cell) for cell in cells) + " |"
