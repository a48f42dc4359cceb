"""B2, B4, B7, B8, B11, B13: what comes in does no harm, however it is made."""

import ast
import base64
import contextlib
import functools
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from channels.consumer import AsyncConsumer
from django import forms
from django.core.exceptions import ValidationError
from rest_framework import serializers
from rest_framework.test import APIClient

from accounts.validators import clean_full_name, validate_phone, validate_username
from signaling import decoding, registry, rtc
from signaling.bus import Bus
from signaling.connection import SocketConsumer
from signaling.consumers import PEER, RoomConsumer
from signaling.documents.lane import DocumentLane
from signaling.hub import Hub
from signaling.outbox import Outbox
from signaling.socket import Socket
from tests.fuzz.frames import HANDLERS
from tests.live import Live
from tests.ws import Refused, RoomClient, SocketClosed

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "fusemeet",
    "accounts",
    "mailing",
    "signaling",
    "rooms",
    "questions",
    "scheduling",
    "whiteboard",
    "playback",
)


# --- B2 -----------------------------------------------------------------------------------------------------------


def handler_names() -> list[str]:
    """What a message could be dispatched to in channels and in our own code."""
    kinds = (RoomConsumer, SocketConsumer, Hub, Bus, Socket, Outbox, DocumentLane, AsyncConsumer)
    methods = {name for kind in kinds for name in dir(kind)}
    dotted = {name.replace("_", ".") for name in methods}
    shouted = {name.upper() for name in registry.events}
    names = (
        methods | dotted | shouted | set(HANDLERS) | set(registry.server_events)
    ) - registry.events.keys()
    return sorted(name for name in names if len(name) < 200)


