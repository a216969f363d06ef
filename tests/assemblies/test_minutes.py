"""Writing together: nothing that somebody typed is lost, whoever typed it and whenever it comes."""

import datetime as dt
import uuid

import pytest

from assemblies.models import AgendaItem, AsideWords, BlockRevision, MinuteBlock, Topic
from assemblies.selectors import minutes as read
from assemblies.services import meetings, minutes, pens, reading
from assemblies.services.agenda import place_topic
from assemblies.services.syncing import sync
from assemblies.states import MeetingState, TopicState
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused
from tests.factories import assemblies as a
from tests.factories import entry as e
from tests.factories import federation as f
from tests.factories import minutes as m

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return f.worker(), f.worker()


def refused(code, act):
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.refusal.code == code


def texts(block):
    return [revision.text for revision in read.open_texts(block.revisions.all())]


def test_the_same_words_sent_twice_are_there_once(two):
    meeting, key = m.opened(*two), uuid.uuid4()
    first = m.block(meeting, two[0], client_id=key)
    assert m.block(meeting, two[0], client_id=key) == first
    again = uuid.uuid4()
    assert m.revise(first, two[0], "Falta mucha agua.", client_id=again) == m.revise(
        first, two[0], "Falta mucha agua.", client_id=again
    )
    assert first.revisions.count() == 2
    other = m.opened(*two, space=m.Space.objects.create(name="Otra"))
    refused("key_reused", lambda: m.block(other, two[0], client_id=key))
    refused("key_reused", lambda: m.block(meeting, two[0], client_id=again))


def test_over_a_stale_text_both_stand_until_somebody_joins_them(two):
    meeting = m.opened(*two)
    block = m.block(meeting, two[0])
    one = m.revise(block, two[0], "Falta agua en el galpón.")
    other = m.revise(block, two[1], "Falta agua desde el martes.")
    block.refresh_from_db()
    assert block.needs_joining
    assert texts(block) == ["Falta agua en el galpón.", "Falta agua desde el martes."]
    refused("needs_joining", lambda: reading.read_back(by=two[0], meeting=meeting))
    acta = read.acta_content(meeting)
    assert [said["text"] for said in acta["topics"][0]["blocks"]] == texts(block)
    # A third change over one of them leaves the other where it is.
    third = m.revise(block, two[0], "Falta agua en los dos galpones.", bases=[one.client_id])
    assert set(texts(block)) == {"Falta agua desde el martes.", "Falta agua en los dos galpones."}
    m.revise(
        block,
        two[1],
        "Falta agua en los dos galpones desde el martes.",
        bases=[other.client_id, third.client_id],
    )
    block.refresh_from_db()
    assert not block.needs_joining
    assert texts(block) == ["Falta agua en los dos galpones desde el martes."]
    assert reading.read_back(by=two[0], meeting=meeting).state == MeetingState.READ_BACK
    assert BlockRevision.objects.count() == 5


def test_the_same_words_typed_by_two_are_no_disagreement(two):
    block = m.block(m.opened(*two), two[0])
    for person in two:
        m.revise(block, person, "Falta agua en el galpón.")
    block.refresh_from_db()
    assert not block.needs_joining


def test_words_over_a_text_that_never_came_stand_beside(two):
    block = m.block(m.opened(*two), two[0])
    m.revise(block, two[1], "Otra cosa.", bases=[uuid.uuid4()])
    assert texts(block) == ["Falta agua.", "Otra cosa."]


def test_a_block_is_taken_out_and_comes_back(two):
    meeting = m.opened(*two)
    block = m.block(meeting, two[0], item=m.item(meeting))
    out = m.revise(block, two[0], "")
    assert read.acta_content(meeting)["topics"][0]["blocks"] == []
    m.revise(block, two[1], "Sí faltaba.", bases=[out.client_id])
    assert read.acta_content(meeting)["topics"][0]["blocks"][0]["text"] == "Sí faltaba."
    assert "Falta agua." in [revision.text for revision in read.history_of(block)]


def test_words_while_it_is_read_back_open_it_again_and_both_are_asked_again(two):
    meeting = m.held("read_back", *two)
    m.attest(meeting, two[0])
    m.block(meeting, two[1], "Se me olvidaba.")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN
    assert meeting.closed_at is None
    assert not meeting.attestations.filter(lapsed_at=None).exists()
    meeting = reading.read_back(by=two[1], meeting=meeting)
    assert m.attest(meeting, *two).state == MeetingState.AGREED
    assert meeting.attestations.count() == 3


