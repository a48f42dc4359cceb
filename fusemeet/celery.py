"""The Celery application: one worker with an embedded beat in the small, many of each in the large."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fusemeet.settings")

app = Celery("fusemeet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
