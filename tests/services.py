"""The servers that the tests run against, and the settings they run with.

Loaded by pytest itself (`-p tests.services`), before Django reads its settings. A plain
`python -m pytest` has no servers, so it starts itself again with them up: once, in the controller,
before any worker.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The schema is made by its owner; the tests themselves run as the web role (see conftest).
os.environ |= {"CECOSESOLA_ENV": "test", "DATABASE_AS_OWNER": "1"}


def pytest_configure(config: pytest.Config) -> None:
    ensure_services(config)


def ensure_services(config: pytest.Config) -> None:
    """Start again with the servers up, unless they are."""
    if hasattr(config, "workerinput") or os.environ.get("CECOSESOLA_SERVICES") == "up":
        return
    restart_with_services(config)


def restart_with_services(config: pytest.Config) -> NoReturn:
    if capture := config.pluginmanager.getplugin("capturemanager"):
        capture.suspend_global_capture(in_=True)
        capture.stop_global_capturing()
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(config.invocation_params.dir)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    os.environ["CECOSESOLA_SERVICES"] = "up"
    starter = [sys.executable, "-m", "cecosesola.embedded", "exec", "--ephemeral", "--"]
    os.execv(sys.executable, [*starter, sys.executable, "-m", "pytest", *config.invocation_params.args])
