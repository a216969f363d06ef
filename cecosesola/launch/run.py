"""`make run`: servers, preparation, then pages, worker and beat, kept up until Ctrl-C."""

import contextlib
import errno
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from cecosesola.launch.console import Console
from cecosesola.launch.place import Place
from cecosesola.launch.postgres import last_complaint
from cecosesola.launch.processes import Process, attend, pause, stop_leftovers, stop_together, wait_until
from cecosesola.launch.services import Services, services
from cecosesola.launch.trouble import Halt, Trouble

ROOT = Path(__file__).resolve().parent.parent.parent
LOOK_EVERY = 0.5
LONGEST_WAIT = 30.0
SETTLED = 60.0


def run(var: Path, console: Console) -> None:
    """Keep the whole house up until somebody asks it to stop."""
    place = Place(var)
    place.make()
    host, port = os.environ.get("HOST", "127.0.0.1"), chosen_port()
    os.environ.setdefault("CECOSESOLA_ENV", "local")
    with contextlib.ExitStack() as stack:
        stack.enter_context(place.locked())
        stop_leftovers(place)  # pages of a killed copy would hold the port
        check_port(host, port)
        check_settings(place)
        console.say("\nCecosesola\n")
        with console.step("Encendiendo PostgreSQL y Valkey") as step:
            up = stack.enter_context(services(place))
            step.done = " y ".join(up.about)
        prepare(up)
        env = web_environment(up) | {"WEB_BIND": f"{host}:{port}"}
        house = House(place, up, console, env)
        stack.callback(house.stop)
        with console.step("Abriendo las páginas") as step:
            house.start(lambda: answers(host, port))
            step.done = "Páginas, trabajos y reloj en marcha"
        welcome(console, place, host, port)
        try:
            house.keep_up()
        except Halt:
            console.say("\nDeteniendo…")
            raise


def prepare(up: Services) -> None:
    """Schema, demo and static files, in a process of its own: it is the owner, we are not."""
    ours = "DATABASE_URL" not in os.environ
    wanted = os.environ.get("DEMO", "1" if ours else "0") == "1"  # never into somebody's server unasked
    command = [sys.executable, "-m", "cecosesola.launch.prepare", *(["--demo"] if wanted else [])]
    code = attend(subprocess.Popen(command, cwd=ROOT, env=os.environ | up.env))
    pause(0)
    if code:
        sys.exit(code)  # it has said why


def web_environment(up: Services) -> dict[str, str]:
    """What pages and jobs are told: everything but how to become the owner of the database."""
    env = dict(os.environ) | up.env
    env.pop("DATABASE_AS_OWNER", None)
    if env.get("DATABASE_OWNER_URL") != env["DATABASE_URL"]:
        env.pop("DATABASE_OWNER_URL", None)
    return env


@dataclass
class Kept:
    """Something that must stay up: what people call it, its process, and how it is started."""

    name: str
    start: Callable[[], None]
    process: Callable[[], Process | None]
    wait: float = 0.0
    due: float | None = None

    def look(self, console: Console) -> None:
        """If it has ended, say so and start it again, waiting longer each time that it does not last."""
        process, now = self.process(), time.monotonic()
        if process is None or not process.has_ended():
            return
        if self.due is None:
            if now - process.started > SETTLED:
                self.wait = 0.0
            process.end_family()
            console.say(f"  ! «{self.name}» se detuvo (código {process.popen.returncode}): arranca de nuevo.")
            self.due = now + self.wait
            self.wait = min(LONGEST_WAIT, max(1.0, self.wait * 2))
        if now >= self.due:
            self.due = None
            try:
                self.start()
            except Trouble as trouble:
                console.say(f"  ! {trouble}")


class House:
    """The three processes of the application, and the two servers if they are ours."""

    def __init__(self, place: Place, up: Services, console: Console, env: dict[str, str]) -> None:
        self.place, self.console, self.env = place, console, env
        self.commands = {
            "web": ["-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "cecosesola.wsgi:application"],
            "worker": [
                *["-m", "celery", "-A", "cecosesola", "worker", "--loglevel=INFO", "--concurrency=2"],
                *["--without-mingle", "--without-gossip"],  # it has no neighbours to look for
            ],
            "beat": [
                *["-m", "celery", "-A", "cecosesola", "beat", "--loglevel=INFO", "--pidfile="],
                f"--schedule={place.run / 'beat'}",
            ],
        }
        self.processes: dict[str, Process] = {}
        self.kept = [
            Kept(type(server).__name__, server.start, partial(getattr, server, "process"))
            for server in up.ours
        ]
        self.kept += [
            Kept(name, partial(self._start, name), partial(self.processes.get, name))
            for name in self.commands
        ]

    def start(self, ready: Callable[[], bool]) -> None:
        """Start all three and wait for the first page."""
        for name in self.commands:
            self._start(name)
        if not wait_until(ready, process=self.processes["web"], patience=90):
            self._give_up("web")
        for name, process in self.processes.items():
            if process.has_ended():
                self._give_up(name)

    def keep_up(self) -> None:
        """Look at each of them twice a second until somebody asks us to stop."""
        while True:
            pause(LOOK_EVERY)
            for kept in self.kept:
                kept.look(self.console)

    def stop(self) -> None:
        stop_together(list(self.processes.values()))

    def _start(self, name: str) -> None:
        command = [sys.executable, *self.commands[name]]
        self.processes[name] = Process(self.place, name, command, env=self.env, cwd=ROOT, patience=30)

    def _give_up(self, name: str) -> None:
        process = self.processes[name]
        raise Trouble(f"No arrancó {name}: {last_complaint(process.said())} Vea {process.log}")


def chosen_port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT={text} no es un puerto: use un número, como PORT=8000.")
    return int(text)


def check_port(host: str, port: int) -> None:
    """Say that the port is taken before anything is started for it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Trouble(
                    f"El puerto {port} está ocupado: elija otro, por ejemplo `make run PORT={port + 1}`."
                ) from error
            raise Trouble(f"No se puede atender en {host}:{port}: {error.strerror}.") from error


def check_settings(place: Place) -> None:
    """A missing secret is said before anything is started."""
    os.environ["CECOSESOLA_VAR"] = str(place.var)
    try:
        import cecosesola.settings  # noqa: F401
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from error


def answers(host: str, port: int) -> bool:
    """Whether a page comes back, whatever it says."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(local, port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(console: Console, place: Place, host: str, port: int) -> None:
    """The address, who may enter in the demo, and how to stop."""
    console.say()
    console.say(f"  Abra   http://{'localhost' if host in {'0.0.0.0', '::'} else host}:{port}/")  # noqa: S104
    with contextlib.suppress(FileNotFoundError):
        logins = (place.var / "demo-logins.txt").read_text().splitlines()
        for number, line in enumerate(logins):
            console.say(f"  {'Entre' if number == 0 else '     '}  {line}")
    var = place.var.relative_to(ROOT) if place.var.is_relative_to(ROOT) else place.var
    console.say(f"  Pare   con Ctrl-C. Los datos quedan en {var}/; los registros, en {var}/log/.")
