"""Processes that we start, remember and stop.

Each runs in a session of its own, so that Ctrl-C reaches only us and we stop them in order. What is
up is written in `var/run/processes.json`: if we are killed, the next start stops what we left behind.
"""

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from cecosesola.launch.place import Account, Place, as_account
from cecosesola.launch.trouble import Halt

halt = threading.Event()


@contextlib.contextmanager
def listening() -> Iterator[None]:
    """Note Ctrl-C, SIGTERM and a closed terminal; we act on them between two steps, never within one."""
    halt.clear()
    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # ignored under nohup
        signals.append(signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: halt.set()) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def pause(seconds: float) -> None:
    """Sleep, unless somebody asks us to stop."""
    if halt.wait(seconds):
        raise Halt


def attend(child: subprocess.Popen) -> int:
    """Wait for a child that shares our terminal: Ctrl-C is for it, a SIGTERM to us is passed on."""

    def pass_on(*_: object) -> None:
        halt.set()
        child.terminate()

    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: halt.set()),
        signal.SIGTERM: signal.signal(signal.SIGTERM, pass_on),
    }
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


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
        self.stop_signal = stop_signal
        self.patience = patience
        self.started = time.monotonic()
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
                **as_account(account),
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
        """Wait for the end that was asked for; past its patience, end it and its family."""
        try:
            self.popen.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.end_family()
            self.popen.wait()

    def end_family(self) -> None:
        """End what it started and left behind: its whole session."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)

    def stop(self) -> None:
        self.ask_to_stop()
        self.wait_or_kill()


def stop_together(processes: list[Process]) -> None:
    """Ask all of them first, then wait for each."""
    for process in processes:
        process.ask_to_stop()
    for process in processes:
        process.wait_or_kill()


def remember(place: Place, name: str, pid: int, stop_signal: signal.Signals) -> None:
    """Note a process and the instant it was born, which tells it from a later one with its number."""
    with contextlib.suppress(psutil.NoSuchProcess):
        noted = {
            "name": name,
            "pid": pid,
            "born": psutil.Process(pid).create_time(),
            "stop": int(stop_signal),
        }
        known = [entry for entry in remembered(place) if entry["name"] != name]
        write_whole(place.run / "processes.json", json.dumps([*known, noted]))


def remembered(place: Place) -> list[dict]:
    """What was up when the list was last written."""
    try:
        return json.loads((place.run / "processes.json").read_text())
    except (FileNotFoundError, ValueError):
        return []


def stop_leftovers(place: Place) -> None:
    """Stop what a killed copy left running: the application first, then the servers that it speaks to."""
    left = {entry["name"]: (entry, process) for entry in remembered(place) if (process := still_there(entry))}
    servers = [left.pop(name) for name in ("valkey", "postgres") if name in left]
    for group in (list(left.values()), servers):
        families = []
        for entry, process in group:
            with contextlib.suppress(psutil.NoSuchProcess):
                families += [process, *process.children(recursive=True)]
                process.send_signal(entry["stop"])
        _gone, alive = psutil.wait_procs(families, timeout=30)
        for stubborn in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                stubborn.kill()
    (place.run / "processes.json").unlink(missing_ok=True)


def still_there(entry: dict) -> psutil.Process | None:
    """The process that was noted, unless it has ended or its number belongs to another by now."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(entry["pid"])
        if abs(process.create_time() - entry["born"]) < 1 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def wait_until(ready: Callable[[], bool], *, process: Process, patience: float = 60) -> bool:
    """Ask until it is ready; False when the process ended or patience did."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if ready():
            return True
        if process.has_ended():
            return False
        pause(0.05)
    return False


def write_whole(path: Path, text: str) -> None:
    """Write a private file in one piece: a reader sees the old one or the new one."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
