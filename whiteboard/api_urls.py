"""Paths under /api/rooms/{room_id}/whiteboard."""

from django.urls import path

from whiteboard import api, image_api

urlpatterns = [
    path("", api.WhiteboardView.as_view(), name="api-room-board"),
    path("/visibility", api.VisibilityView.as_view(), name="api-room-board-visibility"),
    path("/images", image_api.BoardImagesView.as_view(), name="api-room-board-images"),
    path("/images/<str:file_id>", image_api.BoardImageView.as_view(), name="api-room-board-image"),
]
