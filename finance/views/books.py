"""The books as pages: trial balance, accounts, statements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import names
from cecosesola.ui.guard import guarded, may_enter
from finance import policies, selectors
from finance.models import Account, Node
from finance.views.common import found_cooperative, who


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
    return render(
        request,
        "finance/books.html",
        {
            "cooperative": cooperative,
            "sheets": selectors.trial_sheets(cooperative, private=policies.sees_private(who(request))),
            "latest": (latest := selectors.journal(cooperative, private=policies.sees_private(who(request)))),
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
def account(request: HttpRequest, pk: int) -> HttpResponse:
    found = Account.objects.select_related("node", "cooperative").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_party(who(request), found.party))
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
            "opens": policies.may_read_books(who(request)) is None,
        },
    )
