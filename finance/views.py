"""The books as pages: trial balance, accounts, statements, entries, rates, periods, the examination."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.kernel.money import format_number
from cecosesola.ui import names
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from federation.selectors import Cooperative, Person
from finance import policies, selectors, services
from finance.forms import RateForm, ReasonForm
from finance.models import Account, Entry, Node, Period


def _person(request: HttpRequest) -> Person:
    return request.user  # type: ignore[return-value]


def _cooperative(code: str) -> Cooperative:
    found = selectors.cooperatives_with_books().filter(code=code).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_read_books)
def home(request: HttpRequest) -> HttpResponse:
    """The cooperatives that keep books here. A single one opens at once."""
    cooperatives = list(selectors.cooperatives_with_books())
    if len(cooperatives) == 1:
        return redirect("finance:books", cooperatives[0].code)
    return render(request, "finance/home.html", {"cooperatives": cooperatives})


@guarded(policies.may_read_books)
def books(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = _cooperative(code)
    return render(
        request,
        "finance/books.html",
        {
            "cooperative": cooperative,
            "sheets": selectors.trial_sheets(cooperative, private=policies.sees_private(_person(request))),
            "latest": (
                latest := selectors.journal(cooperative, private=policies.sees_private(_person(request)))
            ),
            "names": names.of(entry.source for entry in latest),
        },
    )


@guarded(policies.may_read_books)
def node(request: HttpRequest, code: str, node_code: str, currency: str) -> HttpResponse:
    found = Node.objects.filter(cooperative=(cooperative := _cooperative(code)), code=node_code).first()
    if found is None:
        raise Refused(NOT_FOUND)
    after = request.GET.get("desde", "")
    page = selectors.accounts_of_node(
        found,
        currency,
        private=policies.sees_private(_person(request)),
        after=int(after) if after.isdigit() else 0,
    )
    return render(
        request,
        "finance/node.html",
        {
            "cooperative": cooperative,
            "node": found,
            "currency": currency,
            "page": page,
            "after": after,
            "names": names.of(account.party for account, _held in page.rows),
        },
    )


@guarded(may_enter)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    found = Account.objects.select_related("node", "cooperative").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_party(_person(request), found.party))
    after = selectors.Place.parse(request.GET.get("desde", ""))
    return render(
        request,
        "finance/account.html",
        {
            "account": found,
            "now": selectors.holdings(found),
            "statement": (page := selectors.statement(found, after=after)),
            "names": names.of([found.party, *(line.leg.entry.source for line in page.lines)]),
            "after": after,
            "opens": policies.may_read_books(_person(request)) is None,
        },
    )


def _entry(request: HttpRequest, pk: int) -> tuple[Entry, list]:
    """The entry and its legs. One that touches an account that is not to be seen is not there."""
    try:
        found = selectors.entry(pk)
    except Entry.DoesNotExist as error:
        raise Refused(NOT_FOUND) from error
    lines = selectors.lines_of(found)
    for line in lines:
        require(policies.may_read_party(_person(request), line.account.party))
    return found, lines


@guarded(policies.may_read_books)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    found, lines = _entry(request, pk)
    return render(
        request,
        "finance/entry.html",
        {
            "entry": found,
            "lines": lines,
            "names": names.of([found.source, *(line.account.party for line in lines)]),
            "reversal": (reversal := selectors.reversal_of(found)),
            "seal": selectors.seal_of(found),
            "reverse_refusal": policies.may_reverse(_person(request), found, reversal),
        },
    )


@guarded(policies.may_keep_books)
def reverse_entry(request: HttpRequest, pk: int) -> HttpResponse:
    found, _lines = _entry(request, pk)
    require(policies.may_reverse(_person(request), found, selectors.reversal_of(found)))
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        reversal = attempt(form, services.reverse, by=_person(request), entry=found)
        if reversal is not None:
            messages.success(request, _("Reversed."))
            return redirect("finance:entry", reversal.pk)
    return form_page(request, "finance/reverse.html", form, entry=found)


@guarded(policies.may_read_books)
def rates(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    refusal = policies.may_set_rate(person)
    context = {"rates": selectors.rates()}
    if request.method == "POST":
        require(refusal)
    if refusal is not None:
        return render(request, "finance/rates.html", context)
    form = RateForm(request.POST or None)
    if request.method == "POST":
        row = attempt(form, services.set_rate, by=person)
        if row is not None:
            messages.success(
                request,
                _("Recorded: %(rate)s for %(currency)s.")
                % {"rate": format_number(row.rate, 4), "currency": row.currency},
            )
            return redirect("finance:rates")
    return form_page(request, "finance/rates.html", form, **context)


@guarded(policies.may_read_books)
def periods(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = _cooperative(code)
    return render(
        request,
        "finance/periods.html",
        {
            "cooperative": cooperative,
            "months": [
                (period, policies.may_close(_person(request), period, oldest))
                for period, oldest in selectors.periods(cooperative)
            ],
        },
    )


@guarded(policies.may_keep_books)
@require_POST
def close_period(request: HttpRequest, pk: int) -> HttpResponse:
    period = Period.objects.select_related("cooperative").filter(pk=pk).first()
    if period is None:
        raise Refused(NOT_FOUND)
    services.close_period(by=_person(request), period=period)
    messages.success(request, _("Closed. Nothing more posts into that month."))
    return redirect("finance:periods", period.cooperative.code)


@guarded(policies.may_read_books)
def examination(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "finance/examination.html",
        {
            "last": (last := selectors.last_examination()),
            "checks": selectors.checks_of(last) if last else [],
            "head": selectors.chain_head(),
            "refusal": policies.may_keep_books(_person(request)),
        },
    )


@guarded(policies.may_keep_books)
@require_POST
def examine(request: HttpRequest) -> HttpResponse:
    found = services.examine(by=_person(request))
    if found.broken:
        messages.error(request, _("The ledger breaks a promise. Tell whoever looks after the jobs."))
    else:
        messages.success(request, _("The whole ledger keeps its promises."))
    return redirect("finance:examination")
