"""The settings of the tests: those of the house, told that this is a test.

Tests connect as the owner, who makes the test databases; what the web role may do is tested under it.
"""

import os

os.environ["CECOSESOLA_ENV"] = "test"
os.environ["DATABASE_AS_OWNER"] = "1"

from cecosesola.settings import *  # noqa: F403
