"""Domain refusals become HTTP once, here; and a view that declares no policy opens for nobody."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui.guard import declared
from cecosesola.ui.refusals import answer

log = logging.getLogger(__name__)


def drop_nul(request: HttpRequest) -> None:
    """Take the NULs out of what a form sent: nobody types one, and PostgreSQL keeps no text that has one."""
    if any("\x00" in value for _name, values in request.POST.lists() for value in values):
        kept = request.POST.copy()
        for name, values in request.POST.lists():
            kept.setlist(name, [value.replace("\x00", "") for value in values])
        request.POST = kept  # type: ignore[assignment]


class RefusalMiddleware:
    """Turns a `Refused` that no view caught into a page, a fragment or a problem, with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # No name or word holds a NUL, and PostgreSQL keeps none: an address with one leads nowhere.
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return answer(request, NOT_FOUND)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if declared(view):
            drop_nul(request)
            return None
        log.error("%s declares no policy, so it opens for nobody", request.path)
        return answer(request, NOT_FOUND)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        return answer(request, error.refusal)