@pytest.mark.parametrize("state", ["agreed", "sealed"])
def test_words_that_come_too_late_are_kept_aside_once(two, state):
    meeting, key = m.held(state, *two), uuid.uuid4()
    before = read.meeting_fingerprint(meeting)
    for _ in range(2):
        kept = minutes.write_block(
            by=two[0], meeting=meeting, kind="note", text="Faltó decir.", client_id=key
        )
    assert isinstance(kept, AsideWords)
    revised = m.revise(meeting.blocks.get(), two[1], "Otra cosa.")
    assert [words.why for words in read.aside_of(meeting)] == ["late", "late"]
    assert revised.author == two[1]
    assert read.meeting_fingerprint(meeting) == before


def test_words_of_somebody_who_has_not_said_they_are_there_are_kept_aside(two):
    meeting = m.opened(*two)
    kept = minutes.write_block(
        by=f.worker(), meeting=meeting, kind="note", text="De lejos.", client_id=uuid.uuid4()
    )
    assert kept.why == "not_there"
    assert read.aside_of(meeting) == [kept]


def test_the_words_of_a_reserved_topic_are_refused(two):
    meeting = m.opened(*two)
    topic = Topic.objects.create(space=meeting.space, title="Asunto reservado", is_reserved=True)
    item = place_topic(by=two[0], meeting=meeting, topic=topic)
    refused("reserved", lambda: m.block(meeting, two[0], item=item))
    (answer,) = sync(
        by=two[0],
        meeting=meeting,
        operations=[{"id": str(uuid.uuid4()), "do": "write", "kind": "note", "item": item.pk, "text": "X"}],
    )
    assert answer["code"] == "reserved"
    assert not MinuteBlock.objects.exists()
    assert not AsideWords.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 20_001])
def test_what_is_no_text_is_refused(two, text):
    with pytest.raises(Refused):
        m.block(m.opened(*two), two[0], text)


def test_a_concern_stays_until_its_owner_says_so(two):
    meeting = m.opened(*two)
    block = m.block(meeting, two[0], kind="concern", person=two[1])
    assert [words.block for words in read.open_concerns(read.minutes_of(meeting))] == [block]
    refused("not_your_concern", lambda: minutes.close_concern(by=two[0], block=block))
    minutes.close_concern(by=two[1], block=block)
    assert read.open_concerns(read.minutes_of(meeting)) == []
    refused("concern_closed", lambda: minutes.close_concern(by=two[1], block=block))


def test_who_does_it_and_until_when_stand_in_the_acta(two):
    meeting = m.opened(*two)
    day = dt.date(2026, 12, 4)
    block = m.block(meeting, two[0], "Trae las cestas.", kind="action", person=two[1], until=day)
    expected = {"person": two[1].pk, "what": "Trae las cestas.", "until": "2026-12-04"}
    assert read.acta_content(meeting)["actions"] == [expected]
    m.revise(block, two[1], "Trae las cestas.", person=two[0], until=day)
    assert read.acta_content(meeting)["actions"] == [expected | {"person": two[0].pk}]
    m.revise(block, two[1], "Trae las cestas.", person=two[1], until=day)
    assert len(read.acta_content(meeting)["actions"]) == 2, "two said otherwise who does it: both stand"


@pytest.mark.parametrize(("outcome", "state"), [("resolved", "resolved"), ("parked", "parked"), ("", "open")])
@pytest.mark.parametrize("before", ["", "resolved", "parked"])
def test_what_became_of_a_topic(two, outcome, state, before):
    meeting = m.opened(*two)
    item = minutes.settle_item(by=two[0], item=m.item(meeting), outcome=before)
    item = minutes.settle_item(by=two[0], item=item, outcome=outcome)
    assert item.outcome == outcome
    assert item.treated_at is not None
    assert Topic.objects.get(pk=item.topic_id).state == state


def test_only_whoever_brought_it_withdraws_it(two):
    meeting = m.opened(*two)
    item = m.item(meeting)
    refused("not_yours", lambda: minutes.settle_item(by=two[0], item=item, outcome="withdrawn"))
    item.refresh_from_db()
    assert item.outcome == ""
    refused("no_such_outcome", lambda: minutes.settle_item(by=two[0], item=item, outcome="carried"))
    topic = a.topic(by=two[0], title="Lo retiro", space=meeting.space)
    own = AgendaItem.objects.get(topic=topic)
    minutes.settle_item(by=two[0], item=own, outcome="withdrawn")
    topic.refresh_from_db()
    assert topic.state == TopicState.WITHDRAWN


