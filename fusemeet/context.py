"""What every template may show: the site's address, and what kind of instance it is."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_url": settings.SITE_URL,
        "development": settings.DEVELOPMENT,
        "google_sign_in": bool(settings.GOOGLE_CLIENT_ID),
    }
