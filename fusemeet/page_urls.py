"""Pages of the site as a whole."""

from django.urls import path

from fusemeet import pages

urlpatterns = [
    path("", pages.landing, name="landing"),
    path("service-worker.js", pages.service_worker, name="service-worker"),
]
