"""Keys: given by a decision to somebody else, for a while, and ended with a reason."""

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse

from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation import policies, services
from federation.models import Mandate, Role
from federation.selectors import live_mandates
from tests.factories import assemblies as a
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
GIVE = "/gente/llaves/dar/"


def typed(someone, told, **extra):
    start = dt.datetime(2030, 3, 4, 6, 0)  # noqa: DTZ001 - as a person types it
    return {
        "person": someone.document,
        "role": Role.TILL,
        "scope": "network",
        "decision": told.number,
        "since": start.strftime("%Y-%m-%dT%H:%M"),
        "until": (start + dt.timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"),
        "reason": "Fin de semana largo",
    } | extra


def test_whoever_keeps_the_register_gives_a_key_that_a_decision_gave(enter):
    keeper, someone, decision = f.holder(Role.REGISTER), f.worker(), a.decision()
    assert enter(keeper).post(GIVE, typed(someone, decision)).status_code == 302
    mandate = someone.mandates.get()
    assert (mandate.source, mandate.source_ref, mandate.given_by) == ("decision", decision.number, keeper)
    assert mandate.during.lower.astimezone(dt.UTC).hour == 10, "six in the morning of Caracas"
    event = AuditEvent.objects.filter(verb="federation.give_mandate").latest("id")
    assert (event.actor_id, event.object_id) == (keeper.pk, str(mandate.pk))
    effects = enter(keeper).get(reverse("assemblies:decision", args=[decision.pk])).content.decode()
    assert someone.get_full_name() in effects


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"person": "V1"}, "No hay nadie con ese nombre ni número"),
        ({"decision": ""}, "Este campo"),
        ({"decision": "D-9999"}, "opción"),
        ({"until": "2030-03-04T05:00"}, "después de empezar"),
        ({"until": "2032-03-04T05:00"}, "dentro de un año"),
    ],
)
def test_a_key_that_cannot_be_is_refused_and_what_was_typed_stays(enter, extra, words):
    keeper, someone, decision = f.holder(Role.REGISTER), f.worker(), a.decision()
    answer = enter(keeper).post(GIVE, typed(someone, decision, **extra))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert words in body
    assert "Fin de semana largo" in body
    assert not someone.mandates.exists()


def test_nobody_gives_themselves_a_key(enter):
    keeper, decision = f.holder(Role.REGISTER), a.decision()
    answer = enter(keeper).post(GIVE, typed(keeper, decision))
    assert answer.status_code == 422
    assert "Nadie se da una llave" in answer.content.decode()
    assert keeper.mandates.count() == 1


def test_without_the_register_there_is_no_form(enter):
    for someone in (f.worker(), f.holder(Role.TILL)):
        assert enter(someone).get(GIVE).status_code == 403
        assert enter(someone).post(GIVE, {}).status_code == 403


def test_the_same_key_is_not_held_twice_at_a_time():
    someone = f.worker()
    f.key(someone, Role.TILL)
    with pytest.raises(Refused, match="Ya tiene esta llave"):
        f.key(someone, Role.TILL)
    f.key(someone, Role.TILL, "fair:3")


def test_a_key_ends_by_itself():
    someone = f.worker()
    start = now() - dt.timedelta(days=2)
    f.key(someone, Role.WEEK, since=start, until=start + dt.timedelta(days=1))
    assert not policies.Keys(someone).holds(Role.WEEK)
    assert not live_mandates().filter(person=someone).exists()


def test_a_key_for_one_place_opens_nothing_else_and_the_network_opens_all():
    someone = f.worker()
    f.key(someone, Role.FAIR, "fair:3")
    held = policies.Keys(someone)
    assert held.holds(Role.FAIR, "fair:3")
    assert not held.holds(Role.FAIR, "fair:4")
    assert not held.holds(Role.FAIR)
    f.key(someone, Role.FAIR)
    assert policies.Keys(someone).holds(Role.FAIR, "fair:4")


def test_one_hands_ones_own_key_back_and_the_register_ends_others(enter):
    someone, keeper = f.worker(), f.holder(Role.REGISTER)
    mine, other = f.key(someone, Role.TILL), f.key(someone, Role.BUYING)
    url = reverse("federation:end_key", args=[mine.pk])
    assert enter(f.worker()).post(url, {"reason": "x"}).status_code == 403
    assert enter(someone).post(url, {"reason": ""}).status_code == 422
    assert enter(someone).post(url, {"reason": "Me enfermé"}).status_code == 302
    assert enter(someone).post(url, {"reason": "otra vez"}).status_code == 404
    assert (
        enter(keeper).post(reverse("federation:end_key", args=[other.pk]), {"reason": "Fin"}).status_code
        == 302
    )
    assert not live_mandates().filter(person=someone).exists()
    event = AuditEvent.objects.filter(verb="federation.end_mandate", actor_id=someone.pk).get()
    assert event.new["reason"] == "Me enfermé"


def test_ending_twice_changes_nothing():
    mandate = f.key(f.worker(), Role.TILL)
    services.end_mandate(by=None, mandate=mandate, reason="x")
    ended = Mandate.objects.get(pk=mandate.pk).during.upper
    with pytest.raises(Refused, match="ya terminó"), transaction.atomic():
        services.end_mandate(by=None, mandate=mandate, reason="x")
    assert Mandate.objects.get(pk=mandate.pk).during.upper == ended


def test_the_page_says_whose_from_what_and_until_when(enter):
    decision = a.decision(title="Las llaves del trimestre")
    someone = f.worker()
    f.key(someone, Role.BUYING, source="decision", source_ref=decision.number)
    f.key(f.worker(), Role.TILL)
    body = enter(f.worker()).get("/gente/llaves/").content.decode()
    assert someone.get_full_name() in body
    assert f"{decision.number} Las llaves del trimestre" in body
    assert "hasta mañana" in body
    only = enter(f.worker()).get("/gente/llaves/?llave=till").content.decode()
    assert someone.get_full_name() not in only


def test_what_changed_tells_who_and_what_but_nothing_private(enter):
    keeper, someone = f.holder(Role.REGISTER), f.worker()
    mandate = f.key(someone, Role.TILL)
    services.end_mandate(by=keeper, mandate=mandate, reason="Se mudó")
    services.change_language(by=someone, language="en")
    inside = enter(f.worker())
    body = inside.get("/gente/cambios/").content.decode()
    assert "terminó una llave" in body
    assert "Se mudó" in body
    assert "cambió su idioma" not in body
    found = inside.get("/gente/cambios/", {"quien": str(keeper.family_names)})
    assert [event.verb for event in found.context["page"]] == ["federation.end_mandate"]
    found = inside.get("/gente/cambios/", {"que": someone.family_names, "dia": "2001-01-01"})
    assert not found.context["page"].rows
    assert inside.get("/gente/cambios/?dia=nada").status_code == 200
