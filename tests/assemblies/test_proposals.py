"""Proposals: every move by everybody, consensus refused over an objection, trials, and circulation."""

import datetime as dt
from itertools import product

import pytest

from assemblies import policies, selectors, services
from assemblies.models import Ask, Decision, Proposal, Stance, Topic
from assemblies.selectors import duties
from assemblies.selectors import proposals as read
from assemblies.services import ageing
from assemblies.states import (
    AGREED_STATES,
    PROPOSAL,
    TRAVEL,
    Hearing,
    ProposalState,
    TopicState,
    Travel,
)
from cecosesola.kernel.clock import at, now, today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import proposals as p
from tests.rollback import taken_back

pytestmark = pytest.mark.django_db
S = ProposalState
ROLES = ("bringer", "worker", "member", "stranger")


def somebody(role, bringer):
    return {"bringer": bringer, "worker": f.worker(), "member": f.member(), "stranger": f.person()}[role]


def code_of(do):
    try:
        do()
    except Refused as refused:
        return refused.refusal.code
    return None


@pytest.mark.parametrize("old", S.values)
def test_every_move_by_everybody(old):
    bringer = f.worker()
    made = p.proposal(bringer, old)
    meeting = p.held(made.space)
    people = {role: somebody(role, bringer) for role in ROLES}
    for new, role in product(S.values, ROLES):
        with taken_back((new, role)):
            _move(Proposal.objects.get(pk=made.pk), new, role, people[role], meeting)


def _move(made, new, role, who, meeting):
    old, moves = made.state, made.moves.count()

    def do():
        if new in AGREED_STATES:
            p.claim(made, who, trial=new == S.TRIAL, meeting=meeting)
        else:
            services.move_proposal(by=who, proposal=made, state=new, note="Así lo vimos.")

    allowed = new in PROPOSAL.moves[old] and role in {"bringer", "worker"}
    if old == S.CONSENTED:
        allowed = False  # only an objection opens it again
    if S.WITHDRAWN in {old, new} or old == S.DRAFT:
        allowed = allowed and role == "bringer"
    code = code_of(do)
    made.refresh_from_db()
    assert (code is None, made.state) == (allowed, new if allowed else old), code
    assert made.moves.count() == moves + allowed
    if allowed:
        event = AuditEvent.objects.filter(verb="assemblies.move_proposal").latest("id")
        assert (event.old, event.new) == ({"state": old}, {"state": new})


def test_a_draft_is_nobody_elses():
    bringer = f.worker()
    made = p.proposal(bringer, S.DRAFT)
    other = f.worker()
    assert (made.topic, made.moves.count()) == (None, 0)
    assert read.find_proposal(other, made.pk) is None
    assert policies.may_read_proposal(other, made).status == 404
    assert AuditEvent.objects.get(verb="assemblies.propose").private
    services.move_proposal(by=bringer, proposal=made, state=S.SHARED)
    made.refresh_from_db()
    assert made.topic.kind == Topic.Kind.PROPOSAL
    assert read.find_proposal(other, made.pk) == made


def test_the_same_key_proposes_once():
    someone = f.worker()
    a.network_meeting()
    given = {"by": someone, "title": "Una", "text": "Así.", "key": "k1"}
    assert services.propose(**given) == services.propose(**given)
    assert Proposal.objects.count() == Topic.objects.count() == 1


def test_consensus_is_claimed_with_its_meeting_and_cites_the_words():
    made = p.proposal(state=S.TESTING)
    elsewhere, planned = (
        p.held(p.space()),
        services.plan_meeting(by=f.worker(), space=made.space, starts_at=now() + dt.timedelta(hours=2)),
    )
    for meeting in (elsewhere, planned):
        assert code_of(lambda meeting=meeting: p.claim(made, meeting=meeting)) == "not_held"
    meeting = p.held(made.space)
    decision = p.claim(made, meeting=meeting)
    assert (decision.mode, decision.text, decision.meeting) == ("collective", p.TEXT, meeting)
    assert (decision.hearing, decision.topic) == (Hearing.KEPT, made.topic)
    assert not decision.people.exists(), "presence is not consent"
    made.topic.refresh_from_db()
    assert made.topic.state == TopicState.RESOLVED
    assert made.moves.latest("id").version.number == 1


