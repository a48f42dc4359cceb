"""When a session is, in words: over midnight, on nights when clocks change, in zones without hours of their own."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.session_words import as_notes, brief_time, in_how_long, spoken_time

HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours", "zone", "said"),
    [
        (
            "2026-11-24 14:00",
            1,
            "Europe/Berlin",
            "Tuesday 24 November 2026, 15:00 to 16:00 (Europe/Berlin, UTC+01:00)",
        ),
        ("2026-11-24 14:00", 1, "UTC", "Tuesday 24 November 2026, 14:00 to 15:00 (UTC)"),
        (
            "2026-11-24 22:30",
            2,
            "Europe/Berlin",
            "Tuesday 24 November 2026, 23:30 to Wednesday 25 November 2026, 01:30 (Europe/Berlin, UTC+01:00)",
        ),
        (
            "2026-10-25 00:30",
            1,
            "Europe/Berlin",
            "Sunday 25 October 2026, 02:30 to 02:30 (Europe/Berlin, UTC+02:00, then UTC+01:00)",
        ),
        (
            "2026-10-03 15:00",
            1,
            "Australia/Lord_Howe",
            "Sunday 4 October 2026, 01:30 to 03:00 (Australia/Lord_Howe, UTC+10:30, then UTC+11:00)",
        ),
        (
            "2026-11-24 14:00",
            1,
            "America/St_Johns",
            "Tuesday 24 November 2026, 10:30 to 11:30 (America/St_Johns, UTC−03:30)",
        ),
    ],
)
def test_a_time_is_said_with_its_zone_and_offset(start: str, hours: int, zone: str, said: str) -> None:
    assert spoken_time(at(start), at(start) + hours * HOUR, zone) == said


def test_a_subject_has_the_short_form() -> None:
    assert brief_time(at("2026-11-24 14:00"), "Asia/Kolkata") == "Tue 24 Nov, 19:30 (Asia/Kolkata)"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0.2, "in 1 minute"),
        (9.8, "in 10 minutes"),
        (59, "in 59 minutes"),
        (61, "in 1 hour"),
        (1439, "in 24 hours"),
    ],
)
def test_how_long_it_is_until_then(minutes: float, said: str) -> None:
    now = at("2026-11-24 14:00")
    assert in_how_long(now + timedelta(minutes=minutes), now) == said


def test_notes_keep_their_lines_and_have_a_length() -> None:
    assert as_notes(" one\r\n\n two\x00three ") == "one\n\ntwo three"
    assert len(as_notes("x" * 9000)) == 2000
