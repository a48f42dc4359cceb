"""The pages of a recording: the player's shell, for its people and behind a link, the report, what stands instead."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from playback import report as reports
from playback.models import PlaybackLink
from questions.models import Question
from rooms.models import Room
from rooms.passes import GUEST_COOKIE
from rooms.policy import Role
from tests.playback.conftest import Cast
from tests.playback.session import Session
from tests.ws import access_token

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
BOX = {
    "base": {"type": "rectangle", "seed": 1},
    "place": {"x": 0, "y": 0, "width": 90, "height": 20, "angle": 0},
    "style": {"strokeColor": "#1971c2"},
}


def browser(cast: Cast, who: Any = None) -> Client:
    client = Client(headers={"accept": "text/html,*/*"})
    if who is cast.gil and who is not None:
        client.cookies[GUEST_COOKIE] = cast.gils_token
    elif who is not None:
        client.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(who)
    return client


def playback(cast: Cast) -> str:
    return f"/rooms/{cast.room.room_id}/playback/"


def report(cast: Cast) -> str:
    return f"/rooms/{cast.room.room_id}/report/"


def data_of(page: Any) -> dict[str, Any]:
    found = re.search(
        r'<script id="playback-data" type="application/json">(.*?)</script>', page.content.decode(), re.S
    )
    assert found, page.content
    return json.loads(found[1])


def text_of(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


# --- the player


def test_the_shell_tells_the_script_where_everything_is(cast: Cast, session: Session):
    session.join(cast.ada)
    page = browser(cast, cast.ada).get(playback(cast))
    assert page.status_code == 200 and b'<div id="playback" data-room-id=' in page.content
    assert data_of(page) == {
        "base": cast.base,
        "roomName": "Backend interview",
        "shared": False,
        "exportUrl": f"{cast.base}/export",
        "reportUrl": report(cast),
        "linksUrl": f"{cast.base}/links",
        "backUrl": f"/rooms/{cast.room.room_id}/",
    }
    cast.allow(allowParticipantPlayback=True)
    for other in (cast.cai, cast.gil):
        assert data_of(browser(cast, other).get(playback(cast)))["linksUrl"] is None
    Room.objects.filter(pk=cast.room.pk).update(is_active=False)
    assert data_of(browser(cast, cast.ada).get(playback(cast)))["backUrl"] == "/dashboard/"


@pytest.mark.parametrize("address", [playback, report])
def test_the_pages_are_for_who_may_play_back(cast: Cast, session: Session, address: Any):
    session.join(cast.ada)
    path = address(cast)
    assert browser(cast).get(path)["Location"].startswith("/sign-in/?next=%2Frooms%2F")
    assert [browser(cast, who).get(path).status_code for who in (cast.ada, cast.ida)] == [200, 200]
    assert [browser(cast, who).get(path).status_code for who in (cast.cai, cast.gil)] == [403, 403]
    assert browser(cast, cast.sam).get(path).status_code == 404
    assert browser(cast, cast.ada).post(path).status_code == 405
    cast.allow(allowParticipantPlayback=True)
    assert [browser(cast, who).get(path).status_code for who in (cast.cai, cast.gil)] == [200, 200]


def test_a_link_opens_a_shell_without_ways_into_the_room(cast: Cast, session: Session):
    session.join(cast.ada)
    link = cast.client(cast.ada).post(f"{cast.base}/links").json()
    path = link["url"].removeprefix(settings.SITE_URL)
    for client in (browser(cast), browser(cast, cast.ada)):
        page = client.get(path)
        token = path.split("/")[2]
        assert page.status_code == 200
        assert data_of(page) == {
            "base": f"/api/playback/{token}", "roomName": "Backend interview", "shared": True, "exportUrl": None,
            "reportUrl": None, "linksUrl": None, "backUrl": None,
        }  # fmt: skip
        assert not page.cookies, "nobody is asked who they are"
    PlaybackLink.objects.update(revoked_at=timezone.now())
    page = browser(cast).get(path)
    assert page.status_code == 410 and "taken back" in text_of(page) and not page.cookies
    assert b"Backend interview" not in page.content
    PlaybackLink.objects.update(revoked_at=None, expires_at=timezone.now())
    page = browser(cast).get(path)
    assert page.status_code == 410 and "has run out" in text_of(page)
    assert browser(cast).get("/playback/" + "x" * 22 + "/").status_code == 404


def test_names_in_the_shell_are_data(cast: Cast, session: Session):
    session.join(cast.ada)
    Room.objects.filter(pk=cast.room.pk).update(room_name=HOSTILE)
    page = browser(cast, cast.ada).get(playback(cast))
    assert data_of(page)["roomName"] == HOSTILE and b"<script>alert" not in page.content


def test_where_nothing_has_happened_the_pages_say_so(cast: Cast, session: Session):
    page = browser(cast, cast.ada).get(playback(cast))
    assert page.status_code == 200 and "Nothing has happened yet" in text_of(page)
    assert "Nobody was in the room" in text_of(browser(cast, cast.ada).get(report(cast)))


def test_where_nothing_was_recorded_the_pages_say_why(cast: Cast, session: Session):
    session.record(False).join(cast.ada).type(cast.ada, "a")
    link = cast.client(cast.ada).post(f"{cast.base}/links").json()
    for path in (playback(cast), report(cast)):
        page = browser(cast, cast.ada).get(path)
        assert page.status_code == 200 and "Nothing was recorded" in text_of(page)
    page = browser(cast).get(link["url"].removeprefix(settings.SITE_URL))
    assert page.status_code == 200 and "Nothing was recorded" in text_of(page)
    assert "sign" not in text_of(page).lower().replace("design", ""), "nothing asks who they are"


# --- the report


def test_the_report_has_everything_that_happened(cast: Cast, session: Session):
    session.join(cast.ada, Role.OWNER).join(cast.gil).at(30).leave(cast.gil).at(90).join(cast.gil)
    session.at(100).type(cast.gil, "def f():\n    return 1\n").draw(cast.ada, "box", **BOX)
    session.language(cast.ada, "python").say(cast.gil, "done").whisper(cast.ada, cast.cai, "for Cai")
    session.at(3700).leave(cast.gil)
    Question.objects.create(room=cast.room, question="Reverse a list", difficulty="EASY", is_visible=True)
    page = browser(cast, cast.ada).get(report(cast))
    text, html = text_of(page), page.content.decode()
    assert "Backend interview" in text and "1 h 2 min" in text
    assert '<time datetime="2026-11-20T14:00:00+00:00" data-when="dated">Fri 20 Nov 2026, 14:00 UTC' in html
    assert "Gil guest Candidate 0:01 – 0:30, 1:30 – 1:01:40 1 h" in text
    assert "Ada Park Owner 0:00 – end" in text
    assert "python, 2 lines" in text and html.count('<span class="report-line">') == 2
    assert "    return 1" in html
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in html and "#1971c2" in html
    assert "Reverse a list" in text and "Easy · General · shown" in text
    assert "Gil done" in text and "Ada Park to Cai alone for Cai" in text
    assert f'href="{cast.base}/export"' in html and f'href="{playback(cast)}"' in html


def test_what_people_wrote_is_text_in_the_report(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, HOSTILE).say(cast.ada, HOSTILE)
    style = {"strokeColor": '"><script>alert(3)</script>'}
    session.draw(cast.ada, "e1", **{**BOX, "style": style})
    session.draw(
        cast.ada,
        "e2",
        base={"type": "text", "seed": 1},
        place=BOX["place"],
        text={"text": HOSTILE, "fontSize": 20},
    )
    Question.objects.create(room=cast.room, question=HOSTILE, category=HOSTILE[:50], is_visible=True)
    Room.objects.filter(pk=cast.room.pk).update(room_name=HOSTILE, description=HOSTILE)
    html = browser(cast, cast.ada).get(report(cast)).content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert html.count("&lt;script&gt;alert(1)") >= 6


def test_a_page_of_the_board_that_is_too_large_to_print_is_said_to_be(
    cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
):
    session.join(cast.ada).draw(cast.ada, "box", **BOX)
    page = browser(cast, cast.ada).get(report(cast))
    assert "too large to print" not in text_of(page) and "#1971c2" in page.content.decode()
    monkeypatch.setattr(reports, "MOST_DRAWN", 50)
    page = browser(cast, cast.ada).get(report(cast))
    assert "too large to print" in text_of(page) and "#1971c2" not in page.content.decode()


def test_the_report_tells_what_was_not_recorded(cast: Cast, session: Session):
    session.join(cast.ada).record(False).at(60).record(True).say(cast.ada, "again")
    text = text_of(browser(cast, cast.ada).get(report(cast)))
    assert "The recording was off from 0:01 to 1:00." in text


def test_the_report_works_without_script_and_prints_without_what_is_clicked(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, "x" * 500)
    page = browser(cast, cast.ada).get(report(cast))
    body = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert "<script" not in body and "onclick" not in body
    from django.conf import settings as site

    css = (site.BASE_DIR / "frontend/src/styles/pages/report.css").read_text()
    printed = css.split("@media print", 1)[1]
    for hidden in (".site-header", ".site-footer", ".report-actions"):
        assert hidden in printed
    assert "break-inside: avoid" in printed and "color: #000000" in printed


def test_an_app_adds_a_section_for_those_it_is_for(
    cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reports, "_sections", {})
    session.join(cast.ada)
    cast.allow(allowParticipantPlayback=True)

    def read(viewer: Any) -> dict[str, Any] | None:
        return {"shown": [{"title": "A section's own words", "svg": None}]} if viewer.is_host else None

    reports.section("sketches", "Sketches", "playback/nothing_drawn_in_tests.html", read)
    found = reports.report_of(reports_viewer(cast, cast.ada))
    assert [(part.name, part.title, part.content is not None) for part in found.sections] == [
        ("sketches", "Sketches", True)
    ]
    assert reports.report_of(reports_viewer(cast, cast.cai)).sections == []


def reports_viewer(cast: Cast, who: Any) -> Any:
    from playback.viewers import viewer_for
    from rooms.people import someone

    return viewer_for(someone(who), cast.room.room_id)
