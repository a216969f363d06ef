"""Scheduled steps: what is due is asked of the database, so a stop of a day is caught up once.

A room declares its steps with `@step`; the minute's tick runs those that are due, each alone in the
whole federation (an advisory lock), each leaving its trace on «Trabajos».
"""

import datetime as dt
import logging
import time
import traceback
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from cecosesola.kernel.clock import now
from cecosesola.kernel.models import Job

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """A scheduled step: `run` returns a short text of what it did."""

    name: str
    room: str
    every: dt.timedelta
    run: Callable[[], str]
    help: Any


STEPS: dict[str, Step] = {}


def step(name: str, *, every: dt.timedelta, help: Any) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register a function of a room's `tasks` module as a scheduled step, named `room.verb`."""

    def register(run: Callable[[], str]) -> Callable[[], str]:
        STEPS[name] = Step(name, name.split(".")[0], every, run, help)
        return run

    return register


def run_due() -> list[str]:
    """Run every step whose time has come. Returns the names of those that ran."""
    due_before = now()
    known = {job.name: job for job in Job.objects.all()}
    ran = []
    for entry in STEPS.values():
        job = known.get(entry.name)
        if job is None or job.heartbeat is None or job.heartbeat + entry.every <= due_before:
            ran += [entry.name] if run_step(entry.name) else []
    return ran


def run_step(name: str) -> bool:
    """Run one step now, alone. False when another process is already running it."""
    entry = STEPS[name]
    lock = zlib.crc32(name.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 1967)", [lock - 2**31])
        (alone,) = cursor.fetchone()
    if not alone:
        return False
    try:
        _run(entry)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, 1967)", [lock - 2**31])
    return True


def _run(entry: Step) -> None:
    started = time.monotonic()
    beat = now()
    common = {"room": entry.room, "every_seconds": int(entry.every.total_seconds()), "heartbeat": beat}
    Job.objects.update_or_create(name=entry.name, defaults=common)
    try:
        with transaction.atomic():
            did = entry.run()
    except Exception:
        log.exception("step %s failed", entry.name)
        job = Job.objects.get(name=entry.name)
        job.error = traceback.format_exc()[-4000:]
        job.failures += 1
        job.save(update_fields=["error", "failures"])
        return
    done = now()
    Job.objects.filter(name=entry.name).update(
        last_success=done,
        expected_by=done + 2 * entry.every,
        last_duration_ms=int((time.monotonic() - started) * 1000),
        last_result=did[:500],
        error="",
        failures=0,
    )
