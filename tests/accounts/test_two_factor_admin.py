"""The administration site and the second factor: never a way round it, and a must where the operator says so."""

import base64
from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import ROLE_ADMIN, User
from accounts.two_factor.recovery_codes import make_recovery_codes
from accounts.two_factor.services import turn_off
from tests.authenticator import turn_on
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/?next=/admin/"


@pytest.fixture
def admin(ada: User) -> User:
    ada.give_roles(ROLE_ADMIN)
    return ada


def enter(client: Client, code: str = "", password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"username": "ada", "password": password, "code": code, "next": "/admin/"})


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_without_two_factor_the_password_is_enough(admin: User) -> None:
    client = Client()
    assert enter(client).status_code == 302
    assert is_in(client)


def test_with_two_factor_on_the_code_is_asked_for(admin: User) -> None:
    app, client = turn_on(admin), Client()
    refused = enter(client)
    assert refused.status_code == 200
    assert "the code that your authenticator app shows" in refused.content.decode()
    assert not is_in(client)
    assert "That code is not right" in enter(client, app.wrong()).content.decode()
    assert not is_in(client)
    assert enter(client, app.code()).status_code == 302
    assert is_in(client)


def test_a_recovery_code_opens_it_once(admin: User) -> None:
    turn_on(admin)
    code = make_recovery_codes(user=admin)[0]
    assert enter(Client(), code).status_code == 302
    assert enter(Client(), code).status_code == 200


def test_a_code_is_used_up_by_it(admin: User) -> None:
    code = turn_on(admin).code()
    assert enter(Client(), code).status_code == 302
    assert enter(Client(), code).status_code == 200


def test_the_code_without_the_password_tells_nothing(admin: User) -> None:
    app = turn_on(admin)
    refused = enter(Client(), app.code(), password="wrong").content.decode()
    assert "code" not in refused.split("errornote")[1].split("</p>")[0]
    assert enter(Client(), app.code()).status_code == 302, "and uses no code up"


def test_wrong_codes_are_counted_here_too(admin: User) -> None:
    app = turn_on(admin)
    for _ in range(10):
        enter(Client(), app.wrong())
    assert "too many wrong codes" in enter(Client(), app.code()).content.decode()


def test_a_session_of_before_is_asked_for_the_code(admin: User) -> None:
    client = Client()
    enter(client)
    assert is_in(client)
    app = turn_on(admin)
    assert not is_in(client)
    asked = client.get(LOGIN)
    assert asked.status_code == 200 and 'name="code"' in asked.content.decode()
    enter(client, app.code())
    assert is_in(client)


def test_a_session_ends_with_the_authenticator_that_opened_it(admin: User) -> None:
    client = Client()
    enter(client, turn_on(admin).code())
    assert is_in(client)
    turn_off(user=admin)
    turn_on(admin)
    assert not is_in(client)


def test_whoever_is_signed_in_on_the_site_is_not_in_here(admin: User) -> None:
    client = Client()
    client.post("/sign-in/", {"identifier": "ada", "password": PASSWORD})
    assert client.get("/profile/").status_code == 200
    assert not is_in(client)


def test_where_the_operator_requires_it_nobody_comes_in_without(admin: User, settings: Any) -> None:
    settings.ADMIN_REQUIRES_TWO_FACTOR = True
    client = Client()
    words = enter(client).content.decode()
    assert "/profile/two-factor/" in words, "it says where to turn it on"
    assert not is_in(client)
    assert enter(client, turn_on(admin).code()).status_code == 302
    assert is_in(client)


def test_requiring_it_ends_sessions_without_it(admin: User, settings: Any) -> None:
    client = Client()
    enter(client)
    assert is_in(client)
    settings.ADMIN_REQUIRES_TWO_FACTOR = True
    assert not is_in(client)
    assert client.get("/admin/accounts/user/").status_code == 302


def test_turning_it_off_shuts_the_site_where_it_is_required(admin: User, settings: Any) -> None:
    settings.ADMIN_REQUIRES_TWO_FACTOR = True
    client = Client()
    enter(client, turn_on(admin).code())
    assert is_in(client)
    turn_off(user=admin)
    assert not is_in(client)


def test_other_people_hear_nothing_of_codes(ada: User) -> None:
    app = turn_on(ada)
    refused = enter(Client()).content.decode()
    assert "authenticator app shows" not in refused
    assert not is_in(client := Client()) and enter(client, app.code()).status_code == 200


def test_no_page_of_it_shows_a_secret(admin: User) -> None:
    app, client = turn_on(admin), Client()
    enter(client, app.code())
    device = TOTPDevice.objects.get()
    secrets = {device.key, app.secret.hex(), base64.b32encode(app.secret).decode()}
    for path in ("", f"{device.pk}/change/", f"{device.pk}/config/", f"{device.pk}/qrcode/"):
        page = client.get(f"/admin/otp_totp/totpdevice/{path}").content.decode()
        assert not any(secret in page for secret in secrets), path
