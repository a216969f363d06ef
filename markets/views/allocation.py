"""Allocation: crates of each item to each fair."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from markets import policies
from markets.forms import AllotForm
from markets.models import Allocation, Item
from markets.selectors import planning as reads
from markets.selectors.weeks import fair_weeks
from markets.services import allocating as services
from markets.views.common import fair_week_or_404, head, week_or_404, who


@guarded(policies.may_read)
def allocation(request: HttpRequest, week: str) -> HttpResponse:
    found = week_or_404(week)
    fairs = [row for row in fair_weeks(found) if row.fair.kind != "hub" and row.is_open]
    rows = reads.allocation_rows(found, fairs)
    return render(
        request,
        "markets/allocation.html",
        head(
            request,
            found,
            fairs=fairs,
            rows=rows,
            refusal=policies.may_allocate(who(request), found),
            allotted=any(row.allocated for row in rows),
        ),
    )


@guarded(policies.may_coordinate)
@require_POST
def propose(request: HttpRequest, week: str) -> HttpResponse:
    found = week_or_404(week)
    made = services.propose_allocation(by=who(request), week=found)
    text = ngettext("%(n)d allotment proposed.", "%(n)d allotments proposed.", made)
    messages.success(request, text % {"n": made})
    return redirect("markets:allocation", found)


@guarded(policies.may_coordinate)
def allot(request: HttpRequest, week: str, fair: str, item: int) -> HttpResponse:
    """Fix the crates of an item for a fair by hand."""
    row = fair_week_or_404(week, fair)
    produce = Item.objects.filter(pk=item).first()
    if produce is None:
        raise Refused(NOT_FOUND)
    known = Allocation.objects.filter(fair_week=row, item=produce).first()
    form = AllotForm(request.POST or None, initial={"crates": known.crates if known else 0})
    if request.method == "POST":
        done = attempt(form, services.adjust_allocation, by=who(request), fair_week=row, item=produce)
        if done is not None:
            messages.success(
                request, _("%(fair)s gets %(crates)d crates.") % {"fair": row.fair, "crates": done.crates}
            )
            return redirect("markets:allocation", row.week)
    return form_page(
        request,
        "markets/allot.html",
        form,
        **head(request, row.week),
        row=row,
        item=produce,
        refusal=policies.may_allocate(who(request), row.week),
    )