@pytest.mark.parametrize("trial", [False, True])
@pytest.mark.parametrize("reworded", [False, True])
def test_no_consensus_over_an_open_objection(trial, reworded):
    """Also over one to earlier words: a new wording silences nobody."""
    made = p.proposal(state=S.TESTING)
    holder = f.worker()
    objection = p.say(made, "objection", holder)
    if reworded:
        p.reword(made, answers=[objection])
        services.move_proposal(by=made.brought_by, proposal=made, state=S.TESTING)
    assert code_of(lambda: p.claim(made, trial=trial)) == "open_objection"
    made.refresh_from_db()
    assert (made.state, made.decision) == (S.TESTING, None)
    assert not Decision.objects.exists()
    services.close_own(by=holder, objection=objection, outcome="integrated", words="Hay transporte.")
    p.claim(made, trial=trial)
    made.refresh_from_db()
    assert made.state == (S.TRIAL if trial else S.CONSENTED)


def test_whoever_read_other_words_is_told():
    made = p.proposal()
    p.reword(made)
    for do in (
        lambda: p.say(made, number=1),
        lambda: p.reword(made, number=1),
        lambda: p.claim(
            p.walk(p.walk(made, S.DISCUSSING, made.brought_by), S.TESTING, made.brought_by), number=1
        ),
    ):
        assert code_of(do) == "changed_meanwhile"


def test_new_words_ask_again_whoever_spoke():
    made = p.proposal()
    spoke, asked, quiet = f.worker(), f.worker(), f.worker()
    p.say(made, by=spoke)
    services.ask_stance(by=made.brought_by, proposal=made, person=asked)
    services.ask_stance(by=made.brought_by, proposal=made, person=asked)
    p.reword(made)
    present = made.versions.get(number=2)
    assert {one.person for one in read.silent_on(present)} == {spoke, asked}
    assert not present.stances.exists(), "stances do not migrate"
    assert [str(one.title) for one in duties.waiting_for(spoke)] == ["¿Qué dices? «Abrir más temprano»"]
    assert duties.waiting_for(quiet) == []
    p.say(made, by=spoke)
    assert duties.waiting_for(spoke) == []
    assert Ask.objects.filter(version=present).count() == 2


def test_new_words_while_testing_go_back_to_discussion():
    made = p.reword(p.proposal(state=S.TESTING))
    assert made.state == S.DISCUSSING
    assert code_of(lambda: p.reword(made, changes=" ")) == "no_changes"
    text = made.versions.get(number=2).text
    assert code_of(lambda: p.reword(made, text=text)) == "same_words"


@pytest.mark.parametrize(("days", "fits"), [(0, False), (1, True), (92, True), (93, False)])
def test_a_trial_ends_soon(days, fits):
    made = p.proposal(state=S.TESTING)
    code = code_of(lambda: p.claim(made, review_on=today() + dt.timedelta(days=days)))
    assert code == (None if fits else "review_too_far")


def test_a_trial_comes_back_by_itself_once():
    made = p.proposal(state=S.TRIAL)
    assert ageing.recall_trials() == 0
    with at(now() + dt.timedelta(days=40)):
        assert [ageing.recall_trials() for _ in range(3)] == [1, 0, 0]
    topic = Topic.objects.get(source__startswith="assemblies.trial:")
    assert (topic.space, topic.brought_by) == (made.space, None)
    decision = made.decision
    assert p.claim(made) == decision, "the same words agreed again keep their decision"
    made.refresh_from_db()
    assert (made.state, made.review_on) == (S.CONSENTED, None)


def test_other_words_agreed_after_a_trial_take_the_decisions_place():
    made = p.proposal(state=S.TRIAL)
    old = made.decision
    made = p.walk(made, S.DISCUSSING, made.brought_by)
    p.reword(made)
    new = p.claim(p.walk(made, S.TESTING, made.brought_by))
    old.refresh_from_db()
    assert (old.hearing, new.replaces) == (Hearing.AMENDED, old)


def test_a_trial_laid_aside_undoes_its_decision():
    made = p.proposal(state=S.TRIAL)
    with pytest.raises(Refused):
        services.move_proposal(by=f.worker(), proposal=made, state=S.LAID_ASIDE, note=" ")
    services.move_proposal(by=f.worker(), proposal=made, state=S.LAID_ASIDE, note="No funcionó.")
    made.decision.refresh_from_db()
    assert made.decision.hearing == Hearing.REVERSED
    reopened = p.walk(made, S.DISCUSSING, made.brought_by)
    assert policies.may_move_proposal(made.brought_by, reopened, S.WITHDRAWN).code == "was_agreed"
    new = p.claim(p.walk(reopened, S.TESTING, made.brought_by))
    assert new.replaces == made.decision


def circulating(*spaces):
    made = p.proposal(state=S.TESTING, affects=spaces)
    p.claim(made)
    made.refresh_from_db()
    return made


