"""The settings page of two-factor: each step behind the password, codes shown once, nothing lost that was typed."""

import base64
import re
from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import RecoveryCode, User
from accounts.sessions import TokenPair
from accounts.two_factor.recovery_codes import make_recovery_codes, use_recovery_code
from accounts.two_factor.services import active_device
from tests.accounts.conftest import browser
from tests.authenticator import Authenticator, turn_on
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

PAGE = "/profile/two-factor/"


@pytest.fixture
def client(pair: TokenPair) -> Client:
    """Ada's browser."""
    made = browser(pair)
    made.get(PAGE)
    return made


def send(client: Client, action: str, **fields: str) -> Any:
    form = fields | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    return client.post(f"{PAGE}{action}/", form)


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def begin(client: Client) -> Authenticator:
    assert send(client, "start", password=PASSWORD)["Location"] == PAGE
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', client.get(PAGE).content.decode())
    assert found
    return Authenticator.typed(found[1])


def test_from_off_to_on_with_recovery_codes_shown_once(client: Client, ada: User) -> None:
    assert "Turn on two-factor" in words(client.get(PAGE))
    app = begin(client)
    page = words(client.get(PAGE))
    assert 'src="data:image/svg+xml' in page and "QR code" in page
    done = send(client, "confirm", code=app.code())
    codes = re.findall(r"<li>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})</li>", done.content.decode())
    assert len(codes) == 10
    found = re.search(
        r'href="data:text/plain;base64,([^"]+)" download="fusemeet-recovery-codes.txt"', words(done)
    )
    assert found
    file = base64.b64decode(found[1]).decode()
    assert all(code in file for code in codes)
    assert done["Cache-Control"] == "no-store"
    later = words(client.get(PAGE))
    assert "10 of 10" in later
    assert not any(code in later for code in codes)
    assert use_recovery_code(user=ada, code=codes[9])
    assert "9 of 10" in words(client.get(PAGE))


def test_the_secret_is_gone_from_the_page_once_it_is_on(client: Client) -> None:
    app = begin(client)
    send(client, "confirm", code=app.code())
    page = client.get(PAGE).content.decode()
    assert 'id="secret"' not in page and "data:image" not in page


def test_setting_it_up_asks_for_the_password(client: Client) -> None:
    refused = send(client, "start", password="wrong")
    assert refused.status_code == 200
    assert "That is not your password." in words(refused)
    assert not TOTPDevice.objects.exists()


def test_a_wrong_first_code_is_said_under_it_and_leaves_the_secret(client: Client, ada: User) -> None:
    app = begin(client)
    refused = words(send(client, "confirm", code=app.wrong()))
    assert "That code is not right" in refused and app.wrong() in refused
    assert 'id="secret"' in refused
    assert active_device(ada) is None
    assert send(client, "confirm", code=app.code()).status_code == 200
    assert active_device(ada) is not None


def test_setting_it_up_can_be_given_up(client: Client) -> None:
    begin(client)
    assert send(client, "cancel").status_code == 302
    assert not TOTPDevice.objects.exists()
    assert "Turn on two-factor" in words(client.get(PAGE))


@pytest.mark.parametrize("action", ["off", "codes"])
@pytest.mark.parametrize("wrong", ["password", "code"])
def test_turning_it_off_and_new_codes_ask_for_password_and_code(
    client: Client, ada: User, action: str, wrong: str
) -> None:
    app, codes = turn_on(ada), make_recovery_codes(user=ada)
    prefix = "off" if action == "off" else "renew"
    given = {f"{prefix}-password": PASSWORD, f"{prefix}-code": app.code()}
    bad = {f"{prefix}-{wrong}": "wrong" if wrong == "password" else app.wrong()}
    refused = send(client, action, **(given | bad))
    assert refused.status_code == 200
    assert ("That is not your password." if wrong == "password" else "That code is not right") in words(
        refused
    )
    assert active_device(ada) is not None
    assert RecoveryCode.objects.filter(user=ada, used_at=None).count() == 10
    done = send(client, action, **given)
    if action == "off":
        assert done.status_code == 302 and active_device(ada) is None
    else:
        assert done.content.decode().count("<li>") >= 10
        assert not use_recovery_code(user=ada, code=codes[0])


def test_a_recovery_code_turns_it_off_too(client: Client, ada: User) -> None:
    turn_on(ada)
    code = make_recovery_codes(user=ada)[0]
    send(client, "off", **{"off-password": PASSWORD, "off-code": code})
    assert active_device(ada) is None


@pytest.mark.parametrize("action", ["start", "confirm", "cancel", "codes", "off"])
def test_nothing_happens_for_a_visitor_or_by_a_form_of_another_site(client: Client, action: str) -> None:
    visitor = Client()
    assert visitor.post(f"{PAGE}{action}/")["Location"].startswith("/sign-in/")
    assert client.post(f"{PAGE}{action}/", {"password": PASSWORD}).status_code == 403
    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize("action", ["confirm", "codes", "off"])
def test_a_page_that_was_sent_is_reloaded_as_the_settings(client: Client, action: str) -> None:
    assert client.get(f"{PAGE}{action}/")["Location"] == PAGE


def test_a_person_without_a_password_is_told_how_to_get_one(client: Client, ada: User) -> None:
    ada.set_unusable_password()
    ada.save()
    assert "has no password yet" in words(send(client, "start", password="anything"))


def test_a_secret_of_another_key_is_begun_anew(client: Client, settings: Any) -> None:
    begin(client)
    TOTPDevice.objects.update(key="AAAA")
    assert "Turn on two-factor" in words(client.get(PAGE))
    begin(client)
