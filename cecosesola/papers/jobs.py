"""Every scheduled step."""

import datetime as dt

from django.utils.module_loading import autodiscover_modules

from cecosesola.kernel.jobs import STEPS
from cecosesola.papers import words

UNITS = [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)]


def write() -> str:
    autodiscover_modules("tasks")
    rows = [(f"`{name}`", _every(STEPS[name].every), words.both(STEPS[name].help)) for name in sorted(STEPS)]
    return "\n".join(
        [
            words.HEAD,
            "# Scheduled steps\n",
            "The minute's tick runs the steps whose time has come. Each asks the database what is due, so",
            "that a stop is caught up once; how each goes is seen on «Trabajos».\n",
            words.table(["step", "every", "what it does"], rows) + "\n",
        ]
    )


def _every(span: dt.timedelta) -> str:
    seconds = int(span.total_seconds())
    unit, size = next((unit, size) for unit, size in UNITS if seconds % size == 0)
    count = seconds // size
    return unit if count == 1 else f"{count} {unit}s"
