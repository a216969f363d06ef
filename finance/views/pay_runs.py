"""The desk of the anticipo: what it is, the runs, exceptions, charges, handing out."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.kernel.money import CENT, format_money
from cecosesola.kernel.weeks import Week
from cecosesola.ui import charts, export, paging, pdf
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import primary_cooperative
from finance import policies, services
from finance.forms import (
    DrawRunForm,
    HandOutForm,
    HandOutRestForm,
    PayChargeForm,
    PayExceptionForm,
    PayRateForm,
)
from finance.models import PayLine, PayRun
from finance.selectors import pay, pay_slips
from finance.states import PAY_RUN_TONES, PayRunState
from finance.views.common import found_cooperative, who

TONES = {"loan": "info", "charge": "wait", "saving": "good"}


@guarded(policies.may_read_pay)
def pay_home(request: HttpRequest) -> HttpResponse:
    return redirect("finance:pay", primary_cooperative().code)


@guarded(policies.may_read_pay)
def pay_of(request: HttpRequest, code: str) -> HttpResponse:
    """What the anticipo is and was, and what each week came to."""
    cooperative = found_cooperative(code)
    rates = pay_slips.rates_of(cooperative)
    page = paging.page(request, pay_slips.runs_of(cooperative), by=("-monday", "-pk"), size=30)
    others = pay_slips.exceptions_in(page)
    same = [one for one in reversed(rates) if one.currency == rates[0].currency]
    return render(
        request,
        "finance/pay.html",
        {
            "cooperative": cooperative,
            "rates": rates,
            "series": [charts.Series(_("A week"), [one.amount for one in same], "good")]
            if len(same) > 1
            else [],
            "labels": [f"{one.since:%d/%m/%y}" for one in same],
            "page": page,
            "runs": [
                (run, PAY_RUN_TONES[PayRunState(run.state)], pay_slips.told(others.get(run.pk, 0)))
                for run in page
            ],
            "refusal": policies.may_keep_pay(who(request)),
        },
    )


@guarded(policies.may_keep_pay)
def set_pay_rate(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    form = PayRateForm(request.POST or None)
    if request.method == "POST":
        rate = attempt(form, services.set_pay_rate, by=who(request), cooperative=cooperative)
        if rate is not None:
            messages.success(request, _("Written."))
            return redirect("finance:pay", cooperative.code)
    return form_page(request, "finance/set_pay_rate.html", form, cooperative=cooperative)


@guarded(policies.may_keep_pay)
def except_from_pay(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    form = PayExceptionForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.except_from_pay, by=who(request), cooperative=cooperative)
        if made is not None:
            messages.success(request, _("Written. It counts in the runs of those weeks."))
            return redirect("finance:pay", cooperative.code)
    return form_page(request, "finance/except_from_pay.html", form, cooperative=cooperative)


@guarded(policies.may_keep_pay)
def charge_on_pay(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    form = PayChargeForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.charge_on_pay, by=who(request), cooperative=cooperative)
        if made is not None:
            messages.success(request, _("Written. It is taken out of the next anticipos."))
            return redirect("finance:pay", cooperative.code)
    return form_page(request, "finance/charge_on_pay.html", form, cooperative=cooperative)


@guarded(policies.may_keep_pay)
def draw_run(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    form = DrawRunForm(request.POST or None)
    if request.method == "POST":
        run = attempt(form, services.draw_run, by=who(request), cooperative=cooperative)
        if run is not None:
            return redirect("finance:pay_run", run.pk)
    return form_page(request, "finance/draw_run.html", form, cooperative=cooperative)


def _run(pk: int) -> PayRun:
    found = PayRun.objects.select_related("cooperative", "rate__decision", "drawn_by", "posted_by")
    run = found.filter(pk=pk).first()
    if run is None:
        raise Refused(NOT_FOUND)
    return run


@guarded(policies.may_read_pay)
def pay_run(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One week: what it comes to for everybody; for the desk also line by line."""
    run, person = _run(pk), who(request)
    keeps = policies.sees_lines(person)
    if keeps and run.state == PayRunState.POSTED and (kind := export.wanted(request)):
        return _as_file(run, kind)
    context: dict[str, Any] = {
        "run": run,
        "week": Week.of(run.monday),
        "cooperative": run.cooperative,
        "tone": PAY_RUN_TONES[PayRunState(run.state)],
        "keeps": keeps,
        "post_refusal": policies.may_post_run(person, run),
        "drop_refusal": policies.may_drop_run(person, run),
        "redraws": policies.may_keep_pay(person) is None,
    }
    if run.state == PayRunState.POSTED:
        lines = PayLine.objects.filter(run=run)
        context["others"] = pay_slips.told(lines.filter(exception__isnull=False).count())
        context["left"], context["left_amount"] = pay.unpaid(run)
        if keeps:
            context["form"] = HandOutRestForm()
            shown = lines.select_related("person", "handing")
            context["page"] = paging.page(request, shown, by=("pk",), size=100)
    elif keeps and run.state == PayRunState.DRAWN:
        context |= _looked_at(run)
    return render(request, "finance/pay_run.html", context)


