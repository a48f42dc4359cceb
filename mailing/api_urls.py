"""Paths below /api/mail/."""

from django.urls import path

from mailing import api

urlpatterns = [path("events", api.events, name="mail-events")]
