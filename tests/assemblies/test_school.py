"""The community school, notes without a name, and how the word is shared."""

import datetime as dt
import logging
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assemblies.models import AnonymousNote, Enrolment, Topic
from assemblies.selectors import education as read
from assemblies.selectors import power
from assemblies.selectors.whats_new_conduct import courses_since, waiting_for
from assemblies.services import education, notes, redacting
from cecosesola.kernel import clock
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.services import acts
from tests.factories import assemblies as a
from tests.factories import conduct as c
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
S = Enrolment.State


# --- the school -------------------------------------------------------------------------------------


def test_places_then_turns_then_the_next():
    offer = c.offer(room=1)
    first, second, third = (f.member() for _n in range(3))
    assert [education.enrol(by=who, offer=offer).state for who in (first, second, third)] == [
        S.IN, S.WAITING, S.WAITING,
    ]  # fmt: skip
    assert education.enrol(by=second, offer=offer).state == S.WAITING, "asking again keeps the turn"
    assert read.turn_of(read.enrolment_of(third, offer)) == 2
    promoted = education.withdraw(by=first, offer=offer)
    assert promoted.person == second
    assert education.withdraw(by=third, offer=offer) is None
    assert Enrolment.objects.get(person=second).state == S.IN
    with pytest.raises(Refused):
        education.withdraw(by=third, offer=offer)


def test_an_edition_for_members_is_hidden_from_others_and_one_for_all_is_not(enter):
    closed, opened = c.offer(), c.offer(openness="community", days=5)
    stranger = enter(f.person())
    assert stranger.get(f"/reuniones/escuela/{closed.pk}/").status_code == 404
    assert stranger.post(f"/reuniones/escuela/{closed.pk}/inscribirse/").status_code == 404
    assert stranger.get(f"/reuniones/escuela/{opened.pk}/").status_code == 200
    assert stranger.post(f"/reuniones/escuela/{opened.pk}/inscribirse/").status_code == 302
    assert opened.enrolments.get().state == S.IN
    body = stranger.get("/reuniones/escuela/").content.decode()
    assert f"/reuniones/escuela/{opened.pk}/" in body
    assert f"/reuniones/escuela/{closed.pk}/" not in body


def test_only_whoever_gives_it_ticks_and_only_those_with_a_place(enter):
    teacher, pupil, other = f.worker(), f.member(), f.worker()
    offer = c.offer(teacher)
    education.enrol(by=pupil, offer=offer)
    session = offer.sessions.get()
    with pytest.raises(Refused) as refused:
        education.tick(by=teacher, session=session, came=[pupil.pk])
    assert refused.value.refusal.code == "not_yet"
    with clock.at(now() + dt.timedelta(days=4)):
        for who in (other, pupil):
            with pytest.raises(Refused):
                education.tick(by=who, session=session, came=[pupil.pk])
        assert education.tick(by=teacher, session=session, came=[pupil.pk, other.pk]) == 1
        assert education.tick(by=teacher, session=session, came=[]) == 0
    assert "Quién tiene cupo" in enter(teacher).get(f"/reuniones/escuela/{offer.pk}/").content.decode()
    page = enter(other).get(f"/reuniones/escuela/{offer.pk}/").content.decode()
    assert str(pupil) not in page, "the list is of whoever gives it"
    assert enter(other).get(f"/reuniones/escuela/sesiones/{session.pk}/lista/").status_code == 403


def test_the_calendar_tells_one_s_own_and_all():
    teacher, pupil, waits = f.worker(), f.member(), f.member()
    offer = c.offer(teacher, room=1)
    education.enrol(by=pupil, offer=offer)
    education.enrol(by=waits, offer=offer)
    span = (now(), now() + dt.timedelta(days=30))
    (mine,) = read.sessions_of(pupil, *span)
    assert mine.url == f"/reuniones/escuela/{offer.pk}/"
    assert (mine.title, mine.place) == ("Contar la caja", "Salón de la feria")
    assert read.sessions_of(teacher, *span) == [mine] == read.sessions_between(*span)
    assert read.sessions_of(waits, *span) == []
    assert read.sessions_between(*span, community_only=True) == []
    education.cancel_offer(by=teacher, offer=offer)
    assert read.sessions_between(*span) == []


