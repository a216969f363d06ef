"""Every state of a meeting × everything done in it × every kind of person: only what stands here is let."""

import uuid
from itertools import product

import pytest

from assemblies.models import AsideWords, SpeakingTurn
from assemblies.services import attendance, minutes, pens, reading, turns
from assemblies.services.agenda import locked
from assemblies.states import MEETING, MeetingState
from cecosesola.kernel.errors import Refused
from tests.factories import federation as f
from tests.factories import minutes as m
from tests.rollback import taken_back

pytestmark = pytest.mark.django_db

ROLES = ("stranger", "member", "worker", "there", "holder")
ACTS = {
    "write": lambda by, meeting: minutes.write_block(
        by=by, meeting=meeting, kind="note", text="Otra.", client_id=uuid.uuid4()
    ),
    "revise": lambda by, meeting: m.revise(meeting.blocks.first(), by, "Otra."),
    "treat": lambda by, meeting: minutes.treat_now(by=by, item=m.item(meeting, 1)),
    "settle": lambda by, meeting: minutes.settle_item(by=by, item=m.item(meeting, 1), outcome="parked"),
    "take the pen": lambda by, meeting: pens.take_pen(by=by, meeting=meeting),
    "read back": lambda by, meeting: reading.read_back(by=by, meeting=meeting),
    "reopen": lambda by, meeting: reading.reopen(by=by, meeting=meeting),
    "attest": lambda by, meeting: m.attest(meeting, by),
    "correct": lambda by, meeting: reading.correct_acta(by=by, meeting=meeting, text="X", key="x"),
    "attend": lambda by, meeting: attendance.attend(by=by, meeting=meeting),
    "tick": lambda by, meeting: attendance.tick(by=by, meeting=meeting, ticks={by.pk: True}),
    "raise a hand": lambda by, meeting: turns.raise_hand(by=by, meeting=meeting),
    "choose turns": lambda by, meeting: turns.choose_turns(by=by, meeting=meeting, wanted=True),
}
INSIDE, WORKING = {"there", "holder"}, {"worker", "there", "holder"}
# (state, act) → who may. What is not here, nobody may. `aside`: kept, and not in the minutes.
MAY = {
    ("open", "write"): INSIDE,
    ("open", "revise"): INSIDE,
    ("open", "treat"): INSIDE,
    ("open", "settle"): INSIDE,
    ("open", "take the pen"): INSIDE,
    ("open", "read back"): INSIDE,
    ("open", "raise a hand"): INSIDE,
    ("open", "choose turns"): INSIDE,
    ("open", "attend"): WORKING,
    ("open", "tick"): WORKING,
    ("read_back", "write"): INSIDE,
    ("read_back", "revise"): INSIDE,
    ("read_back", "reopen"): INSIDE,
    ("read_back", "attest"): INSIDE,
    ("read_back", "attend"): WORKING,
    ("read_back", "tick"): WORKING,
    ("agreed", "tick"): WORKING,
    ("sealed", "correct"): WORKING,
}
ASIDE = {
    ("open", "write"): {"worker"},
    ("open", "revise"): {"worker"},
    ("read_back", "write"): {"worker"},
    ("read_back", "revise"): {"worker"},
    ("agreed", "write"): WORKING,
    ("agreed", "revise"): WORKING,
    ("sealed", "write"): WORKING,
    ("sealed", "revise"): WORKING,
}
# What a meeting is after the act. Elsewhere it stays as it was.
BECOMES = {
    ("open", "read back"): "read_back",
    ("read_back", "reopen"): "open",
    ("read_back", "write"): "open",
    ("read_back", "revise"): "open",
}
BECOMES_ASIDE = {key: key[0] for key in ASIDE}
# `read back` said twice is once.
AGAIN = {("read_back", "read back")}


@pytest.mark.parametrize("state", MeetingState.values)
def test_who_does_what_when(state):
    holder, other = f.worker(), f.worker()
    meeting = m.held(state, holder, other, wants_turns=True)
    people = {
        "stranger": f.person(),
        "member": f.member(),
        "worker": f.worker(),
        "there": other,
        "holder": holder,
    }
    for act, role in product(ACTS, ROLES):
        if act == "revise" and not meeting.blocks.exists():
            continue
        with taken_back((act, role)):
            _try(act, role, people[role], locked(meeting))


def _try(act, role, by, meeting):
    state = meeting.state
    if (state, act) in AGAIN:
        assert ACTS[act](by, meeting).state == state
        return
    turns_before = SpeakingTurn.objects.count()
    allowed, aside = MAY.get((state, act), set()), ASIDE.get((state, act), set())
    if role in allowed or role in aside:
        ACTS[act](by, meeting)
        assert AsideWords.objects.exists() == (role in aside)
        expected = state if role in aside else BECOMES.get((state, act), state)
    else:
        with pytest.raises(Refused):
            ACTS[act](by, meeting)
        assert not AsideWords.objects.exists()
        assert SpeakingTurn.objects.count() == turns_before
        expected = state
    assert locked(meeting).state == expected


def test_no_act_moves_a_meeting_where_the_table_does_not():
    moved = {(old, becomes) for (old, _act), becomes in BECOMES.items()}
    assert {(old, new) for old, new in moved if old != new and new not in MEETING.moves[old]} == set()
