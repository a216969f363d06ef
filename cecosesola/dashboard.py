"""The building's own pages: each person's day, what else there is, and the jobs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cecosesola.kernel import audit
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.deferred import after_commit
from cecosesola.kernel.errors import Refusal, Refused
from cecosesola.kernel.jobs import STEPS, Step
from cecosesola.kernel.models import Job
from cecosesola.kernel.weeks import Week
from cecosesola.ui import menu, waiting
from cecosesola.ui.guard import guarded, may_enter
from federation import selectors as people

NEWS = 6

# The job processes load every room's steps by themselves; the pages must know them too.
autodiscover_modules("tasks")


def may_see_jobs(person: Any) -> Refusal | None:
    """Every worker sees how the scheduled steps go."""
    return people.worker_refusal(person)


def may_rerun(person: Any) -> Refusal | None:
    """Ask for a scheduled step now: whoever looks after the jobs."""
    return people.key_refusal(person, people.Role.JOBS)


menu.register_tool(menu.Entry(gettext_lazy("Jobs"), "jobs", "timer-reset", menu.allowed(may_see_jobs)))


def greeting() -> str:
    hour = timezone.localtime(now()).hour
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 19 else _("Good evening")


@guarded(may_enter)
def home(request: HttpRequest) -> HttpResponse:
    """«My day»: what is mine today, what waits for me, my keys, and what the others did."""
    person: Any = request.user
    keys = people.keys_of(person)
    mandates = list(people.mandates_of(person))
    since = now() - dt.timedelta(days=1)
    reads = keys.is_worker
    for_me = waiting.waiting_for(person)
    return render(
        request,
        "home.html",
        {
            "greeting": greeting(),
            "today": today(),
            "week": Week.of(today()),
            "turns": waiting.turns_of(person) or _turns_from(mandates),
            "waiting": for_me,
            "mandates": mandates,
            "cited": people.resolve(mandate.source_ref for mandate in mandates),
            "news": waiting.news_for(person, since),
            "changes": people.as_shown(people.changes_since(since)[:NEWS]) if reads else [],
            "is_worker": reads,
            "stranger": not (reads or keys.member_of or mandates or for_me),
        },
    )


def _turns_from(mandates: list[Any]) -> list[waiting.Turn]:
    """Until a room says more about it, a turn of the roster shows as the key it gave."""
    return [
        waiting.Turn(
            mandate.get_role_display().capitalize(),
            mandate.scope_label,
            mandate.during.lower,
            mandate.during.upper,
        )
        for mandate in mandates
        if mandate.source == people.Mandate.Source.TURN
    ]


@guarded(may_enter)
def more(request: HttpRequest) -> HttpResponse:
    """What does not fit in the five tabs of a phone."""
    return render(request, "more.html")


# --- jobs ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JobLine:
    """A step as its page shows it: how it goes, in a word and a tone."""

    name: str
    help: Any
    every: str
    job: Job | None
    word: str
    tone: str


def _line(step: Step, job: Job | None) -> JobLine:
    if job is None or job.heartbeat is None:
        word, tone = _("has not run yet"), "neutral"
    elif job.failures:
        word, tone = _("failing"), "harm"
    elif job.expected_by and job.expected_by < now():
        word, tone = _("late"), "wait"
    else:
        word, tone = _("on time"), "good"
    every = timesince(now() - step.every, now(), depth=1)
    return JobLine(step.name, step.help, every, job, word, tone)


@guarded(may_see_jobs)
def jobs(request: HttpRequest) -> HttpResponse:
    known = {job.name: job for job in Job.objects.all()}
    lines = [_line(step, known.get(step.name)) for step in sorted(STEPS.values(), key=lambda step: step.name)]
    order = {"harm": 0, "wait": 1, "neutral": 2, "good": 3}
    lines.sort(key=lambda line: order[line.tone])
    return render(
        request,
        "jobs.html",
        {
            "lines": lines,
            "troubles": sum(line.tone in {"harm", "wait"} for line in lines),
            "all_ran": all(line.tone != "neutral" for line in lines),
            "rerun_refusal": may_rerun(request.user),
        },
    )


@guarded(may_rerun)
@require_POST
def rerun(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for a step now. It runs alone, in the job processes, as at its own hour."""
    if name not in STEPS:
        raise Refused(NOT_FOUND)
    with transaction.atomic():
        audit.record(by=request.user, verb="kernel.ask_again", thing=Job(name=name))
        after_commit("cecosesola.run_step", name)
    messages.success(request, _("Asked for. Load this page again in a moment to see how it went."))
    return redirect("jobs")
