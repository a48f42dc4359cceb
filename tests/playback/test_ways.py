"""The ways to a recording, from the dashboard and from a room that has ended, for those who may see it."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from rooms.grants import give_grant
from rooms.models import Room
from tests.playback.conftest import Cast
from tests.ws import access_token

pytestmark = pytest.mark.django_db


def browser(who: Any) -> Client:
    client = Client(headers={"accept": "text/html,*/*"})
    client.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(who)
    return client


def shows(cast: Cast, who: Any, path: str, page: str) -> bool:
    address = f'href="/rooms/{cast.room.room_id}/{page}/"'
    return address.encode() in browser(who).get(path).content


def test_the_dashboard_leads_those_to_a_recording_who_may_see_it(cast: Cast):
    for host in (cast.ada, cast.ida):
        assert shows(cast, host, "/dashboard/", "playback")
    assert not shows(cast, cast.cai, "/dashboard/", "playback")
    grant = give_grant(member=cast.owner(), user_id=str(cast.cai.pk), ability="playback")
    assert shows(cast, cast.cai, "/dashboard/", "playback")
    type(grant).objects.update(until="2020-01-01T00:00:00Z")
    assert not shows(cast, cast.cai, "/dashboard/", "playback")
    cast.allow(allowParticipantPlayback=True)
    assert shows(cast, cast.cai, "/dashboard/", "playback")


def test_of_a_room_that_has_ended_the_dashboard_keeps_what_can_still_be_watched(cast: Cast):
    Room.objects.filter(pk=cast.room.pk).update(is_active=False)
    for host in (cast.ada, cast.ida):
        assert shows(cast, host, "/dashboard/", "playback") and shows(cast, host, "/dashboard/", "report")
    page = browser(cast.cai).get("/dashboard/").content
    assert cast.room.room_id.encode() not in page
    cast.allow(allowParticipantPlayback=True)
    assert shows(cast, cast.cai, "/dashboard/", "report")


def test_the_page_of_an_ended_room_leads_to_them_too(cast: Cast):
    Room.objects.filter(pk=cast.room.pk).update(is_active=False)
    path = f"/rooms/{cast.room.room_id}/"
    for page in ("playback", "report"):
        assert shows(cast, cast.ada, path, page) and shows(cast, cast.ida, path, page)
        assert not shows(cast, cast.cai, path, page)
    cast.allow(allowParticipantPlayback=True)
    assert shows(cast, cast.cai, path, "playback")
