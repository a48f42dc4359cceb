"""Clocks on the wall: the same time of day week after week, an hour that comes twice, one that does not come."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fusemeet.errors import Invalid
from scheduling.zones import (
    comes_twice,
    known_zones,
    local_to_utc,
    utc_to_local,
    weekly,
    zone_of,
)

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
LORD_HOWE, KATHMANDU, CASABLANCA = (
    ZoneInfo(name) for name in ("Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca")
)


def clock(*parts):
    """What a clock on the wall shows."""
    return datetime(*parts)  # noqa: DTZ001  (that is the point)


# A week before clocks change, and how far apart the sessions of the two weeks are then.
CHANGES = [
    (BERLIN, clock(2027, 3, 22, 10), timedelta(days=7, hours=-1)),
    (BERLIN, clock(2027, 10, 25, 10), timedelta(days=7, hours=1)),
    (NEW_YORK, clock(2027, 3, 8, 10), timedelta(days=7, hours=-1)),
    (NEW_YORK, clock(2027, 11, 1, 10), timedelta(days=7, hours=1)),
    (LORD_HOWE, clock(2027, 3, 29, 10), timedelta(days=7, minutes=30)),
    (LORD_HOWE, clock(2027, 9, 27, 10), timedelta(days=7, minutes=-30)),
    (CASABLANCA, clock(2027, 2, 1, 10), timedelta(days=7, hours=1)),
    (CASABLANCA, clock(2027, 3, 8, 10), timedelta(days=7, hours=-1)),
    (KATHMANDU, clock(2027, 3, 22, 10), timedelta(days=7)),
]


@pytest.mark.parametrize(("zone", "local", "apart"), CHANGES, ids=lambda value: str(value)[:24])
def test_a_weekly_session_keeps_its_time_of_day_over_a_change_of_clocks(zone, local, apart):
    first, second = weekly(local_to_utc(local, zone), zone, 2)
    assert second - first == apart
    assert [utc_to_local(one, zone) for one in (first, second)] == [local, local + timedelta(days=7)]


def test_a_year_of_weeks_is_at_one_time_of_day_in_every_zone():
    for zone in (BERLIN, NEW_YORK, LORD_HOWE, KATHMANDU, CASABLANCA):
        starts = weekly(local_to_utc(clock(2027, 1, 4, 9, 30), zone), zone, 52)
        assert {(utc_to_local(one, zone).time(), utc_to_local(one, zone).weekday()) for one in starts} == {
            (clock(2027, 1, 4, 9, 30).time(), 0)
        }


def test_a_host_and_an_invitee_half_an_hour_apart_mean_the_same_moment():
    kathmandu = local_to_utc(clock(2027, 5, 3, 15, 45), KATHMANDU)
    assert kathmandu == datetime(2027, 5, 3, 10, tzinfo=UTC)
    assert utc_to_local(kathmandu, ZoneInfo("Asia/Kolkata")) == clock(2027, 5, 3, 15, 30)


SKIPPED = [
    (BERLIN, clock(2027, 3, 28, 2, 30)),
    (NEW_YORK, clock(2027, 3, 14, 2, 0)),
    (LORD_HOWE, clock(2027, 10, 3, 2, 15)),
    (CASABLANCA, clock(2027, 3, 14, 2, 30)),
]


@pytest.mark.parametrize(("zone", "local"), SKIPPED, ids=lambda value: str(value)[:24])
def test_an_hour_that_clocks_skip_is_refused_with_its_day(zone, local):
    with pytest.raises(Invalid) as refused:
        local_to_utc(local, zone, field="startTime")
    assert refused.value.code == "time_does_not_exist" and "startTime" in (refused.value.errors or {})
    assert f"{local:%H:%M}" in refused.value.message and zone.key in refused.value.message
    # The hour before and the one after are there.
    assert local_to_utc(local - timedelta(hours=1), zone) < local_to_utc(local + timedelta(hours=1), zone)


def test_a_series_that_meets_a_skipped_hour_is_refused_and_not_moved():
    start = local_to_utc(clock(2027, 3, 14, 2, 30), BERLIN)
    assert len(weekly(start, BERLIN, 2)) == 2
    with pytest.raises(Invalid) as refused:
        weekly(start, BERLIN, 3)
    assert refused.value.code == "time_does_not_exist" and "28 March 2027" in refused.value.message


@pytest.mark.parametrize(
    ("zone", "local", "offset"),
    [
        (BERLIN, clock(2027, 10, 31, 2, 30), timedelta(hours=2)),
        (NEW_YORK, clock(2027, 11, 7, 1, 30), timedelta(hours=-4)),
        (LORD_HOWE, clock(2027, 4, 4, 1, 45), timedelta(hours=11)),
    ],
    ids=["Berlin", "New York", "Lord Howe"],
)
def test_an_hour_that_comes_twice_means_its_first_time(zone, local, offset):
    assert comes_twice(local, zone) and not comes_twice(local - timedelta(days=1), zone)
    assert local_to_utc(local, zone) == (local - offset).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "europe/berlin", "localtime", "a\x00b", "x" * 5000]
)
def test_an_unknown_zone_is_refused_and_a_known_one_found(name):
    with pytest.raises(Invalid) as refused:
        zone_of(name)
    assert refused.value.code == "unknown_zone" and "timezone" in (refused.value.errors or {})
    assert zone_of("Europe/Berlin").key == "Europe/Berlin" and "UTC" in known_zones()
