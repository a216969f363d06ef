"""The house on one machine.

    python -m cecosesola.embedded run                 servers, pages, worker and beat, until Ctrl-C
    python -m cecosesola.embedded exec -- command     any command, with the servers up
    python -m cecosesola.embedded prepare             migrate, compile translations, collect static files

The settings ask here for the addresses that the environment does not give.
"""

import argparse
import contextlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from cecosesola.launch.place import Place
from cecosesola.launch.trouble import Halt, Trouble

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "/nonexistent"
# Every library reads these, nobody answers them: commands that need no server work without one.
NOWHERE = {
    "DATABASE_URL": f"postgresql://cecosesola_app@{quote(NOBODY, safe='')}/cecosesola",
    "DATABASE_OWNER_URL": f"postgresql://cecosesola@{quote(NOBODY, safe='')}/cecosesola",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def address(var: Path, name: str) -> str:
    """Where DATABASE_URL, DATABASE_OWNER_URL or REDIS_URL points: as set, else up in `var`, else nowhere.

    A server that was given with one login only is owned by that login.
    """
    given = os.environ.get(name) or (os.environ.get("DATABASE_URL") if name == "DATABASE_OWNER_URL" else "")
    return given or Place(var).running().get(name) or NOWHERE[name]


def is_nowhere(error: Exception) -> bool:
    """Whether a connection failed because no server is up here and none was given."""
    return NOBODY in str(error)


def execute(command: list[str], *, var: Path, ephemeral: bool = False, prepared: bool = False) -> int:
    """Run a command with the servers up; returns its exit code.

    The servers are those of the copy that is up in this folder, else our own for as long as it runs.
    """
    from cecosesola.launch.processes import attend, listening
    from cecosesola.launch.services import services, throwaway

    with listening(), contextlib.ExitStack() as stack:
        place = stack.enter_context(throwaway()) if ephemeral else Place(var)
        addresses = {"CECOSESOLA_VAR": str(place.var)} | place.running()
        if "DATABASE_URL" not in addresses:
            place.make()
            stack.enter_context(place.locked())
            addresses = stack.enter_context(services(place, durable=not ephemeral)).env
        env = {"CECOSESOLA_ENV": "local"} | os.environ | addresses
        steps = [command]
        if prepared:
            steps.insert(0, [sys.executable, "-m", "cecosesola.launch.prepare"])
        for step in steps:
            # What prepares tells its progress beside the command's own answer, never in it.
            code = attend(subprocess.Popen(step, env=env, stdout=None if step is command else sys.stderr))
            if code:
                return code
        return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m cecosesola.embedded",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("run", help="the whole house, until Ctrl-C")
    preparing = actions.add_parser("prepare", help="migrate, compile translations, collect static files")
    preparing.add_argument("--demo", action="store_true", help="load the demo federation where nobody is yet")
    executing = actions.add_parser("exec", help="any command, with the servers up")
    executing.add_argument(
        "--ephemeral", action="store_true", help="in a throw-away folder, quick, forgetful"
    )
    executing.add_argument("--at", type=Path, help="in a folder of its own instead of var/")
    executing.add_argument("--prepare", action="store_true", help="prepare before the command")
    executing.add_argument("command", nargs=argparse.REMAINDER, help="-- command and its arguments")
    options = parser.parse_args(arguments)

    var = Path(os.environ.get("CECOSESOLA_VAR") or ROOT / "var")
    try:
        if options.action == "run":
            return run(var)
        if options.action == "prepare":
            from cecosesola.launch import prepare

            return prepare.main(["--demo"] if options.demo else [])
        command = options.command[1:] if options.command[:1] == ["--"] else options.command
        if not command:
            parser.error("a command is missing after --")
        return execute(command, var=options.at or var, ephemeral=options.ephemeral, prepared=options.prepare)
    except Halt:
        return 130
    except Trouble as trouble:
        sys.stderr.write(f"cecosesola: {trouble}\n")
        return 1


def run(var: Path) -> int:
    """The whole house; stopping it is how it ends well."""
    from cecosesola.launch import run
    from cecosesola.launch.console import Console
    from cecosesola.launch.processes import listening

    console = Console()
    with listening(), contextlib.suppress(Halt):
        run.run(var, console)
    console.say("Todo quedó detenido y guardado.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
