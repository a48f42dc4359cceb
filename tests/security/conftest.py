"""What the tests of rules share: nothing counted yet, jobs that run at once, and the number of cells tried."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from fusemeet.celery import app
from tests.security import cells


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> Iterator[None]:
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture(autouse=True)
def _jobs_run_at_once() -> Iterator[None]:
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if cells.tried:
        words = ", ".join(f"{count} {what}" for what, count in sorted(cells.tried.items()))
        terminalreporter.write_line(f"cells of rights tried: {words}")
