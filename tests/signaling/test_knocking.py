"""An address that fails handshake after handshake is refused for the rest of the minute, and no other."""

import pytest
from django.core.cache import caches

from signaling import knocking


@pytest.fixture(autouse=True)
def fresh(settings):
    settings.FAILED_HANDSHAKES_PER_MINUTE = 20
    caches["strict"].clear()


def scope(client="192.0.2.7", forwarded=None):
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"client": (client, 1), "headers": headers}


def test_twenty_failures_are_borne_and_no_more(monkeypatch):
    monkeypatch.setattr(knocking.time, "time", lambda: 6000.0)
    for _ in range(20):
        assert not knocking.is_worn_out("192.0.2.7")
        knocking.count_failure("192.0.2.7")
    assert knocking.is_worn_out("192.0.2.7")
    assert not knocking.is_worn_out("192.0.2.8")
    monkeypatch.setattr(knocking.time, "time", lambda: 6060.0)
    assert not knocking.is_worn_out("192.0.2.7")


def test_an_ipv6_network_is_one_client_and_a_forged_header_is_not_believed(settings):
    settings.TRUSTED_PROXIES = 0
    assert knocking.network(scope("2001:db8::1")) == knocking.network(scope("2001:db8::2"))
    assert knocking.network(scope("2001:db8:0:1::1")) != knocking.network(scope("2001:db8::1"))
    assert knocking.network(scope(forwarded="198.51.100.1")) == "192.0.2.7"
    settings.TRUSTED_PROXIES = 1
    assert knocking.network(scope(forwarded="203.0.113.9, 198.51.100.1")) == "198.51.100.1"


@pytest.mark.django_db(transaction=True)
def test_the_server_refuses_a_good_handshake_after_too_many_bad_ones(make_room):
    from websockets.exceptions import InvalidStatus

    from tests.live import running
    from tests.ws import RoomClient

    room = make_room()
    with running(1, FAILED_HANDSHAKES_PER_MINUTE="3") as live:
        for _ in range(3):
            with pytest.raises(InvalidStatus):
                RoomClient.connect(live, room.room_id, token="nonsense")
        with pytest.raises(InvalidStatus):
            RoomClient.enter(live, room.room_id, room.interviewer)
