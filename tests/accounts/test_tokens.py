"""A token that we did not mint for this purpose opens nothing."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest
from django.conf import settings
from django.core import signing
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.sessions import TokenPair
from accounts.tokens import _secret, decode_access
from tests.accounts.conftest import new_pair

pytestmark = pytest.mark.django_db
NOW = int(timezone.now().timestamp())


def ours(pair: TokenPair, key: str = "", algorithm: str = "HS256", **changes: Any) -> str:
    """The claims of a good access token, with changes (None takes a claim out), signed again."""
    claims = decode_access(pair.access) | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, None if algorithm == "none" else key or _secret("sign"), algorithm=algorithm)


FORGERIES: dict[str, Callable[[TokenPair], str]] = {
    "unsigned": lambda pair: ours(pair, algorithm="none"),
    "another algorithm of the same family": lambda pair: ours(pair, algorithm="HS512"),
    "signed with SECRET_KEY": lambda pair: ours(pair, key=settings.SECRET_KEY),
    "signed with a stranger's key": lambda pair: ours(pair, key="x" * 64),
    "for another audience": lambda pair: ours(pair, aud="somebody else"),
    "for no audience": lambda pair: ours(pair, aud=None),
    "issued in the future": lambda pair: ours(pair, iat=NOW + 3600),
    "without an end": lambda pair: ours(pair, exp=None),
    "without a time of issue": lambda pair: ours(pair, iat=None),
    "without a type": lambda pair: ours(pair, token_type=None),
    "of the type refresh": lambda pair: ours(pair, token_type="refresh"),
    "without a session": lambda pair: ours(pair, sid=None),
    "without a version": lambda pair: ours(pair, ver=None),
    "with a version that is text": lambda pair: ours(pair, ver="0"),
    "for a number as person": lambda pair: ours(pair, sub=1),
    "a refresh token": lambda pair: pair.refresh,
    "a token of a mail": lambda pair: signing.dumps({"user": 1}, salt="accounts.verify-email"),
    "no token": lambda pair: "nonsense",
    "nothing in three parts": lambda pair: "..",
    "letters that no token has": lambda pair: "é.é.é",
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forged_access_token_is_refused(kind: str, pair: TokenPair) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Bearer " + FORGERIES[kind](pair).encode().decode("latin-1"))
    response = client.get("/api/auth/profile")
    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")
    assert response.json()["success"] is False


def test_the_same_claims_signed_again_are_good(pair: TokenPair) -> None:
    """So that the refusals above are for what was changed."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {ours(pair)}")
    assert client.get("/api/auth/profile").status_code == 200


def test_an_expired_token_says_so(pair: TokenPair) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {ours(pair, exp=NOW - 60)}")
    response = client.get("/api/auth/profile")
    assert (response.status_code, response.json()["code"]) == (401, "token_expired")


def test_clocks_may_differ_by_thirty_seconds(pair: TokenPair) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {ours(pair, exp=int(timezone.now().timestamp()) - 10)}")
    assert client.get("/api/auth/profile").status_code == 200


def test_a_token_of_one_person_is_not_good_with_the_session_of_another(
    pair: TokenPair, make_user: Callable[..., Any]
) -> None:
    other = new_pair(make_user("cai"))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {ours(pair, sid=other.session_id)}")
    assert client.get("/api/auth/profile").json()["code"] == "session_ended"


@pytest.mark.parametrize("change", [{"jti": "0" * 32}, {"ctr": 5}, {"ctr": None}, {"token_type": "access"}])
def test_a_forged_refresh_token_is_refused_and_ends_nothing(pair: TokenPair, change: dict[str, Any]) -> None:
    claims = jwt.decode(pair.refresh, options={"verify_signature": False}) | change
    forged = jwt.encode({name: value for name, value in claims.items() if value is not None}, _secret("sign"))
    client = APIClient()
    response = client.post("/api/auth/refresh-token", {"refreshToken": forged}, format="json")
    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")
    assert (
        client.post("/api/auth/refresh-token", {"refreshToken": pair.refresh}, format="json").status_code
        == 200
    )


def test_an_access_token_does_not_refresh(pair: TokenPair) -> None:
    response = APIClient().post("/api/auth/refresh-token", {"refreshToken": pair.access}, format="json")
    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")
