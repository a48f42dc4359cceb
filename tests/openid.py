"""A local OpenID provider for tests: real HTTP on loopback, RS256 keys of its own, and switches to misbehave.

It keeps to OpenID Connect Core 1.0 and RFC 7636 where it does not misbehave: a code is good once, for its client, its
redirect address and its verifier. `person` is who sits at the browser; there is no page to sign in.
"""

import base64
import contextlib
import functools
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID = "fusemeet-under-test"
CLIENT_SECRET = "a secret between the two"


@dataclass
class Provider:
    """What the provider knows and does. Set `person`, `misbehaves` and `claims` as a test needs them."""

    port: int = 0
    person: dict[str, Any] = field(default_factory=dict)
    misbehaves: set[str] = field(default_factory=set)
    claims: dict[str, Any] = field(default_factory=dict)  # put over what the ID token says
    key: RSAKey = field(default_factory=lambda: first_key())
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)  # the paths that were asked for
    asked: dict[str, str] = field(default_factory=dict)  # the newest authorization request

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        """What points the product at it."""
        return {
            "GOOGLE_CLIENT_ID": CLIENT_ID,
            "GOOGLE_CLIENT_SECRET": CLIENT_SECRET,
            "GOOGLE_ISSUER": self.issuer,
        }

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": "https://somebody.example" if "foreign-metadata" in self.misbehaves else self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to: with a code, or with an error."""
        self.asked = asked
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
        back: dict[str, str] = {"state": asked["state"]}
        if "denies" in self.misbehaves:
            back["error"] = "access_denied"
        elif "errs" in self.misbehaves:
            back["error"] = "server_error"
        else:
            back["code"] = secrets.token_urlsafe(16)
            self.codes[back["code"]] = asked | {"person": dict(self.person)}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, given: dict[str, str]) -> tuple[int, Any]:
        """Status and body of the token endpoint."""
        if "slow" in self.misbehaves:
            time.sleep(8)
        if "breaks" in self.misbehaves:
            return 500, {"error": "server_error"}
        if "talks-nonsense" in self.misbehaves:
            return 200, ["<html>"]
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(given.get("code", ""), None)
        verifier = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            asked is None
            or given.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 3600}
        if "no-id-token" not in self.misbehaves:
            answer["id_token"] = self.id_token(asked)
        return 200, answer

    def id_token(self, asked: dict[str, Any]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 600,
            "nonce": asked["nonce"],
            **asked["person"],
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if "alg-none" in self.misbehaves:
            return _unsigned("none", claims) + "."
        if (
            "alg-hs256" in self.misbehaves
        ):  # the public key, which everybody has, as if it were a shared secret
            unsigned = _unsigned("HS256", claims)
            digest = hmac.digest(self.key.as_pem(private=False), unsigned.encode(), "sha256")
            return f"{unsigned}.{_b64(digest)}"
        key = new_key(str(self.key.kid)) if "foreign-key" in self.misbehaves else self.key
        token = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
        if "changed-token" in self.misbehaves:
            head, _, signature = token.split(".")
            return f"{head}.{_b64(json.dumps(claims | {'sub': 'somebody else'}).encode())}.{signature}"
        return token

    def change_key(self) -> None:
        self.key = new_key("second")


@functools.cache
def first_key() -> RSAKey:
    return new_key("first")  # making one takes a while, and most tests need no other


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


def _unsigned(algorithm: str, claims: dict[str, Any]) -> str:
    parts = [{"alg": algorithm, "kid": "first", "typ": "JWT"}, claims]
    return ".".join(_b64(json.dumps(part).encode()) for part in parts)


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextlib.contextmanager
def provider() -> Iterator[Provider]:
    """A provider that answers on loopback until the block is left."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            made.requests.append(parts.path)
            if parts.path == "/.well-known/openid-configuration":
                if "redirects-metadata" in made.misbehaves:
                    return self.go(f"{made.issuer}/elsewhere")
                return self.json(503 if "away" in made.misbehaves else 200, made.metadata())
            if parts.path == "/elsewhere":
                return self.json(200, made.metadata())
            if parts.path == "/keys":
                return self.json(200, KeySet([made.key]).as_dict(private=False))
            if parts.path == "/authorize":
                return self.go(made.authorize(dict(parse_qsl(parts.query))))
            return self.json(404, {})

        def do_POST(self) -> None:
            made.requests.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.json(*made.token(dict(parse_qsl(body))))

        def json(self, status: int, body: Any) -> None:
            raw = json.dumps(body).encode()
            with contextlib.suppress(OSError):  # whoever asked may have stopped waiting
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

        def go(self, address: str) -> None:
            self.send_response(302)
            self.send_header("Location", address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
