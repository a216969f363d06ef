"""The switch of light and dark, and the pages for when something is missing or broken."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NO_KEY, NOT_FOUND
from cecosesola.ui.context import THEME_COOKIE, THEMES
from cecosesola.ui.guard import public
from cecosesola.ui.refusals import answer, safe_path

YEAR = 60 * 60 * 24 * 365


@public
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the device says, for this browser."""
    chosen = request.POST.get("theme", "auto")
    response = redirect(safe_path(request, request.POST.get("next") or request.headers.get("Referer")))
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=False
        )
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, NOT_FOUND)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, NO_KEY)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    return render(request, "csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Something broke: a page that needs neither the database nor the menu."""
    context: dict[str, Any] = {}
    return render(None, "500.html", context, status=500)
