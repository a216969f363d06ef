"""The pages of meetings and spaces: few taps, nothing typed is lost, the same cost for any number of rows."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from assemblies.models import BriefingVersion, Meeting, MeetingSeries, Space, Topic
from assemblies.services import meetings
from assemblies.states import MeetingState
from cecosesola.kernel.clock import now, today
from tests.factories import federation as f
from tests.factories import meetings as m

pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    return client.get(reverse(f"assemblies:{name}", args=args), query)


def test_my_meetings_come_first_and_all_can_be_seen(enter):
    me = f.worker()
    mine, other = m.space(by=me, name="La mía"), m.space(name="La otra")
    m.planned(mine)
    m.planned(other)
    inside = enter(me)
    body = page(inside, "meetings").content.decode()
    assert "La mía" in body
    assert "La otra" not in body
    assert "La otra" in page(inside, "meetings", ver="todas").content.decode()


def test_bringing_a_topic_to_a_meeting_is_one_field_and_keeps_what_was_typed(enter):
    meeting = m.planned()
    inside = enter(f.worker())
    url = reverse("assemblies:meeting", args=[meeting.pk])
    assert inside.post(url, {"title": "Falta luz"}).status_code == 302
    assert meeting.items.get().topic.title == "Falta luz"
    refused = inside.post(url, {"title": "x" * 201})
    assert refused.status_code == 422
    assert "x" * 201 in refused.content.decode()


def test_a_meeting_from_planning_to_its_acta_by_its_buttons(enter):
    inside = enter(f.worker())
    where = m.space()
    moment = (now() + dt.timedelta(hours=2)).astimezone()
    typed = {"space": where.pk, "starts_at": f"{moment:%Y-%m-%dT%H:%M}", "minutes": 60, "place": "Galpón"}
    answer = inside.post(reverse("assemblies:plan_meeting"), typed)
    meeting = Meeting.objects.get(space=where)
    assert answer.url == reverse("assemblies:meeting", args=[meeting.pk])
    later = moment + dt.timedelta(hours=1)
    typed |= {"starts_at": f"{later:%Y-%m-%dT%H:%M}", "reason": "Falta gente"}
    inside.post(reverse("assemblies:move_meeting", args=[meeting.pk]), typed)
    assert "Falta gente" in inside.get(answer.url).content.decode()
    inside.post(reverse("assemblies:open_meeting", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN
    m.agreed(meeting=meeting)
    assert "Cerrar el acta" in inside.get(answer.url).content.decode()
    inside.post(reverse("assemblies:seal_meeting", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.acta_number in page(inside, "acta", meeting.pk).content.decode()


def test_cancelling_asks_why(enter):
    meeting = m.planned()
    inside = enter(f.worker())
    url = reverse("assemblies:cancel_meeting", args=[meeting.pk])
    assert inside.post(url, {"reason": ""}).status_code == 422
    assert inside.post(url, {"reason": "No hay luz"}).status_code == 302
    assert inside.get(url).status_code == 409


def test_a_space_with_its_hours_by_its_pages(enter):
    inside = enter(f.worker())
    answer = inside.post(
        reverse("assemblies:new_space"), {"name": "Equipo de cajas", "openness": "workers", "about": ""}
    )
    space = Space.objects.get(name="Equipo de cajas")
    assert answer.url == reverse("assemblies:new_series", args=[space.pk])
    typed = {
        "every": "1",
        "days": ["MO", "TH"],
        "begins": "17:00",
        "minutes": 90,
        "place": "",
        "first_on": today().isoformat(),
    }
    assert inside.post(answer.url, typed).status_code == 302
    series = MeetingSeries.objects.get(space=space)
    assert "lunes y jueves" in page(inside, "space", space.pk).content.decode()
    refused = inside.post(answer.url, typed | {"every": "first"})
    assert refused.status_code == 422
    assert "elige uno" in refused.content.decode()
    assert inside.post(answer.url, typed | {"days": []}).status_code == 422
    assert inside.post(answer.url, typed | {"first_on": "1999-01-01"}).status_code == 422
    url = reverse("assemblies:change_series", args=[series.pk])
    assert inside.post(url, typed | {"days": ["TU"]}).status_code == 302
    assert series.followed_by.rule.endswith("TU")
    end = reverse("assemblies:end_series", args=[series.followed_by.pk])
    assert inside.post(end, {"reason": "Ya no hace falta"}).status_code == 302
    change = reverse("assemblies:change_space", args=[space.pk])
    typed = {"name": "Cajas", "openness": "community", "about": "Todas"}
    assert inside.post(change, typed).status_code == 302
    other = m.space()
    close = reverse("assemblies:close_space", args=[space.pk])
    assert inside.post(close, {"heir": other.pk}).status_code == 302
    assert "Ya no se reúne" in page(inside, "space", space.pk).content.decode()


def test_saying_that_one_comes_and_no_longer(enter):
    me, where = f.worker(), m.space()
    inside = enter(me)
    url = reverse("assemblies:come_usually", args=[where.pk])
    inside.post(url, {"viene": "si"})
    inside.post(url, {"viene": "si"})
    assert list(me.spaces.all()) == [where]
    inside.post(url, {"viene": "no"})
    assert not me.spaces.exists()


def picture():
    made = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(made, "JPEG")
    return SimpleUploadedFile("galpón.jpg", made.getvalue())


@pytest.mark.parametrize(
    "upload",
    [picture(), SimpleUploadedFile("informe.pdf", b"%PDF-1.7 hola")],
    ids=["picture", "pdf"],
)
def test_a_briefing_is_a_text_or_a_file_in_versions(enter, upload):
    topic = m.topic(m.space())
    inside = enter(f.worker())
    url = reverse("assemblies:put_briefing", args=[topic.pk])
    assert inside.post(url, {"title": "Cuentas", "text": "Gastamos 10."}).status_code == 302
    known = topic.briefings.get()
    assert inside.post(f"{url}?sobre={known.pk}", {"title": "Cuentas", "upload": upload}).status_code == 302
    newest = BriefingVersion.objects.get(number=2)
    answer = page(inside, "briefing_file", newest.pk)
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    body = page(inside, "topic", topic.pk).content.decode()
    assert "Gastamos 10." in body
    assert page(enter(f.member()), "briefing_file", newest.pk).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "x"},
        {"title": "x", "text": "a", "upload": SimpleUploadedFile("a.pdf", b"%PDF-")},
        {"title": "x", "upload": SimpleUploadedFile("a.exe", b"MZ")},
        {"title": "x", "upload": SimpleUploadedFile("a.pdf", b"<html>")},
        {"title": "x", "upload": SimpleUploadedFile("a.png", b"no")},
        {"title": "x", "upload": SimpleUploadedFile("a.html", b"<script>")},
    ],
)
def test_what_cannot_be_read_before_is_refused_with_a_reason(enter, sent):
    topic = m.topic(m.space())
    answer = enter(f.worker()).post(reverse("assemblies:put_briefing", args=[topic.pk]), sent)
    assert answer.status_code == 422
    assert not BriefingVersion.objects.exists()


def test_a_topic_is_said_better_and_placed_by_its_pages(enter):
    topic = m.topic(m.space(), "Agua")
    meeting = m.planned()
    inside = enter(f.worker())
    typed = {"title": "Agua del galpón", "body": "", "space": topic.space_id}
    assert inside.post(reverse("assemblies:change_topic", args=[topic.pk]), typed).status_code == 302
    place = reverse("assemblies:place_topic", args=[topic.pk])
    assert inside.post(place, {"meeting": meeting.pk}).status_code == 302
    assert inside.post(place, {"meeting": 10**9}).status_code == 422
    assert meeting.items.get().topic.title == "Agua del galpón"
    order = reverse("assemblies:order_item", args=[meeting.pk])
    for item in ("", "x", "9" * 30, "١"):
        assert inside.post(order, {"item": item}).status_code == 404


def test_members_see_the_assemblies_open_to_them_and_bring_topics(enter):
    shown, hidden = m.space(openness="community"), m.space()
    inside = enter(f.member())
    meeting = m.planned(shown)
    assert page(inside, "space", shown.pk).status_code == 200
    assert page(inside, "space", hidden.pk).status_code == 404
    assert page(inside, "meeting", m.planned(hidden).pk).status_code == 404
    url = reverse("assemblies:meeting", args=[meeting.pk])
    assert inside.post(url, {"title": "El agua del barrio"}).status_code == 302
    assert Topic.objects.get().space == shown
    body = inside.get(url).content.decode()
    assert "El agua del barrio" in body
    assert "Empezamos" not in body or "disabled" in body


@pytest.mark.parametrize("name", ["meetings", "spaces", "space", "meeting", "topic"])
def test_pages_cost_the_same_for_two_rows_and_for_twenty(enter, name):
    me = f.worker()
    where = m.space(by=me)
    meeting = m.planned(where)
    topic = m.topic(where)
    inside = enter(me)
    args = {"space": [where.pk], "meeting": [meeting.pk], "topic": [topic.pk]}.get(name, [])

    def more(rows):
        for _each in range(rows):
            m.topic(where)
            m.planned(m.space(by=me))
            m.planned(where)
        meetings.open_meeting(by=me, meeting=m.planned(where))

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert page(inside, name, *args).status_code == 200
        return len(asked)

    more(2)
    cost()
    few = cost()
    more(18)
    assert cost() == few <= 14
