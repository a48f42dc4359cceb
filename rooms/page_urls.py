"""Paths of the rooms' pages."""

from django.urls import path

from rooms import pages

urlpatterns = [
    path("dashboard/", pages.dashboard, name="dashboard"),
    path("rooms/new/", pages.new_room, name="room-new"),
    path("rooms/join/", pages.join_by_code, name="room-join"),
    path("rooms/<str:room_id>/", pages.room, name="room"),
    path("rooms/<str:room_id>/open/", pages.reopen_room, name="room-open"),
]
