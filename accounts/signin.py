"""Coming in by page or REST alike: the try is throttled, the person checked, a session opened."""

from dataclasses import replace

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from accounts.credentials import check_credentials
from accounts.known_browsers import browser_cookie, client_of
from accounts.letters import queue_verification_answer
from accounts.models import User
from accounts.services import register_account
from accounts.sessions import TokenPair, open_session
from accounts.throttle import client_address, client_network, count_or_refuse, take_back
from accounts.two_factor import challenges
from accounts.two_factor.challenges import Challenge, challenge_for


def sign_in(request: HttpRequest, *, identifier: str, password: str) -> TokenPair | Challenge:
    """Raises NotSignedIn `bad_credentials`, TooMany, Unavailable."""
    client = client_of(request)
    count_or_refuse("sign-in", client.network)
    count_or_refuse("sign-in-any", client.network)
    user = check_credentials(identifier=identifier, password=password, client=client)
    take_back("sign-in", client.network)
    return next_step(request, user)


def next_step(request: HttpRequest, user: User) -> TokenPair | Challenge:
    """For whoever has shown the first factor: a session, or the challenge before it while two-factor is on."""
    return challenge_for(user) or complete_sign_in(request, user)


def answer_challenge(request: HttpRequest, *, challenge: str, code: str) -> TokenPair:
    """The second step. Raises NotSignedIn `wrong_code` or `challenge_ended`, TooMany, Unavailable."""
    user = challenges.answer_challenge(token=challenge, code=code, client=client_of(request))
    return complete_sign_in(request, user)


def register(
    request: HttpRequest, *, email: str, username: str, password: str, full_name: str, account_type: str
) -> TokenPair:
    """A new account, signed in at once. Raises Invalid, Conflict, TooMany, Unavailable."""
    count_or_refuse("register", client_network(request))
    user = register_account(
        email=email, username=username, password=password, full_name=full_name, account_type=account_type
    )
    return complete_sign_in(request, user)


def complete_sign_in(request: HttpRequest, user: User) -> TokenPair:
    """The session of somebody who has shown all that is asked of them; their browser is known from now on."""
    rotate_token(request)  # what a form of before the sign-in knew is of no use after it
    pair = open_session(
        user=user, device=request.headers.get("User-Agent", ""), address=client_address(request)
    )
    return replace(pair, browser=browser_cookie(request, user))


def ask_for_verification(request: HttpRequest, *, email: str) -> None:
    """Another verification mail, if `email` waits for one; the same answer in the same time if not.

    Raises TooMany, Unavailable.
    """
    email = User.objects.normalize_email(email)
    count_or_refuse("verification", client_network(request))
    count_or_refuse("verification-address", email.lower())
    queue_verification_answer(email=email)
