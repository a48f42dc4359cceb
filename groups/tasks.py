"""Jobs of groups: bringing in whom a process that died has left at the door."""

from celery import shared_task

from groups.joining import settle_invitations, waiting_addresses

MOST_AT_ONCE = 200


@shared_task
def settle_group_invitations() -> None:
    """Invited addresses that accounts have proved meanwhile become members; what is left is the next run's."""
    settle_invitations(waiting_addresses(MOST_AT_ONCE))
