"""A refusal as an answer: a page, a fragment for htmx, or a problem for programs."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from cecosesola.kernel.access import SECOND_FACTOR
from cecosesola.kernel.errors import Refusal
from cecosesola.kernel.problems import CONTENT_TYPE, problem

API = "/api/"


def safe_path(request: HttpRequest, address: str | None, default: str = "/") -> str:
    """The address when it is one of our own pages; else the default."""
    # A word without a slash would be looked up as the name of a page.
    if (
        address
        and address.startswith(("/", "http://", "https://"))
        and url_has_allowed_host_and_scheme(
            address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    ):
        return address
    return default


def login_address(path: str) -> str:
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': path})}"


def second_factor_address(path: str) -> str:
    return f"{resolve_url(settings.SECOND_FACTOR_URL)}?{urlencode({'next': path})}"


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal in the form that whoever asked can read."""
    if request.path.startswith(API):
        return JsonResponse(problem(refusal), status=refusal.status, content_type=CONTENT_TYPE)
    htmx = request.headers.get("HX-Request") == "true"
    if refusal.status == 401:
        return _to(request, htmx, login_address)
    if refusal.code == SECOND_FACTOR.code:
        return _to(request, htmx, second_factor_address)
    if htmx:
        response = render(request, "_components/refusal.html", {"refusal": refusal}, status=refusal.status)
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:window:top"
        return response
    if refusal.status == 404:
        return render(request, "404.html", {"refusal": refusal}, status=404)
    back = safe_path(request, request.headers.get("Referer"))
    return render(request, "refusal.html", {"refusal": refusal, "back": back}, status=refusal.status)


def _to(request: HttpRequest, htmx: bool, address: Callable[[str], str]) -> HttpResponse:
    """Led to where one proves who one is, and from there back to where one was going."""
    if htmx:
        here = safe_path(request, request.headers.get("HX-Current-URL"))
        return HttpResponse(status=204, headers={"HX-Redirect": address(here)})
    here = request.get_full_path() if request.method == "GET" else "/"
    return redirect(address(here))
