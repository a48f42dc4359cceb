"""That what somebody has proven about an account still holds at the moment it is used.

Between a checked password and what is done because of it there is time: for another hash, a second factor, a mail. A
reset, "sign out everywhere" or a block may be committed in it, and must not be overtaken.
"""

from accounts.models import User


def hold_if_unchanged(user: User) -> User | None:
    """The account as it is now, its row locked until the transaction ends; None if the proof is overtaken.

    `user` is the account as it was when the proof was made: with another password or token version now, or closed,
    or gone, it proves nothing.
    """
    now = User.objects.select_for_update().filter(pk=user.pk, is_active=True).first()
    if now is None or (now.password, now.token_version) != (user.password, user.token_version):
        return None
    return now
