"""Settings of a test run: the product's own, with a folder of its own for whatever it writes."""

import atexit
import os
import shutil
import tempfile

if "FUSEMEET_TEST_VAR" not in os.environ:
    # Server processes that a test starts inherit this folder, and only who made it takes it away.
    os.environ["FUSEMEET_TEST_VAR"] = os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="fusemeet-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("DEBUG", "1")

from fusemeet.settings import *  # noqa: F403
