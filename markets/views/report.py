"""The week's report."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cecosesola.ui.guard import guarded
from markets import policies


@guarded(policies.may_read)
def report(request: HttpRequest, week: str) -> HttpResponse:
    return render(request, "markets/report.html", {})
