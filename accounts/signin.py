"""Coming in by page or REST alike: the try is throttled, the person checked, a session opened."""

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from kombu.exceptions import OperationalError

from accounts.credentials import check_credentials
from accounts.models import User
from accounts.services import register_account
from accounts.sessions import TokenPair, open_session
from accounts.tasks import answer_verification_request
from accounts.throttle import client_address, client_network, count_or_refuse, take_back
from fusemeet.errors import Unavailable


def sign_in(request: HttpRequest, *, identifier: str, password: str) -> TokenPair:
    """Raises NotSignedIn `bad_credentials`, TooMany, Unavailable."""
    network = client_network(request)
    count_or_refuse("sign-in", network)
    user = check_credentials(identifier=identifier, password=password)
    take_back("sign-in", network)
    return _open(request, user)


def register(
    request: HttpRequest, *, email: str, username: str, password: str, full_name: str, account_type: str
) -> TokenPair:
    """A new account, signed in at once. Raises Invalid, Conflict, TooMany, Unavailable."""
    count_or_refuse("register", client_network(request))
    user = register_account(
        email=email, username=username, password=password, full_name=full_name, account_type=account_type
    )
    return _open(request, user)


def ask_for_verification(request: HttpRequest, *, email: str) -> None:
    """Another verification mail, if `email` waits for one; the same answer in the same time if not.

    Raises TooMany, Unavailable.
    """
    email = User.objects.normalize_email(email)
    count_or_refuse("verification", client_network(request))
    count_or_refuse("verification-address", email.lower())
    try:
        answer_verification_request.delay(email)
    except (OperationalError, OSError):  # OSError: the broker of a small installation is a folder
        sentence = "We could not send a mail just now. Please try again."
        raise Unavailable("mail_unavailable", sentence, retry_after=30) from None


def _open(request: HttpRequest, user: User) -> TokenPair:
    rotate_token(request)  # what a form of before the sign-in knew is of no use after it
    return open_session(
        user=user, device=request.headers.get("User-Agent", ""), address=client_address(request)
    )
