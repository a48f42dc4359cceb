"""Jobs of sessions."""

from celery import shared_task

from scheduling.reminders import remind_due
from scheduling.upcoming import open_for_sessions, roll_on


@shared_task
def send_reminders() -> None:
    """Every minute; two at once, or one after an hour without any, remind once and only of what lies ahead."""
    remind_due()


@shared_task
def roll_sessions_on() -> None:
    """Every minute: a room whose session is over gets its next one, does not run out before it, and is open for it."""
    roll_on()
    open_for_sessions()
