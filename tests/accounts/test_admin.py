"""Accounts and sessions on the admin site, and the sample accounts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from accounts.models import ROLE_ADMIN, User, UserSession
from accounts.sample import create_sample_accounts
from accounts.sessions import TokenPair, read_access
from fusemeet.errors import NotSignedIn
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(make_user: Callable[..., User]) -> Client:
    user = make_user("root")
    user.give_roles(ROLE_ADMIN)
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, model: str, action: str, *pks: Any) -> Any:
    data = {"action": action, "_selected_action": [str(pk) for pk in pks]}
    return client.post(f"/admin/accounts/{model}/", data, follow=True)


def signed_out(pair: TokenPair) -> bool:
    try:
        read_access(pair.access)
    except NotSignedIn:
        return True
    return False


def test_only_administrators_come_in(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    assert client.get("/admin/").status_code == 302
    ada.give_roles(ROLE_ADMIN)
    assert client.get("/admin/").status_code == 200


def test_the_admin_sign_in_takes_name_or_address_and_counts_failures(ada: User) -> None:
    ada.give_roles(ROLE_ADMIN)
    path = "/admin/login/?next=/admin/"
    assert Client().post(path, {"username": "ada@example.org", "password": PASSWORD}).status_code == 302
    for _ in range(5):
        assert Client().post(path, {"username": "ada", "password": "wrong"}).status_code == 200
    assert Client().post(path, {"username": "ada", "password": PASSWORD}).status_code == 200, "locked"


@pytest.mark.parametrize(
    "query", ["", "?q=lovelace", "?account_type__exact=STUDENT", "?email_verified__exact=1"]
)
def test_accounts_are_listed_searched_and_filtered(operator: Client, ada: User, query: str) -> None:
    assert operator.get(f"/admin/accounts/user/{query}").status_code == 200


def test_an_account_can_be_opened_made_and_changed(operator: Client, ada: User) -> None:
    assert operator.get(f"/admin/accounts/user/{ada.pk}/change/").status_code == 200
    new = {
        "username": "newone",
        "email": "new@example.org",
        "full_name": "New One",
        "account_type": "TEACHER",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert operator.post("/admin/accounts/user/add/", new).status_code == 302
    assert User.objects.get(username="newone").roles == ["ROLE_INTERVIEWER", "ROLE_USER"]


def test_an_operator_unlocks_an_account(operator: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(
        failed_login_attempts=5, locked_until=timezone.now() + timedelta(minutes=9)
    )
    act(operator, "user", "unlock", ada.pk)
    ada.refresh_from_db()
    assert (ada.failed_login_attempts, ada.locked_until) == (0, None)


def test_an_operator_sends_the_verification_again_to_those_who_wait(
    operator: Client, ada: User, make_user: Callable[..., User], django_capture_on_commit_callbacks: Any
) -> None:
    waiting = make_user("grace", verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        act(operator, "user", "resend_verification", ada.pk, waiting.pk)
    assert [sent.to for sent in mail.outbox] == [[waiting.email]]


def test_an_operator_ends_a_session_or_all_of_a_person(operator: Client, ada: User, pair: TokenPair) -> None:
    from tests.accounts.conftest import new_pair

    phone = new_pair(ada)
    assert operator.get("/admin/accounts/usersession/").status_code == 200
    act(operator, "usersession", "end_sessions", pair.session_id)
    assert (signed_out(pair), signed_out(phone)) == (True, False)
    act(operator, "user", "end_sessions", ada.pk)
    assert signed_out(phone)


def test_sessions_cannot_be_changed_or_deleted(operator: Client, pair: TokenPair) -> None:
    path = f"/admin/accounts/usersession/{pair.session_id}"
    assert operator.get(f"{path}/change/").status_code == 200
    assert operator.post(f"{path}/change/", {"counter": 9}).status_code == 403
    assert operator.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert operator.get("/admin/accounts/usersession/add/").status_code == 403
    assert UserSession.objects.get(pk=pair.session_id).counter == 0


def test_a_new_password_by_the_operator_signs_its_owner_out(
    operator: Client, ada: User, pair: TokenPair
) -> None:
    data = {"password1": "another good secret", "password2": "another good secret"}
    assert operator.post(f"/admin/accounts/user/{ada.pk}/password/", data).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password("another good secret")
    assert signed_out(pair)


def test_an_operator_who_is_no_superuser_cannot_make_or_touch_one(operator: Client, ada: User) -> None:
    boss = User.objects.create_superuser("boss", "boss@example.org", PASSWORD)
    assert operator.post(f"/admin/accounts/user/{boss.pk}/delete/", {"post": "yes"}).status_code == 403
    assert operator.post(f"/admin/accounts/user/{boss.pk}/password/", {"password1": "x"}).status_code == 403
    page = operator.get(f"/admin/accounts/user/{ada.pk}/change/").content.decode()
    assert 'name="is_superuser"' not in page


def test_the_superuser_is_an_administrator_and_verified() -> None:
    boss = User.objects.create_superuser("boss", "boss@example.org", PASSWORD)
    assert (boss.is_staff, boss.email_verified, boss.full_name) == (True, True, "boss")
    assert ROLE_ADMIN in boss.roles


def test_deleting_an_account_closes_its_sockets(operator: Client, ada: User, pair: TokenPair) -> None:
    from signaling.models import Revocation

    assert operator.post(f"/admin/accounts/user/{ada.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=ada.pk).exists()
    assert Revocation.objects.filter(kind="user", key=str(ada.pk)).exists()
    assert signed_out(pair)


def test_closing_an_account_signs_it_out(operator: Client, ada: User, pair: TokenPair) -> None:
    page = operator.get(f"/admin/accounts/user/{ada.pk}/change/")
    form = page.context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in (None, False)}
    data |= {"groups": [group.pk for group in ada.groups.all()], "user_permissions": []}
    data.pop("is_active", None)
    assert operator.post(f"/admin/accounts/user/{ada.pk}/change/", data).status_code == 302
    ada.refresh_from_db()
    assert not ada.is_active
    assert UserSession.objects.get(pk=pair.session_id).revoked_at is not None


# --- the sample accounts ---------------------------------------------------------------------------------------------


def test_the_sample_accounts_are_four_verified_people_who_can_sign_in(settings: Any) -> None:
    settings.DEVELOPMENT = True
    people = create_sample_accounts()
    assert [(person.username, person.account_type) for person in people] == [
        ("ada", "INTERVIEWER"),
        ("cai", "CANDIDATE"),
        ("tess", "TEACHER"),
        ("sam", "STUDENT"),
    ]
    assert all(person.email_verified and person.check_password("fusemeet-demo") for person in people)
    assert people[2].roles == ["ROLE_INTERVIEWER", "ROLE_USER"]
    assert people[3].roles == ["ROLE_USER"]


def test_making_the_sample_accounts_again_leaves_them_as_they_are(settings: Any) -> None:
    settings.DEVELOPMENT = True
    create_sample_accounts()
    User.objects.filter(username="ada").update(full_name="Changed")
    create_sample_accounts()
    assert User.objects.count() == 4
    assert User.objects.get(username="ada").full_name == "Changed"


def test_there_are_no_sample_accounts_outside_development(settings: Any) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(ImproperlyConfigured):
        create_sample_accounts()
    assert not User.objects.exists()