def test_two_of_those_who_were_there_make_it_agreed(two):
    meeting = m.held("read_back", *two)
    sha256 = read.meeting_fingerprint(meeting)
    refused("other_words", lambda: reading.attest(by=two[0], meeting=meeting, sha256="a" * 64))
    refused("not_there", lambda: reading.attest(by=f.worker(), meeting=meeting, sha256=sha256))
    assert reading.attest(by=two[0], meeting=meeting, sha256=sha256).state == MeetingState.READ_BACK
    refused("attested_once", lambda: reading.attest(by=two[0], meeting=meeting, sha256=sha256))
    agreed = reading.attest(by=two[1], meeting=meeting, sha256=sha256)
    assert agreed.state == MeetingState.AGREED
    assert agreed.agreed_at is not None
    assert pens.Pen.objects.filter(ended_at=None).count() == 0


def test_a_topic_renamed_meanwhile_asks_the_first_again(two):
    meeting = m.held("read_back", *two)
    m.attest(meeting, two[0])
    Topic.objects.filter(pk=m.item(meeting).topic_id).update(title="Otro nombre")
    meeting = m.attest(meeting, two[1])
    assert meeting.state == MeetingState.READ_BACK
    assert m.attest(meeting, two[0]).state == MeetingState.AGREED


def test_a_sealed_acta_is_corrected_with_signed_words_only(two):
    meeting = m.held("sealed", *two)
    sealed = meeting.acta
    first = reading.correct_acta(by=two[0], meeting=meeting, text="Eran once.", key="uno")
    assert reading.correct_acta(by=two[0], meeting=meeting, text="Eran once.", key="uno") == first
    second = reading.correct_acta(by=two[1], meeting=meeting, text="Y dos niñas.", key="dos")
    assert first.sha256 == reading.signature(
        meeting.acta_sha256, 1, "Eran once.", two[0].pk, first.at.isoformat()
    )
    assert second.sha256 == reading.signature(
        first.sha256, 2, "Y dos niñas.", two[1].pk, second.at.isoformat()
    )
    meeting.refresh_from_db()
    assert meeting.acta == sealed
    assert meetings.fingerprint(sealed) == meeting.acta_sha256
    assert [one["text"] for one in read.acta_content(meeting)["corrections"]] == [
        "Eran once.",
        "Y dos niñas.",
    ]


def test_the_pen_passes_and_the_words_are_of_whoever_holds_the_phone(two):
    first, second = two
    meeting = m.opened(first, second)
    e.till_pin(second)
    refused("no_pen", lambda: pens.take_pen_by_pin(by=first, meeting=meeting, holder=second, pin=e.PIN))
    mine = pens.take_pen(by=first, meeting=meeting)
    assert pens.take_pen(by=first, meeting=meeting) == mine
    refused("wrong_pin", lambda: pens.take_pen_by_pin(by=first, meeting=meeting, holder=second, pin="0000"))
    theirs = pens.take_pen_by_pin(by=first, meeting=meeting, holder=second, pin=e.PIN)
    said = m.block(meeting, first, "Con la mano de otra.", pen=theirs.pk).revisions.get()
    assert (said.author, said.entered_by) == (second, first)
    # Once it is handed on, what was typed before is still theirs, and what is typed after is not.
    moment = now()
    pens.take_pen(by=second, meeting=meeting)
    before = m.block(meeting, first, "Antes.", pen=theirs.pk, typed_at=moment).revisions.get()
    after = m.block(meeting, first, "Después.", pen=theirs.pk).revisions.get()
    assert (before.author, after.author) == (second, first)
    # A pen that lay in another's phone lends nobody's name.
    stolen = m.block(meeting, second, "Ajena.", pen=mine.pk).revisions.get()
    assert stolen.author == second


def test_five_wrong_pins_close_it_on_that_phone_and_no_login_opens(two):
    first, second = two
    meeting = m.opened(first, second)
    e.till_pin(second)
    pens.take_pen(by=first, meeting=meeting)
    for _ in range(4):
        refused(
            "wrong_pin", lambda: pens.take_pen_by_pin(by=first, meeting=meeting, holder=second, pin="0000")
        )
    for _ in range(2):
        refused(
            "pin_closed", lambda: pens.take_pen_by_pin(by=first, meeting=meeting, holder=second, pin="0000")
        )
    refused("pin_closed", lambda: pens.take_pen_by_pin(by=first, meeting=meeting, holder=second, pin=e.PIN))
    third = f.worker()
    m.come(meeting, third)
    pens.take_pen(by=third, meeting=meeting)
    pens.take_pen_by_pin(by=third, meeting=meeting, holder=second, pin=e.PIN)


