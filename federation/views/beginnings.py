"""Who is beginning, my newcomer, my beginnings: from being introduced to being admitted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt
from cecosesola.ui.guard import guarded, may_enter
from federation.forms.beginnings import AnswerForm, IntroduceForm, TrialForm
from federation.models import Beginning, Person
from federation.policies import beginnings as rules
from federation.selectors import beginnings as read_beginnings
from federation.selectors import lent as read_lent
from federation.selectors.cooperatives import primary_cooperative
from federation.services import beginnings as services
from federation.states import BEGINNING_TONES, BeginningState
from federation.views.common import sheet

STAGES = [
    (BeginningState.PROPOSED, BeginningState.PROPOSED.label),
    (BeginningState.TRIAL, BeginningState.TRIAL.label),
    (BeginningState.ADMITTED, BeginningState.ADMITTED.label),
]


def beginning_or_404(person: Any, pk: int) -> Beginning:
    found = read_beginnings.find_beginning(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(rules.may_see_beginning(person, found))
    return found


def toned(rows: list[Beginning]) -> list[tuple[Beginning, str]]:
    return [(row, BEGINNING_TONES[BeginningState(row.state)]) for row in rows]


@guarded(rules.may_see_beginnings)
def beginnings(request: HttpRequest) -> HttpResponse:
    reader: Person = request.user  # type: ignore[assignment]
    page = paging.page(request, read_beginnings.beginning_now(), by=("-introduced_on", "-id"), size=40)
    return render(
        request,
        "federation/beginnings.html",
        {
            "page": page,
            "rows": toned(page.rows),
            "ended": toned(read_beginnings.ended_beginnings()),
            "introduce_refusal": rules.may_introduce(reader),
            "keeps_list": rules.may_keep_checklist(reader) is None,
        },
    )


@guarded(may_enter)
def my_beginnings(request: HttpRequest) -> HttpResponse:
    """One's own beginning, and whom one walks beside."""
    person: Person = request.user  # type: ignore[assignment]
    return render(
        request,
        "federation/my_beginnings.html",
        {
            "own": toned(read_beginnings.mine(person)),
            "mentored": toned(read_beginnings.mentored_by(person)),
            "asked": toned(read_beginnings.asked_to_mentor(person)),
            "before": toned(read_beginnings.mentored_before(person)),
            "shared": read_beginnings.co_responsible(person),
            "may_introduce": rules.may_introduce(person) is None,
        },
    )


@guarded(rules.may_introduce)
def introduce(request: HttpRequest) -> HttpResponse:
    form = IntroduceForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.introduce, by=request.user, cooperative=primary_cooperative())
        if made is not None:
            messages.success(request, _("Introduced. You are their mentor; the meeting talks about it next."))
            return redirect("federation:beginning", made.pk)
    return sheet(
        request,
        form,
        heading=_("Introduce somebody"),
        lead=_("Whoever introduces somebody accepts to walk beside them, and shares the responsibility."),
        submit=_("Introduce and be their mentor"),
        up=_("Who is beginning"),
        up_url=reverse("federation:beginnings"),
    )


MOVES = {
    "withdraw": services.withdraw_newcomer,
    "stop": services.stop_trial,
    "accept": services.accept_mentoring,
    "decline": services.decline_mentoring,
}


@guarded(may_enter)
def beginning(request: HttpRequest, pk: int) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    found = beginning_or_404(person, pk)
    if request.method == "POST":
        move = MOVES.get(request.POST.get("do", ""))
        if move is not None:
            move(by=person, beginning=found)
            messages.success(request, _("Noted."))
        return redirect("federation:beginning", pk)
    follows = rules.may_follow(person, found) is None
    reprimands = [
        one
        for one in (read_beginnings.reprimands_shared_with(found) if follows else [])
        if rules.may_see_reprimand(person, one) is None
    ]
    refs = [found.trial_ref, found.ended_ref, *(one.decision for one in reprimands)]
    return render(
        request,
        "federation/beginning.html",
        {
            "beginning": found,
            "tone": BEGINNING_TONES[BeginningState(found.state)],
            "stages": STAGES,
            "on_path": found.state in {state for state, _label in STAGES},
            "mentorings": read_beginnings.mentorings(found),
            "checklist": read_beginnings.checklist(found) if follows else None,
            "reflections": [
                (one, rules.may_share(person, one) is None)
                for one in read_beginnings.reflections_for(person, found)
            ],
            "reprimands": reprimands,
            "cited": read_lent.resolve(refs),
            "mine": person.pk == found.newcomer_id,
            "asked": rules.may_accept_mentoring(person, found) is None,
            "may_tick": rules.may_mentor(person, found) is None and found.state == BeginningState.TRIAL,
            "may_mentor": rules.may_mentor(person, found) is None,
            "may_reflect": rules.may_reflect(person, found) is None,
            "may_withdraw": rules.may_withdraw(person, found) is None,
            "may_stop": rules.may_stop_trial(person, found) is None,
            "trial_refusal": rules.may_answer(person, found, BeginningState.TRIAL),
            "answer_refusal": rules.may_answer(person, found, BeginningState.NOT_ADMITTED),
        },
    )


@guarded(may_enter)
def begin_trial(request: HttpRequest, pk: int) -> HttpResponse:
    found = beginning_or_404(request.user, pk)
    require(rules.may_answer(request.user, found, BeginningState.TRIAL))  # type: ignore[arg-type]
    form = TrialForm(request.POST or None)
    if request.method == "POST":
        done = attempt(form, services.begin_trial, by=request.user, beginning=found)
        if done is not None:
            messages.success(request, _("The trial begins, with its checklist."))
            return redirect("federation:beginning", pk)
    return _about(request, form, found, _("The meeting admits them to a trial"), _("Begin the trial"))


@guarded(may_enter)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = beginning_or_404(request.user, pk)
    require(rules.may_answer(request.user, found, BeginningState.NOT_ADMITTED))  # type: ignore[arg-type]
    form = AnswerForm(request.POST or None, on_trial=found.state == BeginningState.TRIAL)
    if request.method == "POST":
        done = attempt(form, _answered, by=request.user, beginning=found)
        if done is not None:
            messages.success(request, _("The meeting's answer is written."))
            return redirect("federation:beginning", pk)
    return _about(request, form, found, _("What the meeting agreed"), _("Write the answer"))


def _answered(*, by: Person, beginning: Beginning, answer: str, decision: str) -> Beginning:
    service = services.admit_newcomer if answer == BeginningState.ADMITTED else services.refuse_newcomer
    return service(by=by, beginning=beginning, decision=decision)


def _about(request: HttpRequest, form: Any, found: Beginning, heading: str, submit: str) -> HttpResponse:
    return sheet(
        request,
        form,
        heading=heading,
        lead=found,
        submit=submit,
        up=found,
        up_url=reverse("federation:beginning", args=[found.pk]),
    )
