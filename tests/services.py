"""The servers that the tests run against.

`make test` starts them first. A plain `pytest` has none, so it starts itself again with them up:
once, in the controller, before any worker.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent


def ensure_services(config: pytest.Config) -> None:
    """To be called from `pytest_configure`."""
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
    os.environ |= {"CECOSESOLA_ENV": "test", "CECOSESOLA_SERVICES": "up"}
    starter = [sys.executable, "-m", "cecosesola.embedded", "exec", "--ephemeral", "--"]
    os.execv(sys.executable, [*starter, sys.executable, "-m", "pytest", *config.invocation_params.args])
