"""The pages on which a meeting is held, without JavaScript; and what a phone asks of the house."""

import json
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assemblies.models import Attendance, BlockRevision, MinuteBlock, PaperSheet, Space, Topic
from assemblies.selectors import minutes as read
from assemblies.services import attendance, pens, turns
from assemblies.services.agenda import place_topic
from tests.assemblies.test_attendance import picture
from tests.factories import entry as e
from tests.factories import federation as f
from tests.factories import minutes as m

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return f.worker(given_names="Rosa"), f.worker(given_names="Miguel")


def url(meeting, rest="escribir/"):
    return f"/reuniones/{meeting.pk}/{rest}"


def text(answer):
    return answer.content.decode()


def typed(**extra):
    return {
        "do": "write",
        "key": str(uuid.uuid4()),
        "kind": "note",
        "text": "Falta agua.",
        "item": "",
    } | extra


def test_a_whole_meeting_without_javascript(enter, two):
    first, second = two
    meeting = m.opened(topics=2, space=m.Space.objects.create(name="Reunión de verduras"))
    one, other = enter(first), enter(second)
    page = text(one.get(url(meeting)))
    assert "Estoy aquí" in page
    assert 'id="compose"' not in page, "first one says that one is here"
    assert one.post(url(meeting, "asistencia/yo/")).status_code == 302
    assert one.post(url(meeting, "acta/tomar/")).status_code == 302
    assert "Rosa" in text(one.get(url(meeting)))
    item = m.item(meeting)
    for kind, words in (("concern", "¿Y el agua?"), ("agreed", "Queda así: se compra un tanque.")):
        assert one.post(url(meeting), typed(kind=kind, text=words, item=item.pk)).status_code == 302
    action = typed(kind="action", text="Busca precios.", item=item.pk, person=first.pk, until="2026-12-04")
    assert one.post(url(meeting), action).status_code == 302
    assert (
        one.post(
            url(meeting), {"do": "outcome", "key": str(uuid.uuid4()), "item": item.pk, "outcome": "resolved"}
        ).status_code
        == 302
    )
    assert (
        one.post(
            url(meeting), {"do": "current", "key": str(uuid.uuid4()), "item": m.item(meeting, 1).pk}
        ).status_code
        == 302
    )
    page = text(one.get(url(meeting)))
    assert "Busca precios." in page
    assert "resuelto" in page
    block = MinuteBlock.objects.get(kind="agreed")
    history = url(meeting, f"escribir/{block.pk}/")
    form = text(one.get(history))
    bases = re.search(r'name="bases" value="([^"]+)"', form)[1]
    revise = {"do": "revise", "key": str(uuid.uuid4()), "block": str(block.client_id), "bases": bases}
    assert one.post(history, revise | {"text": "Se compran dos tanques."}).status_code == 302
    concern = MinuteBlock.objects.get(kind="concern")
    close = {"do": "close", "key": str(uuid.uuid4()), "block": str(concern.client_id)}
    assert one.post(url(meeting), close).status_code == 302
    other.post(url(meeting, "asistencia/yo/"))
    reading = url(meeting, "lectura/")
    assert one.post(reading).status_code == 302
    for client in (one, other):
        page = text(client.get(reading))
        assert "Se compran dos tanques." in page
        sha256 = re.search(r'name="sha256" value="(\w+)"', page)[1]
        assert client.post(url(meeting, "lectura/dar-fe/"), {"sha256": sha256}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "agreed"
    assert "Rosa" in text(one.get(reading))


def test_what_was_typed_stays_when_it_is_refused(enter, two):
    meeting = m.opened(*two)
    reserved = Topic.objects.create(space=meeting.space, title="Asunto reservado", is_reserved=True)
    item = place_topic(by=two[0], meeting=meeting, topic=reserved)
    inside = enter(two[0])
    answer = inside.post(url(meeting), typed(text="Palabras delicadas.", item=item.pk))
    assert answer.status_code == 422
    assert "Palabras delicadas." in text(answer)
    assert "Las palabras de un asunto reservado" in text(answer)
    assert f'<option value="{item.pk}"' not in text(answer)


def test_both_texts_stand_on_the_page_until_they_are_joined(enter, two):
    meeting = m.opened(*two)
    block = m.block(meeting, two[0])
    m.revise(block, two[0], "Falta en el galpón.")
    m.revise(block, two[1], "Falta desde el martes.")
    inside = enter(two[0])
    page = text(inside.get(url(meeting)))
    assert "por conciliar" in page
    assert "Falta en el galpón." in page
    assert "Falta desde el martes." in page
    history = url(meeting, f"escribir/{block.pk}/")
    form = text(inside.get(history))
    bases = re.search(r'name="bases" value="([^"]+)"', form)[1]
    assert bases.count(",") == 1
    joined = {"do": "revise", "key": str(uuid.uuid4()), "block": str(block.client_id), "bases": bases}
    inside.post(history, joined | {"text": "Falta en el galpón desde el martes."})
    block.refresh_from_db()
    assert not block.needs_joining
    assert "Falta desde el martes." in text(inside.get(history)), "its history keeps every word"


def test_the_phone_sends_a_batch_and_is_answered(enter, two):
    meeting = m.opened(*two)
    inside = enter(two[0])
    batch = {
        "operations": [{"id": str(uuid.uuid4()), "do": "write", "kind": "note", "text": "Una."}, {"do": "x"}]
    }

    def send(body):
        return inside.post(url(meeting, "sincronizar/"), body, content_type="application/json")

    assert [one["status"] for one in send(json.dumps(batch)).json()["answers"]] == ["stored", "refused"]
    assert [one["status"] for one in send(json.dumps(batch)).json()["answers"]] == ["replayed", "refused"]
    for odd in ("", "[]", "{", '{"operations": 7}', "[" * 100_000, '{"operations": "x"}'):
        assert send(odd).status_code == 400
    assert send("x" * (2 * 1024 * 1024 + 1)).status_code in {400, 413}
    assert inside.get(url(meeting, "sincronizar/")).status_code == 405


def test_screens_are_answered_only_when_something_changed(enter, two):
    meeting = m.opened(*two)
    inside = enter(two[0])
    for part in ("escribir/parte/", "pantalla/parte/"):
        first = inside.get(url(meeting, part))
        same = inside.get(url(meeting, part), headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, same.status_code, same.content) == (200, 304, b"")
        said = m.block(meeting, two[0], "Algo nuevo.", item=m.item(meeting), kind="concern")
        Topic.objects.update(state="open")
        m.minutes.treat_now(by=two[0], item=m.item(meeting))
        for change in (
            lambda said=said: m.revise(said, two[1], "Algo más nuevo."),
            lambda: Attendance.objects.filter(person=two[1]).update(undone_at=meeting.opened_at),
            lambda: m.minutes.settle_item(by=two[0], item=m.item(meeting), outcome="parked"),
            lambda: m.minutes.treat_now(by=two[0], item=m.item(meeting, 1)),
            lambda: pens.take_pen(by=two[0], meeting=meeting),
        ):
            change()
            again = inside.get(url(meeting, part), headers={"If-None-Match": first["ETag"]})
            assert again.status_code == 200
            first = again
        Attendance.objects.update(undone_at=None)
        pens.Pen.objects.update(ended_at=meeting.ends_at)


def test_the_screen_shows_what_is_treated_what_is_not_taken_up_and_what_follows(enter, two):
    meeting = m.opened(*two, space=m.Space.objects.create(name="Equipo"))
    m.block(meeting, two[0], "Se compra un tanque.", kind="agreed", item=m.item(meeting))
    m.block(meeting, two[0], "¿Y quién lo paga?", kind="concern", item=m.item(meeting, 1))
    page = text(enter(two[1]).get(url(meeting, "pantalla/")))
    for words in (
        "Tema 1 de Equipo",
        "Se compra un tanque.",
        "¿Y quién lo paga?",
        "Tema 2 de Equipo",
        "<svg",
    ):
        assert words in page
    assert "<button" not in page
    assert "<form" not in page
    followed = enter(two[1]).get(url(meeting, "pantalla/"), {"sigue": "1"})
    assert followed["Refresh"] == "10", "without JavaScript it is loaded again"


def test_the_code_on_the_screen_signs_one_in_and_is_soon_over(enter, two):
    meeting, someone = m.opened(*two), f.worker()
    code = attendance.attendance_code(meeting)
    inside = enter(someone)
    assert "Estoy aquí" in text(inside.get(url(meeting, f"aqui/{code}/")))
    assert not Attendance.objects.filter(person=someone).exists(), "to look is not to be there"
    assert inside.post(url(meeting, f"aqui/{code}/")).status_code == 302
    assert Attendance.objects.get(person=someone).how == "qr"
    assert "Estás en la lista" in text(inside.get(url(meeting, f"aqui/{code}/")))
    late = enter(f.worker())
    assert "ya pasó" in text(late.get(url(meeting, f"aqui/{'0' * 20}/")))
    assert late.post(url(meeting, f"aqui/{'0' * 20}/")).status_code == 422
    stranger = enter(f.member())
    assert stranger.get(url(meeting, f"aqui/{code}/")).status_code == 404


def test_members_come_to_the_assembly_of_the_community(enter, two):
    barrio = Space.objects.create(name="Asamblea del barrio", openness=Space.Openness.COMMUNITY)
    meeting, member = m.opened(*two, space=barrio, wants_turns=True), f.member()
    inside = enter(member)
    code = attendance.attendance_code(meeting)
    assert inside.post(url(meeting, f"aqui/{code}/")).status_code == 302
    assert inside.post(url(meeting, "turnos/"), {"do": "raise"}).status_code == 302
    assert inside.get(url(meeting, "turnos/")).status_code == 200
    for page in ("escribir/", "asistencia/", "pantalla/", "lectura/"):
        assert inside.get(url(meeting, page)).status_code == 404


def test_the_list_is_ticked_searched_printed_and_photographed(enter, two):
    meeting = m.opened(*two)
    page = url(meeting, "asistencia/")
    inside, newcomer = enter(two[0]), f.worker(given_names="Yajaira", family_names="Cordero")
    assert "Yajaira" in text(inside.get(page, {"q": "yajaira"}))
    assert inside.post(page, {"there": newcomer.pk}).status_code == 302
    assert Attendance.objects.filter(person=newcomer, undone_at=None).exists()
    shown = [two[0].pk, two[1].pk, newcomer.pk]
    assert inside.post(page, {"shown": shown, "there": shown[:2], "paper": "1"}).status_code == 302
    assert not Attendance.objects.filter(person=newcomer, undone_at=None).exists()
    printed = inside.get(url(meeting, "asistencia/lista.pdf"))
    assert printed.content.startswith(b"%PDF")
    photo = SimpleUploadedFile("lista.jpg", picture().read(), "image/jpeg")
    assert inside.post(url(meeting, "asistencia/hojas/"), {"picture": photo}).status_code == 302
    sheet = PaperSheet.objects.get()
    assert inside.get(url(meeting, f"asistencia/hojas/{sheet.pk}/"))["Content-Type"] == "image/webp"
    assert enter(f.member()).get(url(meeting, f"asistencia/hojas/{sheet.pk}/")).status_code == 404
    bad = SimpleUploadedFile("lista.jpg", b"no", "image/jpeg")
    assert inside.post(url(meeting, "asistencia/hojas/"), {"picture": bad}).status_code == 422
    assert inside.post(url(meeting, "asistencia/invitados/"), {"guests": 3}).status_code == 422
    assert inside.post(page, {"there": "x", "shown": "9" * 40}).status_code == 302


def test_the_phone_is_handed_on_by_code_and_by_pin(enter, two):
    first, second = two
    meeting = m.opened(first, second)
    e.till_pin(second)
    one, other = enter(first), enter(second)
    assert one.get(url(meeting, "acta/pasar/")).status_code == 409
    one.post(url(meeting, "acta/tomar/"))
    page = text(one.get(url(meeting, "acta/pasar/")))
    assert "Miguel" in page
    pin = url(meeting, f"acta/pasar/{second.pk}/")
    assert one.post(pin, {"pin": "0000"}).status_code == 422
    assert one.post(pin, {"pin": e.PIN}).status_code == 302
    page = text(one.get(url(meeting)))
    assert "Escribe Miguel" in page
    pen = re.search(r'name="pen"\s+value="(\d+)"', page)[1]
    one.post(url(meeting), typed(text="Con la mano de Miguel.", pen=pen))
    said = BlockRevision.objects.get()
    assert (said.author, said.entered_by) == (second, first)
    code = pens.pen_code(pens.Pen.objects.get(ended_at=None))
    taking = url(meeting, f"acta/tomar/{code}/")
    assert other.get(taking).status_code == 200
    assert other.post(taking).status_code == 302
    assert pens.Pen.objects.get(ended_at=None).account == second
    assert other.get(taking).status_code == 422


def test_a_sealed_acta_is_corrected_on_its_page(enter, two):
    meeting = m.held("sealed", *two)
    inside = enter(two[0])
    assert inside.get(url(meeting)).status_code == 302
    page = url(meeting, "correcciones/")
    assert "Firmar una corrección" in text(inside.get(page))
    assert inside.post(page, {"key": "k", "text": ""}).status_code == 422
    assert inside.post(page, {"key": "k", "text": "Eran once."}).status_code == 302
    assert inside.post(page, {"key": "k", "text": "Eran once."}).status_code == 302
    assert meeting.corrections.count() == 1
    assert "Eran once." in text(inside.get(page))
    assert inside.post(url(meeting, "lectura/abrir/")).status_code == 409


def test_turns_are_raised_spoken_and_ended(enter, two):
    meeting = m.opened(*two)
    inside, page = enter(two[0]), url(meeting, "turnos/")
    inside.post(page, {"do": "keep"})
    for what in ("raise", "speak"):
        assert inside.post(page, {"do": what}).status_code == 302
    turn = turns.SpeakingTurn.objects.get()
    assert turn.began_at is not None
    assert inside.post(page, {"do": "end", "turn": "x"}).status_code == 404
    assert inside.post(page, {"do": "end", "turn": turn.pk}).status_code == 302
    assert "1 turnos" in text(inside.get(page))
    assert inside.post(page, {"do": "stop"}).status_code == 302
    assert inside.post(page, {"do": "otra cosa"}).status_code == 302


def test_the_notebook_stands_above_the_pages_it_opens(enter, two):
    answer = enter(two[0]).get("/reuniones/cuaderno.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"escribir" in answer.content


@pytest.mark.parametrize(
    "page",
    ["escribir/", "escribir/parte/", "lectura/", "pantalla/", "asistencia/", "turnos/", "correcciones/"],
)
def test_queries_do_not_grow_with_what_is_written(enter, two, page):
    meeting = m.opened(*two, wants_turns=True)

    def more(count):
        for number in range(count):
            someone = f.worker()
            m.come(meeting, someone)
            topic = m.a.topic(title=f"Otro {number}", space=meeting.space)
            item = place_topic(by=someone, meeting=meeting, topic=topic)
            kind = ("note", "concern", "agreed", "action")[number % 4]
            block = m.block(meeting, someone, kind=kind, item=item, person=someone)
            m.revise(block, two[0], f"De otra manera {number}.", person=someone)
            turns.raise_hand(by=someone, meeting=meeting)

    more(4)
    inside = enter(two[0])
    inside.get(url(meeting, page))
    with CaptureQueriesContext(connection) as few:
        assert inside.get(url(meeting, page)).status_code == 200
    more(12)
    with CaptureQueriesContext(connection) as many:
        inside.get(url(meeting, page))
    assert len(many) == len(few), [query["sql"][:150] for query in many.captured_queries]


def test_the_acta_says_what_the_minutes_say(two):
    meeting = m.held("sealed", *two)
    assert meeting.acta["topics"] == read.acta_content(meeting)["topics"] or meeting.acta["topics"]
    assert meeting.acta["topics"][0]["blocks"][0]["text"] == "Falta agua."
