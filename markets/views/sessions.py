"""Till sessions of a week, one session, and a sale's receipt."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.guard import guarded
from markets import policies
from markets.models import CashCount
from markets.selectors import till_lists as lists
from markets.selectors.tills import session_totals
from markets.services.sync.flags import words as flag_words
from markets.states import SESSION, SessionState
from markets.views.common import head, week_or_404
from markets.views.opening import session_or_404


@guarded(policies.may_read)
def tills(request: HttpRequest, week: str) -> HttpResponse:
    found = week_or_404(week)
    fair, state = request.GET.get("feria", ""), request.GET.get("estado", "")
    day = _day(request.GET.get("dia", ""))
    page = paging.page(request, lists.sessions_of_week(found, fair, day, state), by=lists.BY_TILL, size=40)
    rows = lists.with_figures(list(page))
    for row in rows:
        row.hidden = policies.may_see_sums(request.user, row.session)  # type: ignore[arg-type]
    fairs, days = lists.fairs_and_days(found)
    return render(
        request,
        "markets/tills.html",
        head(
            request,
            found,
            page=page,
            rows=rows,
            fairs=fairs,
            days=days,
            fair=fair,
            day_chosen=day,
            state=state,
        ),
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@guarded(policies.may_read)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_or_404(pk)
    person: Any = request.user
    hidden = policies.may_see_sums(person, found)
    key = policies.may_count_session(person, found)
    return render(
        request,
        "markets/session.html",
        head(
            request,
            found.fair_week.week,
            session=found,
            steps=SessionState.choices,
            opening=lists.counted(found, CashCount.Kind.OPENING),
            closing=lists.counted(found, CashCount.Kind.CLOSING),
            gaps=lists.gaps_of(found) if policies.may_see_expected(person, found) is None else [],
            hidden=hidden,
            sold=session_totals(found),
            page=paging.page(request, lists.sales_of(found), by=("-counter", "-id"), size=30),
            key_refusal=key,
            close_refusal=key or SESSION.refusal(found.state, SessionState.CLOSED),
        ),
    )


@guarded(policies.may_read)
def receipt(request: HttpRequest, pk: Any) -> HttpResponse:
    sale = lists.find_sale(pk)
    if sale is None:
        raise Refused(NOT_FOUND)
    return render(
        request,
        "markets/sale_receipt.html",
        {
            "sale": sale,
            "number": f"{sale.device.letters}-{sale.counter:06d}",
            "lines": sorted(sale.lines.all(), key=lambda line: line.n),
            "tenders": sorted(sale.tenders.all(), key=lambda tender: tender.n),
            "dollars": sale.total / sale.book.rate,
            "flags": flag_words(sale.flags),
            "review": getattr(sale, "review", None),
            "review_refusal": policies.may_review(request.user, sale.session.till.fair),  # type: ignore[arg-type]
        },
    )
