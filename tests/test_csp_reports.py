"""Reports of browsers about the content security policy: noted in one line each, and never more than that."""

import json
import logging
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from fusemeet.csp_reports import MOST_BYTES, MOST_CHARACTERS

PATH = "/csp-report/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    caches["strict"].clear()


@pytest.fixture
def noted(caplog: pytest.LogCaptureFixture) -> Any:
    """noted() are the reports in the log, as dicts."""
    caplog.set_level(logging.WARNING, logger="fusemeet.csp")

    def read() -> list[dict[str, str]]:
        lines = [record.getMessage() for record in caplog.records if record.name == "fusemeet.csp"]
        return [json.loads(line.removeprefix(f"{PATH} ")) for line in lines]

    return read


def send(body: Any, kind: str = "application/csp-report") -> int:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(PATH, data, content_type=kind).status_code


OLD = {
    "csp-report": {
        "document-uri": "https://meet.example.org/verify-email/?token=secret#part",
        "referrer": "https://meet.example.org/?secret",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.com/x.js?secret",
        "line-number": 7,
        "script-sample": "secret",
    }
}
NEW = [{"type": "csp-violation", "body": {"documentURL": "https://m.org/a", "effectiveDirective": "img-src"}}]


def test_a_report_is_noted_without_what_may_be_secret(noted) -> None:
    assert send(OLD) == 204
    assert noted() == [
        {
            "page": "https://meet.example.org/verify-email/",
            "directive": "script-src-elem",
            "blocked": "https://evil.com/x.js",
            "source": "",
            "line": "7",
        }
    ]


def test_reports_of_the_newer_kind_are_noted(noted) -> None:
    assert send(NEW, "application/reports+json") == 204
    assert [(report["page"], report["directive"]) for report in noted()] == [("https://m.org/a", "img-src")]


def test_a_visitors_own_extensions_are_not_ours(noted) -> None:
    assert send({"csp-report": {"blocked-uri": "eval", "source-file": "moz-extension://abc/x.js"}}) == 204
    assert send({"csp-report": {"blocked-uri": "chrome-extension"}}) == 204
    assert noted() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("no json", 400), ("[]", 400), ("7", 400), ("null", 400), ('{"csp-report": 7}', 400), (b"\xff", 400),
        ("[" * 1000, 400), ('{"a": 1, "a": 2}', 400), ("x" * (MOST_BYTES + 1), 413),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(noted, body: Any, status: int) -> None:
    assert send(body) == status
    assert noted() == []


def test_a_report_cannot_forge_a_line_of_the_log(noted, caplog) -> None:
    assert send({"csp-report": {"blocked-uri": "a\nERROR forged \x1b[31m" + "x" * 9999}}) == 204
    (line,) = [record.getMessage() for record in caplog.records if record.name == "fusemeet.csp"]
    assert line.isascii()
    assert line.isprintable()
    assert len(noted()[0]["blocked"]) == MOST_CHARACTERS


def test_one_network_fills_no_log(noted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "accounts.throttle.time.time", lambda: 1_800_000_000.0
    )  # no new minute begins meanwhile
    answers = [send(OLD) for _ in range(70)]
    assert set(answers) == {204, 429}
    assert len(noted()) == 60


def test_it_is_only_posted_to() -> None:
    assert Client().get(PATH).status_code == 405
