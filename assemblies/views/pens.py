"""The pen: taken, handed on by a code or by a PIN."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assemblies import policies
from assemblies.forms.running import HandPinForm
from assemblies.selectors import running
from assemblies.services import pens
from assemblies.views.holding import meeting_for, person_of
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import add_refusal, form_page
from cecosesola.ui.guard import guarded


@guarded(policies.may_read)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    pens.take_pen(by=person_of(request), meeting=meeting_for(request, pk))
    messages.success(request, _("You have the acta."))
    return redirect("assemblies:write", pk)


@never_cache
@guarded(policies.may_read)
@require_GET
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """The code for the next person's phone, and the names for who takes this one."""
    meeting = meeting_for(request, pk)
    require(policies.may_hand_pen(person_of(request), meeting))
    pen = running.pen_of(meeting)
    assert pen is not None
    path = reverse("assemblies:pen_code", args=[pk, pens.pen_code(pen)])
    people = [line for line in running.attendance_list(meeting) if line.person.pk != pen.holder_id]
    context = {
        "meeting": meeting,
        "pen": pen,
        "address": request.build_absolute_uri(path),
        "people": people,
    }
    return render(request, "assemblies/run/hand.html", context)


@never_cache
@sensitive_post_parameters("pin")
@guarded(policies.may_read)
@require_http_methods(["GET", "POST"])
def by_pin(request: HttpRequest, pk: int, who: int) -> HttpResponse:
    """The next person writes their PIN on this phone: what is written on it from now on is theirs."""
    meeting = meeting_for(request, pk)
    require(policies.may_hand_pen(person_of(request), meeting))
    line = next((one for one in running.attendance_list(meeting) if one.person.pk == who), None)
    if line is None:
        return redirect("assemblies:hand_pen", pk)
    form = HandPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pens.take_pen_by_pin(
                by=person_of(request), meeting=meeting, holder=line.person, pin=form.cleaned_data["pin"]
            )
        except Refused as refused:
            add_refusal(form, refused.refusal)
        else:
            messages.success(request, _("%(person)s has the acta.") % {"person": line.person})
            return redirect("assemblies:write", pk)
    return form_page(request, "assemblies/run/pin.html", form, meeting=meeting, chosen=line.person)


@never_cache
@guarded(policies.may_read)
@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What the next person's phone opens when it reads the code."""
    meeting = meeting_for(request, pk)
    if request.method == "POST":
        pens.take_pen_by_code(by=person_of(request), meeting=meeting, code=code)
        messages.success(request, _("You have the acta."))
        return redirect("assemblies:write", pk)
    pen = pens.pen_of_code(meeting, code)
    return render(request, "assemblies/run/take.html", {"meeting": meeting, "pen": pen})
