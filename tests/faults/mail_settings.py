"""Settings of the workers that are killed: the product's own, with a shorter lease and a sweep every second."""

from datetime import timedelta

from django.core.mail import DNS_NAME

from fusemeet import env
from fusemeet.settings import *  # noqa: F403

MAIL_LEASE = timedelta(seconds=6)
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "mailing.tasks.sweep_outbox", "schedule": 1.0, "options": {"expires": 2}}
}
# How it greets the mail server, which so knows whom it talks to.
DNS_NAME._fqdn = env.text("WORKER_NAME", "worker")
