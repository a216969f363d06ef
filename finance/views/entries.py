"""Entries and their reversal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.errors import require
from cecosesola.ui import names
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from finance import policies, selectors, services
from finance.forms import ReasonForm
from finance.views.common import found_entry, who


@guarded(policies.may_read_books)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    found, lines = found_entry(request, pk)
    return render(
        request,
        "finance/entry.html",
        {
            "entry": found,
            "lines": lines,
            "names": names.of([found.source, *(line.account.party for line in lines)]),
            "reversal": (reversal := selectors.reversal_of(found)),
            "seal": selectors.seal_of(found),
            "reverse_refusal": policies.may_reverse(who(request), found, reversal),
        },
    )


@guarded(policies.may_keep_books)
def reverse_entry(request: HttpRequest, pk: int) -> HttpResponse:
    found, _lines = found_entry(request, pk)
    require(policies.may_reverse(who(request), found, selectors.reversal_of(found)))
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        reversal = attempt(form, services.reverse, by=who(request), entry=found)
        if reversal is not None:
            messages.success(request, _("Reversed."))
            return redirect("finance:entry", reversal.pk)
    return form_page(request, "finance/reverse.html", form, entry=found)
