"""Signing in: failures are counted before the password is looked at, and no refusal tells why."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import BCryptSHA256PasswordHasher, make_password
from django.db import connection
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts.credentials import check_credentials, unlock_account
from accounts.models import User
from fusemeet.errors import NotSignedIn, Unavailable
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def login(identifier: str, password: str) -> Response:
    return APIClient().post(
        "/api/auth/login", {"usernameOrEmail": identifier, "password": password}, format="json"
    )


@pytest.mark.parametrize("identifier", ["ada", "ADA", "ada@example.org", "Ada@Example.ORG", "  ada "])
def test_user_name_or_address_sign_in_in_any_case(ada: User, identifier: str) -> None:
    assert login(identifier, PASSWORD).status_code == 200


def refusals(ada: User) -> dict[str, Response]:
    answers = {"wrong password": login("ada", "wrong"), "unknown": login("nobody", "wrong")}
    answers["unknown address"] = login("nobody@example.org", "wrong")
    User.objects.update(locked_until=timezone.now() + timedelta(minutes=5))
    answers["locked, right password"] = login("ada", PASSWORD)
    User.objects.update(locked_until=None, failed_login_attempts=0, is_active=False)
    answers["closed, right password"] = login("ada", PASSWORD)
    return answers


def test_every_refusal_is_the_same(ada: User) -> None:
    answers = refusals(ada)
    assert {answer.status_code for answer in answers.values()} == {401}
    assert len({answer.content for answer in answers.values()}) == 1
    assert answers["unknown"].json()["code"] == "bad_credentials"
    headers = [{k: v for k, v in answer.items() if k != "Date"} for answer in answers.values()]
    assert all(one == headers[0] for one in headers)
    assert not any(answer.cookies for answer in answers.values())


def test_an_unknown_name_and_a_locked_account_take_as_long_as_a_wrong_password(
    make_user: Callable[..., User],
) -> None:
    people = [make_user() for _ in range(12)]
    locked = [make_user(locked_until=timezone.now() + timedelta(minutes=5)) for _ in range(12)]
    check_refused("warm up")

    def seconds(identifier: str) -> float:
        start = time.process_time()  # work done, whatever else the machine is busy with
        check_refused(identifier)
        return time.process_time() - start

    rounds = [
        (seconds(person.username), seconds(f"nobody{n}"), seconds(shut.username))
        for n, (person, shut) in enumerate(zip(people, locked, strict=True))
    ]
    known, unknown, shut_out = (median(column) for column in zip(*rounds, strict=True))
    assert unknown / known == pytest.approx(1, abs=0.25)
    assert shut_out / known == pytest.approx(1, abs=0.25)


def check_refused(identifier: str) -> None:
    with pytest.raises(NotSignedIn):
        check_credentials(identifier=identifier, password="wrong")


def test_five_failures_lock_the_account_even_for_the_right_password(ada: User) -> None:
    for _ in range(5):
        assert login("ada", "wrong").status_code == 401
    assert login("ada", PASSWORD).status_code == 401
    ada.refresh_from_db()
    assert ada.locked_until is not None
    assert timedelta(minutes=14) < ada.locked_until - timezone.now() <= timedelta(minutes=15)


def test_four_failures_do_not_lock_and_a_success_starts_over(ada: User) -> None:
    for _ in range(4):
        login("ada", "wrong")
    assert login("ada", PASSWORD).status_code == 200
    ada.refresh_from_db()
    assert (ada.failed_login_attempts, ada.locked_until) == (0, None)


def test_the_fifth_try_may_still_be_the_right_one(ada: User) -> None:
    for _ in range(4):
        login("ada", "wrong")
    assert login("ada", PASSWORD).status_code == 200
    assert login("ada", PASSWORD).status_code == 200


def test_a_lock_ends_by_itself_and_the_count_starts_over(ada: User) -> None:
    User.objects.update(locked_until=timezone.now() - timedelta(seconds=1), failed_login_attempts=5)
    assert login("ada", "wrong").status_code == 401
    ada.refresh_from_db()
    assert (ada.failed_login_attempts, ada.locked_until) == (1, None)
    assert login("ada", PASSWORD).status_code == 200


def test_an_operator_can_unlock(ada: User) -> None:
    User.objects.update(locked_until=timezone.now() + timedelta(minutes=5), failed_login_attempts=5)
    unlock_account(user=ada)
    assert login("ada", PASSWORD).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_parallel_guesses_only_five_reach_the_password(ada: User) -> None:
    reached: list[str] = []
    together = threading.Barrier(20)

    def guess(number: int) -> None:
        try:
            together.wait()
            check_credentials(identifier="ada", password=f"guess{number}")
        except (NotSignedIn, Unavailable):  # on a busy machine one may find no place for hashing
            pass
        finally:
            connection.close()

    def counted(self: User, password: str) -> bool:
        reached.append(password)
        return False

    with patch.object(User, "check_password", counted):
        threads = [threading.Thread(target=guess, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(reached) == 5


def test_a_bcrypt_password_signs_in_and_becomes_argon2id(ada: User) -> None:
    with patch.object(BCryptSHA256PasswordHasher, "rounds", 4):
        old = make_password(PASSWORD, hasher="bcrypt_sha256")
    User.objects.update(password=old)
    assert login("ada", "wrong").status_code == 401
    assert login("ada", PASSWORD).status_code == 200
    ada.refresh_from_db()
    assert ada.password.startswith("argon2$argon2id$")
    assert login("ada", PASSWORD).status_code == 200


def test_a_plain_bcrypt_password_of_an_older_client_signs_in_too(ada: User) -> None:
    import bcrypt

    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    User.objects.update(password=f"bcrypt${old}")
    assert login("ada", PASSWORD).status_code == 200
    ada.refresh_from_db()
    assert ada.password.startswith("argon2$")


def test_an_endless_password_costs_nothing(ada: User) -> None:
    assert login("ada", "x" * 1001).status_code == 400
    assert login("ada", "x" * 1000).status_code == 401
