"""What arrived odd: flagged sales, and what could not be read as a sale."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import Role
from markets import policies
from markets.forms.tills import NoteForm
from markets.models import QuarantinedSale
from markets.selectors import till_lists as lists
from markets.selectors.till_work import fairs_of
from markets.services import reviewing
from markets.services.sync.flags import words as flag_words


@guarded(policies.may_keep_machines)
def review(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    fairs = fairs_of(person, Role.FAIR)
    seen = request.GET.get("vistas") == "1"
    page = paging.page(request, lists.flagged_sales(fairs, seen=seen), by=("-received_at", "-id"), size=30)
    held = lists.quarantined(fairs, everywhere=policies.may_coordinate(person) is None)
    return render(
        request,
        "markets/review.html",
        {
            "page": page,
            "sales": [(sale, flag_words(sale.flags)) for sale in page],
            "held": [] if seen else held.order_by("-received_at", "-id")[:50],
            "seen": seen,
        },
    )


@guarded(policies.may_keep_machines)
def review_sale(request: HttpRequest, pk: Any) -> HttpResponse:
    sale = lists.find_sale(pk)
    if sale is None:
        raise Refused(NOT_FOUND)
    form = NoteForm(request.POST or None)
    if request.method == "POST":
        written = attempt(form, reviewing.review_sale, by=request.user, sale=sale)
        if written is not None:
            messages.success(request, _("Written beside the sale."))
            return redirect("markets:review")
    return form_page(
        request,
        "markets/review_sale.html",
        form,
        sale=sale,
        flags=flag_words(sale.flags),
        number=f"{sale.device.letters}-{sale.counter:06d}",
        refusal=policies.may_review(request.user, sale.session.till.fair),  # type: ignore[arg-type]
    )


@guarded(policies.may_keep_machines)
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    row = QuarantinedSale.objects.select_related("device__till__fair").filter(pk=pk).first()
    if row is None:
        raise Refused(NOT_FOUND)
    form = NoteForm(request.POST or None)
    if request.method == "POST":
        resolved = attempt(form, reviewing.resolve_quarantine, by=request.user, quarantined=row)
        if resolved is not None:
            messages.success(request, _("Resolved. What came stays kept."))
            return redirect("markets:review")
    return form_page(request, "markets/resolve_quarantine.html", form, row=row)
