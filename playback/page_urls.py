"""Paths of the pages of recordings."""

from django.urls import path

from playback import pages

urlpatterns = [
    path("rooms/<str:room_id>/playback/", pages.playback, name="playback"),
    path("rooms/<str:room_id>/report/", pages.report, name="report"),
    path("playback/<str:token>/", pages.shared_playback, name="playback-shared"),
]
