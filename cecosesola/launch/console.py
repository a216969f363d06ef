"""A few calm lines for the person who started it."""

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO


class Console:
    """Says what is being done, in Spanish, one line a step; what takes long says how long."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()

    def say(self, text: str = "") -> None:
        self._write(f"{text}\n")

    @contextlib.contextmanager
    def step(self, doing: str) -> Iterator["Step"]:
        """Shows what is being done while it lasts, then what came of it."""
        step = Step(self, doing)
        step.now(doing)
        started = time.monotonic()
        try:
            yield step
        except BaseException:
            self.clear()
            raise
        took = time.monotonic() - started
        self.clear()
        self.say(f"  ✓ {step.done}" + (f" ({took:.0f} s)" if took >= 2 else ""))

    def clear(self) -> None:
        if self.live:
            self._write("\r\033[K")

    def _write(self, text: str) -> None:
        encoding = self.stream.encoding or "ascii"
        self.stream.write(text.encode(encoding, "replace").decode(encoding))
        self.stream.flush()


@dataclass
class Step:
    """Something under way, and the words for when it is done."""

    console: Console
    done: str

    def now(self, doing: str) -> None:
        """On a terminal, replaces the line that says what is being done."""
        if self.console.live:
            self.console._write(f"\r\033[K  … {doing}")
