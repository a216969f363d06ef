"""Scheduled steps of the assemblies, and the messages they send."""

import datetime as dt

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from assemblies.services import ageing, meetings, notes, sending, series
from cecosesola.kernel.deferred import after_commit
from cecosesola.kernel.jobs import step


@step(
    "assemblies.unroll_series",
    every=dt.timedelta(hours=1),
    help=_("Puts the coming weeks' meetings on the calendar, each once."),
)
def unroll_series() -> str:
    return f"{series.unroll_all()} planned"


@step(
    "assemblies.seal_agreed",
    every=dt.timedelta(hours=1),
    help=_("Closes the actas that two people attested and nobody closed."),
)
def seal_agreed() -> str:
    return f"{meetings.seal_agreed()} sealed"


@step(
    "assemblies.bring_what_is_due",
    every=dt.timedelta(hours=1),
    help=_("Puts on the agendas decisions that nobody heard in a week, and trials and criteria to look at."),
)
def bring_what_is_due() -> str:
    told, trials, criteria = ageing.tell_unheard(), ageing.recall_trials(), ageing.recall_criteria()
    return f"{told} to tell, {trials} trials, {criteria} criteria"


@step(
    "assemblies.plan_messages",
    every=dt.timedelta(minutes=10),
    help=_("Writes down the reminders and weekly messages that are due, and sends what waits."),
)
def plan_messages() -> str:
    planned = sending.plan_reminders() + sending.plan_digests()
    after_commit("assemblies.send")
    return f"{planned} planned"


@step(
    "assemblies.bring_notes",
    every=dt.timedelta(days=1),
    help=_("Puts the notes without a name of the days before on their meeting's agenda."),
)
def bring_notes() -> str:
    return f"{notes.bring_notes()} with notes"


@shared_task(name="assemblies.send", ignore_result=True)
def send() -> None:
    sending.send_waiting()
