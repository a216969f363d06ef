"""Receiving: weighings by two people, corrections, trucks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from markets import policies
from markets.forms.field import AnswerForm, CorrectionForm, DispatchForm, MoveForm, ReasonForm, WeighingForm
from markets.models import Receipt
from markets.selectors import field as reads
from markets.selectors.balance import fair_balance
from markets.selectors.weeks import fair_weeks
from markets.services import receiving as services
from markets.views.common import fair_week_or_404, head, week_or_404, who


@guarded(policies.may_read)
def receiving(request: HttpRequest, week: str) -> HttpResponse:
    """Every place: what was weighed there, what its truck still has to bring."""
    found = week_or_404(week)
    weighed, allotted, arrived = reads.received_by_place(found), reads.allotted(found), reads.arrived(found)
    places = [
        {
            "row": row,
            "weighed": weighed.get(row.pk, (0, 0))[0],
            "crates": weighed.get(row.pk, (0, 0))[1],
            "allotted": allotted.get(row.pk, 0),
            "arrived": arrived.get(row.pk, 0),
        }
        for row in sorted(fair_weeks(found), key=lambda row: row.fair.kind != "hub")
        if row.is_open
    ]
    return render(request, "markets/receiving.html", head(request, found, places=places))


@guarded(policies.may_read)
def gate(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    """One place: its weighings and its trucks."""
    person = who(request)
    row = fair_week_or_404(week, fair)
    others = [
        other
        for other in fair_weeks(row.week)
        if other.pk != row.pk and other.is_open and other.fair.kind != "hub"
    ]
    waiting = _waiting(row.week.pk, others, row) if row.fair.kind == "hub" else []
    return render(
        request,
        "markets/gate.html",
        head(
            request,
            row.week,
            row=row,
            balance=fair_balance(row),
            waiting=waiting,
            page=paging.page(request, reads.receipts(row), by=("-received_at", "-id"), size=40),
            moves=list(reads.moves(row).order_by("-moved_at", "-id")[:30]),
            receive_refusal=policies.may_receive_now(person, row),
            move_refusal=policies.may_move_goods(person, row),
        ),
    )


def _waiting(week: int, others: list[Any], row: Any) -> list[dict[str, Any]]:
    """The fairs whose allotted kilos have not arrived, each with its truck's form."""
    allotted, arrived = reads.allotted(row.week), reads.arrived(row.week)
    return [
        {"row": other, "missing": missing, "form": DispatchForm()}
        for other in others
        if (missing := allotted.get(other.pk, 0) - arrived.get(other.pk, 0)) > 0
    ]


@guarded(policies.may_read)
def receive(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    """Write down a weighing."""
    person = who(request)
    row = fair_week_or_404(week, fair)
    form = WeighingForm(request.POST or None, seconds=reads.second_people(person, row))
    if request.method == "POST":
        made = attempt(form, services.receive, by=person, fair_week=row)
        if made is not None:
            messages.success(
                request,
                _("%(lot)s: %(net)s kg of %(item)s.")
                % {"lot": made.lot, "net": made.net.normalize(), "item": made.item},
            )
            return redirect("markets:receipt", made.pk)
    return form_page(
        request,
        "markets/receive.html",
        form,
        **head(request, row.week),
        row=row,
        refusal=policies.may_receive_now(person, row),
    )


def _receipt(request: HttpRequest, pk: int) -> Receipt:
    found = reads.find_receipt(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_producer(who(request), found.producer))
    return found


@guarded(may_enter)
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """One weighing: a paper for the producer, and the place to say that it does not agree."""
    person = who(request)
    found = _receipt(request, pk)
    dispute = getattr(found, "dispute", None)
    return render(
        request,
        "markets/receipt.html",
        head(
            request,
            found.fair_week.week,
            receipt=found,
            dispute=dispute,
            correct_refusal=policies.may_correct_receipt(person, found.fair_week),
            replaced=getattr(found, "replaced_by", None),
            may_dispute=policies.may_speak_for(person, found.producer) is None and dispute is None,
            may_answer=policies.may_receive(person, found.fair_week.fair) is None
            and dispute is not None
            and not dispute.answer,
            reason_form=ReasonForm(),
            answer_form=AnswerForm(),
        ),
    )


@guarded(may_enter)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a wrong weighing right."""
    person = who(request)
    found = _receipt(request, pk)
    form = CorrectionForm(
        request.POST or None,
        seconds=reads.second_people(person, found.fair_week),
        initial={"gross": found.gross, "tare": found.tare, "crates": found.crates},
    )
    if request.method == "POST":
        made = attempt(form, services.correct_receipt, by=person, receipt=found)
        if made is not None:
            messages.success(request, _("It is put right. The old weighing stays, marked."))
            return redirect("markets:receipt", made.pk)
    return form_page(
        request,
        "markets/correct_receipt.html",
        form,
        **head(request, found.fair_week.week),
        receipt=found,
        refusal=policies.may_correct_receipt(person, found.fair_week),
    )


@guarded(may_enter)
@require_POST
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    found = _receipt(request, pk)
    services.dispute_receipt(by=who(request), receipt=found, reason=request.POST.get("reason", "")[:300])
    messages.success(request, _("Written. The people who receive will answer."))
    return redirect("markets:receipt", pk)


@guarded(policies.may_read)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _receipt(request, pk)
    raised = getattr(found, "dispute", None)
    if raised is None:
        raise Refused(NOT_FOUND)
    services.answer_dispute(by=who(request), dispute=raised, answer=request.POST.get("answer", "")[:300])
    messages.success(request, _("The answer is written."))
    return redirect("markets:receipt", pk)


@guarded(policies.may_read)
def move(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    """Send crates to another place."""
    person = who(request)
    row = fair_week_or_404(week, fair)
    form = MoveForm(request.POST or None, origin=row)
    if request.method == "POST":
        made = attempt(form, services.move_goods, by=person, origin=row)
        if made is not None:
            messages.success(request, _("%(crates)d crates on their way.") % {"crates": made.crates})
            return redirect("markets:gate", week=row.week, fair=row.fair.code)
    return form_page(
        request,
        "markets/move.html",
        form,
        **head(request, row.week),
        row=row,
        balance=fair_balance(row),
        refusal=policies.may_move_goods(person, row),
    )


@guarded(policies.may_read)
@require_POST
def dispatch(request: HttpRequest, week: str, fair: str, target: str) -> HttpResponse:
    """Load a fair's truck with everything allotted to it that is here."""
    row, other = fair_week_or_404(week, fair), fair_week_or_404(week, target)
    form = DispatchForm(request.POST)
    if form.is_valid():
        moves = services.dispatch(by=who(request), origin=row, target=other, key=form.cleaned_data["key"])
        text = ngettext("%(n)d item loaded for %(fair)s.", "%(n)d items loaded for %(fair)s.", len(moves))
        messages.success(request, text % {"n": len(moves), "fair": other.fair})
    return redirect("markets:gate", week=row.week, fair=row.fair.code)
