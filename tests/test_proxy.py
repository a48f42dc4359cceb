"""A production process behind the real nginx with our configuration: pages, sign-in, sockets, and what stays inside."""

import contextlib
import io
import os
import secrets
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from accounts.models import UserSession
from fusemeet.certificate import names_of_this_machine, write_certificate
from tests.conftest import PASSWORD
from tests.live import Server
from tests.services import answers, free_port, program, stop, wait_until
from tests.ws import RoomClient

ROOT = Path(__file__).resolve().parent.parent
NGINX = program("nginx")
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")

FRAME = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
    {front}
}}
"""
# A proxy of the operator's own, where TLS ends.
FRONT = """
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/tls/cert.pem;
        ssl_certificate_key {folder}/tls/key.pem;
        location / {{
            proxy_pass http://127.0.0.1:{inner};
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
    }}
"""


@dataclass
class Site:
    """What people reach: nginx's port."""

    port: int

    def http(self, process: int = 0) -> str:
        return f"http://localhost:{self.port}"

    def ws(self, process: int = 0) -> str:
        return f"ws://localhost:{self.port}"


@pytest.fixture
def site(transactional_db: None, tmp_path: Path) -> Iterator[Site]:
    """nginx alone, as in compose.yaml."""
    site = Site(free_port())
    with behind_nginx(site, tmp_path, SITE_URL=site.http(), TRUSTED_PROXIES="1"):
        yield site


@pytest.fixture
def two_hops(transactional_db: None, tmp_path: Path) -> Iterator[tuple[Site, str]]:
    """nginx, and the address of another proxy in front of it, where TLS ends."""
    site, outer = Site(free_port()), free_port()
    write_certificate(tmp_path / "tls", names_of_this_machine("127.0.0.1"))
    front = FRONT.format(folder=tmp_path, port=outer, inner=site.port)
    address = f"https://localhost:{outer}"
    with behind_nginx(site, tmp_path, front, SITE_URL=address, TRUSTED_PROXIES="2"):
        yield site, address


@contextlib.contextmanager
def behind_nginx(site: Site, tmp_path: Path, front: str = "", **environment: str) -> Iterator[None]:
    production = {
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ADMIN_PATH": "control-room/",
        "EMAIL_URL": f"file://{tmp_path}/mail",
        **environment,
    }
    server = Server(environment=production)
    conf = (ROOT / "deploy/nginx.conf").read_text()
    conf = conf.replace("web:8000", f"127.0.0.1:{server.port}").replace(
        "listen 80;", f"listen 127.0.0.1:{site.port};"
    )
    conf = conf.replace("/dev/stdout", f"{tmp_path}/access.log")
    (tmp_path / "site.conf").write_text(conf)
    # As root its workers would be nobody, who may not keep a large body in this folder.
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(FRAME.format(folder=tmp_path, user=user, front=front))
    server.start(wait=False)
    log = tmp_path / "error.log"
    log.touch()
    assert NGINX is not None
    nginx = subprocess.Popen([NGINX, "-c", str(tmp_path / "nginx.conf"), "-e", str(log)])
    try:
        wait_until(lambda: answers(site.port), nginx, log)
        server.wait()
        yield
    finally:
        stop(nginx)
        server.discard()


