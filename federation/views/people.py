"""Who is in the network."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.guard import guarded
from federation import policies
from federation.models import Person
from federation.policies import cooperatives as cooperative_rules
from federation.selectors import lent as read_lent
from federation.selectors import mandates as read_mandates
from federation.selectors import people as read_people


@guarded(policies.may_see_people)
def people(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    page = paging.page(request, read_people.people(words), by=read_people.BY_NAME, size=40)
    read_people.with_memberships(page.rows)
    return render(request, "federation/people.html", {"page": page, "query": words})


@guarded(policies.may_see_people)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    mandates = list(read_mandates.mandates_of(found))
    past = read_mandates.past_mandates_of(found)
    reader: Person = request.user  # type: ignore[assignment]
    return render(
        request,
        "federation/person.html",
        {
            "person": found,
            "memberships": read_people.memberships_of(found),
            "mandates": mandates,
            "past": past,
            "cited": read_lent.resolve(mandate.source_ref for mandate in [*mandates, *past]),
            "keeps": cooperative_rules.may_keep_cooperatives(reader) is None,
            "phone_refusal": policies.may_see_phone(reader, found),
            "give_refusal": policies.may_give_key_to(reader, found),
        },
    )
