"""Jobs of sessions."""

from celery import shared_task

from scheduling.reminders import remind_due


@shared_task
def send_reminders() -> None:
    """Every minute; two at once, or one after an hour without any, remind once and only of what lies ahead."""
    remind_due()
