"""Session families: one winner of any race, a short grace, and the end of a family whose token was copied."""

import threading
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import unquote

import pytest
from django.contrib.auth.hashers import BCryptSHA256PasswordHasher, make_password
from django.db import connection, transaction
from django.utils import timezone

from accounts.blocking import block_account
from accounts.credentials import check_credentials
from accounts.deletion import erase_account
from accounts.devices import sign_out_everywhere
from accounts.models import User, UserSession
from accounts.passwords import reset_link, reset_password
from accounts.sessions import (
    TokenPair,
    delete_dead_sessions,
    end_other_sessions,
    end_session,
    read_access,
    rotate_session,
)
from accounts.tokens import decode_access, decode_refresh
from fusemeet.errors import NotSignedIn
from signaling.models import Revocation
from tests.accounts.conftest import new_pair
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def new_password(*, user: User) -> None:
    token = unquote(reset_link(user).split("token=")[1])
    reset_password(token=token, new_password="a quite different secret", network="192.0.2.1")


def family(pair: TokenPair) -> UserSession:
    return UserSession.objects.get(pk=pair.session_id)


def age(pair: TokenPair, **columns: timedelta) -> None:
    """Moves times of the family into the past."""
    row = family(pair)
    UserSession.objects.filter(pk=row.pk).update(
        **{name: getattr(row, name) - delta for name, delta in columns.items()}
    )


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(NotSignedIn) as caught:
        call()
    return caught.value.code


def test_an_access_token_stands_for_its_person_until_its_time(pair: TokenPair, ada: User) -> None:
    found = read_access(pair.access)
    assert (found.user, found.session_id) == (ada, pair.session_id)
    assert abs(found.expires_at - timezone.now() - timedelta(hours=24)) < timedelta(seconds=5)


def test_reading_an_access_token_takes_one_query(
    pair: TokenPair, django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        read_access(pair.access)


def test_opening_a_session_notes_the_sign_in(pair: TokenPair, ada: User) -> None:
    ada.refresh_from_db()
    assert ada.last_login is not None
    assert (family(pair).device, family(pair).address) == ("a browser", "192.0.2.1")


def test_no_token_is_stored(pair: TokenPair) -> None:
    row = family(pair)
    stored = " ".join(str(getattr(row, field.name)) for field in UserSession._meta.fields)
    assert pair.refresh not in stored
    assert decode_refresh(pair.refresh)["jti"] not in stored


def test_a_rotation_gives_the_next_pair_of_the_same_family(pair: TokenPair) -> None:
    age(pair, issued_at=timedelta(minutes=5))
    following = rotate_session(refresh=pair.refresh)
    assert following.session_id == pair.session_id
    assert following.refresh != pair.refresh
    assert decode_refresh(following.refresh)["ctr"] == 1
    assert read_access(following.access).session_id == pair.session_id
    assert UserSession.objects.count() == 1


def test_within_the_grace_the_same_token_gets_the_same_successor(pair: TokenPair) -> None:
    first, second = rotate_session(refresh=pair.refresh), rotate_session(refresh=pair.refresh)
    assert (first.access, first.refresh) == (second.access, second.refresh)
    assert family(pair).counter == 1


def test_a_replay_after_the_grace_ends_the_family_and_its_sockets(pair: TokenPair) -> None:
    following = rotate_session(refresh=pair.refresh)
    age(pair, rotated_at=timedelta(seconds=11))
    assert refusal(lambda: rotate_session(refresh=pair.refresh)) == "session_ended"
    assert refusal(lambda: rotate_session(refresh=following.refresh)) == "session_ended"
    assert refusal(lambda: read_access(following.access)) == "session_ended"
    assert Revocation.objects.filter(kind="session", key=pair.session_id).count() == 1


def test_a_token_two_rotations_old_is_a_replay_even_within_the_grace(pair: TokenPair) -> None:
    rotate_session(refresh=rotate_session(refresh=pair.refresh).refresh)
    assert refusal(lambda: rotate_session(refresh=pair.refresh)) == "session_ended"
    assert family(pair).revoked_at is not None


def test_a_replay_leaves_the_other_devices_signed_in(pair: TokenPair, ada: User) -> None:
    phone = new_pair(ada)
    rotate_session(refresh=rotate_session(refresh=pair.refresh).refresh)
    refusal(lambda: rotate_session(refresh=pair.refresh))
    assert read_access(phone.access).user == ada


@pytest.mark.django_db(transaction=True)
def test_parallel_refreshes_of_one_token_give_one_successor(pair: TokenPair) -> None:
    together = threading.Barrier(8)
    results: list[TokenPair | Exception] = []

    def refresh() -> None:
        try:
            together.wait()
            results.append(rotate_session(refresh=pair.refresh))
        except Exception as problem:
            results.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=refresh) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {type(result) for result in results} == {TokenPair}
    assert len({result.refresh for result in results if isinstance(result, TokenPair)}) == 1
    assert (UserSession.objects.count(), family(pair).counter) == (1, 1)
    assert family(pair).revoked_at is None


def test_no_rotation_goes_beyond_thirty_days(pair: TokenPair) -> None:
    age(pair, absolute_expires_at=timedelta(days=29))
    following = rotate_session(refresh=pair.refresh)
    ends = family(pair).absolute_expires_at
    assert following.refresh_expires == ends
    assert following.access_expires <= ends
    age(pair, absolute_expires_at=timedelta(days=2))
    assert refusal(lambda: rotate_session(refresh=following.refresh)) == "session_ended"
    assert refusal(lambda: read_access(following.access)) == "session_ended"


