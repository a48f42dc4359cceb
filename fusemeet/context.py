"""What every template may show: the site's address and whether it is a development instance."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {"site_url": settings.SITE_URL, "development": settings.DEVELOPMENT}
