"""What the tests of sign-in with Google share: the way to the provider and back, as a browser goes it."""

from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client

from tests.openid import Provider

PERSON = {
    "sub": "110169484474386276334",
    "email": "ada@example.org",
    "email_verified": True,
    "name": "Ada Lovelace",
}


def leave(client: Client, path: str = "/api/auth/google") -> str:
    """The provider's address that the browser is sent to."""
    response = client.get(path)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def at_provider(address: str) -> str:
    """The path of the callback that the provider sends the browser back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == "/api/auth/google/callback"
    return f"{parts.path}?{parts.query}"


def sign_in(client: Client, google: Provider, path: str = "/api/auth/google", **person: Any) -> Any:
    """There and back as PERSON, or as `person` says otherwise; the answer to the callback."""
    google.person = {**PERSON, **person}
    return client.get(at_provider(leave(client, path)))
