"""The pages of proposals, criteria and things to do, as people walk them."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assemblies.models import ActionItem, Criterion, Proposal, Stance
from cecosesola.kernel.clock import today
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import proposals as p

pytestmark = pytest.mark.django_db
AT = "/reuniones/propuestas/"


def test_from_a_topic_to_a_decision_in_few_taps(enter):
    someone, other = f.worker(), f.worker()
    topic, meeting = a.topic(), p.held()
    inside = enter(someone)
    new = f"{AT}nueva/?tema={topic.pk}"
    assert f"nueva/?tema={topic.pk}" in inside.get(f"/reuniones/temas/{topic.pk}/").content.decode()
    assert topic.title in inside.get(new).content.decode()
    assert inside.post(new, {"title": "", "text": "Así.", "key": "k"}).status_code == 422
    made = inside.post(new, {"title": "El agua", "text": "Se arregla.", "key": "k"})
    proposal = Proposal.objects.get()
    assert (made.url, proposal.topic, proposal.state) == (f"{AT}{proposal.pk}/", topic, "shared")
    page = f"{AT}{proposal.pk}/"
    for state in ("discussing", "testing"):
        assert inside.post(f"{page}mover/", {"state": state}).status_code == 302
    said = {"number": 1, "kind": "objection", "reason": "", "would_answer": ""}
    refused = enter(other).post(f"{page}decir/", said)
    assert (refused.status_code, "Escribe por qué." in refused.content.decode()) == (422, True)
    assert enter(other).post(f"{page}decir/", said | {"reason": "¿Con qué plata?"}).status_code == 302
    body = inside.get(page).content.decode()
    assert "¿Con qué plata?" in body
    assert "Todavía hay una objeción abierta." in body, "the button says why it is off"
    assert inside.get(f"{page}consenso/").status_code == 409
    objection = Stance.objects.get()
    close = f"{AT}objeciones/{objection.pk}/cerrar/"
    answer = enter(other).post(close, {"outcome": "withdrawn", "words": "Hay plata."})
    assert answer.status_code == 302
    assert inside.get(f"{page}consenso/").status_code == 200
    claimed = inside.post(
        f"{page}consenso/", {"number": 1, "meeting": meeting.pk, "review_on": "", "note": ""}
    )
    assert claimed.status_code == 302
    proposal.refresh_from_db()
    decision = inside.get(f"/reuniones/decisiones/{proposal.decision_id}/").content.decode()
    assert proposal.code in decision
    assert topic.title in decision


def test_words_typed_over_newer_ones_stay(enter):
    proposal, someone = p.proposal(), f.worker()
    p.reword(proposal)
    inside = enter(someone)
    typed = {"number": 1, "text": "Lo que yo escribí.", "changes": "Mi cambio"}
    answer = inside.post(f"{AT}{proposal.pk}/redactar/", typed)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Lo que yo escribí." in body
    assert "Con transporte desde las cuatro" in body
    assert inside.post(f"{AT}{proposal.pk}/redactar/", typed | {"number": 2}).status_code == 302


def test_pages_show_words_and_never_a_tally(enter):
    proposal = p.proposal()
    for _ in range(7):
        p.say(proposal, "consent")
    body = enter(f.worker()).get(f"{AT}{proposal.pk}/").content.decode()
    main = body[body.index("<main") : body.index("</main")]
    assert "%" not in main
    words = re.sub(r"<[^>]+>", " ", main)
    assert not re.search(r"\b7\b", re.sub(r"Colmenárez \d+|\d+[:/]\d+|[PD]-\d+", "", words))
    assert "progress" not in main


def test_a_criterion_is_written_and_asked_for(enter):
    inside, decision = enter(f.worker()), p.agreed()
    typed = {
        "name": "La cocina",
        "about": "Quién la limpia",
        "areas": ["fairs"],
        "text": "Quien limpió de último apaga todo.",
        "space": a.network_meeting().pk,
        "decision": decision.pk,
        "since": str(today()),
        "review_on": str(today() + dt.timedelta(days=90)),
        "key": "k",
    }
    assert inside.post("/reuniones/criterios/nuevo/", typed | {"areas": []}).status_code == 422
    assert inside.post("/reuniones/criterios/nuevo/", typed).status_code == 302
    made = Criterion.objects.get()
    body = inside.get("/reuniones/criterios/", {"q": "¿a quién le toca limpiar?"}).content.decode()
    assert "<mark>limpió</mark>" in body
    page = inside.get(f"/reuniones/criterios/{made.pk}/").content.decode()
    assert decision.number in page
    assert inside.get("/reuniones/criterios/cuaderno.pdf").content.startswith(b"%PDF")
    assert enter(f.member()).get("/reuniones/criterios/cuaderno.pdf").status_code == 404


def test_what_there_is_to_do(enter):
    someone, other = f.worker(), f.worker()
    inside = enter(someone)
    typed = {"what": "Llamar al plomero", "person": other.document, "until": str(today()), "client_id": "c"}
    for _ in range(2):
        assert inside.post("/reuniones/por-hacer/nueva/", typed).status_code == 302
    item = ActionItem.objects.get()
    assert "Llamar al plomero" in enter(other).get("/").content.decode()
    assert "Llamar al plomero" not in inside.get("/reuniones/por-hacer/").content.decode()
    end = f"/reuniones/por-hacer/{item.pk}/terminar/"
    assert enter(other).post(end, {"state": "let_go", "note": ""}).status_code == 422
    assert inside.post(end, {"state": "done", "note": ""}).status_code == 302
    assert inside.get(end).status_code == 409
    assert "Llamar al plomero" in inside.get("/reuniones/por-hacer/?ver=terminado").content.decode()


@pytest.mark.parametrize("url", [AT, "/reuniones/criterios/", "/reuniones/criterios/?q=galpon", "/"])
def test_queries_do_not_grow(enter, url):
    someone = f.worker()

    def more():
        asked = p.proposal()
        p.say(asked, by=someone)
        p.reword(asked)
        p.criterion()
        p.action(someone)

    for _ in range(2):
        more()
    inside = enter(someone)
    inside.get(url)
    with CaptureQueriesContext(connection) as few:
        inside.get(url)
    for _ in range(8):
        more()
    with CaptureQueriesContext(connection) as many:
        inside.get(url)
    assert len(many) == len(few), [query["sql"] for query in many.captured_queries]


def test_queries_of_one_proposal_do_not_grow(enter):
    proposal, inside = p.proposal(), enter(f.worker())

    def more():
        objection = p.say(proposal, "objection")
        p.say(proposal, "consent")
        p.reword(proposal, answers=[objection])

    more()
    url = f"{AT}{proposal.pk}/"
    inside.get(url)
    with CaptureQueriesContext(connection) as few:
        inside.get(url)
    for _ in range(8):
        more()
    with CaptureQueriesContext(connection) as many:
        inside.get(url)
    assert len(many) == len(few), [query["sql"] for query in many.captured_queries]
