"""The map of paths: one line for each app's door."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from fusemeet.drf import api_not_found

urlpatterns = [
    path("api/", include("fusemeet.api")),
    re_path(r"^api/(?P<rest>.*)$", api_not_found),
    path("actuator/", include("fusemeet.health_urls")),
    # The one door for one's own password is the site's, which knows about sessions and mails.
    path(f"{settings.ADMIN_PATH}password_change/", RedirectView.as_view(pattern_name="password-settings")),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("fusemeet.page_urls")),
    path("", include("accounts.page_urls")),
    path("", include("groups.page_urls")),
    path("", include("questions.page_urls")),
    path("", include("rooms.page_urls")),
    path("", include("scheduling.page_urls")),
    path("", include("playback.page_urls")),
    path("", include("scheduling.invitation_urls")),
    path("", include("interviews.page_urls")),
]
handler404 = "fusemeet.pages.not_found"
handler403 = "fusemeet.pages.forbidden"
handler500 = "fusemeet.pages.server_error"
