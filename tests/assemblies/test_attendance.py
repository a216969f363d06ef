"""Who is there: by oneself, by a code, by ticks, on paper; and the turns to speak."""

import datetime as dt
import io

import pytest
from PIL import Image

from assemblies.models import Attendance, PaperSheet, Space
from assemblies.selectors import running
from assemblies.services import attendance, pens, turns
from cecosesola.kernel.clock import at, now
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from tests.factories import federation as f
from tests.factories import minutes as m

pytestmark = pytest.mark.django_db


def picture(colour: str = "white") -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(made, "JPEG")
    made.seek(0)
    return made


def community() -> Space:
    return Space.objects.create(name="Asamblea del barrio", openness=Space.Openness.COMMUNITY)


def refused(code, act):
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.refusal.code == code


def test_i_am_here_is_said_once():
    meeting, someone = m.opened(), f.worker()
    for _ in range(2):
        attendance.attend(by=someone, meeting=meeting)
    assert Attendance.objects.get().how == "self"
    assert AuditEvent.objects.filter(verb="assemblies.attend").count() == 1


def test_members_come_to_the_assemblies_of_the_community_only():
    member = f.member()
    refused("not_found", lambda: attendance.attend(by=member, meeting=m.opened()))
    attendance.attend(by=member, meeting=m.opened(space=community()))
    assert Attendance.objects.get().person == member


def test_a_code_changes_each_minute_and_is_soon_over():
    meeting, other, someone = m.opened(), m.opened(space=community()), f.worker()
    moment = now()
    with at(moment):
        code = attendance.attendance_code(meeting)
        assert attendance.attendance_code(other) != code
    with at(moment + dt.timedelta(minutes=3)):
        assert attendance.attendance_code(meeting) != code
        refused("code_over", lambda: attendance.attend_by_code(by=someone, meeting=other, code=code))
        assert attendance.attend_by_code(by=someone, meeting=meeting, code=code).how == "qr"
    with at(moment + dt.timedelta(minutes=6)):
        refused("code_over", lambda: attendance.attend_by_code(by=f.worker(), meeting=meeting, code=code))


def test_a_list_is_ticked_at_once_and_a_tick_is_taken_back():
    meeting, people, writer = m.opened(), [f.worker() for _ in range(5)], f.worker()
    ticks = {person.pk: True for person in people}
    assert attendance.tick(by=writer, meeting=meeting, ticks=ticks, on_paper=True) == 5
    assert attendance.tick(by=writer, meeting=meeting, ticks=ticks) == 0
    assert attendance.tick(by=writer, meeting=meeting, ticks={people[0].pk: False}) == 1
    assert {row.person for row in running.there(meeting)} == set(people[1:])
    assert attendance.tick(by=writer, meeting=meeting, ticks={people[0].pk: True}) == 1
    assert Attendance.objects.count() == 5
    with pytest.raises(Refused):
        attendance.tick(by=writer, meeting=meeting, ticks={f.member().pk: True})
    assert Attendance.objects.count() == 5


def test_whoever_attested_stays_on_the_list():
    first, second = f.worker(), f.worker()
    meeting = m.held("read_back", first, second)
    m.attest(meeting, first)
    refused("has_attested", lambda: attendance.tick(by=second, meeting=meeting, ticks={first.pk: False}))


def test_guests_are_counted_where_the_community_comes():
    someone = f.worker()
    refused("no_guests", lambda: attendance.count_guests(by=someone, meeting=m.opened(), guests=3))
    meeting = m.opened(space=community())
    assert attendance.count_guests(by=someone, meeting=meeting, guests=40).guests == 40
    refused("no_such_count", lambda: attendance.count_guests(by=someone, meeting=meeting, guests=-1))


def test_a_signed_list_is_kept_with_its_fingerprint_once():
    meeting, someone = m.opened(), f.worker()
    for _ in range(2):
        sheet = attendance.keep_sheet(by=someone, meeting=meeting, picture=picture())
    attendance.keep_sheet(by=someone, meeting=meeting, picture=picture("black"))
    assert PaperSheet.objects.count() == 2
    assert AuditEvent.objects.filter(verb="assemblies.keep_sheet").first().new == {
        "sha256": sheet.file.sha256
    }
    with pytest.raises(Refused):
        attendance.keep_sheet(by=someone, meeting=meeting, picture=io.BytesIO(b"no es una foto"))


def test_turns_to_speak_one_after_the_other():
    first, second, third = f.worker(), f.worker(), f.worker()
    meeting = m.opened(first, second, wants_turns=True)
    refused("no_hand", lambda: turns.speak(by=first, meeting=meeting))
    one = turns.raise_hand(by=first, meeting=meeting)
    assert turns.raise_hand(by=first, meeting=meeting) == one
    two = turns.raise_hand(by=second, meeting=meeting)
    refused("not_there", lambda: turns.raise_hand(by=third, meeting=meeting))
    turns.speak(by=second, meeting=meeting)
    refused("somebody_speaks", lambda: turns.speak(by=first, meeting=meeting))
    assert [turn.person for turn in running.hands(meeting)] == [second, first]
    refused("not_your_turn", lambda: turns.end_turn(by=first, turn=two))
    pens.take_pen(by=first, meeting=meeting)
    turns.end_turn(by=first, turn=two)
    turns.speak(by=first, meeting=meeting)
    turns.end_turn(by=first, turn=one)
    figures = running.speaking_figures(meeting, second)
    assert figures["all"]["turns"] == figures["all"]["people"] == 2
    assert figures["own"] == {"turns": 1, "people": 1, "minutes": 0}


def test_a_hand_that_came_down_is_no_turn():
    someone = f.worker()
    meeting = m.opened(someone, wants_turns=True)
    turns.end_turn(by=someone, turn=turns.raise_hand(by=someone, meeting=meeting))
    assert running.hands(meeting) == []
    assert running.speaking_figures(meeting, someone)["all"]["turns"] == 0


def test_turns_are_kept_where_they_are_wanted():
    someone = f.worker()
    meeting = m.opened(someone)
    refused("no_turns", lambda: turns.raise_hand(by=someone, meeting=meeting))
    turns.choose_turns(by=someone, meeting=meeting, wanted=True)
    turns.raise_hand(by=someone, meeting=meeting)
    refused("not_there", lambda: turns.choose_turns(by=f.worker(), meeting=meeting, wanted=False))
