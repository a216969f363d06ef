"""The till itself: one page that sells, and the prices it sells by."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui.guard import guarded
from markets import policies
from markets.selectors import till_work as reads
from markets.views.pin import by_pin_first
from markets.views.till_words import BANKS, words


@by_pin_first
@guarded(policies.may_use_till)
@ensure_csrf_cookie
def till(request: HttpRequest) -> HttpResponse:
    """The page is the same for every machine: which till it is, the machine itself knows."""
    config = {
        "sync": reverse("till_sync"),
        "state": reverse("till_state"),
        "prices": reverse("markets:till_prices"),
        "open": reverse("markets:open_till"),
        "confirm": reverse("markets:confirm_opening", args=[0]),
        "count": reverse("markets:count_session", args=[0]),
        "sign": reverse("markets:sign_count", args=[0]),
        "machines": reverse("markets:machines"),
        "pin": reverse("markets:pin"),
        "know": reverse("markets:know_machine"),
        "tare": int(reads.USUAL_TARE * 1000),
    }
    return render(request, "markets/till.html", {"config": config, "words": words(), "banks": BANKS})


@guarded(policies.may_use_till)
@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """The version in force for a session. A version never changes, so its number is its ETag."""
    asked = request.GET.get("turno", "")
    session = reads.session_or_none(int(asked)) if asked.isdecimal() and len(asked) < 18 else None
    book = reads.book_in_force(session.fair_week.week) if session else None
    if book is None:
        raise Refused(NOT_FOUND)
    tag = f'"v{book.pk}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    return JsonResponse(reads.price_list(book), headers=headers)
