"""The administration's own session: who gets one, what does not open it, and when it ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.cookies import ACCESS_COOKIE, REFRESH_COOKIE
from accounts.models import ROLE_ADMIN, User
from accounts.sessions import TokenPair, end_other_sessions
from accounts.tasks import forget_admin_sessions
from mailing.models import OutgoingMail
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/admin/login/?next=/admin/"


@pytest.fixture
def boss(make_user: Callable[..., User]) -> User:
    user = make_user("boss")
    user.give_roles(ROLE_ADMIN)
    return user


@pytest.fixture
def inside(boss: User) -> Client:
    """Signed in by the form, as an administrator does."""
    client = Client()
    assert client.post(SIGN_IN, {"username": "boss", "password": PASSWORD}).status_code == 302
    assert client.get("/admin/").status_code == 200
    return client


def test_a_session_that_ended_is_forgotten_by_the_daily_job_and_no_other(inside: Client) -> None:
    ended = Session.objects.create(
        session_key="ended", session_data="", expire_date=timezone.now() - timedelta(1)
    )
    forget_admin_sessions()
    assert not Session.objects.filter(pk=ended.pk).exists()
    assert inside.get("/admin/").status_code == 200
    scheduled = [job["task"] for job in configured.CELERY_BEAT_SCHEDULE.values()]
    assert forget_admin_sessions.name in scheduled


def test_the_sites_own_cookies_do_not_open_it(boss: User) -> None:
    from tests.accounts.conftest import new_pair

    pair = new_pair(boss)
    client = Client()
    client.cookies[ACCESS_COOKIE], client.cookies[REFRESH_COOKIE] = pair.access, pair.refresh
    assert client.get("/dashboard/").status_code == 200
    answer = client.get("/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/admin/")
    assert Client().get("/admin/", HTTP_AUTHORIZATION=f"Bearer {pair.access}").status_code == 302


def test_its_session_opens_nothing_else(inside: Client) -> None:
    assert inside.get("/api/auth/profile").status_code == 401
    assert inside.get("/dashboard/").status_code == 302


def test_who_is_no_administrator_hears_what_everybody_hears(boss: User, ada: User, make_user: Any) -> None:
    """The right password of an ordinary account, a wrong one and an unknown name get the same page."""
    answers = [
        Client().post(SIGN_IN, {"username": name, "password": password})
        for name, password in (("ada", PASSWORD), ("ada", "wrong"), ("nobody", PASSWORD), ("boss", "wrong"))
    ]
    assert {answer.status_code for answer in answers} == {200}
    said = {tuple(answer.context["form"].non_field_errors()) for answer in answers}
    assert len(said) == 1
    assert not Session.objects.exists()
    assert all(configured.SESSION_COOKIE_NAME not in answer.cookies for answer in answers)
    for path in ("/admin/accounts/user/", "/admin/rooms/room/1/change/", "/admin/nothing/", "/admin/x"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={path}"), "there or not"


def test_half_an_hour_without_a_page_ends_it(inside: Client, settings: Any) -> None:
    assert settings.SESSION_COOKIE_AGE == 30 * 60
    session = Session.objects.get()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=2))
    inside.get("/admin/")
    session.refresh_from_db()
    assert session.expire_date > timezone.now() + timedelta(minutes=29), (
        "a page of it starts the half hour anew"
    )
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=2))
    inside.get("/")
    session.refresh_from_db()
    assert session.expire_date < timezone.now() + timedelta(minutes=3), "a page of the site does not"
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert inside.get("/admin/").status_code == 302


def test_half_a_day_after_signing_in_it_ends_whatever_happens(
    inside: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = inside.session
    session["_began"] -= timedelta(hours=12).total_seconds() - 60
    session.save()
    assert inside.get("/admin/").status_code == 200
    session = inside.session
    session["_began"] -= 61
    session.save()
    assert inside.get("/admin/").status_code == 302
    assert not Session.objects.exists()


def test_a_made_up_session_cookie_leaves_no_row(client: Client) -> None:
    client.cookies[configured.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get("/admin/").status_code == 302
    assert not Session.objects.exists()


def test_signing_out_everywhere_and_a_new_password_end_it_too(inside: Client, boss: User) -> None:
    end_other_sessions(user=boss, keep=None)
    assert inside.get("/admin/").status_code == 302
    again = Client()
    again.post(SIGN_IN, {"username": "boss", "password": PASSWORD})
    assert again.get("/admin/").status_code == 200
    boss.refresh_from_db()
    boss.set_password("another good secret")
    boss.save()
    assert again.get("/admin/").status_code == 302


def test_a_blocked_administrator_is_out_at_once(inside: Client, boss: User) -> None:
    User.objects.filter(pk=boss.pk).update(is_active=False)
    assert inside.get("/admin/").status_code == 302


def test_the_session_has_a_new_key_after_signing_in(boss: User) -> None:
    client = Client()
    client.cookies[configured.SESSION_COOKIE_NAME] = "a" * 32
    client.post(SIGN_IN, {"username": "boss", "password": PASSWORD})
    cookie = client.cookies[configured.SESSION_COOKIE_NAME]
    assert cookie.value != "a" * 32
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_an_operator_helps_who_lost_the_authenticator(inside: Client, ada: User) -> None:
    TOTPDevice.objects.create(user=ada, name="phone", confirmed=True)
    listed = inside.get("/admin/accounts/user/", {"q": "ada"}).content.decode()
    assert listed.count("icon-yes") >= 3
    data = {"action": "turn_two_factor_off", "_selected_action": [ada.pk]}
    assert (
        "Turned two-factor off for: 1."
        in inside.post("/admin/accounts/user/", data, follow=True).content.decode()
    )
    assert not TOTPDevice.objects.filter(user=ada).exists()
    assert OutgoingMail.objects.filter(kind__startswith="accounts.two-factor").exists(), "the owner is told"


def test_a_password_that_an_operator_sets_is_told_to_its_owner(
    inside: Client, ada: User, pair: TokenPair
) -> None:
    data = {"password1": "another good secret", "password2": "another good secret"}
    assert inside.post(f"/admin/accounts/user/{ada.pk}/password/", data).status_code == 302
    assert OutgoingMail.objects.filter(kind="accounts.password-changed").exists()
    assert not ada.sessions.filter(revoked_at=None).exists()


def test_blocking_and_unblocking_from_the_list(
    inside: Client, boss: User, ada: User, pair: TokenPair
) -> None:
    def act(action: str, *people: User) -> str:
        data = {"action": action, "_selected_action": [person.pk for person in people]}
        return inside.post("/admin/accounts/user/", data, follow=True).content.decode()

    assert "Blocked: 1." in act("block", ada, boss), "not oneself"
    ada.refresh_from_db(), boss.refresh_from_db()
    assert (ada.is_active, boss.is_active) == (False, True)
    assert not ada.sessions.filter(revoked_at=None).exists()
    assert "Unblocked: 1." in act("unblock", ada)
    ada.refresh_from_db()
    assert ada.is_active
    chief = User.objects.create_superuser("chief", "chief@example.org", PASSWORD)
    page = act("block", chief)
    assert "Blocked: 0." in page
    assert "Only a superuser" in page
    history = inside.get(f"/admin/accounts/user/{ada.pk}/history/").content.decode()
    assert "Blocked." in history
    assert "Unblocked." in history
