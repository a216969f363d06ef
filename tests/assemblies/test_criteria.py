"""Criteria, decisions that age, and things to do: every move, and what each leaves behind."""

import datetime as dt

import pytest

from assemblies import selectors, services
from assemblies.models import ActionItem, CriterionReview, Topic
from assemblies.selectors import actions, duties, whats_new
from assemblies.selectors import criteria as read
from assemblies.selectors.booklet import booklet_pdf
from assemblies.selectors.differences import word_diff
from assemblies.selectors.paths import path_of
from assemblies.services import ageing
from assemblies.states import ACTION, CRITERION, ActionState, CriterionState, Hearing, TopicState
from cecosesola.kernel.clock import at, now, today
from cecosesola.kernel.errors import Refused
from tests.assemblies.test_proposals import code_of
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import journal as j
from tests.factories import proposals as p

pytestmark = pytest.mark.django_db
C, A = CriterionState, ActionState
NEXT = {"review_on": today() + dt.timedelta(days=90)}


def renew(made, by=None, **extra):
    given = {
        "number": made.number,
        "text": "Quien cierra la feria la deja limpia y apaga las luces.",
        "changes": "Las luces",
        "decision": p.agreed(taken_on=today()),
        "since": today(),
    } | NEXT
    return services.renew_criterion(by=by or f.worker(), criterion=made, **(given | extra))


ACTS = {
    "begin": (C.UNDER_REVIEW, lambda by, made: services.begin_review(by=by, criterion=made, words="Toca.")),
    "confirm": (
        C.IN_FORCE,
        lambda by, made: services.confirm_criterion(by=by, criterion=made, words="Sirve.", **NEXT),
    ),
    "renew": (C.IN_FORCE, lambda by, made: renew(made, by)),
    "retire": (
        C.RETIRED,
        lambda by, made: services.retire_criterion(
            by=by, criterion=made, decision=p.agreed(), words="Ya no."
        ),
    ),
}


@pytest.mark.parametrize("role", ["worker", "member", "stranger"])
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("old", C.values)
def test_every_move_of_a_criterion(old, act, role):
    made = p.criterion(state=old)
    who = {"worker": f.worker(), "member": f.member(), "stranger": f.person()}[role]
    new, do = ACTS[act]
    reviews = CriterionReview.objects.count()
    code = code_of(lambda: do(who, made))
    made.refresh_from_db()
    allowed = role == "worker" and new in CRITERION.moves[old]
    assert (code is None, made.state) == (allowed, new if allowed else old), code
    assert CriterionReview.objects.count() == reviews + allowed


def test_versions_follow_each_other_and_the_path_is_told():
    proposal = p.proposal(state="consented")
    made = p.criterion(state=C.UNDER_REVIEW)
    renew(made, decision=proposal.decision)
    made.refresh_from_db()
    newest, first = read.wordings_of(made)
    assert (newest.version.number, newest.move.proposal) == (2, proposal)
    assert first.version.in_force.upper == newest.version.in_force.lower == today()
    assert "<ins>" in newest.difference
    assert first.difference == ""
    path = path_of(proposal.decision)
    assert (path.topic, path.proposal, path.criteria) == (proposal.topic, proposal, [newest.version])
    assert [version.number for version in path.versions] == [1]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"since": today() + dt.timedelta(days=1)}, "not_yet"),
        ({"review_on": today()}, "review_too_far"),
        ({"review_on": today() + dt.timedelta(days=732)}, "review_too_far"),
        ({"since": today() - dt.timedelta(days=30)}, "no_decision"),
    ],
)
def test_what_a_criterion_needs(extra, code):
    assert code_of(lambda: p.criterion(**extra)) == code


def test_only_consensus_that_stands_makes_a_criterion():
    assert code_of(lambda: p.criterion(decision=a.decision())) == "no_decision"
    undone = p.agreed()
    for outcome in (Hearing.CRITICISED, Hearing.REVERSED):
        a.hear(undone, outcome)
    assert code_of(lambda: p.criterion(decision=undone)) == "no_decision"
    made = p.criterion(name="Uno")
    assert code_of(lambda: p.criterion(name="Uno")) == "name_taken"
    assert made.code.startswith("C-")


def test_a_question_in_plain_words_finds_any_inflection():
    made = p.criterion(name="La cocina", text="Quien limpió de último apaga <b>todo</b>.")
    p.criterion(name="Los camiones", text="Se lavan los jueves.")
    for words in ("¿a quién le toca limpiar?", "limpio", "LIMPIANDO la sala", '"apaga todo"'):
        found = selectors.applying(words)
        assert [one.criterion.pk for one in found][:1] == [made.pk], words
    assert "<mark>limpió</mark>" in selectors.applying("limpiar")[0].snippet
    assert "<b>" not in selectors.applying("limpiar")[0].snippet
    assert selectors.applying("limpiar", "health") == []
    for odd in ("", "¿?", "\x00", "'", "a & | !", "(" * 50):
        assert selectors.applying(odd) == []


def test_words_that_people_write_are_never_code():
    shown = word_diff("uno <b>dos</b> tres", "uno <script>x</script> tres cuatro")
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "<del>" in shown
    assert "se agregó:" in shown
    assert word_diff("igual", "igual") == "igual"


