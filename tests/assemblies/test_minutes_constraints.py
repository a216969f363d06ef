"""Each named promise of a meeting's words and hands, broken by hand: the database itself refuses."""

import datetime as dt

import pytest
from django.db import connection

from assemblies.models import (
    AsideWords,
    Attestation,
    BlockRevision,
    Concern,
    MinuteBlock,
    MinuteCorrection,
    PaperSheet,
    Pen,
    SpeakingTurn,
)
from assemblies.services import pens, reading, turns
from cecosesola.kernel.clock import now
from tests.factories import federation as f
from tests.factories import minutes as m
from tests.owner import as_owner
from tests.promises import broken

pytestmark = pytest.mark.django_db

BLOCK = "INSERT INTO assemblies_minuteblock (meeting_id, item_id, kind, client_id, needs_joining, made_at)"
REVISION = (
    "INSERT INTO assemblies_blockrevision (block_id, number, bases, client_id, text, author_id,"
    " entered_by_id,"
    " typed_at, received_at)"
)
ATTEST = "INSERT INTO assemblies_attestation (meeting_id, person_id, sha256, at)"
CORRECT = "INSERT INTO assemblies_minutecorrection (meeting_id, number, text, client_id, by_id, at, sha256)"
SHA = "repeat('a', 64)"