def _looked_at(run: PayRun) -> dict[str, Any]:
    """A run that is not posted, as it comes out now, beside the last one."""
    week = Week.of(run.monday)
    rate = pay.rate_in_force(run.cooperative, week)
    if rate is None:
        return {"changed": True}
    plan = pay.plan_run(run.cooperative, week, rate)
    changes = pay.changes(plan)
    special = [slip for slip in plan.slips if slip.exception or slip.short]
    numbers = {one.person for one in changes} | {slip.person for slip in special} | set(plan.suspended)
    people = pay.people(numbers)
    return {
        "changed": plan.digest != run.digest,
        "changes": [(people.get(one.person), one) for one in changes],
        "special": [(people.get(slip.person), slip) for slip in special],
        "suspended": [people[one] for one in plan.suspended],
        "taken": [
            charts.Part(kind.label, amount, format_money(amount, run.currency), TONES[kind])
            for kind, amount in pay.taken_in_all(plan)
        ],
        "first": pay.last_posted(run.cooperative, run.monday) is None,
    }


@guarded(policies.may_keep_pay)
def pay_run_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has still to receive it, with a line to sign."""
    run = _run(pk)
    if run.state != PayRunState.POSTED:
        raise Refused(NOT_FOUND)
    return pdf.answer(pay_slips.run_pdf(run), f"anticipos-{run.monday:%Y-%m-%d}")


def _as_file(run: PayRun, kind: str) -> HttpResponseBase:
    """What the bank or the table needs: who receives how much."""

    def rows() -> Iterator[PayLine]:
        yield from PayLine.objects.filter(run=run).select_related("person", "handing").order_by("pk")

    def exact(amount: Decimal) -> Decimal:
        return amount.quantize(CENT)

    return export.answer(
        kind,
        f"anticipo-{run.monday:%Y-%m-%d}",
        [
            export.Column(_("Document"), lambda line: line.person.document),
            export.Column(_("Who"), lambda line: line.person.get_full_name()),
            export.Column(_("Anticipo"), lambda line: exact(line.gross)),
            export.Column(_("Deducted"), lambda line: exact(line.deducted)),
            export.Column(_("To hand out"), lambda line: exact(line.net)),
            export.Column(_("Handed out"), _handed),
        ],
        rows(),
    )


def _handed(line: PayLine) -> Any:
    handing = getattr(line, "handing", None)
    return handing.handed_at if handing else ""


@guarded(policies.may_keep_pay)
@require_POST
def redraw_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(pk)
    services.draw_run(by=who(request), cooperative=run.cooperative, monday=run.monday)
    messages.success(request, _("Drawn up as things stand now."))
    return redirect("finance:pay_run", run.pk)


@guarded(policies.may_keep_pay)
@require_POST
def post_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = services.post_run(by=who(request), run=_run(pk))
    messages.success(request, _("In the books. Now it can be handed out."))
    return redirect("finance:pay_run", run.pk)


@guarded(policies.may_keep_pay)
@require_POST
def drop_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = services.drop_run(by=who(request), run=_run(pk))
    messages.success(request, _("Laid aside."))
    return redirect("finance:pay", run.cooperative.code)


@guarded(policies.may_keep_pay)
@require_POST
def hand_out_rest(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(pk)
    form = HandOutRestForm(request.POST)
    done = attempt(form, services.hand_out_rest, by=who(request), run=run)
    if done is None:
        return form_page(request, "finance/hand_out_rest.html", form, run=run)
    words = ngettext("Handed out to %(n)d person.", "Handed out to %(n)d people.", len(done))
    messages.success(request, words % {"n": len(done)})
    return redirect("finance:pay_run", run.pk)


@guarded(policies.may_keep_pay)
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's money into their hand."""
    line = pay_slips.line(pk)
    if line is None:
        raise Refused(NOT_FOUND)
    require(policies.may_hand_line(who(request), line))
    form = HandOutForm(request.POST or None)
    if request.method == "POST" and attempt(form, services.hand_out, by=who(request), line=line) is not None:
        messages.success(request, _("Handed out."))
        return redirect("finance:pay_run", line.run_id)
    return form_page(request, "finance/hand_out.html", form, line=line, run=line.run)
