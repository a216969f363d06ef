"""Machines: which browser is which till."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from markets import policies
from markets.forms.tills import MachineForm, ReasonForm
from markets.models import Device
from markets.selectors import till_work as reads
from markets.services import tills as services


@guarded(policies.may_read)
def machines(request: HttpRequest) -> HttpResponse:
    page = paging.page(request, reads.all_machines(), by=("-id",), size=40)
    person: Any = request.user
    return render(
        request,
        "markets/machines.html",
        {
            "page": page,
            "register_refusal": policies.may_keep_machines(person),
            "mine": {fair.pk for fair in reads.fairs_of(person, "fair")},
        },
    )


@guarded(policies.may_keep_machines)
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """The secret is shown in this one answer, and the page puts it into this browser."""
    person: Any = request.user
    form = MachineForm(request.POST or None, tills=reads.tills_of(reads.fairs_of(person, "fair")))
    if request.method == "POST":
        made = attempt(form, services.register_device, by=person)
        if made is not None:
            device, secret = made
            kept = {"id": device.pk, "letters": device.letters, "secret": secret}
            return render(
                request, "markets/machine_made.html", {"device": device, "secret": secret, "kept": kept}
            )
    return form_page(request, "markets/register_machine.html", form)


@guarded(policies.may_keep_machines)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    device = Device.objects.select_related("till__fair").filter(pk=pk).first()
    if device is None:
        raise Refused(NOT_FOUND)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        revoked = attempt(form, services.revoke_device, by=request.user, device=device)
        if revoked is not None:
            messages.success(request, _("Machine %(letters)s no longer sends.") % {"letters": device.letters})
            return redirect("markets:machines")
    return form_page(request, "markets/revoke_machine.html", form, device=device)
