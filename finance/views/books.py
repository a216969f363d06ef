"""The books as pages: trial balance, accounts, statements of accounts."""

from collections.abc import Iterator
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.money import CENT
from cecosesola.ui import export, names, pdf
from cecosesola.ui.guard import guarded, may_enter
from finance import policies, selectors
from finance.models import Account, Node
from finance.selectors.books import StatementLine
from finance.selectors.papers import statement_pdf
from finance.views.common import found_account, found_cooperative, span, who


@guarded(policies.may_read_books)
def home(request: HttpRequest) -> HttpResponse:
    """The cooperatives that keep books here. A single one opens at once."""
    cooperatives = list(selectors.cooperatives_with_books())
    if len(cooperatives) == 1:
        return redirect("finance:books", cooperatives[0].code)
    return render(request, "finance/home.html", {"cooperatives": cooperatives})


@guarded(policies.may_read_books)
def books(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    private = policies.sees_private(who(request))
    latest = selectors.journal(cooperative, private=private)
    return render(
        request,
        "finance/books.html",
        {
            "cooperative": cooperative,
            "sheets": selectors.trial_sheets(cooperative, private=private),
            "latest": latest,
            "names": names.of(entry.source for entry in latest),
        },
    )


@guarded(policies.may_read_books)
def node(request: HttpRequest, code: str, node_code: str, currency: str) -> HttpResponse:
    found = Node.objects.filter(cooperative=(cooperative := found_cooperative(code)), code=node_code).first()
    if found is None:
        raise Refused(NOT_FOUND)
    after = request.GET.get("desde", "")
    page = selectors.accounts_of_node(
        found,
        currency,
        private=policies.sees_private(who(request)),
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
def account(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = found_account(request, pk)
    if kind := export.wanted(request):
        return _as_file(request, found, kind)
    after = selectors.Place.parse(request.GET.get("desde", ""))
    first, last = span(request, days=90)
    return render(
        request,
        "finance/account.html",
        {
            "account": found,
            "now": selectors.holdings(found),
            "statement": (page := selectors.statement(found, after=after)),
            "names": names.of([found.party, *(line.leg.entry.source for line in page.lines)]),
            "after": after,
            "first": first,
            "last": last,
            "opens": selectors.open_to(who(request), (line.leg.entry_id for line in page.lines)),
        },
    )


def _as_file(request: HttpRequest, account: Account, kind: str) -> HttpResponseBase:
    """The movements of some days for a spreadsheet, with the balance before them as the first line."""
    first, last = span(request, days=90)
    before, lines = selectors.movements(account, first, last)

    def rows() -> Iterator[StatementLine | None]:
        yield None
        yield from lines

    return export.answer(
        kind,
        f"cuenta-{account.pk}",
        [
            export.Column(_("Day"), lambda line: line.leg.effective if line else first),
            export.Column(_("Entry"), lambda line: line.leg.entry_id if line else ""),
            export.Column(_("Movement"), lambda line: line.leg.entry.description if line else _("Before")),
            export.Column(_("Debit"), lambda line: _exact(line.debit) if line else None),
            export.Column(_("Credit"), lambda line: _exact(line.credit) if line else None),
            export.Column(_("Balance"), lambda line: _exact(line.balance if line else before)),
        ],
        rows(),
    )


def _exact(amount: Decimal | None) -> Decimal | None:
    """With its céntimos, as a bank writes it."""
    return None if amount is None else amount.quantize(CENT)


@guarded(may_enter)
def account_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The statement of some days as a paper."""
    found = found_account(request, pk)
    first, last = span(request, days=90)
    return pdf.answer(statement_pdf(found, first, last), f"estado-{found.pk}-{last}")


@guarded(may_enter)
def mine(request: HttpRequest) -> HttpResponse:
    """One's own accounts."""
    return render(request, "finance/mine.html", {"accounts": selectors.accounts_of_person(who(request))})
