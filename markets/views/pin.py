"""The shared till: in with a tap on one's name and a PIN, out with a tap."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import add_refusal, form_page
from cecosesola.ui.guard import public
from federation import services as register
from federation.selectors import till_people
from markets import policies
from markets.forms.tills import TillPinForm
from markets.models import Device
from markets.selectors import till_work as reads
from markets.services.sync import authenticate

# Which machine this browser is, for the pages of the PIN. The machine's own secret: no script reads it
# here, and it is worth nothing once the machine is revoked.
COOKIE = "maquina"
YEAR = 60 * 60 * 24 * 365


def machine_of(request: HttpRequest) -> Device | None:
    """The registered machine that asks, with its till and fair; None when it does not prove itself."""
    secret = request.COOKIES.get(COOKIE, "")
    try:
        device = authenticate(secret) if secret else None
    except Refused:
        return None
    return reads.till_machine(device.pk) if device is not None else None


def by_pin_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """At a registered machine where nobody is logged in, one comes in by PIN rather than by password."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated and machine_of(request) is not None:
            return redirect("markets:pin")
        return view(request, *args, **kwargs)

    return opened


@public
@csrf_exempt  # the secret in the header speaks for itself: no cookie could be misused
@require_POST
def know_machine(request: HttpRequest) -> HttpResponse:
    """The machine shows the secret it was registered with, and from then on its pages know it."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    try:
        require(policies.may_send(authenticate(secret) if kind == "Device" and secret else None))
    except Refused as refused:
        # A program asks, so it is answered a number and not led to a page.
        return HttpResponse(refused.refusal.message, status=refused.refusal.status, content_type="text/plain")
    response = HttpResponse(status=204)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=YEAR,
        path="/ferias/",
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


@public
@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """The names of those whose turn it is at this fair's tills; then the PIN of one of them."""
    device = machine_of(request)
    fair = device.till.fair if device is not None and device.till is not None else None
    people = till_people(fair.scope) if fair is not None else None
    asked = request.POST.get("who") or request.GET.get("quien", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else 0
    chosen = people.filter(pk=number).first() if people is not None and number else None
    form = TillPinForm(request.POST if request.method == "POST" and chosen is not None else None)
    if device is not None and fair is not None and form.is_valid():
        try:
            arrival = register.arrive(
                person_id=number,
                pin=form.cleaned_data["pin"],
                machine=f"machine:{device.pk}",
                scope=fair.scope,
            )
        except Refused as refused:
            add_refusal(form, refused.refusal)
        else:
            register.let_in(request, arrival.person, arrival.door)
            return redirect("markets:till")
    return form_page(
        request,
        "markets/pin.html",
        form,
        device=device,
        fair=fair,
        people=people,
        chosen=chosen,
    )


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Out with a tap. The machine stays a till, and what waits to be sent waits on."""
    register.leave(getattr(request, "entry", None))
    logout(request)
    return redirect("markets:pin")