def hear(made, space, by=None, **extra):
    row = made.circulations.get(space=space)
    given = {"number": made.number, "held_on": today()} | extra
    return services.hear_in_space(by=by or f.worker(), circulation=row, **given)


def test_it_circulates_until_every_space_has_heard_it():
    one, two = p.space(), p.space()
    made = circulating(one, two)
    assert made.travel == Travel.CIRCULATING
    assert set(
        Topic.objects.filter(source__startswith="assemblies.circ").values_list("space", flat=True)
    ) == {
        one.pk,
        two.pk,
    }
    assert hear(made, one).travel == Travel.CIRCULATING
    assert hear(made, one).travel == Travel.CIRCULATING, "twice is once"
    three = p.space()
    services.add_space(by=f.worker(), proposal=made, space=three)
    assert services.add_space(by=f.worker(), proposal=made, space=three).space == three
    assert hear(made, two).travel == Travel.CIRCULATING
    assert hear(made, three).travel == Travel.SETTLED
    assert not Topic.objects.filter(source__startswith="assemblies.circ", state=TopicState.OPEN).exists()
    assert (
        code_of(lambda: services.add_space(by=f.worker(), proposal=made, space=p.space()))
        == "not_circulating"
    )


def test_an_objection_elsewhere_opens_the_discussion_again():
    one, two = p.space(), p.space()
    made = circulating(one, two)
    hear(made, one)
    holder = f.worker()
    assert code_of(lambda: p.say(made, "consent", holder)) == "proposal_closed"
    objection = p.say(made, "objection", holder)
    made.refresh_from_db()
    decision = made.decision
    decision.refresh_from_db()
    made.topic.refresh_from_db()
    assert (made.state, made.travel, made.topic.state) == (S.DISCUSSING, Travel.HOME, TopicState.OPEN)
    assert decision.hearing == Hearing.CRITICISED
    assert decision.hearings.get(outcome="criticised").concern == "Me preocupa el transporte."
    assert code_of(lambda: hear(made, two)) == "not_circulating"
    services.close_own(by=holder, objection=objection, outcome="withdrawn", words="Ya me explicaron.")
    assert p.claim(p.walk(made, S.TESTING, holder)) == decision
    made.refresh_from_db()
    decision.refresh_from_db()
    assert (made.travel, decision.hearing) == (Travel.CIRCULATING, Hearing.KEPT)
    assert hear(made, two).travel == Travel.SETTLED, "whoever heard the same words has heard them"


def test_new_words_are_heard_anew():
    one = p.space()
    made = circulating(one)
    holder = f.worker()
    objection = p.say(made, "objection", holder)
    made.refresh_from_db()
    p.reword(made, answers=[objection])
    p.say(made, "consent", holder)
    objection = Stance.objects.get(pk=objection.pk)
    assert objection.closure.outcome == "integrated"
    p.claim(p.walk(made, S.TESTING, holder))
    made.refresh_from_db()
    assert made.travel == Travel.CIRCULATING
    assert hear(made, one).travel == Travel.SETTLED


@pytest.mark.parametrize("old", Travel.values)
@pytest.mark.parametrize("role", ROLES)
def test_who_records_that_a_space_heard_it(old, role):
    one = p.space()
    if old == Travel.HOME:
        made = p.proposal(state=S.TESTING, affects=[one])
    else:
        made = circulating(one)
        if old == Travel.SETTLED:
            hear(made, one)
            made.refresh_from_db()
    assert made.travel == old
    allowed = old == Travel.CIRCULATING and role in {"bringer", "worker"}
    who = somebody(role, made.brought_by)
    assert (code_of(lambda: hear(made, one, who)) is None) == allowed
    assert Travel.SETTLED in TRAVEL.moves[Travel.CIRCULATING]


def test_the_search_finds_inflections_and_numbers():
    made = p.proposal(title="La cocina", text="Quien limpió la cocina, la deja lista.")
    someone = f.worker()
    for words in ("limpiar", "limpio", "LIMPIANDO", made.code, made.code.lower(), "cocina"):
        assert made in read.search_proposals(someone, words), words
    assert made not in read.search_proposals(someone, "camión")


def test_doors_for_other_rooms_leave_drafts_out():
    topic = a.topic()
    shared = p.proposal(topic=topic)
    p.proposal(topic=topic, state=S.DRAFT)
    assert list(selectors.proposals_of_topic(topic)) == [shared]
    objection = p.say(shared, "objection")
    assert list(selectors.open_objections(shared)) == list(selectors.open_objections()) == [objection]
