"""The OpenAPI schema says what /api/auth/ really takes and gives."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.accounts.test_rest import AUTH_KEYS, PROFILE_KEYS

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema() -> Any:
    return APIClient().get("/api/schema/?format=json").json()


def test_every_path_is_described(schema: Any) -> None:
    described = {
        (method.upper(), path.removeprefix("/api/auth/"))
        for path, operations in schema["paths"].items()
        if path.startswith("/api/auth/")
        for method in operations
    }
    assert described == {
        ("POST", "register"),
        ("POST", "login"),
        ("POST", "two-factor"),
        ("GET", "google"),
        ("GET", "google/callback"),
        ("POST", "logout"),
        ("GET", "verify-email"),
        ("POST", "resend-verification"),
        ("GET", "check"),
        ("POST", "refresh-token"),
        ("GET", "profile"),
        ("PUT", "profile"),
        ("POST", "forgot-password"),
        ("POST", "reset-password"),
        ("POST", "profile/change-password"),
        ("POST", "profile/request-email-change"),
        ("DELETE", "profile/request-email-change"),
        ("GET", "profile/confirm-email-change"),
        ("PUT", "profile/picture"),
        ("DELETE", "profile/picture"),
        ("GET", "sessions"),
        ("POST", "sessions/end-others"),
        ("DELETE", "sessions/{session_id}"),
    }


def test_the_answers_have_the_contracts_keys(schema: Any) -> None:
    shapes = schema["components"]["schemas"]
    assert set(shapes["AuthResponse"]["properties"]) == AUTH_KEYS
    assert set(shapes["UserProfileResponse"]["properties"]) == PROFILE_KEYS
    assert set(shapes["ProfileRequest"]["properties"]) == {"fullName", "phoneNumber", "username"}


def test_it_says_who_must_be_signed_in_and_how(schema: Any) -> None:
    paths = schema["paths"]
    assert paths["/api/auth/profile"]["get"]["security"] == [{"cookie": []}, {"bearer": []}]
    assert paths["/api/auth/login"]["post"]["security"] == [{}]
    assert schema["components"]["securitySchemes"]["cookie"]["name"] == "access"
