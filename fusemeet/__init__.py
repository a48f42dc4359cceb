"""FuseMeet's project package: settings, the way in, and what every app shares."""

from fusemeet.celery import app as celery_app

__all__ = ["celery_app"]
