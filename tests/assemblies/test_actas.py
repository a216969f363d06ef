"""Actas: what they say, on paper, in a chat and as a book; what was sealed stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assemblies.models import Meeting
from assemblies.selectors import actas, heads, papers
from cecosesola.kernel import audit
from federation.services.forgetting import forget
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import meetings as m
from tests.owner import as_owner

pytestmark = pytest.mark.django_db


def rich(**where):
    """A sealed meeting with something of everything."""
    meeting = m.opened(m.space(**where), place="Galpón 2")
    m.topic(meeting.space, 'El agua: #let x = 1; *raw* "comillas" y \\barra')
    person = f.worker(given_names="Petra", family_names="Álvarez")
    m.came(meeting, person)
    told = a.decision(title="Compramos cestas", space=meeting.space, mode="collective", people=[person])
    told.meeting = meeting
    told.save(update_fields=["meeting"])
    return m.sealed(meeting=meeting), person


def pdf_text(content: bytes) -> str:
    assert content.startswith(b"%PDF-")
    return content.decode("latin-1")


def test_an_acta_says_what_was_treated_decided_and_who_was_there():
    meeting, person = rich()
    acta = meeting.acta
    assert acta["number"] == meeting.acta_number
    assert person.pk in acta["people"]
    assert len(acta["people"]) == 3
    assert acta["topics"][0]["outcome"] == "carried"
    assert acta["decisions"][0]["title"] == "Compramos cestas"
    assert actas.still_holds(meeting) is True


def test_it_names_people_by_number_so_that_the_forgotten_leave_the_paper_and_the_print_still_holds():
    meeting, person = rich()
    assert "Petra" not in str(meeting.acta)
    assert "Petra Álvarez" in actas.names_in([meeting.acta])[person.pk]
    person.given_names, person.family_names = "Persona", str(person.pk)
    person.save()
    forget([person.pk], [person.document])
    meeting.refresh_from_db()
    assert "Petra" not in str(actas.names_in([meeting.acta]))
    assert actas.still_holds(meeting) is True


def test_a_word_changed_underneath_shows(enter):
    meeting, _person = rich()
    url = reverse("assemblies:acta", args=[meeting.pk])
    inside = enter(f.worker())
    assert "no son las que se sellaron" not in inside.get(url).content.decode()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE assemblies_meeting DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE assemblies_meeting SET acta = jsonb_set(acta, '{decisions,0,text}', '\"otra cosa\"')"
        )
        cursor.execute("ALTER TABLE assemblies_meeting ENABLE TRIGGER USER")
    assert actas.still_holds(Meeting.objects.get(pk=meeting.pk)) is False
    assert "no son las que se sellaron" in inside.get(url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_networks_acta_carries_the_heads_of_the_chains():
    where = a.network_meeting()
    a.decision()
    audit.seal()
    meeting = m.sealed(where)
    seal = audit.head()
    assert meeting.acta["heads"]["audit"].startswith(f"{seal.position}:")
    assert audit.holds(meeting.acta["heads"]["audit"])
    assert "ledger" in heads._HEADS
    assert m.sealed(m.space()).acta["heads"] == {}


def test_the_paper_is_a_pdf_whatever_people_wrote():
    meeting, _person = rich()
    assert pdf_text(papers.acta_pdf(meeting))
    draft = m.opened()
    assert pdf_text(papers.acta_pdf(draft))


def test_the_text_for_a_chat_has_at_most_a_thousand_characters_and_says_what_it_leaves_out():
    meeting, _person = rich()
    short = papers.acta_text(meeting)
    assert short.startswith(meeting.acta_number)
    assert "✔" in short
    assert len(short) <= papers.MOST
    long = m.opened(meeting.space)
    for count in range(60):
        m.topic(long.space, f"Tema número {count} " + "muy largo " * 15)
    text = papers.acta_text(m.sealed(meeting=long))
    assert len(text) <= papers.MOST
    assert "líneas más en el acta" in text


def test_a_book_holds_every_acta_of_the_year_in_order(enter):
    meeting, _person = rich()
    m.sealed(meeting.space)
    inside = enter(f.worker())
    answer = inside.get(reverse("assemblies:book", args=[meeting.space_id, meeting.year]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert inside.get(reverse("assemblies:book", args=[meeting.space_id, 1999])).status_code == 404


def test_a_book_costs_a_constant_number_of_queries(enter):
    where = m.space()
    inside = enter(f.worker())

    def cost():
        year = Meeting.objects.filter(space=where, year__isnull=False).first().year
        with CaptureQueriesContext(connection) as asked:
            assert inside.get(reverse("assemblies:book", args=[where.pk, year])).status_code == 200
        return len(asked)

    m.sealed(where)
    cost()
    few = cost()
    for _each in range(5):
        m.sealed(where)
    assert cost() == few


def test_the_list_of_actas_is_of_what_one_may_read_and_costs_the_same(enter):
    hidden, shown = m.sealed(m.space()), m.sealed(m.space(openness="community"))
    url = reverse("assemblies:actas")
    member, worker = enter(f.member()), enter(f.worker())
    assert hidden.acta_number not in member.get(url).content.decode()
    assert shown.acta_number in member.get(url).content.decode()
    assert hidden.acta_number in worker.get(url).content.decode()
    assert member.get(reverse("assemblies:acta", args=[hidden.pk])).status_code == 404
    assert member.get(reverse("assemblies:acta_pdf", args=[hidden.pk])).status_code == 404
    assert member.get(reverse("assemblies:acta_pdf", args=[shown.pk])).status_code == 200

    def cost():
        with CaptureQueriesContext(connection) as asked:
            worker.get(url)
        return len(asked)

    cost()
    few = cost()
    for _each in range(10):
        m.sealed(m.space())
    assert cost() == few <= 9


def test_what_has_not_begun_has_no_acta(enter):
    meeting = m.planned()
    assert enter(f.worker()).get(reverse("assemblies:acta", args=[meeting.pk])).status_code == 404
