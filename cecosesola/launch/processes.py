"""Processes that we start, remember and stop.

Each runs in a session of its own, so that Ctrl-C reaches only us and we stop them in order. What is
up is written in `var/run/processes.json`: if we are killed, the next start stops what we left behind.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil

from cecosesola.launch.place import Account, Place, as_account


class Process:
    """One long-running child, its log, and how it likes to be asked to stop."""

    def __init__(
        self,
        place: Place,
        name: str,
        command: list[str],
        *,
        env: dict[str, str],
        cwd: Path,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        patience: float = 20,
    ) -> None:
        self.name = name
        self.place = place
        self.stop_signal = stop_signal
        self.patience = patience
        self.log = place.log(name)
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            self.popen = subprocess.Popen(
                command,
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                **as_account(account),  # type: ignore[call-overload]
            )
        remember(place, name, self.popen.pid, stop_signal)

    def has_ended(self) -> bool:
        return self.popen.poll() is not None

    def said(self) -> str:
        """What it has written since it started."""
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace")

    def ask_to_stop(self) -> None:
        if not self.has_ended():
            self.popen.send_signal(self.stop_signal)

    def wait_or_kill(self) -> None:
        """Wait for the end that was asked for; past its patience, end its whole group."""
        try:
            self.popen.wait(self.patience)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()

    def stop(self) -> None:
        self.ask_to_stop()
        self.wait_or_kill()


def remember(place: Place, name: str, pid: int, stop_signal: signal.Signals) -> None:
    """Note a process and the instant it was born, which tells it from a later one with its number."""
    with contextlib.suppress(psutil.NoSuchProcess):
        noted = {"name": name, "pid": pid, "born": psutil.Process(pid).create_time(), "stop": int(stop_signal)}
        file = place.run / "processes.json"
        known = [entry for entry in remembered(place) if entry["name"] != name]
        write_whole(file, json.dumps([*known, noted]))


def remembered(place: Place) -> list[dict]:
    try:
        return json.loads((place.run / "processes.json").read_text())
    except (FileNotFoundError, ValueError):
        return []


def stop_leftovers(place: Place) -> list[str]:
    """Stop what a killed copy left running, newest first; returns the names."""
    stopped = []
    for entry in reversed(remembered(place)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(entry["pid"])
            if abs(process.create_time() - entry["born"]) > 1 or process.status() == psutil.STATUS_ZOMBIE:
                continue
            stopped.append(entry["name"])
            family = process.children(recursive=True)
            process.send_signal(entry["stop"])
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(30)
            for relative in (process, *family):
                with contextlib.suppress(psutil.NoSuchProcess):
                    relative.kill()
    (place.run / "processes.json").unlink(missing_ok=True)
    return stopped


def wait_until(ready, *, process: Process | None = None, patience: float = 60) -> bool:
    """Ask until it is ready; False when the process ended or patience did."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if ready():
            return True
        if process is not None and process.has_ended():
            return False
        time.sleep(0.05)
    return False


def write_whole(path: Path, text: str) -> None:
    """Write a private file in one piece: a reader sees the old one or the new one."""
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
