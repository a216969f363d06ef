"""The cooperatives of the network and the organisations around it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import export, paging
from cecosesola.ui.guard import guarded
from federation import policies
from federation.models import Cooperative
from federation.selectors import cooperatives as read_cooperatives
from federation.selectors.people import PERSON_BY_NAME
from federation.views.downloads import COOPERATIVES, MEMBERS


@guarded(policies.may_see_people)
def cooperatives(request: HttpRequest) -> HttpResponseBase:
    words = request.GET.get("q", "").strip()[:80]
    kind = request.GET.get("tipo", "")
    kind = kind if kind in Cooperative.Kind.values else ""
    listed = read_cooperatives.cooperatives(words, kind)
    if wanted := export.wanted(request):
        return export.answer(wanted, _("cooperatives"), COOPERATIVES, listed.order_by("name", "id"))
    page = paging.page(request, listed, by=("name", "id"), size=60)
    return render(
        request,
        "federation/cooperatives.html",
        {"page": page, "query": words, "kind": kind, "kinds": Cooperative.Kind.choices},
    )


@guarded(policies.may_see_people)
def cooperative(request: HttpRequest, code: str) -> HttpResponseBase:
    found = Cooperative.objects.filter(code=code).first()
    if found is None:
        raise Refused(NOT_FOUND)
    members = read_cooperatives.members_today(found)
    if wanted := export.wanted(request):
        rows = members.order_by(*PERSON_BY_NAME).iterator(2000)
        return export.answer(wanted, found.code, MEMBERS, rows)
    page = paging.page(
        request,
        members,
        by=PERSON_BY_NAME,
        size=40,
    )
    return render(
        request,
        "federation/cooperative.html",
        {"cooperative": found, "page": page, "by_kind": read_cooperatives.people_by_kind(found)},
    )