def test_how_many_learnt_is_not_told_under_five():
    teacher = f.worker()
    offer = c.offer(teacher, room=9)
    other = f.cooperative()
    pupils = [f.member() for _n in range(5)] + [f.member(at=other)]
    for pupil in pupils:
        education.enrol(by=pupil, offer=offer)
    with clock.at(now() + dt.timedelta(days=4)):
        education.tick(by=teacher, session=offer.sessions.get(), came=[one.pk for one in pupils])
        assert {one.cooperative: one.people for one in read.learnt(offer.course)} == {
            f.primary().name: 5,
            other.name: None,
        }
        assert [(one.person, one.times) for one in read.taught(offer.course)] == [(teacher, 1)]
    assert read.taught(offer.course) == [], "before its first session nobody has taught it"


def test_materials_are_a_link_or_a_file():
    offer = c.offer()
    given = {"by": f.worker(), "course": offer.course, "title": "Guía"}
    assert education.put_material(**given, link="https://example.org/guia").file is None
    for bad in ({}, {"link": "https://x.org", "upload": _file(b"%PDF-1")}, {"upload": _file(b"MZ")}):
        with pytest.raises(Refused):
            education.put_material(**given, **bad)
    assert education.put_material(**given, upload=_file(b"%PDF-1.7 x")).file.media_type == "application/pdf"


def _file(content):
    import io

    return io.BytesIO(content)


def test_what_waits_and_what_is_new():
    pupil = f.worker()
    before = now()
    offer = c.offer(days=1)
    education.enrol(by=pupil, offer=offer)
    assert [str(one.title) for one in waiting_for(pupil)] == ["Contar la caja"]
    assert [one.url for one in courses_since(f.worker(), before, [])] == [
        reverse("assemblies:offer", args=[offer.pk])
    ]
    assert courses_since(f.worker(), now(), []) == []
    world = c.World(words="guacharacón")
    (told,) = waiting_for(world.subject)
    assert world.case.number in str(told.title)
    assert waiting_for(world.stranger) == []


@pytest.mark.parametrize(
    "url",
    ["/reuniones/escuela/", "/reuniones/convivencia/", "/reuniones/notas/", "/reuniones/la-palabra/", "/"],
)
def test_queries_do_not_grow_with_rows(enter, url):
    world = c.World()
    inside = enter(world.recorder)

    def more(count):
        for number in range(count):
            offer = c.offer(world.recorder, days=3 + number)
            education.enrol(by=f.member(), offer=offer)
            AnonymousNote.objects.create(
                space=a.network_meeting(), day=today() - dt.timedelta(days=1), text="Algo."
            )

    more(2)
    inside.get(url)
    with CaptureQueriesContext(connection) as few:
        inside.get(url)
    more(8)
    with CaptureQueriesContext(connection) as many:
        inside.get(url)
    assert len(many) <= len(few), [query["sql"] for query in many.captured_queries]


# --- notes ------------------------------------------------------------------------------------------


def test_a_note_leads_to_nobody(enter, caplog):
    caplog.set_level(logging.DEBUG)
    giver, space = f.worker(), a.network_meeting()
    before = AuditEvent.objects.count()
    inside = enter(giver)
    inside.get("/reuniones/notas/dejar/")
    with CaptureQueriesContext(connection) as asked:
        sent = inside.post("/reuniones/notas/dejar/", {"space": space.pk, "words": "Me cuesta decirlo."})
    assert sent.status_code == 302
    note = AnonymousNote.objects.get()
    assert AuditEvent.objects.count() == before
    assert {field.name for field in AnonymousNote._meta.fields} == {
        "id", "space", "day", "text", "taken_off_on",
    }  # fmt: skip
    assert {field.name for field in AnonymousNote._meta.fields if field.is_relation} == {"space"}
    written = [q["sql"] for q in asked.captured_queries if "Me cuesta" in q["sql"]]
    assert len(written) == 1
    assert "assemblies_anonymousnote" in written[0]
    said = [r for r in caplog.records if r.name != "django.db.backends"]
    assert "Me cuesta" not in " ".join(record.getMessage() for record in said)
    assert note.day == today()
    assert not Topic.objects.exists(), "a topic made now would tell the hour"
    page = inside.get("/reuniones/notas/").content.decode()
    assert "Me cuesta decirlo." not in page, "read from the day after on"
    with clock.at(now() + dt.timedelta(days=1)):
        assert "Me cuesta decirlo." in enter(f.worker()).get("/reuniones/notas/").content.decode()
        assert notes.bring_notes() == 1
        notes.bring_notes()
    topic = Topic.objects.get()
    assert (topic.brought_by, topic.body) == (None, "")


