"""How the admin site's own sign-in checks a password: by the same counted check as every other door."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.credentials import check_credentials
from accounts.known_browsers import client_of
from accounts.models import User
from accounts.throttle import count_or_refuse, take_back
from fusemeet.errors import NotSignedIn, TooMany, Unavailable


class CountedBackend(ModelBackend):
    """Five wrong passwords lock the account here too, and no network may try without end."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if request is None or not username or password is None:
            return None
        client = client_of(request)
        try:
            count_or_refuse("sign-in", client.network)
            count_or_refuse("sign-in-any", client.network)
            user = check_credentials(identifier=username, password=password, client=client)
        except (NotSignedIn, TooMany, Unavailable):
            return None
        take_back("sign-in", client.network)
        return user

    def get_user(self, user_id: Any) -> User | None:
        """With the roles at hand, because each permission on the admin site asks for them."""
        return User.objects.prefetch_related("groups").filter(pk=user_id, is_active=True).first()