def test_people_come_in_through_the_proxy(
    site: Site, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    ada = make_user("ada")
    room = make_room(ada)
    with httpx.Client(base_url=site.http(), headers={"X-Forwarded-For": "6.6.6.6"}, timeout=20) as browser:
        assert browser.get("/").status_code == 200
        answer = browser.post("/api/auth/login", json={"usernameOrEmail": "ada", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        assert UserSession.objects.get(user=ada).address == "127.0.0.1", (
            "what a client claims ends at the proxy"
        )
        token = browser.cookies["access"]
        headers = {"Authorization": f"Bearer {token}"}
        assert browser.post(f"/api/rooms/{room.room_id}/join", json={}, headers=headers).status_code == 200

    with RoomClient.connect(site, room.room_id, token=token) as socket:  # type: ignore[arg-type]
        socket.send("chat", message="through the proxy")
        socket.expect("chat", message="through the proxy")


def test_two_proxies_with_tls_in_front_lose_neither_the_scheme_nor_the_address(
    two_hops: tuple[Site, str], tmp_path: Path, make_user: Callable[..., Any]
) -> None:
    inner, address = two_hops
    ada = make_user("ada")
    trust = ssl.create_default_context(cafile=str(tmp_path / "tls/cert.pem"))
    person = httpx.HTTPTransport(local_address="127.0.0.2", verify=trust)
    with httpx.Client(base_url=address, transport=person, timeout=20) as browser:
        browser.headers["X-Forwarded-For"] = "6.6.6.6, 7.7.7.7"
        answer = browser.get("/")
        assert answer.status_code == 200, "no redirect to where they are"
        assert "Strict-Transport-Security" in answer.headers
        signed_in = browser.post("/api/auth/login", json={"usernameOrEmail": "ada", "password": PASSWORD})
        assert signed_in.status_code == 200, signed_in.text
        assert UserSession.objects.get(user=ada).address == "127.0.0.2", "neither a claim nor the proxy's"
    with httpx.Client(base_url=inner.http(), timeout=20) as unencrypted:
        for claim in ({}, {"X-Forwarded-Proto": "http"}, {"X-Forwarded-Proto": "ftp"}):
            answer = unencrypted.get("/", headers={"Host": address.removeprefix("https://"), **claim})
            assert (answer.status_code, answer.headers["Location"]) == (301, f"{address}/")


INSIDE = [
    "/actuator/ready", "/actuator/alive", "/actuator/metrics", "/actuator/prometheus", "/actuator/", "/actuator",
    "/actuator/env", "/actuator/health/", "/actuator/health/database", "/actuator/../actuator/ready",
    "//actuator/ready", "/ACTUATOR/ready", "/%61ctuator/ready", "/metrics", "/metrics/", "/prometheus", "/flower/",
    "/flower/api/workers", "/nginx_status", "/server-status", "/dev/mail/", "/dev/", "/debug/", "/.env", "/.git/config",
    "/static/.env", "/static/../.env", "/static/%2e%2e/manage.py",
]  # fmt: skip


def raw_get(port: int, path: str) -> int:
    """The status for exactly this path, which other clients would tidy up first."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
        return int(raw.recv(64).split()[1])


def test_the_inside_stays_inside(site: Site) -> None:
    with httpx.Client(base_url=site.http(), timeout=20) as anybody:
        assert anybody.get("/actuator/health").json() == {"status": "UP"}, "and not of what parts"
        assert anybody.get("/", headers={"Host": "evil.example"}).status_code == 400
        for name in ("Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options"):
            wanted = name != "Strict-Transport-Security"  # this site is on http
            assert (name in anybody.get("/").headers) == wanted
    statuses = {path: raw_get(site.port, path) for path in INSIDE}
    assert {path: status for path, status in statuses.items() if status not in {400, 404}} == {}


def test_the_administration_is_where_the_operator_put_it_and_nowhere_else(site: Site) -> None:
    with httpx.Client(base_url=site.http(), timeout=20) as anybody:
        for path in ("/admin/", "/admin/login/", "/admin/accounts/user/"):
            assert anybody.get(path).status_code == 404
        answer = anybody.get("/control-room/")
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            "/control-room/login/?next=/control-room/",
        )
        assert anybody.get("/control-room/login/").status_code == 200


def test_the_keys_that_links_and_sockets_carry_are_in_no_log(site: Site, tmp_path: Path) -> None:
    with httpx.Client(base_url=site.http(), timeout=20) as anybody:
        anybody.get("/reset-password/?token=5ec4e7")
        for path in ("/playback/5ec4e7/", "/api/playback/5ec4e7", "/api/playback/5ec4e7/log/code?after=0"):
            assert anybody.get(path).status_code == 404
        for path in (
            "/invitations/5ec4e7/?answer=accept",
            "/api/invites/5ec4e7",
            "/calendar/feed/5ec4e7.ics",
        ):
            assert anybody.get(path).status_code == 404
    assert raw_get(site.port, "/ws/me/?ticket=5ec4e7") in {400, 404, 426}
    deadline = time.monotonic() + 5
    while "/ws/me/" not in (log := (tmp_path / "access.log").read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert '"GET /reset-password/" ' in log
    shared = ("/playback/-/", "/api/playback/-", "/api/playback/-/log/code")
    for path in (*shared, "/invitations/-/", "/api/invites/-", "/calendar/feed/-"):
        assert f'"GET {path}" ' in log
    assert "5ec4e7" not in log


def test_a_picture_from_a_telephone_passes_the_proxy(site: Site, make_user: Callable[..., Any]) -> None:
    make_user("ada")
    out = io.BytesIO()
    noise = Image.frombytes("RGB", (1200, 1200), secrets.token_bytes(1200 * 1200 * 3))
    noise.save(out, "PNG")
    assert len(out.getvalue()) > 4_000_000
    with httpx.Client(base_url=site.http(), timeout=20) as client:
        signed_in = client.post("/api/auth/login", json={"usernameOrEmail": "ada", "password": PASSWORD})
        headers = {"Authorization": f"Bearer {signed_in.json()['accessToken']}"}
        files = {"picture": out.getvalue()}
        answer = client.put("/api/auth/profile/picture", files=files, headers=headers)
        assert answer.status_code == 200, answer.text
        path = answer.json()["profileImageUrl"].removeprefix(site.http())
        assert client.get(path).headers["Content-Type"] == "image/webp"
