"""An objection and a claim of consensus at the same moment: in both orders and at once, also by hand."""

import datetime as dt
import threading
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from assemblies import policies, services
from assemblies.models import ActionItem, Decision, Proposal, Stance, Topic
from assemblies.services import ageing
from assemblies.states import AGREED_STATES, ProposalState
from cecosesola.kernel.clock import at, now, today
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import proposals as p
from tests.finance.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def sound(made: Proposal) -> None:
    made.refresh_from_db()
    assert not (made.state in AGREED_STATES and policies.stands_against(made))


def test_consensus_and_objection_at_once():
    for _turn in range(6):
        made, holder, meeting = p.proposal(state=ProposalState.TESTING), f.worker(), p.held()
        answers = at_once(
            partial(p.claim, made, f.worker(), meeting=meeting),
            partial(p.say, made, "objection", holder),
        )
        lost = {answer for answer in answers if isinstance(answer, str)}
        assert lost in ({"open_objection"}, {"proposal_closed"})
        sound(made)


@pytest.mark.parametrize("first", ["closing", "claiming"])
def test_closing_and_claiming_wait_for_each_other(first):
    made, holder, claimer, meeting = p.proposal(state=ProposalState.TESTING), f.worker(), f.worker(), p.held()
    objection = p.say(made, "objection", holder)
    close = partial(
        services.close_own, by=holder, objection=objection, outcome="withdrawn", words="Ya me explicaron."
    )
    claim = partial(p.claim, made, claimer, meeting=meeting)
    held, go_on = threading.Event(), threading.Event()

    def slow(do):
        with transaction.atomic():
            Proposal.objects.select_for_update().get(pk=made.pk)
            held.set()
            go_on.wait(10)
            return do()

    def second(do):
        held.wait(10)
        threading.Timer(0.3, go_on.set).start()
        return do()

    order = (close, claim) if first == "closing" else (claim, close)
    one, two = at_once(partial(slow, order[0]), partial(second, order[1]))
    sound(made)
    if first == "closing":
        assert isinstance(two, Decision)
    else:
        assert one == "open_objection"
        assert not isinstance(two, str)
        assert made.state == ProposalState.TESTING


@pytest.mark.parametrize("first", ["objection", "consensus"])
def test_not_even_by_hand_in_either_order(first):
    """Raw SQL from two connections: whoever comes second waits, and is refused at the end."""
    made, holder = p.proposal(state=ProposalState.TESTING), f.worker()
    decision, meeting = p.agreed(), p.held()
    version = made.versions.get()
    held, go_on = threading.Event(), threading.Event()
    object_to_it = (
        "INSERT INTO assemblies_stance (version_id, person_id, kind, reason, would_answer, at)"
        f" VALUES ({version.pk}, {holder.pk}, 'objection', 'No', '', now())"
    )
    agree = (
        f"UPDATE assemblies_proposal SET state = 'consented', decision_id = {decision.pk},"
        f" meeting_id = {meeting.pk} WHERE id = {made.pk}"
    )
    statements = (object_to_it, agree) if first == "objection" else (agree, object_to_it)

    def run(sql: str, begins: bool) -> str:
        if not begins:
            held.wait(10)
            threading.Timer(0.3, go_on.set).start()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
                if begins:
                    held.set()
                    go_on.wait(10)
        except DatabaseError as error:
            return str(error)
        return ""

    one, two = at_once(partial(run, statements[0], True), partial(run, statements[1], False))
    promise = "proposal_no_consensus" if first == "objection" else "stance_no_objection"
    assert one == ""
    assert promise in two
    sound(made)


def test_two_wordings_at_once_one_is_asked_to_join_them():
    made = p.proposal()
    writers = [f.worker() for _ in range(5)]
    answers = at_once(*[partial(p.reword, made, writer, number=1) for writer in writers])
    assert sorted(answer for answer in answers if isinstance(answer, str)) == ["changed_meanwhile"] * 4
    assert made.versions.count() == 2


def test_one_person_on_two_phones_has_one_stance():
    made, someone = p.proposal(), f.worker()
    at_once(*[partial(p.say, made, kind, someone) for kind in ("consent", "objection", "stand_aside")])
    assert Stance.objects.filter(person=someone, ended_at=None).count() == 1


def test_the_last_space_and_another_one_at_once():
    one, two = p.space(), p.space()
    for _turn in range(4):
        made = p.proposal(state=ProposalState.TESTING, affects=[one])
        p.claim(made)
        row = made.circulations.get()
        hear = partial(services.hear_in_space, by=f.worker(), circulation=row, number=1, held_on=today())
        at_once(hear, partial(services.add_space, by=f.worker(), proposal=made, space=two))
        made.refresh_from_db()
        assert (made.travel == "settled") == (made.circulations.count() == 1)


def test_a_promise_is_kept_once_however_often_it_is_sent():
    someone = f.worker()
    at_once(*[partial(p.action, someone, client_id="teléfono-1")] * 6)
    assert ActionItem.objects.count() == 1


def test_a_thing_to_do_ends_one_way():
    someone, other = f.worker(), f.worker()
    item = p.action(someone)
    answers = at_once(
        partial(services.end_action, by=someone, item=item, state="done"),
        partial(services.end_action, by=someone, item=item, state="let_go", note="No hizo falta."),
        partial(services.hand_on, by=someone, item=item, person=other, note="Sigue ella."),
    )
    assert sorted(answer for answer in answers if isinstance(answer, str)) == ["no_such_move"] * 2


def test_a_criterion_is_renewed_once():
    made = p.criterion(state="under_review")
    decision = p.agreed()

    def renew(words):
        return services.renew_criterion(
            by=f.worker(),
            criterion=made,
            number=1,
            text=words,
            changes="Otra",
            decision=decision,
            since=today(),
            review_on=today() + dt.timedelta(days=90),
        )

    answers = at_once(*[partial(renew, f"Texto {n}") for n in range(4)])
    assert len([answer for answer in answers if isinstance(answer, str)]) == 3
    assert made.versions.count() == 2


def test_the_job_may_run_twice_at_once():
    a.network_meeting()
    for _ in range(3):
        a.decision()
    with at(now() + dt.timedelta(days=8)):
        moment = now()

    def run():
        with at(moment):
            return ageing.tell_unheard()

    answers = at_once(*[run] * 3)
    assert sum(answers) == 3
    assert Topic.objects.filter(kind="telling").count() == 3
