"""`make bench`: measures, prints the tables, and writes them into docs/performance.md between its marks."""

import datetime
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bench.figures import Table
from bench.stage import machine, parts

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main(names: list[str]) -> int:
    """Every part, or those that are named; only a run of all of them is written down."""
    where = machine()
    with parts() as on:
        tables = measured(names)
    today = datetime.datetime.now(datetime.UTC).date()
    sentence = f"Measured on {today:%d.%m.%Y} by `make bench`: {where}; {on}."
    text = "\n\n".join([sentence, *(table.markdown() for table in tables)])
    print(f"\n{text}")
    if not names:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return 0


def measured(names: list[str]) -> list[Table]:
    from bench import keystrokes, logs, typing_times
    from tests.live import running

    both = 2 if os.environ.get("REDIS_URL") else 1
    with running(both, LOG_LEVEL="ERROR") as live:
        measures: dict[str, Callable[[], Table]] = {
            "bytes": lambda: keystrokes.measure(live.servers[0]),
            "times": lambda: typing_times.measure(live.servers),
            "logs": logs.measure,
        }
        tables = []
        for name, measure in measures.items():
            if not names or name in names:
                print(f"measuring: {name}", flush=True)
                tables.append(measure())
    return tables


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
