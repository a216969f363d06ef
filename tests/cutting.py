"""A connection that is cut in the middle of its work, as by a power cut."""

import time
from collections.abc import Callable

from django.db import connection

from tests.owner import as_owner


class Line:
    """The connection of one thread, which another thread cuts.

    Known by its number: tests beside this one have lines of their own on the same server.
    """

    def __init__(self) -> None:
        self.number = 0

    def mine(self) -> None:
        """The connection of this thread is the one to be cut."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.number = cursor.fetchone()[0]

    def cut(self) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [self.number])
            assert cursor.fetchone() == (True,)


def eventually(true: Callable[[], bool], *, patience: float = 90, every: float = 0.002) -> None:
    """Ask again and again, and fail when it never comes true."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(every)
