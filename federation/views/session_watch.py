"""At each request: whether this login still holds, and what the way one came in opens."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from cecosesola.kernel.access import SECOND_FACTOR
from cecosesola.kernel.errors import Refused
from cecosesola.ui.refusals import answer
from federation import policies
from federation.services import entries

# A page that asks by itself, while nobody touches it, says so: it does not keep a PIN awake.
IDLE_HEADER = "X-Idle"


class SessionWatch:
    """Stands right behind Django's own authentication. One query for whoever is logged in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.entry = None  # type: ignore[attr-defined]
        if SESSION_KEY in request.session and request.user.is_authenticated:
            self._look(request)
        return self.get_response(request)

    def _look(self, request: HttpRequest) -> None:
        entry = entries.find(request.session.session_key or "")
        if not entries.still_in(entry, counts=IDLE_HEADER not in request.headers):
            logout(request)
            return
        person: Any = request.user
        person.entry = request.entry = entry  # type: ignore[attr-defined]
        if policies.came_by_pin(person) and not policies.keys_of(person).live:
            # The turn's key was ended before its time.
            entries.leave(entry, entries.Ended.TURN)
            logout(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        person: Any = request.user
        if not (person.is_authenticated and policies.came_by_pin(person)):
            return None
        match = request.resolver_match
        is_public = getattr(view, "policy", None) == "public"
        refusal = policies.may_open_by_pin(match.view_name if match else "", is_public)
        return answer(request, refusal) if refusal is not None else None


class LedToProof:
    """Whoever lacks only the second factor is led to it, whatever words the refusal had.

    Stands behind the middleware that turns refusals into pages, and so hears of them first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        person: Any = request.user
        if not (isinstance(error, Refused) and person.is_authenticated):
            return None
        if error.refusal.status in {403, 404} and policies.keys_of(person).asked_for_more:
            return answer(request, SECOND_FACTOR)
        return None
