"""Asking the ledger whether it keeps its promises."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.ui.guard import guarded
from finance import policies, selectors, services
from finance.views.common import who


@guarded(policies.may_read_books)
def examination(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "finance/examination.html",
        {
            "last": (last := selectors.last_examination()),
            "checks": selectors.checks_of(last) if last else [],
            "head": selectors.chain_head(),
            "refusal": policies.may_keep_books(who(request)),
        },
    )


@guarded(policies.may_keep_books)
@require_POST
def examine(request: HttpRequest) -> HttpResponse:
    found = services.examine(by=who(request))
    if found.broken:
        messages.error(request, _("The ledger breaks a promise. Tell whoever looks after the jobs."))
    else:
        messages.success(request, _("The whole ledger keeps its promises."))
    return redirect("finance:examination")
