"""The cooperatives of the network and the organisations around it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.guard import guarded
from federation import policies
from federation.models import Cooperative
from federation.selectors import cooperatives as read_cooperatives


@guarded(policies.may_see_people)
def cooperatives(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    kind = request.GET.get("tipo", "")
    kind = kind if kind in Cooperative.Kind.values else ""
    page = paging.page(request, read_cooperatives.cooperatives(words, kind), by=("name", "id"), size=60)
    return render(
        request,
        "federation/cooperatives.html",
        {"page": page, "query": words, "kind": kind, "kinds": Cooperative.Kind.choices},
    )


@guarded(policies.may_see_people)
def cooperative(request: HttpRequest, code: str) -> HttpResponse:
    found = Cooperative.objects.filter(code=code).first()
    if found is None:
        raise Refused(NOT_FOUND)
    page = paging.page(
        request,
        read_cooperatives.members_today(found),
        by=("person__family_names", "person__given_names", "id"),
        size=40,
    )
    return render(
        request,
        "federation/cooperative.html",
        {"cooperative": found, "page": page, "by_kind": read_cooperatives.people_by_kind(found)},
    )
