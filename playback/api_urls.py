"""Paths of recordings: `room_urlpatterns` below /api/rooms/, `shared_urlpatterns` below /api/playback/."""

from django.urls import path

from playback import api, shared_api

room_urlpatterns = [
    path("<str:room_id>/playback", api.PlaybackView.as_view(), name="api-playback"),
    path("<str:room_id>/playback/log/<str:document>", api.LogView.as_view(), name="api-playback-log"),
    path("<str:room_id>/playback/images/<str:file_id>", api.ImageView.as_view(), name="api-playback-image"),
    path("<str:room_id>/playback/links", api.LinksView.as_view(), name="api-playback-links"),
    path("<str:room_id>/playback/links/<int:link_id>", api.LinkView.as_view(), name="api-playback-link"),
    path("<str:room_id>/playback/export", api.ExportView.as_view(), name="api-playback-export"),
]
shared_urlpatterns = [
    path("<str:token>", shared_api.SharedPlaybackView.as_view(), name="api-playback-shared"),
    path(
        "<str:token>/log/<str:document>", shared_api.SharedLogView.as_view(), name="api-playback-shared-log"
    ),
    path(
        "<str:token>/images/<str:file_id>",
        shared_api.SharedImageView.as_view(),
        name="api-playback-shared-image",
    ),
]
