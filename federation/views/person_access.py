"""How somebody comes in, for whoever keeps the register: a code, a lost phone, a closed PIN."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation import policies
from federation.forms.entry import ReasonForm
from federation.models import Person
from federation.selectors import access as read_access
from federation.services import activation, pins, resets


@guarded(policies.may_give_keys)
@never_cache
def person_access(request: HttpRequest, pk: int) -> HttpResponse:
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        raise Refused(NOT_FOUND)
    helper: Any = request.user
    do = request.POST.get("do") if request.method == "POST" else None
    form = ReasonForm(request.POST if do == "reset" else None)
    if do == "code":
        slip = activation.make_code(by=helper, person=person)
        return _slip(request, slip)
    if do == "open_pin":
        pins.open_pin(by=helper, person=person)
        messages.success(request, _("Their PIN may be tried again."))
        return redirect("federation:person_access", pk=pk)
    if do == "reset":
        act = attempt(form, resets.ask_reset, by=helper, person=person)
        if act is not None:
            messages.success(request, _("Asked for. Another person who keeps the register confirms it."))
            return redirect("federation:act", pk=act.pk)
    return form_page(
        request,
        "federation/person_access.html",
        form,
        person=person,
        access=read_access.access_of(person),
        help_refusal=policies.may_help_enter(helper, person),
    )


def _slip(request: HttpRequest, slip: activation.Slip) -> HttpResponse:
    """The paper that is handed over, in this one answer. The picture leads to the page with the code typed
    in: behind the #, where it reaches no server and no log."""
    page = request.build_absolute_uri(reverse("federation:activate"))
    return render(
        request,
        "federation/activation_slip.html",
        {"slip": slip, "page": page, "address": f"{page}#{slip.code}"},
    )
