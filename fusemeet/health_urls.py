"""Paths of the health questions, under /actuator/."""

from django.urls import path

from fusemeet import health

urlpatterns = [
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("alive", health.alive, name="alive"),
]
