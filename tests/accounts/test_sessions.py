"""Session families: one winner of any race, a short grace, and the end of a family whose token was copied."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User, UserSession
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

pytestmark = pytest.mark.django_db


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
