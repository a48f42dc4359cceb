"""Paths under /api/webrtc/."""

from django.urls import path

from signaling import api

urlpatterns = [path("ice-servers", api.list_ice_servers, name="ice-servers")]
