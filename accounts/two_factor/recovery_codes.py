"""Recovery codes: ten ways in without the authenticator, each good once, shown once and kept only as hashes."""

import hashlib
import re
import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import RecoveryCode, User

CODES = 10
# Crockford's alphabet: 32 letters, so that 16 of them are 80 bits, and none that is taken for another.
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LOOKALIKES = str.maketrans("oil", "011")
CODE = re.compile(rf"[{LETTERS}]{{16}}")


def make_recovery_codes(*, user: User) -> list[str]:
    """Ten new codes such as `7k2m-0qxd-4v9c-hw3p`, to be shown once; those of before are good for nothing."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(16)) for _ in range(CODES)]
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once would leave twenty codes
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(code)) for code in codes)
    return ["-".join(re.findall("....", code)) for code in codes]


def use_recovery_code(*, user: User, code: str) -> bool:
    """Whether `code` was a good one; it is used up by this. Of any number of parallel uses one is told yes."""
    now = timezone.now()
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(written_plainly(code)), used_at=None)
    return unused.update(used_at=now, updated_at=now) == 1


def count_recovery_codes(user: User) -> int:
    """How many are left."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def looks_like_recovery_code(code: str) -> bool:
    return CODE.fullmatch(written_plainly(code)) is not None


def written_plainly(code: str) -> str:
    """Without the gaps, in small letters, and a letter that was misread put right."""
    return re.sub(r"[\s\u2010-\u2015-]+", "", code).lower().translate(LOOKALIKES)


def _digest(code: str) -> str:
    # 80 random bits cannot be guessed from a fast hash either, so there is nothing for a slow one to protect.
    return hashlib.sha256(code.encode()).hexdigest()
