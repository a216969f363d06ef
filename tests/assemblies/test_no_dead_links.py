"""Whoever sees a link may follow it: workers and other members, on every page of a meeting and its space."""

import re

import pytest
from django.urls import reverse

from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import meetings as m
from tests.factories import minutes

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/[^"#]*)')
ELSEWHERE = ("/static/", "/salir/")


@pytest.fixture
def assembly():
    """An assembly open to the community: one acta sealed, one meeting being held, a topic, a decision."""
    where = m.space(openness="community")
    first, second = f.worker(), f.worker()
    m.topic(where, "El agua del barrio", by=f.member())
    sealed = m.sealed(where)
    running = m.opened(where, wants_turns=True)
    minutes.come(running, first, second)
    minutes.block(running, first, "Se conversó del agua.", item=minutes.item(running))
    decision = a.decision(by=first, space=where, title="Agua los jueves")
    m.planned(where)
    return where, sealed, running, decision


@pytest.mark.parametrize("role", ["worker", "member"])
def test_every_link_that_is_shown_opens(enter, assembly, role):
    where, sealed, running, decision = assembly
    person = f.worker() if role == "worker" else f.member()
    where.people.through.objects.create(space=where, person=person, since=running.opened_at)
    inside = enter(person)
    pages = [
        reverse("assemblies:meetings"),
        reverse("assemblies:since"),
        reverse("assemblies:spaces"),
        reverse("assemblies:actas"),
        reverse("assemblies:search") + "?q=agua",
        reverse("assemblies:space", args=[where.pk]),
        reverse("assemblies:meeting", args=[running.pk]),
        reverse("assemblies:meeting", args=[sealed.pk]),
        reverse("assemblies:acta", args=[sealed.pk]),
        reverse("assemblies:decision", args=[decision.pk]),
    ]
    seen, dead = set(), []
    for page in pages:
        answer = inside.get(page)
        assert answer.status_code == 200, page
        main = answer.content.decode().split("<main", 1)[1]
        for link in LINK.findall(main):
            link = link.replace("&amp;", "&")
            if link in seen or link.startswith(ELSEWHERE):
                continue
            seen.add(link)
            if inside.get(link).status_code not in {200, 302}:
                dead.append((page, link))
    assert dead == []
    assert len(seen) > 10
