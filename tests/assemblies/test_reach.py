"""Calendars, reminders and the weekly message: what one asked for, once, and never a reserved word."""

import datetime as dt
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.core import mail
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from icalendar import Calendar

from assemblies.models import CalendarKey, Reach, Sending
from assemblies.selectors.digest import digest_text
from assemblies.services import meetings, reach, sending, spaces
from cecosesola.kernel import secrecy
from cecosesola.kernel.clock import at, now, today
from cecosesola.kernel.errors import Refused
from federation.services.merging import merge_parts
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import meetings as m

pytestmark = pytest.mark.django_db
SATURDAY = dt.datetime(2029, 6, 2, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=-4)))


@pytest.fixture
def someone():
    return f.worker(given_names="Ana", family_names="Colmenares")


def wants(person, *, digest=False, reminders=False, channel="email", address="ana@ejemplo.org"):
    return reach.say_reach(
        by=person, channel=channel, address=address, wants_digest=digest, wants_reminders=reminders
    )


# --- the calendar ---------------------------------------------------------------------------------
def feed_of(client, secret):
    return client.get(reverse("assemblies:calendar", args=[secret]))


def test_a_calendar_holds_my_meetings_moved_and_cancelled_and_nothing_treated(client, someone):
    where = m.space(by=someone, name="Equipo de verduras")
    m.space(name="Otro equipo")
    meeting = m.planned(where, place="Galpón 2")
    m.topic(where, "Palabra del orden del día")
    gone = meetings.cancel_meeting(by=someone, meeting=m.planned(where), reason="Feriado")
    answer = feed_of(client, reach.make_calendar_key(by=someone))
    assert answer["Content-Type"].startswith("text/calendar")
    events = {str(e["uid"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert len(events) == 2
    event = next(e for uid, e in events.items() if uid.startswith(f"reunion-{meeting.pk}@"))
    assert str(event["summary"]) == "Equipo de verduras"
    assert str(event["location"]) == "Galpón 2"
    assert event["dtstart"].dt == meeting.starts_at.replace(microsecond=0)
    assert {str(e["status"]) for uid, e in events.items() if f"-{gone.pk}@" in uid} == {"CANCELLED"}
    assert "Palabra" not in answer.content.decode()
    assert str(someone) not in answer.content.decode()


def test_a_link_is_kept_as_a_hash_and_opens_until_it_is_taken_back(client, someone):
    first = reach.make_calendar_key(by=someone)
    assert not CalendarKey.objects.filter(key_hash__contains=first).exists()
    assert feed_of(client, first).status_code == 200
    second = reach.make_calendar_key(by=someone)
    assert feed_of(client, first).status_code == 404
    assert feed_of(client, second).status_code == 200
    assert reach.take_calendar_key_back(by=someone) is True
    assert reach.take_calendar_key_back(by=someone) is False
    assert feed_of(client, second).status_code == 404
    assert feed_of(client, "x" * 43).status_code == 404


def test_the_link_of_whoever_left_is_empty_and_of_whoever_is_closed_out_is_gone(client, someone):
    where = m.space(by=someone)
    m.planned(where)
    secret = reach.make_calendar_key(by=someone)
    gone = DateRange(today() - dt.timedelta(days=90), today() - dt.timedelta(days=1))
    someone.memberships.update(period=gone)
    assert not Calendar.from_ical(feed_of(client, secret).content).walk("VEVENT")
    someone.is_active = False
    someone.save()
    assert feed_of(client, secret).status_code == 404


def test_a_new_link_is_shown_once_to_its_owner(enter, someone):
    inside = enter(someone)
    assert inside.post(reverse("assemblies:make_calendar")).status_code == 302
    url = reverse("assemblies:reach")
    first, second = inside.get(url), inside.get(url)
    assert ".ics" in first.content.decode()
    assert "no-store" in first["Cache-Control"]
    assert ".ics" not in second.content.decode()


# --- messages -------------------------------------------------------------------------------------
def test_quiet_by_default(someone):
    m.planned(m.space(by=someone))
    with at(SATURDAY):
        assert sending.plan_reminders() == sending.plan_digests() == 0


def test_a_reminder_goes_once_to_whoever_comes_and_asked(someone):
    where = m.space(by=someone)
    meeting = m.planned(where)
    m.planned(where, starts_at=now() + dt.timedelta(days=2))
    wants(someone, reminders=True)
    other = f.worker()
    wants(other, reminders=True)
    assert sending.plan_reminders() == 1
    assert sending.plan_reminders() == 0
    assert sending.send_waiting() == 1
    assert sending.send_waiting() == 0
    (sent,) = mail.outbox
    assert sent.to == ["ana@ejemplo.org"]
    assert where.name in sent.subject
    assert reverse("assemblies:meeting", args=[meeting.pk]) in sent.body


def test_what_is_cancelled_meanwhile_is_not_announced(someone):
    meeting = m.planned(m.space(by=someone))
    wants(someone, reminders=True)
    sending.plan_reminders()
    meetings.cancel_meeting(by=someone, meeting=meeting, reason="No hay luz.")
    assert sending.send_waiting() == 0
    assert not Sending.objects.exists()


def test_one_message_a_week_from_saturday_on(someone):
    with time_machine.travel(SATURDAY - dt.timedelta(days=2), tick=False):
        where = m.space(by=someone, name="Reunión de cajas")
        a.decision(by=someone, title="Abrimos a las seis", space=where)
        wants(someone, digest=True)
        assert sending.plan_digests() == 0
    with time_machine.travel(SATURDAY, tick=False):
        assert sending.plan_digests() == 1
        assert sending.plan_digests() == 0
        assert sending.send_waiting() == 1
    with time_machine.travel(SATURDAY + dt.timedelta(days=1), tick=False):
        assert sending.plan_digests() == 0
    assert "Abrimos a las seis" in mail.outbox[0].body
    assert reverse("assemblies:reach") in mail.outbox[0].body


def test_a_week_without_news_sends_nothing(someone):
    with at(SATURDAY):
        wants(someone, digest=True)
        sending.plan_digests()
        assert sending.send_waiting() == 0
    assert mail.outbox == []


def test_reserved_topics_reach_no_message_nor_log(someone, caplog):
    caplog.set_level(logging.DEBUG)
    where = m.space(by=someone)
    spaces.come_usually(by=someone, space=where, comes=True)
    m.topic(where, "Asunto reservado", is_reserved=True, brought_by=None)
    a.decision(by=someone, title="Una decisión", space=where)
    wants(someone, digest=True)
    assert "reservado" not in digest_text(someone)
    assert "ana@ejemplo.org" not in caplog.text


def test_a_server_that_does_not_answer_is_tried_again_and_let_go(someone, monkeypatch, caplog):
    m.planned(m.space(by=someone))
    wants(someone, reminders=True)
    sending.plan_reminders()

    def refuses(*args, **kwargs):
        raise OSError("ana@ejemplo.org is not reachable")

    monkeypatch.setattr(sending, "send_mail", refuses)
    assert sending.send_waiting() == 0
    assert Sending.objects.get().tries == 1
    assert sending.send_waiting() == 0  # it is somebody's for a quarter of an hour
    assert Sending.objects.get().tries == 1
    assert "ana@" not in caplog.text
    with at(now() + dt.timedelta(minutes=20)):
        sending.send_waiting()
        assert Sending.objects.get().tries == 2
    with at(now() + dt.timedelta(days=3)):
        sending.send_waiting()
    assert not Sending.objects.exists()


class _Messenger(BaseHTTPRequestHandler):
    told: list[dict] = []

    def do_POST(self):
        self.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


def test_a_messenger_is_told_through_its_own_link(someone, monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), _Messenger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(reach, "MESSENGERS", ("json",))
    meeting = m.planned(m.space(by=someone))
    link = f"json://127.0.0.1:{server.server_port}/secreto"
    kept = wants(someone, reminders=True, channel="messenger", address=link)
    assert "secreto" not in kept.address
    assert secrecy.unseal(kept.address, reach.PURPOSE) == link
    assert secrecy.unseal(kept.address, "another purpose") == ""
    sending.plan_reminders()
    assert sending.send_waiting() == 1
    server.shutdown()
    server.server_close()
    assert str(meeting) in _Messenger.told[-1]["title"]


@pytest.mark.parametrize(
    "address",
    ["json://127.0.0.1:6379/", "http://10.0.0.1/", "file:///etc/passwd", "tgram://", "x", "", "xml://a b"],
)
def test_links_that_would_knock_inside_the_house_are_refused(someone, address):
    with pytest.raises(Refused) as refused:
        wants(someone, digest=True, channel="messenger", address=address)
    assert "address" in refused.value.refusal.fields


@pytest.mark.parametrize("address", ["ana", "ana@", "", "a@b c.org"])
def test_what_is_no_address_is_refused(enter, someone, address):
    typed = {"wants_digest": "on", "channel": "email", "address": address}
    answer = enter(someone).post(reverse("assemblies:reach"), typed)
    assert answer.status_code == 422
    assert not Reach.objects.exists()


def test_wanting_nothing_forgets_the_address(enter, someone):
    wants(someone, digest=True)
    answer = enter(someone).post(reverse("assemblies:reach"), {"channel": "email", "address": ""})
    assert answer.status_code == 302
    assert not Reach.objects.exists()


def test_whoever_is_forgotten_is_not_reached_any_more(someone):
    m.space(by=someone)
    wants(someone, digest=True)
    reach.make_calendar_key(by=someone)
    (part,) = [part for part in merge_parts() if part.name == "assemblies.spaces"]
    part.forget([someone.pk])
    assert not Reach.objects.filter(person=someone).exists()
    assert not CalendarKey.objects.filter(person=someone).exists()
    assert not someone.space_links.exists()


def test_where_a_double_came_follows_the_one_row_and_goes_back(someone):
    both, only = m.space(by=someone), m.space()
    double = f.worker()
    for where in (both, only):
        spaces.come_usually(by=double, space=where, comes=True)
    (part,) = [part for part in merge_parts() if part.name == "assemblies.spaces"]
    assert "1" in str(part.preview(someone, double))
    moved = part.move(someone, double)
    assert set(someone.spaces.all()) == {both, only}
    part.undo(someone, double, moved)
    assert set(someone.spaces.all()) == {both}
    assert set(double.spaces.all()) == {both, only}
