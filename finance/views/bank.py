"""The bank against the books."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.money import format_money
from cecosesola.ui import charts, names, paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from finance import policies, selectors, services
from finance.forms import BankFileForm
from finance.models import Account, BankFile, BankLine
from finance.selectors import bank
from finance.views.common import who

TONES = ("good", "info", "wait", "harm")


@guarded(policies.may_reconcile)
def accounts(request: HttpRequest) -> HttpResponse:
    return render(request, "finance/bank.html", {"accounts": bank.bank_accounts()})


def _account(pk: int) -> Account:
    found = (
        Account.objects.filter(pk=pk, node__code__in=bank.BANKS).select_related("node", "cooperative").first()
    )
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_reconcile)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines without a match with what each may be, how long they wait, and what only we say."""
    found = _account(pk)
    matched = request.GET.get("ver") == "conciliadas"
    lines = bank.matched_lines(found) if matched else bank.open_lines(found)
    page = paging.page(request, lines, by=("on", "id"), size=30)
    options = {} if matched else bank.candidates(page.rows)
    ages = bank.ageing(found)
    ours, how_many = bank.only_ours(found)
    return render(
        request,
        "finance/bank_account.html",
        {
            "account": found,
            "page": page,
            "matched": matched,
            "lines": [(line, options.get(line.pk, [])) for line in page],
            "names": names.of(option.leg.entry.source for several in options.values() for option in several),
            "waiting": sum(age.lines for age in ages),
            "ages": [
                charts.Part(
                    age.words,
                    age.amount,
                    f"{age.lines} · {format_money(age.amount, found.currency)}",
                    tone,
                )
                for age, tone in zip(ages, TONES, strict=True)
            ],
            "ours": ours,
            "how_many": how_many,
            "files": bank.bank_files(found),
            "held": selectors.balance(found),
        },
    )


@guarded(policies.may_reconcile)
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    found = _account(pk)
    form = BankFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        file = attempt(form, _bring, by=who(request), account=found)
        if file is not None:
            _say(request, file)
            return redirect("finance:bank_account", found.pk)
    return form_page(request, "finance/bring_bank_file.html", form, account=found)


def _bring(*, file: UploadedFile, **given: Any) -> BankFile:
    """The service takes a name and bytes; a form gives an upload."""
    return services.bring_bank_file(file_name=file.name or "", content=file.read(), **given)


def _say(request: HttpRequest, file: BankFile) -> None:
    new = ngettext("%(n)d new line.", "%(n)d new lines.", file.lines) % {"n": file.lines}
    known = _("%(n)d were here already.") % {"n": file.known} if file.known else ""
    messages.success(request, f"{new} {known}".strip())
    if file.refused:
        told = "; ".join(f"{place}: {why}" for place, why in file.refused[:5])
        messages.warning(request, _("Lines that could not be taken: %(told)s") % {"told": told})


def _line(pk: int) -> BankLine:
    found = BankLine.objects.select_related("account").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_reconcile)
@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: the line is that movement (`leg` is `entry-line`)."""
    line = _line(pk)
    legs = []
    for words in request.POST.getlist("leg")[:50]:
        entry, _sign, number = words.partition("-")
        if not (entry.isdigit() and number.isdigit() and len(entry) < 18 and len(number) < 5):
            raise Refused(NOT_FOUND)
        legs.append((int(entry), int(number)))
    services.match_line(by=who(request), line=line, legs=legs)
    messages.success(request, _("Matched."))
    return redirect("finance:bank_account", line.account_id)


@guarded(policies.may_reconcile)
@require_POST
def match_certain(request: HttpRequest, pk: int) -> HttpResponse:
    done = services.match_certain(by=who(request), account=_account(pk))
    messages.success(request, ngettext("%(n)d line matched.", "%(n)d lines matched.", done) % {"n": done})
    return redirect("finance:bank_account", pk)


@guarded(policies.may_reconcile)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    line = services.undo_match(by=who(request), line=_line(pk))
    messages.success(request, _("Taken back: it waits again."))
    return redirect("finance:bank_account", line.account_id)


@guarded(policies.may_reconcile)
@require_POST
def charge(request: HttpRequest, pk: int) -> HttpResponse:
    line = services.post_charge(by=who(request), line=_line(pk))
    messages.success(request, _("Posted as a charge of the bank."))
    return redirect("finance:bank_account", line.account_id)
