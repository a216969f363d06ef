"""Who is in the network: people and cooperatives."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.guard import guarded
from federation import policies, selectors
from federation.models import Cooperative, Person


@guarded(policies.may_see_people)
def people(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    page = paging.page(request, selectors.people(words), by=selectors.BY_NAME, size=40)
    selectors.with_memberships(page.rows)
    return render(request, "federation/people.html", {"page": page, "query": words})


@guarded(policies.may_see_people)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    mandates = list(selectors.mandates_of(found))
    past = selectors.past_mandates_of(found)
    reader: Person = request.user  # type: ignore[assignment]
    return render(
        request,
        "federation/person.html",
        {
            "person": found,
            "memberships": selectors.memberships_of(found),
            "mandates": mandates,
            "past": past,
            "cited": selectors.resolve(mandate.source_ref for mandate in [*mandates, *past]),
            "phone_refusal": policies.may_see_phone(reader, found),
            "give_refusal": policies.may_give_key_to(reader, found),
        },
    )


@guarded(policies.may_see_people)
def cooperatives(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    kind = request.GET.get("tipo", "")
    kind = kind if kind in Cooperative.Kind.values else ""
    page = paging.page(request, selectors.cooperatives(words, kind), by=("name", "id"), size=60)
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
        selectors.members_today(found),
        by=("person__family_names", "person__given_names", "id"),
        size=40,
    )
    return render(
        request,
        "federation/cooperative.html",
        {"cooperative": found, "page": page, "by_kind": selectors.people_by_kind(found)},
    )
