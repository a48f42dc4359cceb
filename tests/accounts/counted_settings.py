"""The product's settings with a hasher that is counted, for a server process of a test."""

from fusemeet.settings import *  # noqa: F403
from fusemeet.settings import PASSWORD_HASHERS as REAL_HASHERS

PASSWORD_HASHERS = ["tests.accounts.counted_hasher.CountedArgon2", *REAL_HASHERS[1:]]
