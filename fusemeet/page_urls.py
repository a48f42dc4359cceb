"""Pages of the site as a whole."""

from django.urls import path

from fusemeet import csp_reports, pages

urlpatterns = [
    path("", pages.landing, name="landing"),
    path("service-worker.js", pages.service_worker, name="service-worker"),
    path("csp-report/", csp_reports.csp_report, name="csp-report"),
]