# While a meeting is open, with a concern, a pen, a turn and a photograph.
OPEN = {
    "minutes_one_of_five": f"{BLOCK} SELECT meeting_id, item_id, 'vote', gen_random_uuid(), false, now()"
    " FROM assemblies_minuteblock LIMIT 1",
    "assemblies_minuteblock_client_id": f"{BLOCK} SELECT meeting_id, item_id, kind, client_id, false, now()"
    " FROM assemblies_minuteblock LIMIT 1",
    "minutes_never_deleted": "DELETE FROM assemblies_minuteblock",
    "minutes_stay_where_they_are": "UPDATE assemblies_minuteblock SET kind = 'agreed'",
    "revision_number_once": f"{REVISION} SELECT block_id, number, bases, gen_random_uuid(), text, author_id,"
    " entered_by_id, now(), now() FROM assemblies_blockrevision LIMIT 1",
    "assemblies_blockrevision_client_id": f"{REVISION} SELECT block_id, 2, '{{1}}', client_id,"
    " text, author_id,"
    " entered_by_id, now(), now() FROM assemblies_blockrevision LIMIT 1",
    "revision_numbered_from_one": f"{REVISION} SELECT block_id, 0, bases, gen_random_uuid(), text, author_id,"
    " entered_by_id, now(), now() FROM assemblies_blockrevision LIMIT 1",
    "revision_append_only": "UPDATE assemblies_blockrevision SET text = 'otra cosa'",
    "concern_closed_by_its_owner": "UPDATE assemblies_concern SET closed_at = now(), closed_by_id ="
    " (SELECT id FROM federation_person WHERE id <> owner_id LIMIT 1)",
    "concern_never_deleted": "DELETE FROM assemblies_concern",
    "concern_keeps_its_owner": "UPDATE assemblies_concern SET owner_id ="
    " (SELECT id FROM federation_person p WHERE p.id <> owner_id LIMIT 1)",
    "pen_in_one_hand": "INSERT INTO assemblies_pen (meeting_id, holder_id, account_id, how, taken_at)"
    " SELECT meeting_id, holder_id, account_id, how, now() FROM assemblies_pen",
    "pen_on_another_phone_by_pin": "INSERT INTO assemblies_pen (meeting_id, holder_id, account_id, how,"
    " taken_at, ended_at) SELECT meeting_id, holder_id, (SELECT id FROM federation_person WHERE id"
    " <> holder_id"
    " LIMIT 1), 'self', now(), now() FROM assemblies_pen",
    "pen_ends_after_it_begins": "UPDATE assemblies_pen SET ended_at = taken_at - interval '1 second'",
    "pen_never_deleted": "DELETE FROM assemblies_pen",
    "pen_keeps_its_hand": "UPDATE assemblies_pen SET taken_at = now() - interval '1 hour'",
    "sheet_once": "INSERT INTO assemblies_papersheet (meeting_id, file_id, put_by_id, put_at)"
    " SELECT meeting_id, file_id, put_by_id, now() FROM assemblies_papersheet",
    "sheet_stays": "DELETE FROM assemblies_papersheet",
    "turn_one_hand_each": "INSERT INTO assemblies_speakingturn (meeting_id, person_id, raised_at)"
    " SELECT meeting_id, person_id, now() FROM assemblies_speakingturn WHERE ended_at IS NULL LIMIT 1",
    "turn_one_voice_at_once": "UPDATE assemblies_speakingturn SET began_at = raised_at WHERE"
    " ended_at IS NULL",
    "turn_begins_after_hand": "UPDATE assemblies_speakingturn SET began_at = raised_at - interval '1 minute'"
    " WHERE ended_at IS NULL AND began_at IS NULL",
    "turn_ends_after_it_begins": "UPDATE assemblies_speakingturn SET ended_at = began_at - interval"
    " '1 minute'"
    " WHERE ended_at IS NULL AND began_at IS NOT NULL",
    "turn_never_deleted": "DELETE FROM assemblies_speakingturn",
    "turn_ended_stays": "UPDATE assemblies_speakingturn SET began_at = NULL WHERE ended_at IS NOT NULL",
    "aside_has_words": "INSERT INTO assemblies_asidewords (meeting_id, client_id, kind, text, why, author_id,"
    " entered_by_id, typed_at, received_at) SELECT meeting_id, gen_random_uuid(), '', '', why, author_id,"
    " entered_by_id, now(), now() FROM assemblies_asidewords",
    "assemblies_asidewords_client_id": "INSERT INTO assemblies_asidewords (meeting_id, client_id, kind, text,"
    " why, author_id, entered_by_id, typed_at, received_at) SELECT meeting_id, client_id, '', text, why,"
    " author_id, entered_by_id, now(), now() FROM assemblies_asidewords",
    "aside_stays": "UPDATE assemblies_asidewords SET text = 'otra cosa'",
    "meeting_agreed_by_two": "UPDATE assemblies_meeting SET state = 'agreed'",
    "attested_by_who_was_there": f"{ATTEST} SELECT meeting_id, person_id, {SHA}, now()"
    " FROM assemblies_attendance",
    "correction_of_a_sealed_acta": f"{CORRECT} SELECT id, 1, 'x', 'x', opened_by_id, now(), {SHA}"
    " FROM assemblies_meeting",
}
# While it is read back, and one person has attested.
READ = {
    "minutes_while_open": f"{BLOCK} SELECT meeting_id, item_id, kind, gen_random_uuid(), false, now()"
    " FROM assemblies_minuteblock LIMIT 1",
    "revision_while_open": f"{REVISION} SELECT block_id, 2, '{{1}}', gen_random_uuid(), text, author_id,"
    " entered_by_id, now(), now() FROM assemblies_blockrevision LIMIT 1",
    "attested_once": f"{ATTEST} SELECT meeting_id, person_id, sha256, now() FROM assemblies_attestation",
    "attested_a_fingerprint": f"{ATTEST} SELECT meeting_id, person_id, 'x', now() FROM assemblies_attendance"
    " WHERE person_id NOT IN (SELECT person_id FROM assemblies_attestation) LIMIT 1",
    "attestation_never_deleted": "DELETE FROM assemblies_attestation",
    "attestation_stands": f"UPDATE assemblies_attestation SET sha256 = {SHA}",
    "meeting_agreed_by_two": "UPDATE assemblies_meeting SET state = 'agreed'",
}
SEALED = {
    "correction_number_once": f"{CORRECT} SELECT meeting_id, number, text, 'y', by_id, now(), sha256"
    " FROM assemblies_minutecorrection",
    "assemblies_minutecorrection_client_id": f"{CORRECT} SELECT meeting_id, 2, text, client_id, by_id, now(),"
    " sha256 FROM assemblies_minutecorrection",
    "correction_is_signed_words": f"{CORRECT} SELECT meeting_id, 2, '', 'y', by_id, now(), sha256"
    " FROM assemblies_minutecorrection",
    "correction_stays": "UPDATE assemblies_minutecorrection SET text = 'otra cosa'",
    "minutes_while_open": f"{BLOCK} SELECT meeting_id, item_id, kind, gen_random_uuid(), false, now()"
    " FROM assemblies_minuteblock LIMIT 1",
}
# Tried in tests of their own, below.
ALSO = {
    "revision_first_has_words",
    "minutes_of_its_agenda",
    "attestation_lapses_for_good",
    "meeting_reopened_asks_again",
}


@pytest.fixture
def two():
    return f.worker(), f.worker()


