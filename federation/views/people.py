"""People: the list that one searches as one types, a person, and choosing one for a form."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import export, paging
from cecosesola.ui.guard import guarded, may_enter
from federation import policies
from federation.forms.person_field import as_option
from federation.models import Person
from federation.selectors import lent as read_lent
from federation.selectors import mandates as read_mandates
from federation.selectors import memory as read_memory
from federation.selectors import people as read_people
from federation.selectors.search import search

SUGGESTED = 8
STRETCH = 2000

COLUMNS = [
    export.Column(gettext_lazy("Number"), lambda person: person.document),
    export.Column(gettext_lazy("Family names"), lambda person: person.family_names),
    export.Column(gettext_lazy("Given names"), lambda person: person.given_names),
    export.Column(
        gettext_lazy("Cooperatives today"),
        lambda person: ", ".join(str(membership.cooperative) for membership in person.now_in),
    ),
]


def in_stretches(people: QuerySet[Person]) -> Iterator[Person]:
    """All of them in order, with what they are today, read a stretch at a time."""
    keys = list(people.order_by(*read_people.BY_NAME).values_list("pk", flat=True))
    for start in range(0, len(keys), STRETCH):
        rows = Person.objects.in_bulk(keys[start : start + STRETCH])
        yield from read_people.with_memberships(
            [rows[key] for key in keys[start : start + STRETCH] if key in rows]
        )


@guarded(policies.may_see_people)
def people(request: HttpRequest) -> HttpResponseBase:
    reader: Any = request.user
    words = request.GET.get("q", "").strip()[:80]
    keeps = policies.may_keep_register(reader) is None
    found = search(words, with_phones=keeps)
    if kind := export.wanted(request):
        return export.answer(kind, _("people"), COLUMNS, in_stretches(found.people))
    page = paging.page(request, found.people, by=read_people.BY_NAME, size=40, keys_first=True)
    read_people.with_memberships(page.rows)
    return render(
        request,
        "federation/people.html",
        {"page": page, "query": words, "how": found.how, "keeps": keeps},
    )


@guarded(policies.may_see_people)
def pick(request: HttpRequest) -> HttpResponse:
    """The few who fit what is being typed in a form, as suggestions for its box."""
    words = request.GET.get(request.GET.get("campo", "q"), "").strip()[:80]
    people: list[Person] = []
    if words:
        everybody = search(words).people.filter(is_active=True)
        people = paging.page(request, everybody, by=read_people.BY_NAME, size=SUGGESTED, keys_first=True).rows
    options = [as_option(person) for person in people]
    return render(request, "federation/_options.html", {"options": options})


@guarded(may_enter, leads=policies.may_see_people)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = Person.objects.select_related("merged_into").filter(pk=pk).first()
    reader: Any = request.user
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_see_person(reader, found))
    mandates = list(read_mandates.mandates_of(found))
    past = read_mandates.past_mandates_of(found)
    keeps = policies.may_keep_register(reader) is None
    context: dict[str, Any] = {
        "person": found,
        "memberships": read_people.memberships_of(found),
        "stories": read_memory.stories_of(found),
        "mandates": mandates,
        "past": past,
        "cited": read_lent.resolve(mandate.source_ref for mandate in [*mandates, *past]),
        "phone_refusal": policies.may_see_phone(reader, found),
        "give_refusal": policies.may_give_key_to(reader, found) or policies.may_be_given(found),
        "keeps": keeps and found.stands,
        "give_url": f"{reverse('federation:give_key')}?a={found.document}",
    }
    if context["phone_refusal"] is None:
        home = read_people.household_of(found)
        context |= {
            "phones": found.phones.order_by("-preferred", "id"),
            "home": home,
            "living": read_people.household_members(home) if home else [],
        }
    if keeps:
        context |= {
            "merges": read_people.merges_into(found),
            "merge": read_people.merge_of(found) if found.merged_into_id else None,
        }
    return render(request, "federation/person.html", context)