def test_b2_no_name_of_a_handler_reaches_one(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    room, cai = make_room(), make_user(account_type="CANDIDATE")
    names = handler_names()
    assert len(names) >= 200
    with RoomClient.enter(live, room.room_id, room.interviewer, process=1) as victim:
        while names:
            attacker = RoomClient.enter(live, room.room_id, cai)
            batch, names = names[:29], names[29:]
            for name in batch:
                with pytest.raises(Refused, match="unknown_type"):
                    attacker.send(name, userId=str(victim.user.pk), message="x")
            attacker.close()
        victim.send("ping")
        assert {event["type"] for event in victim.drain()} <= {"pong", "join", "leave", "presence"}


# --- B4 -----------------------------------------------------------------------------------------------------------

DEEP = (
    "[" * 1000,
    "[" * 1000 + "]" * 1000,
    '{"a":' * 1000 + "1" + "}" * 1000,
    "[" * 100_000,
    "[" * 33 + "]" * 33,
)


@pytest.mark.django_db
@pytest.mark.parametrize("body", DEEP, ids=range(len(DEEP)))
def test_b4_deep_json_is_a_bad_request(
    body: str, api: Callable[..., APIClient], make_user: Callable[..., Any]
) -> None:
    client = api(make_user())
    for method, path in (
        ("POST", "/api/rooms/create"),
        ("PUT", "/api/auth/profile"),
        ("POST", "/api/auth/login"),
    ):
        answer = client.generic(method, path, body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")


def test_b4_deep_json_on_the_socket_is_an_error_for_its_sender_alone(
    live: Live, make_room: Callable[..., Any]
) -> None:
    room = make_room()
    with RoomClient.enter(live, room.room_id, room.interviewer) as client:
        for body in DEEP:
            client.send_raw(f'{{"type":"chat","message":{body}}}')
            client.expect_error("bad_json")
        client.send("ping")


# --- B7 -----------------------------------------------------------------------------------------------------------

# Who may ask another machine for something, and what; the address is never one that a visitor gave.
FETCHERS = {
    "accounts": "the OpenID provider that the operator configured",
    "mailing": "certificates of Amazon's notification service, from its own hosts",
}
CLIENTS = {
    "requests",
    "httpx",
    "urllib.request",
    "urllib3",
    "http.client",
    "aiohttp",
    "socket",
    "ftplib",
    "boto3",
}


def test_b7_only_these_parts_ever_ask_another_machine() -> None:
    """Without a server-side fetch of what visitors name there is nothing to forge."""
    found: dict[str, set[str]] = {}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module:
                    names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                if {name for name in names if name in CLIENTS or name.startswith(("requests.", "authlib."))}:
                    found.setdefault(app, set()).add(path.name)
    found.pop("fusemeet", None)  # the supervisor, the certificate and the server listen; they fetch nothing
    assert found.keys() <= FETCHERS.keys(), f"modules that may fetch: {found}"


# --- B8 -----------------------------------------------------------------------------------------------------------


def test_b8_a_turn_credential_lasts_an_hour_and_names_its_person(settings: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:turn.example.org:3478"], "shared"
    turn = rtc.ice_servers(person="42")[-1]
    expiry, _, person = turn["username"].partition(":")
    assert person == "42" and 3590 <= int(expiry) - time.time() <= 3600
    digest = hmac.new(b"shared", turn["username"].encode(), hashlib.sha1).digest()
    assert turn["credential"] == base64.b64encode(digest).decode()


# --- B11 ----------------------------------------------------------------------------------------------------------

SIZE = 100_000
EVIL = {
    "letters": "a" * SIZE,
    "digits": "1" * SIZE,
    "ats": "a@" * (SIZE // 2),
    "dots": "a." * (SIZE // 2),
    "dashes": "-" * SIZE + "!",
    "blanks": " " * SIZE + "x",
    "brackets": "(" * SIZE,
    "mail": "a" * SIZE + "@" + "a." * 10 + "b!",
    "host": "a@" + "a-" * (SIZE // 2) + "!",
    "quotes": '"' + "\\a" * (SIZE // 2),
    "marks": "e" + "\u0301" * SIZE,
    "agent": "Mozilla/5.0 (" * (SIZE // 13),
    "hidden": "\u200b" * SIZE,
}
MOST_SECONDS = 0.05
TEXTS = (serializers.CharField, serializers.IntegerField, serializers.DateTimeField)


def seconds(work: Callable[[], Any]) -> float:
    """The fastest of ten: what else the machine does is not measured."""
    best = 10.0
    for _ in range(10):
        started = time.thread_time()
        with contextlib.suppress(ValidationError, serializers.ValidationError, ValueError):
            work()
        best = min(best, time.thread_time() - started)
        if best < MOST_SECONDS:
            break
    return best


def every(kind: type) -> list[type]:
    found = [each for child in kind.__subclasses__() for each in [child, *every(child)]]
    return sorted({each for each in found if each.__module__.split(".")[0] in APPS}, key=str)


def checks() -> dict[str, Callable[[str], Any]]:
    """Everything that looks at a text with an expression: REST fields, form fields, and our own readers."""
    found: dict[str, Callable[[str], Any]] = {
        "user name": validate_username,
        "phone": validate_phone,
        "name": clean_full_name,
        "client id": decoding.CLIENT_ID.fullmatch,
        "peer": PEER.fullmatch,
    }
    for shape in every(serializers.Serializer):
        for name, field in shape().fields.items():
            if isinstance(field, TEXTS) and not field.read_only:
                found[f"{shape.__name__}.{name}"] = field.run_validation
    for form in every(forms.BaseForm):
        for name, box in getattr(form, "base_fields", {}).items():
            found[f"{form.__name__}.{name}"] = box.clean
    return found


@pytest.mark.django_db
def test_b11_no_field_takes_long_over_any_text() -> None:
    slow = {}
    tried = checks()
    assert len(tried) >= 40
    for name, check in tried.items():
        for what, text in EVIL.items():
            if (taken := seconds(functools.partial(check, text))) >= MOST_SECONDS:
                slow[f"{name}, {what}"] = f"{taken:.3f} s"
    assert not slow


@pytest.mark.django_db
@pytest.mark.parametrize("what", EVIL)
def test_b11_no_header_takes_long(what: str) -> None:
    header = EVIL[what].encode("utf-8").decode("latin-1")

    def ask() -> None:
        for name in ("HTTP_USER_AGENT", "HTTP_AUTHORIZATION", "HTTP_ACCEPT_LANGUAGE", "HTTP_X_FORWARDED_FOR"):
            APIClient().get("/api/auth/check", **{name: header})

    ask()
    assert seconds(ask) < 4 * MOST_SECONDS


# --- B13 ----------------------------------------------------------------------------------------------------------


def test_b13_a_flood_of_offers_is_limited_and_others_signals_pass(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    room, cai, eve = make_room(), make_user(account_type="CANDIDATE"), make_user(account_type="CANDIDATE")
    with (
        RoomClient.enter(live, room.room_id, room.interviewer, media=True) as ada,
        RoomClient.enter(live, room.room_id, cai, media=True) as other,
        RoomClient.enter(live, room.room_id, eve, media=True) as flood,
    ):

        def signal() -> float:
            started = time.monotonic()
            ada.send("ice-candidate", to=other.peer, candidate=None, pair="p")
            other.expect("ice-candidate")
            return time.monotonic() - started

        quiet = sorted(signal() for _ in range(20))[18]
        offer = json.dumps({"type": "offer", "to": ada.peer, "sdp": "v=0" + "x" * 4000, "pair": "p"})
        waits = []
        try:
            for _ in range(100):
                for _ in range(20):
                    flood.send_raw(offer)
                waits.append(signal())
            code = flood.wait_closed()
        except SocketClosed as closed:
            code = closed.code
        assert code in {4429, 1006}
        assert sorted(waits)[int(len(waits) * 0.95)] < max(0.2, 10 * quiet), "others are heard as before"
        ada.drain()
        large = {"to": other.peer, "pair": "p", "sdp": "x" * 65_537}
        with pytest.raises((Refused, SocketClosed)):
            ada.send("offer", **large)
        other.hears_nothing("offer")
