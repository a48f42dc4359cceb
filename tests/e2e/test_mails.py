"""The HTML of the mails in a real browser: wide and narrow, light and dark, everything fits and can be read."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.letters import queue_verification
from mailing.outbox import queue
from rooms.access import Member, member_of
from rooms.sharing import share_room
from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session, change_session, plan_sessions
from scheduling.reminders import DAY, SOON, remind_due

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
FOLDER = Path(__file__).resolve().parents[2] / "var" / "screenshots"
LONG = "A very long name of a room without any end, " + "x" * 50

# Contrast of each text with the nearest ground behind it, as WCAG 2.2 computes it.
LEAST_CONTRAST = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = channels(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll("h1, p, a, td, strong")].filter((e) =>
    [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length);
  return texts.map((e) => {
    const [a, b] = [light(channels(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), e.textContent.trim().slice(0, 40)];
  }).sort((x, y) => x[0] - y[0])[0];
}"""


@pytest.fixture
def mails(make_user: Callable[..., Any], make_room: Callable[..., Any], outbox_mails: Any) -> dict[str, str]:
    """HTML by name."""
    caches["strict"].clear()  # one address gets no more than two invitations an hour
    queue_verification(user=make_user("grace", full_name="Grace Hopper", verified=False))
    ada = make_user("ada", full_name="Ada Lovelace")
    member = member_of(make_room(ada, name=LONG[:100]), ada)
    assert member is not None
    share_room(member=member, identifier="cai@example.org", invite_type="CANDIDATE")
    queue("accounts.reset-password", email=ada.email)
    queue("accounts.two-factor-on", user=ada.pk)
    names = ("verification", "invitation", "reset", "notice")
    found = {name: str(mail.alternatives[0][0]) for name, mail in zip(names, outbox_mails(), strict=True)}
    return found | session_mails(member, outbox_mails)


def session_mails(member: Member, outbox_mails: Any) -> dict[str, str]:
    """Of a session from its invitation to its cancellation, with words as long as a host may write them."""
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=9)
    length = timedelta(hours=1)
    times: dict[str, Any] = {"start": start, "end": start + length, "timezone": "Europe/Berlin"}
    came: dict[str, str] = {}

    def keep(name: str) -> None:
        came[name] = str(outbox_mails()[-1].alternatives[0][0])

    planned = plan_sessions(
        member=member, title=LONG, emails=["kit@example.org"], notes="Bring a pen.\n" + LONG, **times
    )
    keep("session-invited")
    one: dict[str, Any] = {"host": member.user, "schedule_id": planned[0].pk}
    change_session(
        **one, changes={"start": start + length, "end": start + 2 * length, "title": "Second talk"}
    )
    keep("session-changed")
    for turn in (DAY, SOON):
        at = timezone.now() + turn.before - timedelta(seconds=30)
        Schedule.objects.update(start_time=at, created_at=at - timedelta(days=30))
        Invite.objects.update(told={**(Invite.objects.get().told or {}), "at": "2020-01-01T00:00:00+00:00"})
        remind_due()
        keep(f"session-reminder-{turn.name}")
    cancel_session(**one)
    keep("session-cancelled")
    later = {**times, "start": start + 24 * length, "end": start + 25 * length}
    plan_sessions(member=member, title="Seminar", emails=["lea@example.org"], repeat_count=4, **later)
    keep("session-series")
    return came


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 700])
def test_a_mail_fits_and_can_be_read(browser: Browser, mails: dict[str, str], width: int, theme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, html in mails.items():
        page.set_content(html)
        page.screenshot(path=FOLDER / f"mail-{name}-{width}-{theme}.png", full_page=True)
        assert page.locator("body").inner_text().startswith("FuseMeet")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        contrast, text = page.evaluate(LEAST_CONTRAST)
        assert contrast >= 4.5, f"{name}: {text!r} has a contrast of {contrast:.2f}"
        for button in page.locator(".button a, .second a").all():
            box = button.bounding_box()
            assert box is not None and box["height"] >= 44
        ground = page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
        assert ground == ("rgb(23, 28, 37)" if theme == "dark" else "rgb(255, 255, 255)")
    assert asked == [], "a mail fetches nothing"
    context.close()
