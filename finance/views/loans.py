"""My loans: what I owe and how it goes down, asking for one, answering for somebody."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused, require
from cecosesola.kernel.money import format_money
from cecosesola.ui import charts, pdf
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from finance import policies, services
from finance.forms import AskLoanForm
from finance.models import Loan, LoanGuarantor, LoanProduct
from finance.selectors import loans as told
from finance.selectors.repayment import Standing, standing
from finance.states import LOAN_TONES, LoanState
from finance.views.common import who

AGE_TONES = ("quiet", "wait", "wait", "harm")


def age_words() -> tuple[str, str, str, str]:
    return _("up to 30 days"), _("31 to 60"), _("61 to 90"), _("longer")


@guarded(may_enter)
def my_loans(request: HttpRequest) -> HttpResponse:
    """What one owes, whom one answers for, and the kinds of loans there are."""
    person = who(request)
    return render(
        request,
        "finance/my_loans.html",
        {
            "owed": [(one, LOAN_TONES[LoanState(one.loan.state)]) for one in told.loans_of(person)],
            "answering": told.answered_for(person),
            "offered": told.offered(),
            "borrows": policies.may_borrow(person) is None,
        },
    )


def found_loan(request: HttpRequest, pk: int) -> Loan:
    """The loan, when whoever asks may see it."""
    found = told.loan(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_see_loan(who(request), found))
    return found


@guarded(may_enter)
def loan(request: HttpRequest, pk: int) -> HttpResponse:
    """A loan: how it stands, its plan, what was paid, the plans before."""
    found, person = found_loan(request, pk), who(request)
    stands = standing(found, today())
    return render(
        request,
        "finance/loan.html",
        {
            "loan": found,
            "currency": found.product.currency,
            "tone": LOAN_TONES[LoanState(found.state)],
            "stands": stands,
            "running": stands is not None and found.state == LoanState.RUNNING,
            "series": _series(stands),
            "labels": [f"{line.due:%m/%y}" for line in stands.lines] if stands else [],
            "ages": _ages(stands, found.product.currency),
            "payments": list(found.payments.order_by("-pk")[:60]),
            "plans": list(found.plans.select_related("decision").order_by("-version")),
            "draws": list(found.draws.all()),
            "backers": found.backers.all(),
            "mine": policies.may_undo_loan(person, found) is None,
            **_acts(person, found),
        },
    )


def _series(stands: Standing | None) -> list[charts.Series]:
    if stands is None or len(stands.lines) < 3:
        return []
    return [
        charts.Series(_("Left after each instalment"), [line.balance for line in stands.lines], "info"),
    ]


def _ages(stands: Standing | None, currency: str) -> list[charts.Part]:
    """What is behind by how long: shown, and nothing concluded from it."""
    if stands is None or not stands.ages.total:
        return []
    return [
        charts.Part(words, amount, format_money(amount, currency), tone)
        for words, amount, tone in zip(age_words(), stands.ages, AGE_TONES, strict=True)
        if amount
    ]


def _acts(person: Any, found: Loan) -> dict[str, Any]:
    return {
        "keeps": policies.sees_private(person),
        "agree_refusal": policies.may_move_loan(person, found, LoanState.AGREED),
        "draw_refusal": policies.may_draw(person, found),
        "receive_refusal": policies.may_receive(person, found),
    }


@guarded(may_enter)
def loan_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_loan(request, pk)
    return pdf.answer(told.loan_pdf(found), found.number)


@guarded(policies.may_borrow)
def ask_loan(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a loan of a kind. «Look at the instalments» shows them and asks for nothing yet."""
    product = LoanProduct.objects.select_related("cooperative").filter(pk=pk, is_offered=True).first()
    if product is None:
        raise Refused(NOT_FOUND)
    person = who(request)
    form = AskLoanForm(
        request.POST or None, product=product, person=person, desk=policies.sees_private(person)
    )
    lines = []
    if request.method == "POST":
        if "look" not in request.POST:
            asked = attempt(form, services.ask_loan, by=person, product=product)
            if asked is not None:
                messages.success(request, _("Asked for. It goes before the next meeting of the network."))
                return redirect("finance:loan", asked.pk)
        elif form.is_valid():
            wanted = form.cleaned_data
            lines = told.preview(
                product,
                wanted["amount"],
                min(wanted["instalments"], product.most_instalments),
                wanted.get("grace") or 0,
                wanted.get("harvests") or (),
            )
    return form_page(
        request,
        "finance/ask_loan.html",
        form,
        product=product,
        lines=lines,
        interest=sum(line.interest for line in lines),
    )


@guarded(may_enter)
@require_POST
def undo_loan(request: HttpRequest, pk: int) -> HttpResponse:
    found = services.undo_loan(by=who(request), loan=found_loan(request, pk))
    messages.success(request, _("Taken back."))
    return redirect("finance:loan", found.pk)


@guarded(may_enter)
@require_POST
def answer_guarantee(request: HttpRequest, pk: int) -> HttpResponse:
    guarantor = LoanGuarantor.objects.select_related("loan__product").filter(pk=pk).first()
    if guarantor is None:
        raise Refused(NOT_FOUND)
    gives = request.POST.get("do") == "give"
    services.answer_guarantee(by=who(request), guarantor=guarantor, gives=gives)
    messages.success(request, _("You answer for it.") if gives else _("You do not answer for it."))
    return redirect("finance:my_loans")
