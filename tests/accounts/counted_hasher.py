"""The product's hasher, which also writes down which hash each password was compared with."""

import os

from accounts.hashing import Argon2


class CountedArgon2(Argon2):
    """One line a check, in the file that COUNTED_HASHES names; appended in one write, whatever else is running."""

    def verify(self, password: str, encoded: str) -> bool:
        with open(os.environ["COUNTED_HASHES"], "ab", buffering=0) as file:
            file.write(f"{encoded}\n".encode())
        return super().verify(password, encoded)
