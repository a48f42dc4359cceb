"""`make fuzz`: everything that is tried at random, FUZZ times as much (10), on MariaDB and Redis where they are."""

import os
import subprocess
import sys

from tests import services

TIMES = int(os.environ.get("FUZZ", "10"))
# Twenty schedules on every run of the tests: 500 here, and more with more.
SCHEDULE_TIMES = max(25, TIMES)
PYTEST = [sys.executable, "-m", "pytest", "-q", "-s"]
ON_SERVICES = [
    "tests/fuzz/test_documents.py",
    "tests/faults/test_document_kills.py",
    "tests/faults/test_archive_kills.py",
]


def main() -> int:
    codes = []
    others = [*PYTEST, "tests/fuzz", "--ignore=tests/fuzz/test_documents.py"]
    codes.append(subprocess.run(others, env=os.environ | {"FUZZ": str(TIMES)}, check=False).returncode)
    if services.have_mariadb() and services.have_redis() and services.have_mysql_driver():
        for test, times in zip(ON_SERVICES, (SCHEDULE_TIMES, TIMES, TIMES), strict=True):
            command = [sys.executable, "-m", "tests.services", *PYTEST, test]
            codes.append(
                subprocess.run(command, env=os.environ | {"FUZZ": str(times)}, check=False).returncode
            )
    else:
        print("left out: schedules and kills, for which MariaDB and Redis are needed", flush=True)
        codes.append(1)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
