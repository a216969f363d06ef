"""Where each bolívar went."""

import datetime as dt
import re
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO, format_number
from cecosesola.kernel.weeks import Week
from cecosesola.ui import charts, names, paging
from cecosesola.ui.guard import guarded
from finance import policies
from finance.models import Node
from finance.selectors import flow as told
from finance.views.common import span, who

WEEKS = 8
MONTH = re.compile(r"^(20\d\d)-(0[1-9]|1[0-2])$")


@guarded(policies.may_read_where_it_went)
def went(request: HttpRequest) -> HttpResponse:
    """A week or a month: what came in, to whom it went, and how the shares moved over some weeks."""
    month = MONTH.match(request.GET.get("mes", ""))
    week = _week(request.GET.get("semana", ""))
    if month:
        first, last = _month(int(month[1]), int(month[2]))
        found = told.went(first, last)
        week = Week.of(min(last, today()))
        series = told.weeks_until(week, WEEKS)
    else:
        series = told.weeks_until(week, WEEKS)
        if not request.GET.get("semana"):
            week = _settled(series)
        found = dict(series)[week]
        first, last = week.monday, week.sunday
    fairs = told.sales_by_party(first, last)
    called = names.of(party for party, _amount in fairs)
    return render(
        request,
        "finance/went.html",
        {
            "month": f"{first:%Y-%m}" if month else "",
            "first": first,
            "last": last,
            "week": week,
            "later": week.next if week.next.monday <= today() else None,
            "earlier": week.previous,
            "this_month": f"{last:%Y-%m}",
            "found": found,
            "unsettled": bool(found.came) and not found.shares[0].amount,
            "of_a_hundred": _whole(found),
            "fairs": [
                charts.Part(called.get(party, party), amount, format_number(amount, 2), "good")
                for party, amount in fairs[:12]
                if amount > 0
            ],
            "series": _series([one for _week, one in series]),
            "labels": [f"{one.monday:%d/%m}" for one, _went in series],
            "drills": policies.may_read_books(who(request)) is None,
        },
    )


def _settled(series: list[tuple[Week, told.Went]]) -> Week:
    """The last week whose producers are settled: before that, nothing says to whom its money went."""
    return next((week for week, one in reversed(series) if one.shares[0].amount > 0), series[-1][0])


def _week(words: str) -> Week:
    try:
        week = Week.parse(words)
    except ValueError:
        return Week.of(today())
    return week if 2000 <= week.year <= today().year + 1 else Week.of(today())


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    first = dt.date(year, month, 1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    return first, following - dt.timedelta(days=1)


def _whole(found: told.Went) -> list[charts.Part]:
    """The parts of a bolívar, as long as nothing went beyond what came in."""
    parts = [
        charts.Part(share.words, share.amount, format_number(share.amount, 2), share.tone)
        for share in found.shares
        if share.amount > 0
    ]
    if found.stays > 0:
        parts.append(
            charts.Part(_("Stays in the network"), found.stays, format_number(found.stays, 2), "quiet")
        )
    return parts


def _series(weeks: list[told.Went]) -> list[charts.Series]:
    """Céntimos of each bolívar that came in, week by week, for the three largest ways."""
    keys = [(way.key, way.words, way.tone) for way in told.WAYS[:3]]
    found = []
    for place, (key, words, tone) in enumerate(keys):
        found.append(charts.Series(words, [_cents(one, key) for one in weeks], tone, place > 0))
    return found if any(v is not None for one in found for v in one.values) else []


def _cents(one: told.Went, key: str) -> Decimal | None:
    """Of every hundred céntimos that came in, those that went this way. None when more went than came in:
    that was not out of these."""
    if one.came <= 0 or one.stays < 0:
        return None
    return next((max(ZERO, share.share * 100) for share in one.shares if share.key == key), None)


@guarded(policies.may_read_books)
def went_entries(request: HttpRequest) -> HttpResponse:
    """The entries behind a part, those that whoever asks may see."""
    first, last = span(request, days=7)
    codes = [code for code in request.GET.getlist("cuenta")[:20] if re.fullmatch(r"[0-9.]{1,20}", code)]
    entries = told.entries_behind(codes, first, last, private=policies.sees_private(who(request)))
    page = paging.page(request, entries, by=("-effective", "-id"), size=50)
    return render(
        request,
        "finance/went_entries.html",
        {
            "first": first,
            "last": last,
            "page": page,
            "titles": list(
                Node.objects.filter(code__in=codes).order_by("code").values_list("name", flat=True).distinct()
            ),
            "names": names.of(entry.source for entry in page),
        },
    )