@pytest.fixture
def running(two):
    first, second = two
    meeting = m.opened(first, second, wants_turns=True)
    m.block(meeting, first, kind="concern", item=m.item(meeting))
    pens.take_pen(by=first, meeting=meeting)
    turns.end_turn(by=first, turn=turns.raise_hand(by=first, meeting=meeting))
    for person in two:
        turns.raise_hand(by=person, meeting=meeting)
    turns.speak(by=first, meeting=meeting)
    from assemblies.services.attendance import keep_sheet
    from assemblies.services.minutes import keep_aside
    from tests.assemblies.test_attendance import picture

    keep_sheet(by=first, meeting=meeting, picture=picture())
    import uuid

    keep_aside(by=first, meeting=meeting, text="De una pieza que no llegó.", client_id=uuid.uuid4())
    return meeting


@pytest.mark.parametrize("name", OPEN)
def test_while_open_the_database_refuses(name, running):
    broken(name, OPEN[name])


@pytest.mark.parametrize("name", READ)
def test_while_read_back_the_database_refuses(name, two):
    meeting = m.held("read_back", *two)
    m.attest(meeting, two[0])
    broken(name, READ[name])


@pytest.mark.parametrize("name", SEALED)
def test_once_sealed_the_database_refuses(name, two):
    meeting = m.held("sealed", *two)
    reading.correct_acta(by=two[0], meeting=meeting, text="Eran once.", key="x")
    broken(name, SEALED[name])


def test_a_block_begins_with_words(two):
    meeting = m.opened(*two)
    made = MinuteBlock.objects.create(
        meeting=meeting, kind="note", client_id="00000000-0000-4000-8000-000000000001", made_at=now()
    )
    broken(
        "revision_first_has_words",
        f"{REVISION} VALUES ({made.pk}, 1, '{{}}', gen_random_uuid(), '', {two[0].pk}, {two[0].pk},"
        " now(), now())",
    )


def test_the_words_of_a_reserved_topic_and_of_another_meeting_are_not_written_here(two):
    meeting, elsewhere = m.opened(*two), m.planned()
    insert = f"{BLOCK} VALUES ({meeting.pk}, %d, 'note', gen_random_uuid(), false, now())"
    from assemblies.models import Topic
    from assemblies.services.agenda import place_topic

    reserved = Topic.objects.create(space=meeting.space, title="Asunto reservado", is_reserved=True)
    item = place_topic(by=two[0], meeting=meeting, topic=reserved)
    broken("minutes_of_its_agenda", insert % item.pk)
    other = place_topic(by=two[0], meeting=elsewhere, topic=m.a.topic(title="Otro"))
    broken("minutes_of_its_agenda", insert % other.pk)


def test_reopening_by_hand_lapses_too_and_nothing_brings_an_attestation_back(two):
    meeting = m.held("read_back", *two)
    m.attest(meeting, two[0])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE assemblies_meeting SET state = 'open'")
    assert Attestation.objects.get().lapsed_at is not None
    broken("attestation_lapses_for_good", "UPDATE assemblies_attestation SET lapsed_at = NULL")


@pytest.mark.parametrize("how", ["another wording", "not there any more", "lapsed"])
def test_two_attest_the_same_words_and_were_there(two, how):
    """`agreed` asks for two live attestations, of one wording, by people who are still on the list."""
    meeting = m.held("read_back", *two)
    third = f.worker()
    m.come(meeting, third)
    m.attest(meeting, two[0])
    said = {"sha256": "b" * 64 if how == "another wording" else Attestation.objects.get().sha256}
    other = Attestation.objects.create(meeting=meeting, person=two[1], at=now(), **said)
    if how == "not there any more":
        meeting.attendances.filter(person=two[1]).update(undone_at=now())
    if how == "lapsed":
        Attestation.objects.filter(pk=other.pk).update(lapsed_at=now() + dt.timedelta(seconds=1))
    broken("meeting_agreed_by_two", "UPDATE assemblies_meeting SET state = 'agreed', agreed_at = now()")


def test_every_promise_of_these_tables_was_tried():
    tables = (
        AsideWords,
        Attestation,
        BlockRevision,
        Concern,
        MinuteBlock,
        MinuteCorrection,
        PaperSheet,
        Pen,
        SpeakingTurn,
    )
    named = {
        promise.name for table in tables for promise in (*table._meta.constraints, *table._meta.triggers)
    }
    named |= {"meeting_agreed_by_two", "meeting_reopened_asks_again"}
    assert named - {*OPEN, *READ, *SEALED, *ALSO} == set()
