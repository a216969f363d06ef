"""The minute's tick asks every room what is due; the kernel's own step seals the audit."""

import datetime as dt

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit, jobs
from cecosesola.kernel.text import as_written


@shared_task(name="cecosesola.tick")
def tick() -> list[str]:
    return jobs.run_due()


@shared_task(name="cecosesola.run_step")
def run_step(name: str) -> bool:
    return jobs.run_step(name)


@jobs.step(
    "kernel.seal_audit",
    every=dt.timedelta(minutes=1),
    help=_("Seals what people did into the chain of hashes."),
)
def seal_audit() -> str:
    return as_written(_("events sealed: %(n)s"), n=audit.seal())
