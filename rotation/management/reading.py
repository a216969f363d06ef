"""What the commands of this room have in common: reading a file, and saying what is wrong with it."""

import sys
from pathlib import Path

from django.core.management.base import CommandError

from rotation.planner import BadInstance

MOST_TOLD = 40


def read_text(name: str) -> str:
    """The text of a file, or of standard input for "-". Raises CommandError."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as wrong:
        raise CommandError(f"{name} cannot be read: {wrong.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{name} is no text in UTF-8.") from None


def refusal(wrong: BadInstance) -> CommandError:
    """Every finding on a line of its own."""
    lines = [f"{one.where}: {one.words}" for one in wrong.findings]
    more = [f"… and {len(lines) - MOST_TOLD} more"] if len(lines) > MOST_TOLD else []
    return CommandError("\n".join([*lines[:MOST_TOLD], *more]))