def test_a_signed_out_session_is_good_for_nothing(pair: TokenPair) -> None:
    end_session(session_id=pair.session_id)
    assert refusal(lambda: read_access(pair.access)) == "session_ended"
    assert refusal(lambda: rotate_session(refresh=pair.refresh)) == "session_ended"
    assert list(Revocation.objects.values_list("kind", "key")) == [("session", pair.session_id)]


def test_a_disabled_account_is_out_at_once(pair: TokenPair, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert refusal(lambda: read_access(pair.access)) == "session_ended"
    assert refusal(lambda: rotate_session(refresh=pair.refresh)) == "session_ended"


def test_a_deleted_account_is_out_without_an_error(pair: TokenPair, ada: User) -> None:
    ada.delete()
    assert refusal(lambda: read_access(pair.access)) == "session_ended"
    assert refusal(lambda: rotate_session(refresh=pair.refresh)) == "session_ended"


def test_a_raised_token_version_ends_every_access_token(pair: TokenPair, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(token_version=ada.token_version + 1)
    assert refusal(lambda: read_access(pair.access)) == "session_ended"


def test_ending_the_other_sessions_keeps_this_one(pair: TokenPair, ada: User) -> None:
    phone = new_pair(ada)
    end_other_sessions(user=ada, keep=pair.session_id)
    assert read_access(pair.access).user == ada
    assert refusal(lambda: read_access(phone.access)) == "session_ended"
    assert list(Revocation.objects.values_list("kind", "key")) == [("session", phone.session_id)]


def test_ending_all_sessions_leaves_those_of_other_people(
    pair: TokenPair, ada: User, make_user: Callable[..., User]
) -> None:
    other = new_pair(make_user("cai"))
    end_other_sessions(user=ada, keep=None)
    assert refusal(lambda: read_access(pair.access)) == "session_ended"
    assert Revocation.objects.filter(kind="user", key=str(ada.pk)).exists()
    assert read_access(other.access).user.username == "cai"


def test_dead_sessions_are_forgotten_and_living_ones_kept(pair: TokenPair, ada: User) -> None:
    old = new_pair(ada)
    age(old, expires_at=timedelta(days=20))
    assert delete_dead_sessions(before=timezone.now() - timedelta(days=7)) == 1
    assert [row.pk for row in UserSession.objects.all()] == [pair.session_id]


def test_an_access_token_carries_the_session_and_the_version(pair: TokenPair, ada: User) -> None:
    claims = decode_access(pair.access)
    assert (claims["sub"], claims["sid"], claims["ver"]) == (str(ada.pk), pair.session_id, ada.token_version)
    assert (claims["token_type"], claims["aud"]) == ("access", "fusemeet")


# --- a sign-in that was on its way -----------------------------------------------------------------------------------


@pytest.mark.parametrize("door", [sign_out_everywhere, block_account, erase_account, new_password])
def test_a_sign_in_on_its_way_does_not_outlive_what_ends_all_sessions(
    ada: User, door: Callable[..., object]
) -> None:
    checked = check_credentials(identifier="ada", password=PASSWORD)
    door(user=User.objects.get(pk=ada.pk))
    with pytest.raises(NotSignedIn) as refused:
        new_pair(checked)
    assert refused.value.code == "session_ended"
    assert not UserSession.objects.filter(revoked_at=None).exists()


def test_the_sign_in_of_an_old_hash_opens_a_session_with_its_new_one(ada: User) -> None:
    with patch.object(BCryptSHA256PasswordHasher, "rounds", 4):
        User.objects.update(password=make_password(PASSWORD, hasher="bcrypt_sha256"))
    checked = check_credentials(identifier="ada", password=PASSWORD)
    assert checked.password.startswith("argon2$")
    assert read_access(new_pair(checked).access).user == ada


def test_a_renewed_hash_does_not_undo_a_password_that_was_set_meanwhile(ada: User) -> None:
    with patch.object(BCryptSHA256PasswordHasher, "rounds", 4):
        User.objects.update(password=make_password(PASSWORD, hasher="bcrypt_sha256"))
    ada.refresh_from_db()
    set_meanwhile = make_password("somebody set another")

    def hash_slowly(password: str) -> str:
        User.objects.update(password=set_meanwhile)
        return make_password(password)

    with patch("accounts.models.make_password", hash_slowly):
        assert not ada.check_password(PASSWORD)
    assert User.objects.get().password == set_meanwhile
    assert User.objects.get().check_password("somebody set another")


def test_of_two_sign_ins_that_renew_a_hash_both_come_in(ada: User) -> None:
    with patch.object(BCryptSHA256PasswordHasher, "rounds", 4):
        User.objects.update(password=make_password(PASSWORD, hasher="bcrypt_sha256"))
    first, second = User.objects.get(), User.objects.get()
    assert first.check_password(PASSWORD) and second.check_password(PASSWORD)
    assert first.password == second.password == User.objects.get().password
    new_pair(first), new_pair(second)


@pytest.mark.django_db(transaction=True)
def test_a_sign_in_waits_for_the_reset_that_is_being_written_and_is_refused(ada: User) -> None:
    checked, opened = check_credentials(identifier="ada", password=PASSWORD), []

    def sign_in() -> None:
        try:
            opened.append(new_pair(checked))
        except NotSignedIn:
            pass
        finally:
            connection.close()

    late = threading.Thread(target=sign_in)
    with transaction.atomic():
        end_other_sessions(user=ada, keep=None)
        late.start()
        late.join(0.5)
        assert not opened
    late.join(30)
    assert not opened and not UserSession.objects.exists()
