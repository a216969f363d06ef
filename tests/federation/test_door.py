"""Entering, leaving, and one's own account."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from cecosesola.kernel.models import AuditEvent
from federation.models import Person
from federation.views.access import client_address
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
WRONG = "no van juntos"


@pytest.mark.parametrize(
    ("typed", "document"),
    [
        ("v-12.345.678", "V12345678"),
        ("12345678", "V12345678"),
        (" V 12 345 678 ", "V12345678"),
        ("V-05.123.456", "V5123456"),
        ("e-84.000.111", "E84000111"),
        ("n000123", "N000123"),
    ],
)
def test_people_write_their_number_in_many_ways(typed, document):
    assert Person.normalise(typed) == document


def test_whoever_knows_both_enters_and_goes_where_they_were_going(client):
    f.worker(document="V12345678", language="en")
    answer = client.post("/entrar/", {"document": "v-12.345.678", "password": f.PASSWORD, "next": "/gente/"})
    assert (answer.status_code, answer.url) == (302, "/gente/")
    assert client.cookies["django_language"].value == "en"
    assert "Cooperatives" in client.get("/gente/").content.decode()


def test_the_same_words_for_an_unknown_number_and_a_wrong_password(client):
    f.worker(document="V12345678")
    f.worker(document="V12345679", is_active=False)
    bodies = set()
    for number, password in [("12345678", "otra"), ("999", "otra"), ("12345679", f.PASSWORD)]:
        answer = client.post("/entrar/", {"document": number, "password": password})
        body = answer.content.decode()
        assert answer.status_code == 422
        assert WRONG in body
        assert number in body, "what was typed is kept"
        assert password not in body, "but never a password"
        bodies.add(body.count(WRONG))
    assert len(bodies) == 1


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_door_leads_only_into_the_house(client, elsewhere):
    f.worker(document="V12345678")
    answer = client.post("/entrar/", {"document": "12345678", "password": f.PASSWORD, "next": elsewhere})
    assert answer.url == "/"


@override_settings(AXES_ENABLED=True)
def test_many_tries_close_the_door_for_a_while_alike_for_everyone():
    f.worker(document="V12345678")
    for number in ("12345678", "99999999"):
        client = Client(REMOTE_ADDR="10.0.0.9")
        for _ in range(8):
            last = client.post("/entrar/", {"document": number, "password": "otra"})
        assert last.status_code == 429
        assert "Espera un poco" in last.content.decode()
    answer = Client(REMOTE_ADDR="10.0.0.9").post("/entrar/", {"document": "12345678", "password": f.PASSWORD})
    assert answer.status_code == 429
    # The same person from another place is not shut out by whoever guesses.
    other = Client(REMOTE_ADDR="10.0.0.10")
    assert other.post("/entrar/", {"document": "12345678", "password": f.PASSWORD}).status_code == 302


def test_leaving_takes_a_post(enter):
    inside = enter(f.worker())
    assert inside.get("/salir/").status_code == 405
    assert inside.post("/salir/").url == "/entrar/"
    assert inside.get("/cuenta/").status_code == 302


def test_the_language_is_of_the_browser_and_of_the_person(enter, client):
    someone = f.worker()
    inside = enter(someone)
    answer = inside.post("/idioma/", {"language": "en", "next": "/cuenta/"})
    assert (answer.status_code, answer.url) == (302, "/cuenta/")
    someone.refresh_from_db()
    assert someone.language == "en"
    assert AuditEvent.objects.get(verb="federation.change_language").private
    assert client.post("/idioma/", {"language": "en", "next": "/entrar/"}).url == "/entrar/"
    assert '<html lang="en"' in client.get("/entrar/").content.decode()


def test_one_changes_ones_own_phone_and_language(enter):
    someone = f.worker()
    answer = enter(someone).post("/cuenta/", {"phone": "0412-1112233", "language": "en"})
    assert answer.status_code == 302
    someone.refresh_from_db()
    assert someone.language == "en"
    assert [(phone.number, phone.preferred) for phone in someone.phones.all()] == [("+584121112233", True)]
    events = AuditEvent.objects.filter(actor_id=someone.pk)
    assert {event.verb for event in events} == {"federation.change_language", "federation.change_account"}
    assert "112233" not in str([event.new for event in events])


def test_a_phone_that_is_none_is_refused_and_kept_on_the_form(enter):
    answer = enter(f.worker()).post("/cuenta/", {"phone": "0412-11", "language": "es"})
    assert answer.status_code == 422
    assert "0412-11" in answer.content.decode()


def test_a_new_password_needs_the_old_one_and_keeps_this_device(enter):
    someone = f.worker()
    inside, url = enter(someone), reverse("federation:password")
    new = "mango maduro violeta"
    assert inside.post(url, {"current": "otra", "new": new, "again": new}).status_code == 422
    assert inside.post(url, {"current": f.PASSWORD, "new": new, "again": "otra cosa"}).status_code == 422
    assert inside.post(url, {"current": f.PASSWORD, "new": "corta", "again": "corta"}).status_code == 422
    someone.refresh_from_db()
    assert someone.check_password(f.PASSWORD)
    elsewhere = enter(someone)
    assert inside.post(url, {"current": f.PASSWORD, "new": new, "again": new}).status_code == 302
    someone.refresh_from_db()
    assert someone.check_password(new)
    assert inside.get("/cuenta/").status_code == 200
    assert elsewhere.get("/cuenta/").status_code == 302


@pytest.mark.parametrize(
    ("near", "told", "address"),
    [
        ("", "190.1.2.3", "190.1.2.3"),
        ("127.0.0.1", "9.9.9.9, 190.1.2.3", "190.1.2.3"),
        ("190.4.5.6", "190.1.2.3", "190.4.5.6"),
        ("", "nonsense", "127.0.0.1"),
        ("", "", "127.0.0.1"),
    ],
)
def test_tries_are_counted_by_where_they_come_from(rf, near, told, address):
    request = rf.get("/entrar/", REMOTE_ADDR=near, headers={"X-Forwarded-For": told} if told else {})
    assert client_address(request) == address
