"""Stances and objections: everybody speaks for themselves, and only the holder closes."""

from itertools import product

import pytest

from assemblies import policies, services
from assemblies.models import ObjectionClosure, Proposal, Stance
from assemblies.selectors import proposals as read
from assemblies.states import OBJECTION, OPEN_STATES, ObjectionState, ProposalState
from cecosesola.kernel.errors import Refused
from federation.services.acts import confirm
from tests.assemblies.test_proposals import code_of, somebody
from tests.factories import federation as f
from tests.factories import proposals as p
from tests.rollback import taken_back

pytestmark = pytest.mark.django_db
KINDS = Stance.Kind.values


@pytest.mark.parametrize("state", ProposalState.values)
def test_who_says_what_when(state):
    bringer = f.worker()
    made = p.proposal(bringer, state)
    roles = ("bringer", "worker", "member", "stranger")
    people = {role: somebody(role, bringer) for role in roles}
    for kind, role in product(KINDS, roles):
        with taken_back((kind, role)):
            _speak(Proposal.objects.get(pk=made.pk), kind, role, people[role])


def _speak(made, kind, role, who):
    state = made.state
    code = code_of(lambda: p.say(made, kind, who))
    speaks = role in {"bringer", "worker"}
    expected = speaks and (
        state in OPEN_STATES or (state == ProposalState.TRIAL and kind == Stance.Kind.OBJECTION)
    )
    assert (code is None) == expected, code
    assert Stance.objects.filter(person=who).exists() == expected
    made.refresh_from_db()
    if expected and state == ProposalState.TRIAL:
        assert made.state == ProposalState.DISCUSSING


@pytest.mark.parametrize("old", KINDS)
@pytest.mark.parametrize("new", KINDS)
def test_saying_something_else_keeps_what_was_said(old, new):
    made, someone = p.proposal(), f.worker()
    first = p.say(made, old, someone)
    second = p.say(made, new, someone)
    kept = list(Stance.objects.filter(person=someone).order_by("id"))
    assert kept == ([first] if old == new else [first, second])
    current = Stance.objects.get(person=someone, ended_at=None)
    assert current.kind == new
    if old == "objection" != new:
        assert first.closure.closed_by == someone
        assert first.closure.outcome == ObjectionState.WITHDRAWN


def test_nobody_changes_what_another_said():
    made, someone = p.proposal(), f.worker()
    mine = p.say(made, "objection", someone)
    for kind in KINDS:
        p.say(made, kind)
    for other in (made.brought_by, f.worker()):
        for outcome in (ObjectionState.INTEGRATED, ObjectionState.WITHDRAWN):
            code = code_of(
                lambda other=other, outcome=outcome: services.close_own(
                    by=other, objection=mine, outcome=outcome, words="Ya."
                )
            )
            assert code == "not_yours"
    mine.refresh_from_db()
    assert (mine.ended_at, mine.closed) == (None, None)
    assert Stance.objects.get(person=someone).kind == "objection"


@pytest.mark.parametrize("kind", ["reservation", "objection"])
def test_worry_needs_words(kind):
    with pytest.raises(Refused) as refused:
        p.say(p.proposal(), kind, reason="  ")
    assert "reason" in refused.value.refusal.fields


def test_an_objection_said_again_goes_on_in_the_new_words():
    made, someone = p.proposal(), f.worker()
    first = p.say(made, "objection", someone)
    p.reword(made, answers=[first])
    second = p.say(made, "objection", someone, reason="Tampoco alcanza.")
    first.refresh_from_db()
    assert first.closure.outcome == ObjectionState.WITHDRAWN
    assert [one.pk for one in read.open_objections(made)] == [second.pk]


@pytest.mark.parametrize("old", ObjectionState.values)
@pytest.mark.parametrize("new", ObjectionState.values)
@pytest.mark.parametrize("role", ["holder", "bringer", "worker", "member", "stranger"])
def test_who_closes_an_objection(old, new, role):
    made, holder = p.proposal(), f.worker()
    objection = p.say(made, "objection", holder)
    if old != ObjectionState.OPEN:
        services.close_own(by=holder, objection=objection, outcome=old, words="Así.")
    who = holder if role == "holder" else somebody(role, made.brought_by)
    code = code_of(lambda: services.close_own(by=who, objection=objection, outcome=new, words="Así."))
    allowed = role == "holder" and new in OBJECTION.moves[old]
    assert (code is None) == allowed, code
    assert ObjectionClosure.objects.count() == (allowed or old != ObjectionState.OPEN)


def ask(objection, by, outcome="integrated"):
    return services.ask_closing(by=by, objection=objection, outcome=outcome, words="Lo dijo en la reunión.")


def test_two_others_write_that_its_holder_said_so():
    made = p.proposal()
    objection = p.say(made, "objection")
    recorder, witness = f.worker(), f.worker()
    act = ask(objection, recorder)
    assert not ObjectionClosure.objects.exists(), "one person is not enough"
    assert code_of(lambda: confirm(by=recorder, act=act)) == "same_person"
    confirm(by=witness, act=act)
    closure = ObjectionClosure.objects.get()
    assert (closure.closed_by, closure.witness, closure.outcome) == (recorder, witness, "integrated")


@pytest.mark.parametrize("role", ["holder", "bringer", "writer", "member", "stranger", "worker"])
def test_who_gains_by_it_neither_records_nor_witnesses(role):
    bringer, writer, holder = f.worker(), f.worker(), f.worker()
    made = p.proposal(bringer)
    objection = p.say(made, "objection", holder)
    p.reword(made, writer)
    people = {"holder": holder, "bringer": bringer, "writer": writer}
    who = people.get(role) or somebody(role, bringer)
    assert (code_of(lambda: ask(objection, who)) is None) == (role == "worker")
    objection.refresh_from_db()
    if role != "worker":
        act = ask(objection, f.worker())
        assert code_of(lambda: confirm(by=who, act=act)) is not None
        assert not ObjectionClosure.objects.exists()


def test_what_its_holder_closed_meanwhile_is_not_closed_again():
    made, holder = p.proposal(), f.worker()
    objection = p.say(made, "objection", holder)
    act = ask(objection, f.worker())
    services.close_own(by=holder, objection=objection, outcome="withdrawn", words="La retiro.")
    assert code_of(lambda: confirm(by=f.worker(), act=act)) == "no_such_move"
    assert ObjectionClosure.objects.get().outcome == "withdrawn"


def test_work_on_an_objection_is_shared():
    made = p.proposal()
    objection = p.say(made, "objection")
    one, two = f.worker(), f.worker()
    for who in (one, one, two):
        services.work_on(by=who, objection=objection, kind="offers")
    services.work_on(by=two, objection=objection, kind="leaves")
    services.work_on(by=two, objection=objection, kind="says", words="Hablé con el chofer.")
    (shown,) = read.objections_of(made)
    assert shown.workers == [one]
    assert [step.kind for step in shown.steps] == ["offers", "offers", "leaves", "says"]
    assert code_of(lambda: services.work_on(by=f.member(), objection=objection, kind="offers")) == "not_found"
    assert policies.may_work_on(one, p.say(made, "consent")).status == 404