def test_three_a_day_and_nothing_kept_of_who():
    giver = f.worker()
    for _n in range(3):
        notes.leave_note(by=giver, space=a.network_meeting(), words="x")
    with pytest.raises(Refused) as refused:
        notes.leave_note(by=giver, space=a.network_meeting(), words="x")
    assert refused.value.refusal.status == 429
    notes.leave_note(by=f.worker(), space=a.network_meeting(), words="x")
    kept = [key for key in cache._cache if "notes" in key]
    assert kept
    assert not any(key.endswith(f":{giver.pk}") for key in kept)
    with clock.at(now() + dt.timedelta(days=1)):
        notes.leave_note(by=giver, space=a.network_meeting(), words="x")


@pytest.mark.parametrize("who", ["person", "member"])
def test_only_workers_leave_and_read_notes(enter, who):
    someone = getattr(f, who)()
    for url in ("/reuniones/notas/", "/reuniones/notas/dejar/"):
        assert enter(someone).get(url).status_code == 404
    with pytest.raises(Refused):
        notes.leave_note(by=someone, space=a.network_meeting(), words="x")


def test_two_people_take_a_note_off():
    asker = f.worker()
    note = AnonymousNote.objects.create(
        space=a.network_meeting(), day=today() - dt.timedelta(days=1), text="Fulano roba."
    )
    act = redacting.ask_note_off(by=asker, note=note, why="names")
    with pytest.raises(Refused):
        acts.confirm(by=asker, act=act)
    acts.confirm(by=f.worker(), act=act)
    note.refresh_from_db()
    assert (note.text, note.taken_off_on) == ("", today())
    with pytest.raises(Refused):
        redacting.ask_note_off(by=asker, note=note, why="names")


# --- how the word is shared ---------------------------------------------------------------------------


def test_what_is_told_singles_nobody_out():
    assert power.share([(1, 90), (2, 1), (3, 1), (4, 1)]) == power.Shared(None, None, None)
    assert power.share([(n, 1) for n in range(10)]) == power.Shared(10, 5, None)
    assert power.share([(0, 99), *[(n, 1) for n in range(1, 10)]]) == power.Shared(10, None, None)
    wide = power.share([(n, 1) for n in range(100)])
    assert wide == power.Shared(100, 50, 10)


def test_no_page_yields_another_person_s_figures(enter):
    loud, quiet = f.worker(), f.worker()
    month = power.months()[-1]
    with clock.at(month.since + dt.timedelta(days=2)):
        for number in range(17):
            a.topic(loud, title=f"Tema {number}")
    Topic.objects.update(brought_at=month.since + dt.timedelta(days=2))
    url = "/reuniones/la-palabra/"
    _months, told = power.power(loud, None)
    assert next(one for one in told if one.source.name == "topics").mine[-1] == 17
    for query in (
        "",
        f"?persona={loud.pk}",
        f"?person={loud.pk}",
        f"?de={loud.document}",
        "?instancia=x",
        f"?instancia={a.network_meeting().pk}",
        f"?mine={loud.pk}",
        "?instancia=99999999999999999",
    ):
        body = enter(quiet).get(url + query).content.decode()
        assert str(loud) not in body
        assert ">17<" not in body
    assert ">17<" in enter(loud).get(url).content.decode()


def test_another_source_joins(monkeypatch):
    monkeypatch.setattr(power, "_SOURCES", {})
    asked = []

    def provider(space, since, until):
        asked.append((space, since, until))
        return [(n, 2) for n in range(10)]

    power.register_power("x", "Quién teclea", provider)
    someone = SimpleNamespace(pk=3)
    _months, (told,) = power.power(someone, None)
    assert len(asked) == power.MONTHS
    assert told.mine == [2] * power.MONTHS
    assert told.months[0] == power.Shared(10, 5, None)
