"""Days, weeks and months of a calendar on the days when clocks change, in zones whole and half hours apart."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduling.calendar_days import (
    Session,
    change_words,
    day_start,
    days_between,
    month_of,
    month_span,
    read_day,
)
from scheduling.reader_zone import ReaderZone
from scheduling.templatetags.session_when import bare_when, when
from scheduling.week_layout import Column, week_of

BERLIN, HOWE, KATHMANDU = (
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Kathmandu"),
)
HAVANA, BEIRUT = ZoneInfo("America/Havana"), ZoneInfo("Asia/Beirut")


def session(start: datetime, minutes: int, pk: int = 1) -> Session:
    start = start.astimezone(UTC)
    return Session(pk, f"Session {pk}", "A room", start, start + timedelta(minutes=minutes), "HOST")


def week(first: date, zone: ZoneInfo, *sessions: Session, **how: Any) -> Any:
    return week_of(days_between(first, 7, zone, sessions, today=first), zone, **how)


def spans(column: Column) -> list[tuple[int, int]]:
    return [(box.top, box.top + box.height) for box in column.boxes]


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), BERLIN, 23),
        (date(2026, 10, 25), BERLIN, 25),
        (date(2026, 10, 26), BERLIN, 24),
        (date(2026, 10, 4), HOWE, 23.5),
        (date(2026, 4, 5), HOWE, 24.5),
        (date(2026, 3, 8), HAVANA, 23),
        (date(2026, 11, 1), HAVANA, 25),
        (date(2026, 10, 24), BEIRUT, 25),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(day: date, zone: ZoneInfo, hours: float) -> None:
    assert day_start(day + timedelta(days=1), zone) - day_start(day, zone) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "zone", "words"),
    [
        (date(2026, 3, 29), BERLIN, "Clocks go forward by 1 h at 02:00"),
        (date(2026, 10, 25), BERLIN, "Clocks go back by 1 h at 03:00"),
        (date(2026, 10, 4), HOWE, "Clocks go forward by 30 min at 02:00"),
        (date(2026, 4, 5), HOWE, "Clocks go back by 30 min at 02:00"),
        (date(2026, 3, 8), HAVANA, "Clocks go forward by 1 h at 00:00"),
        (date(2026, 3, 7), HAVANA, ""),
        (date(2026, 10, 24), BEIRUT, "Clocks go back by 1 h at 00:00"),
        (date(2026, 10, 25), BEIRUT, ""),
        (date(2026, 10, 25), KATHMANDU, ""),
    ],
)
def test_what_clocks_do_is_said_on_the_day_on_which_they_do_it(day: date, zone: ZoneInfo, words: str) -> None:
    assert change_words(day_start(day, zone), day_start(day + timedelta(days=1), zone), zone) == words


def test_one_session_lies_on_different_days_for_two_readers() -> None:
    late = session(datetime(2026, 10, 25, 20, 0, tzinfo=BERLIN), 60)  # 00:45 on the 26th in Kathmandu
    for zone, expected in ((BERLIN, 25), (KATHMANDU, 26), (HOWE, 26)):
        days = days_between(date(2026, 10, 20), 10, zone, [late], today=date(2026, 10, 20))
        assert [day.date.day for day in days if day.parts] == [expected]


def test_a_session_over_midnight_is_on_both_days_and_one_that_ends_at_midnight_is_not() -> None:
    over, until = (
        session(datetime(2026, 10, 20, 23, 0, tzinfo=BERLIN), minutes, minutes) for minutes in (120, 60)
    )
    days = days_between(date(2026, 10, 20), 2, BERLIN, [over, until], today=date(2026, 10, 20))
    assert [[(part.session.pk, part.goes_on, part.from_before) for part in day.parts] for day in days] == [
        [(120, True, False), (60, False, False)],
        [(120, False, True)],
    ]


def test_a_month_has_whole_weeks_from_monday_and_knows_which_days_are_its_own() -> None:
    for month, weeks in ((date(2026, 2, 10), 5), (date(2027, 2, 10), 4), (date(2026, 8, 31), 6)):
        assert month_span(month)[1] == weeks * 7
        rows = month_of(month, BERLIN, [], today=month)
        assert [len(row) for row in rows] == [7] * weeks
        assert rows[0][0].date.weekday() == 0
        days = [day.date for row in rows for day in row if day.in_month]
        assert days[0] == month.replace(day=1)
        assert (days[-1] + timedelta(days=1)).day == 1


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_an_address_that_names_no_day_shows_the_present_one(text: str) -> None:
    today = date(2026, 11, 22)
    assert read_day(text, today) == today
    assert read_day("2026-02-03", today) == date(2026, 2, 3)


# --- the week's page


def test_on_the_day_with_25_hours_both_passes_of_the_hour_stand_apart_and_the_morning_is_where_its_label_is() -> (
    None
):
    first, second = (
        session(datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold), 30, fold + 1) for fold in (0, 1)
    )
    morning = session(datetime(2026, 10, 25, 9, 0, tzinfo=BERLIN), 60, 3)
    friday = session(datetime(2026, 10, 23, 9, 0, tzinfo=BERLIN), 60, 4)
    page = week(date(2026, 10, 19), BERLIN, first, second, morning, friday, all_hours=True)
    assert page.height == 25 * 60
    assert spans(page.columns[6]) == [(150, 180), (210, 240), (600, 660)]
    assert spans(page.columns[4]) == [(600, 660)]
    labels = {line.top: (line.label, line.again) for line in page.lines}
    assert labels[120] == ("02:00", False)
    assert labels[180] == ("02:00", True)
    assert labels[600] == ("09:00", False)
    assert [(shade.top, shade.height) for shade in page.columns[4].shades] == [(180, 60)]
    assert page.columns[6].shades == []


def test_a_session_through_the_doubled_hour_is_drawn_as_long_as_it_is() -> None:
    through = session(
        datetime(2026, 10, 25, 1, 0, tzinfo=BERLIN), 4 * 60
    )  # ends at 04:00, on the second pass's side
    assert spans(week(date(2026, 10, 19), BERLIN, through, all_hours=True).columns[6]) == [(60, 300)]


def test_on_the_day_with_23_hours_what_is_leapt_over_is_shaded_and_nothing_stands_there() -> None:
    before = session(datetime(2026, 3, 29, 1, 0, tzinfo=BERLIN), 60, 1)
    after = session(datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN), 60, 2)
    page = week(date(2026, 3, 23), BERLIN, before, after, all_hours=True)
    assert page.height == 24 * 60
    assert spans(page.columns[6]) == [(60, 120), (180, 240)]
    assert [(shade.top, shade.height) for shade in page.columns[6].shades] == [(120, 60)]
    assert page.columns[5].shades == []


def test_clocks_that_move_by_half_an_hour_have_their_own_line() -> None:
    page = week(date(2026, 3, 30), HOWE, all_hours=True)
    assert page.height == 24 * 60 + 30
    assert [(line.label, line.top) for line in page.lines if line.again] == [("01:30", 120)]
    assert [(line.label, line.top) for line in page.lines if line.top == 150] == [("02:00", 150)]
    spring = week(date(2026, 9, 28), HOWE, all_hours=True)
    assert [(shade.top, shade.height) for shade in spring.columns[6].shades] == [(120, 30)]


def test_hours_in_which_nothing_is_are_left_out_and_a_session_at_night_brings_them_back() -> None:
    empty = week(date(2026, 11, 2), BERLIN)
    assert (empty.height, empty.trimmed, empty.lines[0].label) == (11 * 60, True, "08:00")
    night = week(date(2026, 11, 2), BERLIN, session(datetime(2026, 11, 4, 5, 30, tzinfo=BERLIN), 30))
    assert night.lines[0].label == "05:00"
    assert spans(night.columns[2]) == [(30, 60)]


def test_what_overlaps_stands_side_by_side_and_what_does_not_has_the_whole_width() -> None:
    day = datetime(2026, 11, 4, 9, 0, tzinfo=BERLIN)
    made = [
        session(day + timedelta(minutes=at), length, at + 1)
        for at, length in ((0, 60), (30, 60), (60, 30), (120, 30))
    ]
    boxes = week(date(2026, 11, 2), BERLIN, *made).columns[2].boxes
    assert [(box.lane, box.lanes) for box in boxes] == [(0, 2), (1, 2), (0, 2), (0, 1)]


def test_a_session_of_days_is_a_strip_above_the_hours() -> None:
    page = week(date(2026, 11, 2), BERLIN, session(datetime(2026, 10, 31, 9, 0, tzinfo=BERLIN), 4 * 24 * 60))
    assert [(strip.first, strip.span) for strip in page.strips] == [(0, 3)]
    assert not any(column.boxes for column in page.columns)


# --- in words


def test_a_time_says_its_zone_and_one_that_comes_twice_its_offset() -> None:
    berlin = ReaderZone("Europe/Berlin", "own")
    plain = session(datetime(2030, 11, 5, 14, 0, tzinfo=BERLIN), 60)
    assert when(plain, berlin) == "Tue 5 Nov 2030, 14:00–15:00 (your time)"
    assert when(plain, ReaderZone("Asia/Kathmandu", "chosen")).endswith("18:45–19:45 (Asia/Kathmandu)")
    twice = session(datetime(2030, 10, 27, 2, 30, tzinfo=BERLIN, fold=1), 60)
    assert bare_when(twice, berlin) == "Sun 27 Oct 2030, 02:30 (UTC+01:00)–03:30"
    over = session(datetime(2030, 11, 5, 23, 30, tzinfo=BERLIN), 60)
    assert bare_when(over, berlin) == "Tue 5 Nov 2030, 23:30 – Wed 6 Nov 2030, 00:30"
