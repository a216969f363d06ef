"""The house on one machine: `python -m cecosesola.embedded run`, or `exec -- any command`.

The settings ask here for addresses that the environment does not give.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Parsed by every library, answered by nobody: commands that need no server work without one.
NOWHERE = {
    "DATABASE_URL": "postgresql://cecosesola@%2Fnonexistent/cecosesola",
    "DATABASE_OWNER_URL": "postgresql://cecosesola@%2Fnonexistent/cecosesola",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def address(var: Path, name: str) -> str:
    """Where `DATABASE_URL`, `DATABASE_OWNER_URL` or `REDIS_URL` is: set, up here, or nowhere."""
    from cecosesola.launch.services import running

    return os.environ.get(name) or running(var).get(name) or NOWHERE[name]


def database_url(var: Path) -> str:
    return address(var, "DATABASE_URL")


def redis_url(var: Path) -> str:
    return address(var, "REDIS_URL")


def execute(command: list[str], *, var: Path, ephemeral: bool = False) -> int:
    """Run a command with the servers up; returns its exit code.

    The servers are those of a copy that is up in this folder, else our own for as long as it runs.
    """
    from cecosesola.launch.place import Place, throwaway
    from cecosesola.launch.services import running, services

    with contextlib.ExitStack() as stack:
        addresses: dict[str, str] = {} if ephemeral else running(var)
        if not addresses:
            place = stack.enter_context(throwaway()) if ephemeral else Place(var)
            place.make()
            stack.enter_context(place.locked())
            addresses = stack.enter_context(services(place, durable=not ephemeral)).env
        env = {"CECOSESOLA_ENV": "local", "CECOSESOLA_VAR": str(var)} | os.environ | addresses
        return attend(subprocess.Popen(command, env=env))


def attend(child: subprocess.Popen) -> int:
    """Wait for a child in our foreground. Ctrl-C is for it; a SIGTERM to us is passed on."""
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: child.terminate()),
    }
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def main(arguments: list[str] | None = None) -> int:
    from cecosesola.launch.trouble import Trouble

    parser = argparse.ArgumentParser(prog="python -m cecosesola.embedded", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    run_with = actions.add_parser("exec", help="run a command with the servers up")
    run_with.add_argument("--ephemeral", action="store_true", help="in a throw-away folder, quick and forgetful")
    run_with.add_argument("--at", type=Path, help="in a folder of its own instead of var/")
    run_with.add_argument("command", nargs=argparse.REMAINDER, help="-- command and its arguments")
    options = parser.parse_args(arguments)
    var = options.at or Path(os.environ.get("CECOSESOLA_VAR", ROOT / "var"))
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser.error("a command is missing after --")
    try:
        return execute(command, var=var, ephemeral=options.ephemeral)
    except Trouble as trouble:
        sys.stderr.write(f"cecosesola: {trouble}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
