"""Several phones at the same moment, each with a connection of its own."""

import uuid
from collections import Counter
from functools import partial

import pytest

from assemblies.models import AsideWords, Attestation, BlockRevision, MinuteBlock, Pen, SpeakingTurn
from assemblies.selectors import minutes as read
from assemblies.services import attendance, meetings, pens, reading, turns
from assemblies.services.syncing import sync
from assemblies.states import MeetingState
from tests.factories import federation as f
from tests.factories import minutes as m
from tests.finance.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return [f.worker() for _ in range(6)]


def test_two_attest_at_once_and_it_is_agreed_once(people):
    meeting = m.held("read_back", *people[:2])
    m.come(meeting, *people[2:])
    sha256 = read.meeting_fingerprint(meeting)
    answers = at_once(*[partial(reading.attest, by=who, meeting=meeting, sha256=sha256) for who in people])
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.AGREED
    assert Counter(answer for answer in answers if isinstance(answer, str)) == {"not_read_back": 4}
    assert Attestation.objects.filter(lapsed_at=None).count() == 2


def test_one_person_attests_twice_at_once(people):
    meeting = m.held("read_back", *people[:2])
    sha256 = read.meeting_fingerprint(meeting)
    at_once(*[partial(reading.attest, by=people[0], meeting=meeting, sha256=sha256)] * 4)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.READ_BACK
    assert Attestation.objects.count() == 1


@pytest.mark.parametrize("_time", range(3))
def test_attesting_against_reopening_and_against_writing(people, _time):
    """Whatever comes first, nothing is agreed that somebody still changed."""
    meeting = m.held("read_back", *people[:2])
    m.attest(meeting, people[0])
    sha256 = read.meeting_fingerprint(meeting)
    write = {"id": str(uuid.uuid4()), "do": "write", "kind": "note", "text": "¡Falta algo!"}
    at_once(
        partial(reading.attest, by=people[1], meeting=meeting, sha256=sha256),
        partial(reading.reopen, by=people[0], meeting=meeting),
        partial(sync, by=people[0], meeting=meeting, operations=[write]),
    )
    meeting.refresh_from_db()
    words = BlockRevision.objects.filter(text="¡Falta algo!").count()
    if meeting.state == MeetingState.AGREED:
        assert read.meeting_fingerprint(meeting) == sha256
        assert (words, AsideWords.objects.count()) == (0, 1)
    else:
        assert meeting.state == MeetingState.OPEN
        assert (words, AsideWords.objects.count()) == (1, 0)
        assert not Attestation.objects.filter(lapsed_at=None).exists()


def test_many_revise_one_base_at_once_and_every_word_stands(people):
    meeting = m.opened(*people)
    block = m.block(meeting, people[0])
    at_once(*[partial(m.revise, block, who, f"Lo dice {number}.") for number, who in enumerate(people)])
    block.refresh_from_db()
    assert block.needs_joining
    open_texts = read.open_texts(block.revisions.all())
    assert {one.text for one in open_texts} == {f"Lo dice {number}." for number in range(6)}
    assert sorted(block.revisions.values_list("number", flat=True)) == list(range(1, 8))


def test_the_same_batch_many_times_at_once_counts_once(people):
    meeting = m.opened(*people)
    item = m.item(meeting)
    write = {"id": str(uuid.uuid4()), "do": "write", "kind": "note", "item": item.pk, "text": "Una vez."}
    revise = {"id": str(uuid.uuid4()), "do": "revise", "block": write["id"], "bases": [write["id"]]}
    batch = [
        write,
        revise | {"text": "Una sola vez."},
        {"id": str(uuid.uuid4()), "do": "outcome", "item": item.pk, "outcome": "resolved"},
        {"id": str(uuid.uuid4()), "do": "attend", "person": people[5].pk, "there": True},
    ]
    answers = at_once(*[partial(sync, by=people[0], meeting=meeting, operations=batch)] * 6)
    assert {one["status"] for answer in answers for one in answer} <= {"stored", "replayed"}
    assert MinuteBlock.objects.count() == 1
    assert BlockRevision.objects.count() == 2
    assert not MinuteBlock.objects.get().needs_joining


def test_the_pen_is_in_one_hand(people):
    meeting = m.opened(*people)
    at_once(*[partial(pens.take_pen, by=who, meeting=meeting) for who in people])
    assert Pen.objects.filter(ended_at=None).count() == 1
    assert Pen.objects.count() == 6


def test_a_code_read_by_many_hands_the_pen_to_one(people):
    meeting = m.opened(people[0])
    code = pens.pen_code(pens.take_pen(by=people[0], meeting=meeting))
    answers = at_once(
        *[partial(pens.take_pen_by_code, by=who, meeting=meeting, code=code) for who in people[1:]]
    )
    assert Counter(map(str, answers))["code_over"] == 4


def test_hands_and_ticks_at_once(people):
    meeting = m.opened(*people, wants_turns=True)
    at_once(*[partial(turns.raise_hand, by=people[0], meeting=meeting)] * 4)
    assert SpeakingTurn.objects.count() == 1
    for who in people:
        turns.raise_hand(by=who, meeting=meeting)
    at_once(*[partial(turns.speak, by=who, meeting=meeting) for who in people])
    assert SpeakingTurn.objects.filter(began_at__isnull=False).count() == 1
    newcomer = f.worker()
    at_once(*[partial(attendance.attend, by=newcomer, meeting=meeting)] * 4)
    assert meeting.attendances.filter(person=newcomer).count() == 1


def test_corrections_are_numbered_without_gaps(people):
    meeting = m.held("sealed", *people[:2])
    at_once(
        *[
            partial(reading.correct_acta, by=who, meeting=meeting, text="X", key=f"k{number}")
            for number, who in enumerate(people)
        ]
    )
    assert sorted(meeting.corrections.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_sealing_against_writing_keeps_the_acta_as_it_was_attested(people):
    meeting = m.held("agreed", *people[:2])
    sha256 = read.meeting_fingerprint(meeting)
    write = {"id": str(uuid.uuid4()), "do": "write", "kind": "note", "text": "Tarde."}
    at_once(
        partial(meetings.seal_meeting, by=people[0], meeting=meeting),
        partial(sync, by=people[1], meeting=meeting, operations=[write]),
    )
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.SEALED
    assert AsideWords.objects.get().text == "Tarde."
    assert Attestation.objects.filter(sha256=sha256, lapsed_at=None).count() == 2