def test_a_code_hands_the_pen_on_once(two):
    first, second = two
    meeting = m.opened(first)
    code = pens.pen_code(pens.take_pen(by=first, meeting=meeting))
    refused("not_found", lambda: pens.take_pen_by_code(by=f.member(), meeting=meeting, code=code))
    taken = pens.take_pen_by_code(by=second, meeting=meeting, code=code)
    assert (taken.holder, taken.how) == (second, "qr")
    assert meeting.attendances.get(person=second).how == "qr"
    for wrong in (code, code[:-1], "", "á"):
        refused("code_over", lambda wrong=wrong: pens.take_pen_by_code(by=first, meeting=meeting, code=wrong))


def op(do, **given):
    return {"id": str(uuid.uuid4()), "do": do, **given}


def test_a_batch_is_answered_piece_by_piece_and_counts_once(two):
    first, second = two
    meeting = m.opened(first, second)
    item, other = m.item(meeting), m.item(meeting, 1)
    write = op("write", kind="concern", item=item.pk, text="¿Y el agua?")
    revise = op("revise", block=write["id"], bases=[write["id"]], text="¿Y el agua del galpón?")
    batch = [
        write,
        revise,
        op("write", kind="nothing", text="X"),
        op("current", item=other.pk),
        op("outcome", item=item.pk, outcome="resolved"),
        op("attend", person=f.worker().pk, there=True),
        op("close", block=write["id"]),
        op("revise", block=str(uuid.uuid4()), text="De una pieza que no llegó."),
        op("write", kind="action", text="Lo hace.", person=second.pk, until="2026-12-04"),
        op("write", kind="action", text="Otro día.", person=2**61, until="2026-13-40"),
    ]
    answers = sync(by=first, meeting=meeting, operations=batch)
    said = [answer["status"] for answer in answers]
    assert said == ["stored", "stored", "refused", *["stored"] * 4, "aside", "stored", "stored"]
    again = sync(by=first, meeting=meeting, operations=batch)
    assert [answer["status"] for answer in again][:2] == ["replayed", "replayed"]
    assert [answer["status"] for answer in again][3:7] == ["replayed"] * 4
    meeting.refresh_from_db()
    assert meeting.current == other
    assert MinuteBlock.objects.count() == 3
    assert BlockRevision.objects.count() == 4
    assert AsideWords.objects.count() == 1
    # What is sent again late does not undo what somebody chose meanwhile.
    minutes.treat_now(by=second, item=item)
    sync(by=first, meeting=meeting, operations=batch)
    meeting.refresh_from_db()
    assert meeting.current == item


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        "x",
        [],
        {},
        {"id": "x", "do": "write"},
        {"id": None, "do": "write"},
        {"id": ["x"], "do": ["write"]},
        {"id": "00000000-0000-4000-8000-000000000001", "do": "write", "kind": "note", "text": ["x"]},
        {"id": "00000000-0000-4000-8000-000000000001", "do": "write", "kind": "note", "text": "\x00"},
        {"id": "00000000-0000-4000-8000-000000000001", "do": "revise", "block": 7, "bases": [7]},
        {"id": "00000000-0000-4000-8000-000000000001", "do": "current", "item": True},
        {"id": "00000000-0000-4000-8000-000000000001", "do": "attend", "person": -1},
        {"id": "00000000-0000-4000-8000-000000000001", "do": "outcome", "item": 10**30},
    ],
)
def test_what_cannot_be_read_is_refused_and_stays_on_the_phone(two, odd):
    (answer,) = sync(by=two[0], meeting=m.opened(*two), operations=[odd])
    assert answer["status"] == "refused"
    assert answer["message"]


@pytest.mark.parametrize("at", [-1, 0, 10**30, "ayer", None, 4_000_000_000_000])
def test_a_clock_that_is_wrong_loses_no_words(two, at):
    meeting = m.opened(*two)
    (answer,) = sync(
        by=two[0], meeting=meeting, operations=[op("write", kind="note", text="A tiempo \ud83d.", at=at)]
    )
    assert answer["status"] == "stored"
    assert BlockRevision.objects.get().typed_at <= now()


def test_words_are_found_by_their_stems():
    from cecosesola.kernel.search import HouseQuery

    first = f.worker()
    m.block(m.opened(first), first, "Limpió el galpón.")
    assert BlockRevision.objects.filter(search=HouseQuery("limpiar galpon")).exists()
