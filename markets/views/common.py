"""What the pages of the fair week share: finding the week and the fair, and the row of a week's pages."""

from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.weeks import Week
from cecosesola.ui.guard import opens
from federation.selectors import Person
from markets.models import FairWeek, MarketWeek
from markets.selectors.weeks import find_fair_week, find_week

# The pages of a week in the order of its stages: words, address name, and the names that belong to it.
PAGES: tuple[tuple[Any, str, frozenset[str]], ...] = (
    (_("Week"), "week", frozenset({"week", "advance"})),
    (_("Plan"), "plan", frozenset({"plan", "fair_plan", "calendar"})),
    (_("Pledges"), "pledges", frozenset({"pledges", "pledge", "withdraw_pledge"})),
    (
        _("Prices"),
        "prices",
        frozenset({"prices", "publish", "mix_item", "price_book", "cost_sheets", "cost_sheet"}),
    ),
    (_("Allocation"), "allocation", frozenset({"allocation", "allot", "item_allocation"})),
    (
        _("Receiving"),
        "receiving",
        frozenset({"receiving", "receive", "receipt", "correct_receipt", "move", "gate"}),
    ),
    (_("Tills"), "tills", frozenset({"tills"})),
    (_("Count"), "counting", frozenset({"counting", "place", "outflow", "stock_count"})),
    (_("Settlement"), "settlements", frozenset({"settlements", "settlement"})),
    (_("Report"), "report", frozenset({"report"})),
)


def who(request: HttpRequest) -> Person:
    """The person who asks. Pages are guarded, so there is one."""
    return cast(Person, request.user)


def week_or_404(name: str) -> MarketWeek:
    """The week named like `2026-W48`, or the page that says there is nothing here."""
    try:
        iso = Week.parse(name)
    except ValueError as error:
        raise Refused(NOT_FOUND) from error
    week = find_week(iso)
    if week is None:
        raise Refused(NOT_FOUND)
    return week


def fair_week_or_404(name: str, code: str) -> FairWeek:
    """A fair's part in a week, by the fair's code."""
    row = find_fair_week(week_or_404(name), code)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def week_pages(request: HttpRequest, week: MarketWeek) -> list[dict[str, Any]]:
    """The row of a week's pages, with the one where we are."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    pages = [
        {"label": label, "url": reverse(f"markets:{name}", args=[week]), "current": here in names}
        for label, name, names in PAGES
    ]
    return [page for page in pages if opens(request.user, page["url"])]


def head(request: HttpRequest, week: MarketWeek, **context: Any) -> dict[str, Any]:
    """The context of a page of a week."""
    return {"week": week, "week_pages": week_pages(request, week), **context}
