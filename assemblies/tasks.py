"""Scheduled steps of the assemblies, and the messages they send."""

import datetime as dt

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from assemblies.services import ageing, meetings, notes, sending, series
from cecosesola.kernel.deferred import after_commit
from cecosesola.kernel.jobs import step
from cecosesola.kernel.text import as_written


@step(
    "assemblies.unroll_series",
    every=dt.timedelta(hours=1),
    help=_("Puts the coming weeks' meetings on the calendar, each once."),
)
def unroll_series() -> str:
    return as_written(_("meetings planned: %(n)s"), n=series.unroll_all())


@step(
    "assemblies.seal_agreed",
    every=dt.timedelta(hours=1),
    help=_("Closes the actas that two people attested and nobody closed."),
)
def seal_agreed() -> str:
    return as_written(_("actas closed: %(n)s"), n=meetings.seal_agreed())


@step(
    "assemblies.bring_what_is_due",
    every=dt.timedelta(hours=1),
    help=_("Puts on the agendas decisions that nobody heard in a week, and trials and criteria to look at."),
)
def bring_what_is_due() -> str:
    told, trials, criteria = ageing.tell_unheard(), ageing.recall_trials(), ageing.recall_criteria()
    words = _("decisions to tell: %(told)s, trials: %(trials)s, criteria: %(criteria)s")
    return as_written(words, told=told, trials=trials, criteria=criteria)


@step(
    "assemblies.plan_messages",
    every=dt.timedelta(minutes=10),
    help=_("Writes down the reminders and weekly messages that are due, and sends what waits."),
)
def plan_messages() -> str:
    planned = sending.plan_reminders() + sending.plan_digests()
    after_commit("assemblies.send")
    return as_written(_("messages written down: %(n)s"), n=planned)


@step(
    "assemblies.bring_notes",
    every=dt.timedelta(days=1),
    help=_("Puts the notes without a name of the days before on their meeting's agenda."),
)
def bring_notes() -> str:
    return as_written(_("meetings with notes: %(n)s"), n=notes.bring_notes())


@shared_task(name="assemblies.send", ignore_result=True)
def send() -> None:
    sending.send_waiting()
