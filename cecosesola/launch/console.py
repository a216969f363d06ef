"""A few calm lines for the person who started it."""

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TextIO


class Console:
    """Says what is being done, in Spanish, one line a step; what takes long says how long."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()

    def say(self, text: str = "") -> None:
        self._write(f"{text}\n")

    @contextlib.contextmanager
    def step(self, doing: str) -> Iterator[list[str]]:
        """Shows what is being done while it lasts, then what the block left in the list."""
        outcome: list[str] = []
        started = time.monotonic()
        if self.live:
            self._write(f"  … {doing}")
        try:
            yield outcome
        except BaseException:
            if self.live:
                self._write("\r\033[K")
            raise
        took = time.monotonic() - started
        done = (outcome or [doing])[-1] + (f" ({took:.0f} s)" if took >= 2 else "")
        self._write(f"\r\033[K  ✓ {done}\n" if self.live else f"  ✓ {done}\n")

    def _write(self, text: str) -> None:
        encoding = self.stream.encoding or "ascii"
        self.stream.write(text.encode(encoding, "replace").decode(encoding))
        self.stream.flush()
