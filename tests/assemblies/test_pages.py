"""The pages of the assemblies."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assemblies import selectors
from assemblies.models import Decision, Topic
from assemblies.selectors import Effect, effects
from assemblies.states import Hearing
from tests.factories import assemblies as a
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
LIST, TELL, TOPICS = "/reuniones/decisiones/", "/reuniones/decisiones/contar/", "/reuniones/temas/"


@pytest.mark.parametrize("url", [LIST, TELL, TOPICS])
def test_workers_read_and_nobody_else_finds_anything(client, enter, url):
    a.network_meeting()
    assert client.get(url).status_code == 302
    assert enter(f.person()).get(url).status_code == 404
    assert enter(f.member()).get(url).status_code == 404
    assert enter(f.worker()).get(url).status_code == 200


@pytest.mark.parametrize("url", [f"{LIST}999999/", f"{LIST}999999/respuesta/", f"{TOPICS}999999/"])
def test_what_does_not_exist_is_not_found(enter, url):
    assert enter(f.worker()).get(url).status_code == 404


def typed(**extra):
    return {
        "title": "Sacamos el ocumo",
        "text": "Hasta que baje de precio.",
        "mode": "individual",
        "others": "",
        "taken_on": "2026-01-05",
        "space": "",
    } | extra


def test_telling_a_decision(enter):
    teller, other = f.worker(), f.worker()
    answer = enter(teller).post(
        TELL, typed(mode="group", others=f"v-{other.document[1:]}, {teller.document}")
    )
    decision = Decision.objects.get()
    assert answer.url == reverse("assemblies:decision", args=[decision.pk])
    assert set(decision.people.all()) == {teller, other}
    body = enter(other).get(answer.url).content.decode()
    assert "Hasta que baje de precio." in body
    assert decision.number in body


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"mode": "collective"}, "Elige la reunión."),
        ({"others": "V1, V2"}, "No hay nadie con este número: V1, V2."),
        ({"taken_on": "2999-01-01"}, "Ese día todavía no llega."),
        ({"title": ""}, "Este campo"),
    ],
)
def test_what_was_typed_stays(enter, extra, words):
    answer = enter(f.worker()).post(TELL, typed(**extra))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert words in body
    assert "Hasta que baje de precio." in body
    assert not Decision.objects.exists()


def test_writing_what_the_meeting_answered(enter):
    decision, meeting = a.decision(hearing=Hearing.REPORTED), a.network_meeting()
    inside, url = enter(f.worker()), reverse("assemblies:hear_decision", args=[decision.pk])
    body = inside.get(url).content.decode()
    assert "Se oyó, y nadie la cuestionó" in body
    assert "Se echa para atrás" not in body, "only what can follow"
    answer = {"outcome": "criticised", "space": meeting.pk, "held_on": "2026-01-12", "note": ""}
    refused = inside.post(url, answer)
    assert refused.status_code == 422
    assert "Escribe el motivo." in refused.content.decode()
    assert inside.post(url, answer | {"note": "¿Y lo ya cosechado?"}).status_code == 302
    page = inside.get(reverse("assemblies:decision", args=[decision.pk])).content.decode()
    assert "¿Y lo ya cosechado?" in page
    assert "cuestionada" in page


def test_what_is_settled_is_not_answered_again(enter):
    decision = a.decision(hearing=Hearing.REVERSED)
    inside = enter(f.worker())
    assert inside.get(reverse("assemblies:hear_decision", args=[decision.pk])).status_code == 409
    page = inside.get(reverse("assemblies:decision", args=[decision.pk])).content.decode()
    assert f"{TELL}?reemplaza={decision.pk}" in page
    assert inside.post(TELL, typed(replaces=decision.pk)).status_code == 302
    page = inside.get(reverse("assemblies:decision", args=[decision.pk])).content.decode()
    assert "Otra decisión tomó su lugar" in page


def test_rooms_above_tell_where_it_took_effect(enter, monkeypatch):
    decision = a.decision()
    monkeypatch.setattr(effects, "_EFFECTS", {})
    selectors.register_effects(lambda cited: [Effect(f"Lista de precios de {cited.number}", "/x/", "v7")])
    page = enter(f.worker()).get(reverse("assemblies:decision", args=[decision.pk])).content.decode()
    assert f"Lista de precios de {decision.number}" in page


def test_the_list_is_searched_and_shown_in_parts(enter):
    one = a.decision(title="Compramos yuca")
    a.decision(title="Sembramos papa", hearing=Hearing.CRITICISED)
    inside = enter(f.worker())
    for query in ({"q": "yuca"}, {"q": one.number}, {"q": one.number.lower()}, {"ver": "por-oir"}):
        body = inside.get(LIST, query).content.decode()
        assert "Compramos yuca" in body
        assert "Sembramos papa" not in body


def test_bringing_a_topic_is_one_field(enter):
    a.network_meeting()
    inside = enter(f.worker())
    assert inside.post(TOPICS, {"title": "El agua del galpón"}).status_code == 302
    assert "El agua del galpón" in inside.get(TOPICS).content.decode()
    assert inside.post(TOPICS, {"title": ""}).status_code == 422
    topic = Topic.objects.get()
    move = reverse("assemblies:move_topic", args=[topic.pk])
    assert inside.get(move).status_code == 405
    assert inside.post(move, {"state": "resolved"}).status_code == 302
    assert inside.post(move, {"state": "parked"}).status_code == 409
    assert "El agua del galpón" not in inside.get(TOPICS).content.decode()
    assert "El agua del galpón" in inside.get(TOPICS, {"ver": "resolved"}).content.decode()
    assert "Llegó solo" not in inside.get(reverse("assemblies:topic", args=[topic.pk])).content.decode()


@pytest.mark.parametrize("url", [LIST, TOPICS, "/"])
def test_queries_do_not_grow_with_rows(enter, url):
    someone = f.worker()
    a.decision(someone)
    a.topic(someone)
    inside = enter(someone)
    inside.get(url)
    with CaptureQueriesContext(connection) as few:
        inside.get(url)
    for _ in range(20):
        a.decision(someone)
        a.topic(f.worker())
    with CaptureQueriesContext(connection) as many:
        inside.get(url)
    assert len(many) == len(few), [query["sql"] for query in many.captured_queries]
    assert len(many) <= 26


def test_queries_of_one_decision_are_constant(enter):
    decision = a.decision()
    inside, url = enter(f.worker()), reverse("assemblies:decision", args=[decision.pk])
    inside.get(url)
    with CaptureQueriesContext(connection) as few:
        inside.get(url)
    for number in range(20):
        f.key(f.worker(), "till", f"fair:{number}", source="decision", source_ref=decision.number)
    for outcome in [Hearing.REPORTED, Hearing.CRITICISED, Hearing.KEPT] + [
        Hearing.CRITICISED,
        Hearing.KEPT,
    ] * 9:
        a.hear(decision, outcome)
    with CaptureQueriesContext(connection) as many:
        inside.get(url)
    assert len(many) == len(few), [query["sql"] for query in many.captured_queries]
