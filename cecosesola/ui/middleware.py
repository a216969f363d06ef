"""Domain refusals become HTTP once, here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cecosesola.kernel.errors import Refused


class RefusalMiddleware:
    """Turns a `Refused` that no view caught into a page with its reason and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        return HttpResponse(str(error.refusal), status=error.refusal.status)
