"""How large a body may be, on the real server: refused by its stated length at once, else while it comes in."""

import contextlib
import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from fusemeet.bodies import BODY_BYTES, PICTURE_BYTES
from tests.live import Live

LOGIN = "/api/auth/login"
PICTURE = "/api/auth/profile/picture"
JSON = {"Content-Type": "application/json"}


def of_length(length: int) -> bytes:
    body = b'{"usernameOrEmail": "nobody", "password": "%s"}'
    return body % (b"x" * (length - len(body) + 2))


def in_pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 50_000):
        yield body[start : start + 50_000]


def is_refusal(answer: httpx.Response) -> bool:
    if answer.status_code != 413:
        return False
    told = answer.json()
    assert (told["success"], told["code"]) == (False, "too_large")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return True


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("path", "limit"),
    [
        (LOGIN, BODY_BYTES),
        ("/sign-in/", BODY_BYTES),
        ("/api/nothing-here", BODY_BYTES),
        (PICTURE, PICTURE_BYTES),
        ("/profile/picture/", PICTURE_BYTES),
        ("/api/rooms/abc-defg-hij/whiteboard/images", PICTURE_BYTES),
        ("/api/rooms/abc-defg-hij/whiteboard/images/x", BODY_BYTES),
    ],
)
def test_one_byte_more_than_the_limit_is_refused(live: Live, path: str, limit: int, chunked: bool) -> None:
    with httpx.Client(base_url=live.http(), timeout=20, headers=JSON) as client:
        for body, refused in ((of_length(limit), False), (of_length(limit + 1), True)):
            answer = client.post(path, content=in_pieces(body) if chunked else body)
            assert is_refusal(answer) == refused, (len(body), answer.status_code)
        assert client.get("/actuator/alive").status_code == 200


def raw_answer(live: Live, *headers: str) -> tuple[int, dict[str, object]]:
    """To a request of which no body was sent at all."""
    with socket.create_connection(("localhost", live[0].port), timeout=15) as raw:
        head = [f"POST {LOGIN} HTTP/1.1", f"Host: localhost:{live[0].port}", *headers]
        raw.sendall("\r\n".join([*head, "", ""]).encode())
        answer = b""
        while part := raw.recv(65536):
            answer += part
    status, _, body = answer.partition(b"\r\n\r\n")
    return int(status.split()[1]), json.loads(body)


def test_a_stated_length_is_refused_before_anything_of_it_is_sent(live: Live) -> None:
    status, told = raw_answer(live, "Content-Type: application/json", "Content-Length: 99999999999")
    assert (status, told["code"]) == (413, "too_large")
    status, told = raw_answer(live, "Expect: 100-continue", f"Content-Length: {BODY_BYTES + 1}")
    assert (status, told["code"]) == (413, "too_large"), "and the client is not asked for it"


def test_who_sends_on_without_an_end_is_cut_off(live: Live) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 400 * 1024 * 1024:
            sent += 256 * 1024
            yield b"x" * 256 * 1024

    with httpx.Client(base_url=live.http(), timeout=20, headers=JSON) as client:
        # The answer may be lost to whoever does not stop.
        with contextlib.suppress(httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
            assert is_refusal(client.post(LOGIN, content=endless()))
    assert sent < 100 * 1024 * 1024
