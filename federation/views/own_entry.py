"""One's own way in: the devices that are in, and the PIN for the shared till."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from federation.forms.entry import PinForm
from federation.policies.entry import entry_of
from federation.selectors import access as read_access
from federation.services import entries, pins


@guarded(may_enter)
def logins(request: HttpRequest) -> HttpResponse:
    """Where one is logged in, and ending it there."""
    person: Any = request.user
    here = entry_of(person)
    if request.method == "POST":
        which = request.POST.get("which", "")
        if which == "others":
            entries.revoke_others(by=person, but=here)
        else:
            entries.revoke(by=person, pk=int(which) if which.isdecimal() and len(which) < 18 else 0)
        messages.success(request, _("Done: what was open there has ended."))
        return redirect("federation:logins")
    rows = list(read_access.logins_of(person)[:100])
    return render(request, "federation/logins.html", {"rows": rows, "here": here.pk if here else None})


@guarded(may_enter)
@sensitive_post_parameters()
def pin(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    if request.method == "POST" and request.POST.get("do") == "drop":
        pins.drop_pin(by=person)
        messages.success(request, _("You have no PIN any more."))
        return redirect("federation:account")
    form = PinForm(request.POST or None)
    if request.method == "POST" and attempt(form, _set, by=person):
        messages.success(request, _("Your PIN is ready: tap your name at the till, and write it."))
        return redirect("federation:account")
    return form_page(request, "federation/pin.html", form, has_pin=read_access.has_pin(person))


def _set(*, by: Any, current: str, pin: str, **_again: str) -> bool:
    pins.set_pin(by=by, current=current, pin=pin)
    return True
