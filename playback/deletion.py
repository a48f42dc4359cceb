"""What becomes of the links to recordings that somebody made, when their account is deleted."""

from django.utils import timezone

from accounts.deletion import deletion_step
from accounts.models import User
from playback.models import PlaybackLink


@deletion_step
def revoke_links(user: User) -> None:
    """They show nothing any more; what their maker called them goes too."""
    theirs = PlaybackLink.objects.filter(created_by=user)
    theirs.filter(revoked_at=None).update(revoked_at=timezone.now())
    theirs.update(label="")