def test_a_criterion_comes_back_when_its_day_comes_once():
    someone = f.worker()
    made = p.criterion()
    made.space.people.add(someone, through_defaults={"since": now()})
    assert (ageing.recall_criteria(), duties.waiting_for(someone)) == (0, [])
    with at(now() + dt.timedelta(days=301)):
        assert [ageing.recall_criteria() for _ in range(2)] == [1, 0]
        (waits,) = duties.waiting_for(someone)
        assert made.name in str(waits.title)
    assert Topic.objects.get(source__startswith="assemblies.criterion:").space == made.space


def test_stories_tell_how_it_came_to_be():
    someone, made = f.worker(), p.criterion()
    story = j.story(someone)
    for linked in (True, True):
        services.link_criterion_story(by=someone, criterion=made, story=story, linked=linked)
    assert list(read.stories_of_criterion(made)) == [story]
    services.link_criterion_story(by=someone, criterion=made, story=story, linked=False)
    assert list(read.linkable_stories(made)) == [story]


def test_the_booklet_prints():
    p.criterion(text='Con "comillas", #set y \\barras\\.')
    assert booklet_pdf().startswith(b"%PDF")


def test_what_changed_is_told():
    someone, since = f.worker(), now() - dt.timedelta(minutes=5)
    made, proposal = p.criterion(), p.proposal()
    p.proposal(state="draft")
    spaces = [proposal.space]
    assert [c.title for c in whats_new.proposal_changes(someone, since, spaces)] == [proposal.title]
    assert whats_new.proposal_changes(someone, since, [p.space()]) == []
    assert [c.title for c in whats_new.criterion_changes(someone, since, [])] == [made.name]


# --- decisions that nobody heard -------------------------------------------------------------------
def test_what_nobody_heard_comes_to_the_agenda_by_itself():
    where = p.space()
    told, untold, heard = a.decision(space=where), a.decision(), a.decision(hearing=Hearing.KEPT)
    a.network_meeting()
    assert ageing.tell_unheard() == 0
    with at(now() + dt.timedelta(days=8)):
        assert [ageing.tell_unheard() for _ in range(3)] == [2, 0, 0]
    topics = {topic.decision: topic for topic in Topic.objects.filter(kind=Topic.Kind.TELLING)}
    assert set(topics) == {told, untold}
    assert (topics[told].space, topics[untold].space.is_network) == (where, True)
    assert heard not in topics
    a.hear(told, Hearing.HEARD)
    topics[told].refresh_from_db()
    assert topics[told].state == TopicState.RESOLVED


def test_a_concern_has_a_name_and_its_meeting():
    decision, meeting = a.decision(hearing=Hearing.REPORTED), p.held()
    services.hear_decision(
        by=f.worker(),
        decision=decision,
        outcome=Hearing.CRITICISED,
        space=meeting.space,
        held_on=today(),
        meeting=meeting,
        concern="El flete",
        note="Sale muy caro.",
    )
    entry = decision.hearings.latest("id")
    assert (entry.concern, entry.meeting) == ("El flete", meeting)
    with pytest.raises(Refused):
        services.hear_decision(
            by=f.worker(),
            decision=decision,
            outcome=Hearing.KEPT,
            space=p.space(),
            held_on=today(),
            meeting=meeting,
        )


# --- what there is to do ---------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["doer", "worker", "member", "stranger"])
@pytest.mark.parametrize("new", A.values)
@pytest.mark.parametrize("old", A.values)
def test_every_end_of_a_thing_to_do(old, new, role):
    doer, other = f.worker(), f.worker()
    item = p.action(f.worker(), doer)

    def end(who, state):
        if state == A.HANDED_ON:
            services.hand_on(by=who, item=item, person=other, note="Sigue ella.")
        else:
            services.end_action(by=who, item=item, state=state, note="Así.")

    if old != A.OPEN:
        end(doer, old)
    who = {"doer": doer, "worker": f.worker(), "member": f.member(), "stranger": f.person()}[role]
    code = code_of(lambda: end(who, new))
    item.refresh_from_db()
    allowed = new in ACTION.moves[old] and (role == "doer" or (role == "worker" and new == A.DONE))
    assert (code is None, item.state) == (allowed, new if allowed else old), code


def test_what_is_handed_on_goes_on():
    doer, other = f.worker(), f.worker()
    meeting = p.held()
    item = p.action(doer, meeting=meeting)
    theirs = services.hand_on(by=doer, item=item, person=other, note="Sabe más.")
    assert (theirs.follows, theirs.person, theirs.meeting) == (item, other, meeting)
    assert [str(one.title) for one in duties.waiting_for(other)] == [item.what]
    assert duties.waiting_for(doer) == []
    assert list(actions.items_for_meeting(p.held())) == [theirs]
    assert list(actions.items_for_meeting(p.held(p.space()))) == []


def test_a_promise_is_written_once():
    someone = f.worker()
    assert p.action(someone, client_id="x1") == p.action(someone, client_id="x1")
    assert ActionItem.objects.count() == 1
    assert code_of(lambda: p.action(someone, f.member())) == "not_worker"
    assert code_of(lambda: p.action(someone, what=" ")) == "no_words"
    assert code_of(lambda: p.action(someone, until=today() + dt.timedelta(days=999))) == "far_day"
