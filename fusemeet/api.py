"""The REST doors under /api/, with their schema."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from playback.api_urls import room_urlpatterns, shared_urlpatterns
from questions.api_urls import library_urlpatterns
from questions.api_urls import room_urlpatterns as question_urlpatterns
from rooms.rtc_api import IceServersView

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", permission_classes=[AllowAny]),
        name="api-docs",
    ),
    path("auth/", include("accounts.api_urls")),
    path("rooms/", include("rooms.api_urls")),
    path("rooms/", include(room_urlpatterns)),
    path("rooms/", include("interviews.api_urls")),
    path("playback/", include(shared_urlpatterns)),
    path("rooms/<str:room_id>/whiteboard", include("whiteboard.api_urls")),
    path("rooms/<str:room_id>/questions", include(question_urlpatterns)),
    path("questions/", include(library_urlpatterns)),
    path("", include("groups.api_urls")),
    path("", include("scheduling.api_urls")),
    path("mail/", include("mailing.api_urls")),
    path("webrtc/ice-servers", IceServersView.as_view(), name="ice-servers"),
]
