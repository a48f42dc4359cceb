"""The landing page, the frame around every page, and the pages for what goes wrong."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from fusemeet import pages
from fusemeet.errors import Gone, TooMany

Visit = Callable[..., Client]


def test_the_landing_page_offers_to_start_a_room_and_to_join_with_a_code(visit: Visit) -> None:
    page = visit().get("/")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'href="/rooms/new/"' in text
    assert 'href="/rooms/join/"' in text
    assert text.count("<h1") == 1


def test_a_visitor_is_offered_to_sign_in_and_a_person_to_sign_out(visit: Visit, ada: Any) -> None:
    visitor, person = visit().get("/").content.decode(), visit(ada).get("/").content.decode()
    assert 'href="/sign-in/"' in visitor
    assert "/sign-out/" not in visitor
    assert "Ada Park" in person
    assert 'action="/sign-out/"' in person
    assert 'href="/sign-in/"' not in person


def test_no_page_has_a_script_or_a_handler_in_its_markup(visit: Visit, ada: Any) -> None:
    client = visit(ada)
    for address in ("/", "/dashboard/", "/rooms/new/", "/rooms/join/", "/nowhere/"):
        text = client.get(address).content.decode()
        for attributes in re.findall(r"<script([^>]*)>", text):
            assert "src=" in attributes, address
        assert not re.search(r"<[^>]+\son[a-z]+=", text), address


def test_an_unknown_address_gets_the_sites_own_page_with_a_way_on(visit: Visit) -> None:
    page = visit().get("/nowhere/")
    assert page.status_code == 404
    assert b"There is nothing here" in page.content
    assert b'href="/"' in page.content


def test_a_link_that_lost_its_last_slash_leads_to_its_page(visit: Visit) -> None:
    assert visit().get("/rooms/abc-defg-hij?invite=x")["Location"] == "/rooms/abc-defg-hij/?invite=x"
    assert visit().get("/nowhere").status_code == 404
    assert visit().post("/dashboard").status_code == 404


def test_the_script_for_the_time_without_network_names_files_that_exist(visit: Visit) -> None:
    script = visit().get("/service-worker.js")
    assert script["Content-Type"] == "text/javascript"
    assert script["Cache-Control"] == "no-cache"
    kept = re.findall(r'"(/static/[^"]+)"', script.content.decode())
    assert kept
    for address in kept:
        assert (Path(settings.BASE_DIR) / address.removeprefix("/")).is_file()


def test_a_form_without_its_token_gets_a_page_that_says_what_to_do(ada: Any, visit: Visit) -> None:
    client = visit(ada)
    client.handler.enforce_csrf_checks = True
    back = f"{settings.SITE_URL}/rooms/new/"
    host = settings.SITE_URL.split("//")[1]
    page = client.post("/rooms/new/", {"room_name": "A"}, headers={"referer": back, "host": host})
    assert page.status_code == 403
    assert b"send that again" in page.content
    assert f'href="{back}"'.encode() in page.content


def test_the_way_back_never_leads_to_another_site(rf: RequestFactory, visit: Visit) -> None:
    page = visit().post("/sign-out/", headers={"referer": "https://evil.example/"})
    assert b"evil.example" not in page.content
    request = rf.post("/", headers={"referer": "https://evil.example/"})
    request.user = _Nobody()  # type: ignore[assignment]
    assert b"evil.example" not in pages.csrf_failure(request).content


def test_the_page_for_what_is_broken_needs_no_database_and_no_other_file(
    rf: RequestFactory, db: None
) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = pages.server_error(HttpRequest())
    text = page.content.decode()
    assert page.status_code == 500
    assert not queries.captured_queries
    assert '<link rel="stylesheet"' not in text
    assert "<script" not in text
    assert 'href="/"' in text


def test_what_a_service_refused_is_a_page_in_words_and_other_exceptions_keep_theirs(
    rf: RequestFactory,
) -> None:
    request = rf.get("/")
    request.user = _Nobody()  # type: ignore[assignment]
    assert b"It has ended." in pages.problem_page(request, Gone("room_ended", "It has ended.")).content
    limited = pages.problem_page(request, TooMany(retry_after=7))
    assert (limited.status_code, limited["Retry-After"]) == (429, "7")
    assert b"secret" not in pages.forbidden(request, PermissionError("secret")).content


def test_the_manifest_names_icons_that_exist() -> None:
    static = Path(settings.BASE_DIR) / "static"
    manifest = json.loads((static / "manifest.webmanifest").read_text())
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        assert (static / icon["src"].removeprefix("/static/")).is_file()


class _Nobody:
    is_authenticated = False
