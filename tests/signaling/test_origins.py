"""Which handshakes are taken at all: the page's own origin in scheme, host and port, and headers without tricks."""

import importlib.metadata
import secrets
import socket
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.live import Live, Server
from tests.ws import access_token

HERE = "https://meet.example.org"
FOREIGN = {
    "another site": "https://evil.com",
    "a sandboxed page": "null",
    "a file": "file://",
    "a name that only begins like ours": "https://meet.example.org.evil.com",
    "another scheme": "http://meet.example.org",
    "another port": "https://meet.example.org:8443",
    "a part of our domain": "https://other.meet.example.org",
    "the host without a scheme": "meet.example.org",
    "no origin at all": None,
}


@pytest.fixture(scope="module")
def production(django_db_setup: None, django_db_blocker) -> Iterator[Live]:
    """A process as an operator runs it, on an https address."""
    environment = {
        "DEBUG": "0",
        "SITE_URL": HERE,
        "TRUSTED_PROXIES": "1",
        "EMAIL_URL": "smtp://localhost",
        "SECRET_KEY": secrets.token_urlsafe(64),
    }
    with django_db_blocker.unblock():
        server = Server(environment=environment)
        server.start()
    yield Live([server])
    server.discard()


@pytest.fixture
def cookie(production: Live, transactional_db: None, make_user, settings) -> dict[str, str]:
    """Somebody signed in, whom a foreign page would act for."""
    settings.SECRET_KEY = production[0].environment["SECRET_KEY"]
    return {"Cookie": f"__Host-access={access_token(make_user('ada'))}"}


def knock(live: Live, headers: dict[str, str], origin: str | None, query: str = "") -> int:
    """The status that a handshake with these headers gets."""
    try:
        with connect(
            f"{live.ws()}/ws/me/{query}",
            additional_headers=headers,
            origin=origin,  # type: ignore[arg-type]
            proxy=None,
            open_timeout=10,
            close_timeout=1,
        ):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_our_own_origin_is_let_in(production: Live, cookie) -> None:
    assert knock(production, cookie, HERE) == 101


@pytest.mark.parametrize("origin", FOREIGN.values(), ids=FOREIGN.keys())
def test_every_other_origin_is_refused(production: Live, cookie, origin: str | None) -> None:
    assert knock(production, cookie, origin) == 403


def test_a_ticket_is_in_no_log(production: Live, cookie) -> None:
    assert knock(production, {}, HERE, "?ticket=5ec4e7") == 403
    assert knock(production, cookie, HERE, "?peer=5ec4e7-5ec4e7") == 101
    assert "5ec4e7" not in production[0].log()


def raw_status(live: Live, value: bytes, name: bytes = b"X-Odd") -> int:
    """The status of a handshake whose header has this value."""
    lines = [
        b"GET /ws/me/ HTTP/1.1",
        b"Host: localhost",
        b"Connection: Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        name + b": " + value,
    ]
    with socket.create_connection(("127.0.0.1", live[0].port), timeout=5) as raw:
        raw.sendall(b"\r\n".join([*lines, b"", b""]))
        return int(raw.recv(64).split()[1])


@pytest.mark.parametrize(
    "byte", [b"\x0b", b"\x0c", b"\x1c", b"\x1d", b"\x1e", b"\x85", b"\x00", b"\x7f", b"\xc2\x85"]
)
@pytest.mark.parametrize("name", [b"X-Odd", b"Cookie", b"Sec-WebSocket-Protocol"])
def test_a_control_character_in_a_header_is_a_bad_request(live: Live, byte: bytes, name: bytes) -> None:
    assert raw_status(live, b"a" + byte + b"Origin: https://evil.com", name) == 400


@pytest.mark.parametrize("value", ["plain", "tab\there", "Ångström", "日本"])
def test_other_letters_are_no_control_characters(live: Live, value: str) -> None:
    assert raw_status(live, value.encode()) == 403, "nobody is signed in"


def test_daphne_is_one_without_the_two_known_holes() -> None:
    version = tuple(int(part) for part in importlib.metadata.version("daphne").split(".")[:3])
    assert version >= (4, 2, 2)
