"""A till's session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cecosesola.ui.guard import guarded
from markets import policies


@guarded(policies.may_read)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "markets/session.html", {})
