"""My savings: what I hold, how it grew, asking for it, agreeing to what another asks for."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused, require
from cecosesola.kernel.money import CENT
from cecosesola.ui import charts, export, pdf
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from finance import policies, selectors, services
from finance.forms import CloseSavingForm, WithdrawForm
from finance.models import SavingsAccount, SavingsWithdrawal
from finance.policies.savings import signers_of
from finance.selectors import savings as told
from finance.selectors.books import StatementLine
from finance.selectors.papers import statement_pdf
from finance.states import SAVING_TONES, WITHDRAWAL_TONES, SavingState, WithdrawalState
from finance.views.common import span, who


@guarded(may_enter)
def my_savings(request: HttpRequest) -> HttpResponse:
    """What one holds, and the ways of saving there are."""
    held = told.savings_of(who(request))
    return render(
        request,
        "finance/my_savings.html",
        {
            "held": [(one, SAVING_TONES[SavingState(one.saving.state)]) for one in held],
            "offered": [one for one in told.offered() if one.product.is_offered],
        },
    )


def found_saving(request: HttpRequest, pk: int) -> SavingsAccount:
    """The saving, when whoever asks may see it."""
    found = told.saving(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_see_saving(who(request), found))
    return found


def found_withdrawal(request: HttpRequest, pk: int) -> SavingsWithdrawal:
    found = told.withdrawal(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_see_saving(who(request), found.saving))
    return found


@guarded(may_enter)
def saving(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A saving: what it holds, how it grew, its movements, and what was asked of it."""
    found, person = found_saving(request, pk), who(request)
    if kind := export.wanted(request):
        return _as_file(request, found, kind)
    first, last = span(request, days=90)
    after = selectors.Place.parse(request.GET.get("desde", ""))
    grown = told.growth(found)
    return render(
        request,
        "finance/saving.html",
        {
            "saving": found,
            "currency": found.product.currency,
            "tone": SAVING_TONES[SavingState(found.state)],
            "now": selectors.holdings(found.ledger),
            "earned": told.earned(found),
            "holders": policies.holders_of(found),
            "series": [charts.Series(_("Saved"), [amount for _day, amount in grown], "good")]
            if len(grown) > 2
            else [],
            "labels": [f"{day:%m/%y}" for day, _amount in grown],
            "statement": (page := selectors.statement(found.ledger, after=after)),
            "earnings": told.interest_of(found),
            "withdrawals": [
                (one, WITHDRAWAL_TONES[WithdrawalState(one.state)], *_may(person, one))
                for one in told.withdrawals_of(found)
            ],
            "more": bool(page.lines) and page.next,
            "after": after,
            "first": first,
            "last": last,
            **_acts(person, found),
        },
    )


def _may(person: Any, withdrawal: SavingsWithdrawal) -> tuple[bool, bool, Any]:
    """Whether one's word is missing, whether one may take it back, and what stands against paying it."""
    return (
        policies.may_consent(person, withdrawal) is None,
        policies.may_undo_withdrawal(person, withdrawal) is None,
        policies.may_pay_withdrawal(person, withdrawal),
    )


def _acts(person: Any, found: SavingsAccount) -> dict[str, Any]:
    keeps = policies.sees_private(person)
    return {
        "keeps": keeps,
        "holds": any(one.person_id == person.pk for one in policies.holders_of(found)),
        "ask_refusal": policies.may_ask_withdrawal(person, found),
        "close_refusal": policies.may_ask_closing(person, found),
        "deposit_refusal": policies.may_deposit(person, found),
        "work_refusal": policies.may_work_saving(person, found),
    }


def _as_file(request: HttpRequest, found: SavingsAccount, kind: str) -> HttpResponseBase:
    """The movements of some days for a spreadsheet."""
    first, last = span(request, days=90)
    before, lines = selectors.movements(found.ledger, first, last)

    def rows() -> Iterator[StatementLine | None]:
        yield None
        yield from lines

    return export.answer(
        kind,
        found.number,
        [
            export.Column(_("Day"), lambda line: line.leg.effective if line else first),
            export.Column(_("Movement"), lambda line: line.leg.entry.description if line else _("Before")),
            export.Column(_("Out"), lambda line: line.debit and line.debit.quantize(CENT) if line else None),
            export.Column(_("In"), lambda line: line.credit and line.credit.quantize(CENT) if line else None),
            export.Column(_("Balance"), lambda line: (line.balance if line else before).quantize(CENT)),
        ],
        rows(),
    )


@guarded(may_enter)
def saving_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_saving(request, pk)
    first, last = span(request, days=90)
    return pdf.answer(statement_pdf(found.ledger, first, last), f"{found.number}-{last}")


def _signers(request: HttpRequest, found: SavingsAccount) -> list | None:
    """At the desk, who may be there to ask; None for a holder, who asks alone."""
    holders = policies.holders_of(found)
    if any(one.person_id == who(request).pk for one in holders):
        return None
    require(policies.may_work_saving(who(request), found))
    return signers_of(holders, today())


@guarded(may_enter)
def ask_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_saving(request, pk)
    form = WithdrawForm(request.POST or None, signers=_signers(request, found))
    if request.method == "POST":
        asked = attempt(form, services.ask_withdrawal, by=who(request), saving=found)
        if asked is not None:
            messages.success(request, _("Asked for. It is held until it is paid at the finance desk."))
            return redirect("finance:saving", found.pk)
    now = selectors.holdings(found.ledger)
    return form_page(request, "finance/ask_withdrawal.html", form, saving=found, now=now)


@guarded(may_enter)
def ask_closing(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_saving(request, pk)
    form = CloseSavingForm(request.POST or None, signers=_signers(request, found))
    if request.method == "POST":
        asked = attempt(form, services.ask_closing, by=who(request), saving=found)
        if asked is not None:
            messages.success(request, _("Asked for. It is closed with its interest when it is paid."))
            return redirect("finance:saving", found.pk)
    early = found.ends_on is not None and found.ends_on > today()
    return form_page(request, "finance/ask_closing.html", form, saving=found, early=early)


@guarded(may_enter)
@require_POST
def consent_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    withdrawal = services.consent(by=who(request), withdrawal=found_withdrawal(request, pk))
    messages.success(request, _("You agreed."))
    return redirect("finance:saving", withdrawal.saving_id)


@guarded(may_enter)
@require_POST
def undo_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    withdrawal = services.undo_withdrawal(by=who(request), withdrawal=found_withdrawal(request, pk))
    messages.success(request, _("Taken back: the money is free again."))
    return redirect("finance:saving", withdrawal.saving_id)
