"""A session between two zones: planned by a host, answered by whoever is invited, seen by the host as it comes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rooms.models import Room
from scheduling.models import Invite, Schedule
from tests.e2e.browser import PHONE, Window
from tests.e2e.sessions import BERLIN, book

pytestmark = pytest.mark.django_db(transaction=True)

BERLIN_TIME = {"timezone_id": "Europe/Berlin", "locale": "en-GB"}
HOWE_TIME = {"timezone_id": "Australia/Lord_Howe", "locale": "en-GB"}


def fill_times(page: Page, date: str, start: str, end: str) -> None:
    page.get_by_label("Date").fill(date)
    page.get_by_label("From").fill(start)
    page.get_by_label("To", exact=True).fill(end)


def boxes(page: Page) -> dict[str, tuple[str, float, float]]:
    """In the week's page: title → (day of its column, top and height in pixels of the column's body)."""
    found: dict[str, tuple[str, float, float]] = {}
    for box in page.locator(".cal-box").all():
        day, top, height = box.evaluate(
            "box => [box.closest('.cal-column').dataset.date, box.offsetTop, box.offsetHeight]"
        )
        found[box.locator(".cal-name").inner_text()] = (day, top, height)
    return found


def line_at(page: Page, label: str) -> float:
    """Where the line of an hour is, in pixels of the scale."""
    line = page.locator(".cal-line", has_text=re.compile(rf"^{label}$")).first
    return float(line.evaluate("line => line.offsetTop"))


def test_a_session_is_planned_answered_from_another_zone_and_the_answer_is_seen_at_once(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    ada, cai = make_user("ada", full_name="Ada Park"), make_user("cai", account_type="CANDIDATE")
    make_room(ada, name="Backend interview")
    host, invited = window(user=ada, **BERLIN_TIME), window(user=cai, **HOWE_TIME)
    host.allow("htmx:(sendAbort|afterRequest)")  # a form that is sent waits for its preview no more
    invited.goto("/dashboard/")
    invited.page.get_by_text("No invitations yet").wait_for()

    # From the dashboard; first wrong: an hour that Berlin's clocks leap over, and no address.
    page = host.page
    host.goto("/dashboard/")
    page.get_by_role("link", name="Schedule", exact=True).click()
    page.get_by_label("Title").fill("Queues & stacks")
    page.get_by_label("Room", exact=True).select_option(label="Backend interview")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    fill_times(page, "2027-03-28", "02:30", "04:00")
    page.get_by_label("Email addresses").fill("nobody")
    page.get_by_label("Notes").fill("Bring a pen")
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("There is no 02:30 on 28 March 2027")
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_label("From")).to_be_focused()
    expect(page.get_by_label("Notes")).to_have_value("Bring a pen")
    assert not Schedule.objects.exists()

    # Then right: the first week before the change of clocks, the second behind it.
    fill_times(page, "2027-03-21", "10:00", "11:00")
    page.get_by_label("Repeat every week").check()
    page.get_by_label("How many times").fill("2")
    page.get_by_label("Email addresses").fill(f"Cai <{cai.email}>\n{cai.email}")
    page.get_by_label("Notes").click()
    expect(preview).to_contain_text("Sun 28 Mar 2027, 10:00–11:00")
    expect(preview).to_contain_text("1 person will be invited")
    page.get_by_role("button", name="Schedule").dblclick()
    page.wait_for_url(re.compile(r"/sessions/\d+/"))
    assert Schedule.objects.count() == 2
    expect(page.get_by_text("1 not answered")).to_be_visible()

    # The invited person's dashboard shows it without a reload, in their own time: 20:00, and 19:00 a week later.
    theirs = invited.page
    waiting = theirs.get_by_role("region", name="Waiting for your answer")
    expect(waiting).to_contain_text("Sun 21 Mar 2027, 20:00–21:00 (your time) and 1 more, weekly")
    waiting.get_by_role("button", name="Maybe").click()
    expect(theirs.get_by_text("You said maybe.")).to_be_visible()
    expect(waiting).to_have_count(0)
    assert set(Invite.objects.values_list("status", flat=True)) == {"MAYBE"}

    # The host sees the answer where they stand, and then a change of mind about one of the two.
    page.evaluate("window.notReloaded = true")
    expect(page.get_by_text("1 maybe")).to_be_visible()
    theirs.get_by_role("link", name="Queues & stacks").first.click()
    expect(theirs.get_by_text("Sun 21 Mar 2027, 10:00–11:00 (Europe/Berlin)")).to_be_visible()
    theirs.get_by_role("button", name="Accept").first.click()
    expect(theirs.get_by_text("You accepted.")).to_be_visible()
    expect(page.get_by_text("1 accepted")).to_be_visible()
    assert page.evaluate("window.notReloaded") is True
    assert sorted(Invite.objects.values_list("status", flat=True)) == ["ACCEPTED", "MAYBE"]

    # Cancelled by the host: the invited person's page says so, and there is nothing to answer any more.
    page.get_by_text("Cancel the session…").click()
    page.get_by_role("button", name="Cancel only this one").click()
    expect(theirs.get_by_text("The host has cancelled this session.")).to_be_visible()
    expect(theirs.get_by_role("button", name="Accept")).to_have_count(0)


def test_month_and_week_are_right_in_two_zones_on_the_days_when_clocks_change(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    from datetime import datetime

    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    # The Sunday on which Berlin's clocks go forward; a week later Lord Howe's go back by half an hour.
    book(room, datetime(2027, 3, 28, 3, 0, tzinfo=BERLIN), 60, "After the leap", cai.email)
    book(room, datetime(2027, 4, 3, 17, 15, tzinfo=BERLIN), 60, "Half an hour twice", cai.email)
    host, invited = window(user=ada, **BERLIN_TIME), window(user=cai, **HOWE_TIME)
    page, theirs = host.page, invited.page

    host.goto("/calendar/?view=week&date=2027-03-28&hours=all")
    expect(page.get_by_text("Times are in your time zone, Europe/Berlin")).to_be_visible()
    expect(page.get_by_text("Clocks go forward by 1 h at 02:00")).to_be_visible()
    day, top, height = boxes(page)["After the leap"]
    assert day == "2027-03-28"
    assert abs(top - line_at(page, "03:00")) <= 2
    assert abs(height - (line_at(page, "04:00") - line_at(page, "03:00"))) <= 4
    shade = page.locator(".cal-shade")
    assert abs(shade.evaluate("shade => shade.offsetTop") - line_at(page, "02:00")) <= 2

    # By keyboard: the next week, its month, and back to the week; nothing is loaded anew.
    page.evaluate("window.notReloaded = true")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="29 March – 4 April 2027")).to_be_visible()
    assert boxes(page)["Half an hour twice"][0] == "2027-04-03"
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="April 2027", exact=True)).to_be_visible()
    expect(page.locator("[data-date='2027-04-03']")).to_contain_text("17:15")
    page.keyboard.press("w")
    expect(page.locator(".cal-week")).to_be_visible()
    expect(page).to_have_url(re.compile("view=week"))
    page.go_back()
    expect(page.locator(".cal-grid")).to_be_visible()
    assert page.evaluate("window.notReloaded") is True

    # The same two for the other person: the first at noon of the same day, the second on the next one, at the
    # second 01:45 of that night.
    invited.goto("/calendar/?date=2027-03-10")
    expect(theirs.get_by_text("Times are in your time zone, Australia/Lord Howe")).to_be_visible()
    expect(theirs.locator("[data-date='2027-03-28']")).to_contain_text("12:00")
    theirs.get_by_role("link", name="The next month").click()
    sunday = theirs.locator("[data-date='2027-04-04']")
    expect(sunday).to_contain_text("Clocks go back by 30 min at 02:00")
    expect(sunday).to_contain_text("01:45 (UTC+10:30)")
    theirs.goto(f"{theirs.url.split('?')[0]}?view=week&date=2027-04-04")
    expect(theirs.get_by_text("again", exact=True)).to_be_visible()
    day, top, height = boxes(theirs)["Half an hour twice"]
    second = float(theirs.locator(".cal-again").evaluate("line => line.offsetTop"))
    assert day == "2027-04-04"
    assert second < top < line_at(theirs, "02:00")
    assert abs(height - (line_at(theirs, "04:00") - line_at(theirs, "03:00"))) <= 4

    # On a phone it is a list of the days on which something is.
    theirs.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(theirs.get_by_text("Sunday 4 April")).to_be_visible()
    expect(theirs.get_by_text("Monday 29 March")).to_be_hidden()


def test_everything_works_without_script(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    bare: dict[str, Any] = {"java_script_enabled": False, "timezone_id": "Asia/Kathmandu", "locale": "en-GB"}
    host, invited = window(user=ada, **bare), window(user=cai, **bare)
    page, theirs = host.page, invited.page

    # The browser says no zone: UTC, until one is chosen, and then for good.
    host.goto("/calendar/")
    expect(page.get_by_text("Times are in UTC, because")).to_be_visible()
    page.get_by_text("Choose another").click()
    page.get_by_label("Time zone").select_option("Asia/Kathmandu")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Times are in Asia/Kathmandu (UTC+05:45), which you chose.")).to_be_visible()

    host.goto(f"/rooms/{room.room_id}/schedule/")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Kathmandu")
    page.get_by_label("Title").fill("Without script")
    fill_times(page, "2027-05-05", "15:00", "14:00")
    page.get_by_label("Email addresses").fill(cai.email)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("ends after it starts")
    page.get_by_label("To", exact=True).fill("16:00")
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_text("The session is planned, and 1 person is being told by mail.")).to_be_visible()
    made = Schedule.objects.get()
    assert f"{made.start_time:%H:%M}" == "09:15"

    invited.goto("/calendar/?date=2027-05-05")
    theirs.get_by_role("link", name="Without script").click()
    theirs.get_by_role("button", name="Accept").click()
    expect(theirs.get_by_text("You accepted.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 accepted")).to_be_visible()
    page.get_by_role("button", name=re.compile("no more")).click()
    expect(page.get_by_role("heading", name="Nobody is invited")).to_be_visible()
    # Somebody who is not invited any more is told so.
    invited.allow("410")
    theirs.reload()
    expect(theirs.get_by_text("You are not invited to this session any more.")).to_be_visible()
