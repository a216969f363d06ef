"""A newcomer and a mentor: from being introduced to being admitted, and who sees what."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cecosesola.kernel import clock
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Membership, Person, Reflection, Role
from federation.policies.beginnings import current_mentor
from federation.selectors.my_day import beginnings_waiting
from federation.services import beginnings, reflections
from federation.states import BEGINNING, BeginningState
from tests.factories import assemblies as a
from tests.factories import coops as c
from tests.factories import federation as f

pytestmark = pytest.mark.django_db


def fresh(person):
    """The person as another request meets them."""
    return Person.objects.get(pk=person.pk)


def test_the_whole_way_in_the_browsers_forms(enter):
    """Introduced, admitted to a trial, walked beside, reflected upon, admitted."""
    c.checklist()
    area, mentor, newcomer, keeper = (
        c.area(),
        f.worker(),
        f.person(document="V20555111"),
        f.holder(Role.REGISTER),
    )
    words = {"newcomer": "v-20.555.111", "area": area.pk, "words": "Vive en la misma calle."}
    assert enter(mentor).post(reverse("federation:introduce"), words).status_code == 302
    begun = newcomer.beginnings.get()
    assert (begun.state, current_mentor(begun), begun.introduced_by) == ("proposed", mentor.pk, mentor)
    page = reverse("federation:beginning", args=[begun.pk])
    assert "la reunión lo conversará" in enter(newcomer).get("/").content.decode()

    since, until = today(), today() + dt.timedelta(days=60)
    sent = {"since": since, "until": until, "decision": a.decision().number}
    assert enter(keeper).post(reverse("federation:begin_trial", args=[begun.pk]), sent).status_code == 302
    membership = newcomer.memberships.get()
    assert (membership.kind, membership.area, membership.period.lower) == ("worker", area, since)
    assert membership.entry_ref == sent["decision"]

    inside = enter(mentor)
    body = inside.get(page).content.decode()
    assert "Aprender history" in body
    for step in begun.steps.all():
        inside.post(reverse("federation:tick", args=[step.pk]), {"done": "1"})
    assert [step.ticked_by for step in begun.steps.all()] == [mentor] * 3
    assert begun.steps.first().ticked_on == today()
    seen = enter(newcomer).get(page).content.decode()
    assert "Aprender history" in seen
    assert "Marcar" not in seen
    reflecting = reverse("federation:reflect", args=[begun.pk])
    assert enter(newcomer).post(reflecting, {"words": "Cuesta madrugar."}).status_code == 302
    assert "Cuesta madrugar." in inside.get(page).content.decode()
    assert "Cuesta madrugar." not in enter(f.worker()).get(page).content.decode()

    answering = reverse("federation:answer_beginning", args=[begun.pk])
    sent = {"answer": "admitted", "decision": a.decision().number}
    assert enter(keeper).post(answering, sent).status_code == 302
    begun.refresh_from_db()
    assert (begun.state, begun.ended_ref) == (BeginningState.ADMITTED, sent["decision"])
    assert Membership.objects.get(pk=membership.pk).period.upper is None
    assert not begun.mentorings.filter(during__upper_inf=True).exists()
    told = AuditEvent.objects.filter(object_type="federation.beginning", private=False)
    assert [event.verb for event in told.order_by("id")] == [
        "federation.introduce",
        "federation.begin_trial",
        "federation.beginning_admitted",
    ]
    assert AuditEvent.objects.filter(verb="federation.reflect").get().private


def test_not_admitted_ends_the_membership_and_cites_the_decision():
    keeper = f.holder(Role.REGISTER)
    begun = c.trial(keeper=keeper, since=today() - dt.timedelta(days=30))
    number = a.decision().number
    ended = beginnings.refuse_newcomer(by=keeper, beginning=begun, decision=number)
    membership = ended.membership
    assert (membership.period.upper, membership.leaving, membership.leaving_ref) == (
        today(),
        "not_admitted",
        number,
    )
    assert ended.state == BeginningState.NOT_ADMITTED


def test_a_newcomer_leaves_the_trial_on_its_first_day():
    begun = c.trial()
    ended = beginnings.stop_trial(by=begun.newcomer, beginning=begun)
    assert ended.state == BeginningState.LEFT
    assert ended.membership.period.upper == today() + dt.timedelta(days=1)


def _moves(begun, people):
    """Every service that moves a beginning, as each kind of person would call it."""
    number = a.decision().number
    days = {"since": today(), "until": today() + dt.timedelta(days=30)}
    return {
        BeginningState.TRIAL: lambda by: beginnings.begin_trial(
            by=by, beginning=begun, decision=number, **days
        ),
        BeginningState.ADMITTED: lambda by: beginnings.admit_newcomer(
            by=by, beginning=begun, decision=number
        ),
        BeginningState.NOT_ADMITTED: lambda by: beginnings.refuse_newcomer(
            by=by, beginning=begun, decision=number
        ),
        BeginningState.WITHDRAWN: lambda by: beginnings.withdraw_newcomer(by=by, beginning=begun),
        BeginningState.LEFT: lambda by: beginnings.stop_trial(by=by, beginning=begun),
    }


# Who may make each move, written a second time.
MAY = {
    BeginningState.TRIAL: {"keeper"},
    BeginningState.ADMITTED: {"keeper"},
    BeginningState.NOT_ADMITTED: {"keeper"},
    BeginningState.WITHDRAWN: {"mentor", "newcomer"},
    BeginningState.LEFT: {"keeper", "newcomer"},
}
WHO = ["keeper", "mentor", "newcomer", "worker", "stranger", "mentor with the key"]


def reach(state, mentor, keeper):
    if state == BeginningState.PROPOSED:
        c.checklist()
        return c.beginning(mentor)
    begun = c.trial(mentor, keeper)
    if state == BeginningState.TRIAL:
        return begun
    return _moves(begun, None)[state](begun.newcomer if state == BeginningState.LEFT else keeper)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("new", [state for state in BeginningState if state != BeginningState.PROPOSED])
@pytest.mark.parametrize("old", [state for state in BeginningState if state != BeginningState.WITHDRAWN])
def test_every_move_by_everybody(old, new, who):
    mentor, keeper = f.worker(), f.holder(Role.REGISTER)
    begun = reach(old, mentor, keeper)
    if who == "mentor with the key":
        f.key(mentor, Role.REGISTER)
    people = {
        "keeper": keeper,
        "mentor": mentor,
        "newcomer": begun.newcomer,
        "worker": f.worker(),
        "stranger": f.person(),
        "mentor with the key": mentor,
    }
    name = "mentor" if who == "mentor with the key" else who
    allowed = name in MAY[new] or (who == "mentor with the key" and new == BeginningState.LEFT)
    exists = BEGINNING.refusal(old, new) is None
    move = _moves(begun, people)[new]
    if allowed and exists:
        assert move(fresh(people[who])).state == new
        return
    with pytest.raises(Refused) as caught:
        move(fresh(people[who]))
    assert caught.value.refusal.status in {403, 404, 409}
    begun.refresh_from_db()
    assert begun.state == old


def test_nobody_is_introduced_twice_nor_by_themselves_nor_when_they_work_here():
    mentor = f.worker()
    begun = c.beginning(mentor)
    for by, newcomer, code in (
        (f.worker(), begun.newcomer, "already_introduced"),
        (mentor, mentor, "yourself"),
        (mentor, f.worker(), "already_member"),
    ):
        with pytest.raises(Refused) as caught:
            c.beginning(by, newcomer)
        assert caught.value.refusal.code == code


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (0, 0, "unbounded_trial"),
        (0, 367, "unbounded_trial"),
        (10, 5, "unbounded_trial"),
        (900, 950, "odd_day"),
    ],
)
def test_a_trial_ends_within_a_year(since, until, code):
    with pytest.raises(Refused) as caught:
        c.trial(since=today() + dt.timedelta(days=since), until=today() + dt.timedelta(days=until))
    assert caught.value.refusal.code == code


def test_what_a_meeting_agrees_cites_a_decision_that_exists():
    for number in ("", "D-9999", "x"):
        with pytest.raises(Refused, match="acuerdo"):
            c.trial(decision=number)


def test_another_takes_the_mentoring_over_when_they_accept():
    mentor, other = f.worker(), f.worker()
    begun = c.trial(mentor)
    beginnings.ask_mentor(by=mentor, beginning=begun, mentor=other)
    assert current_mentor(fresh_beginning(begun)) == mentor.pk
    assert [str(one.title) for one in beginnings_waiting(fresh(other))] == [f"¿Acompañar a {begun.newcomer}?"]
    beginnings.accept_mentoring(by=fresh(other), beginning=begun)
    assert current_mentor(fresh_beginning(begun)) == other.pk
    with pytest.raises(Refused):
        beginnings.tick(by=mentor, step=begun.steps.first(), done=True)
    assert beginnings.tick(by=other, step=begun.steps.first(), done=True).ticked_by == other
    for wrong in (begun.newcomer, other, f.person()):
        with pytest.raises(Refused):
            beginnings.ask_mentor(by=other, beginning=begun, mentor=wrong)
    beginnings.ask_mentor(by=other, beginning=begun, mentor=fresh(mentor))
    beginnings.decline_mentoring(by=fresh(mentor), beginning=begun)
    assert current_mentor(fresh_beginning(begun)) == other.pk


def fresh_beginning(begun):
    return type(begun).objects.get(pk=begun.pk)


def test_a_reflection_is_between_the_two_until_its_author_shares_it(enter):
    mentor, keeper, other = f.worker(), f.holder(Role.REGISTER), f.worker()
    begun = c.trial(mentor, keeper)
    made = reflections.reflect(by=begun.newcomer, beginning=begun, words="Me costó contarlo.")
    page = reverse("federation:beginning", args=[begun.pk])

    def readers():
        people = {"mentor": mentor, "newcomer": begun.newcomer, "keeper": keeper, "other": other}
        return {
            who
            for who, one in people.items()
            if "Me costó contarlo." in enter(one).get(page).content.decode()
        }

    assert readers() == {"mentor", "newcomer"}
    share = reverse("federation:share_reflection", args=[made.pk])
    assert enter(mentor).post(share).status_code == 404
    assert enter(begun.newcomer).get(share).status_code == 405
    assert enter(begun.newcomer).post(share).status_code == 302
    assert readers() == {"mentor", "newcomer", "keeper", "other"}
    assert enter(begun.newcomer).post(share).status_code == 409
    successor = f.worker()
    beginnings.ask_mentor(by=mentor, beginning=begun, mentor=successor)
    private = reflections.reflect(by=mentor, beginning=begun, words="Entre nosotros.")
    beginnings.accept_mentoring(by=fresh(successor), beginning=begun)
    assert "Entre nosotros." not in enter(successor).get(page).content.decode()
    assert Reflection.objects.get(pk=private.pk).other == begun.newcomer


def test_the_mentor_shares_a_reprimand_and_only_those_concerned_see_it(enter):
    mentor, keeper, other = f.worker(), f.holder(Role.REGISTER), f.worker()
    begun = c.trial(mentor, keeper)
    number = a.decision().number
    made = reflections.note_reprimand(
        by=keeper, membership=begun.membership, decision=number, words="Llegó tarde tres veces."
    )
    assert made.mentor == mentor
    page = reverse("federation:beginning", args=[begun.pk])
    for reader, sees in ((mentor, True), (begun.newcomer, True), (keeper, True), (other, False)):
        body = enter(reader).get(page).content.decode()
        assert ("Llegó tarde tres veces." in body) is sees
        assert (f"{mentor} es corresponsable" in body) is sees
    assert (
        "Llegó tarde tres veces." in enter(mentor).get(reverse("federation:my_beginnings")).content.decode()
    )
    assert AuditEvent.objects.get(verb="federation.note_reprimand").private
    with pytest.raises(Refused) as caught:
        reflections.note_reprimand(by=keeper, membership=begun.membership, decision=number)
    assert caught.value.refusal.code == "already_noted"
    for wrong in (mentor, begun.newcomer):
        f.key(wrong, Role.REGISTER)
        with pytest.raises(Refused) as caught:
            reflections.note_reprimand(
                by=fresh(wrong), membership=begun.membership, decision=a.decision().number
            )
        assert caught.value.refusal.code == "one_of_the_two"


def test_whoever_mentored_on_that_day_shares_it_not_whoever_mentors_now():
    mentor, other, keeper = f.worker(), f.worker(), f.holder(Role.REGISTER)
    with clock.at(now() - dt.timedelta(days=20)):
        f.key(keeper, Role.JOBS)
        begun = c.trial(mentor, f.holder(Role.REGISTER))
    beginnings.ask_mentor(by=mentor, beginning=begun, mentor=other)
    beginnings.accept_mentoring(by=other, beginning=begun)
    before = reflections.note_reprimand(
        by=keeper,
        membership=begun.membership,
        decision=a.decision().number,
        on=today() - dt.timedelta(days=5),
    )
    after = reflections.note_reprimand(by=keeper, membership=begun.membership, decision=a.decision().number)
    assert (before.mentor, after.mentor) == (mentor, other)
    plain = f.worker().memberships.get()
    assert (
        reflections.note_reprimand(by=keeper, membership=plain, decision=a.decision().number).mentor is None
    )


def test_the_checklist_changes_for_those_who_begin_later(enter):
    keeper = f.holder(Role.REGISTER)
    begun = c.trial(keeper=keeper)
    line = begun.steps.first()
    inside = enter(keeper)
    assert (
        inside.post(
            reverse("federation:checklist"),
            {"section": "tasks", "words": "Barrer", "place": "9", "is_active": "on"},
        ).status_code
        == 302
    )
    again = inside.post(
        reverse("federation:checklist"), {"section": "tasks", "words": " Barrer ", "place": "9"}
    )
    assert again.status_code == 422
    assert "Barrer" in again.content.decode()
    assert begun.steps.count() == 3
    assert line.words in [step.words for step in begun.steps.all()]
    assert c.trial(keeper=keeper).steps.filter(words="Barrer").exists()


def test_a_trial_that_is_over_waits_for_the_meeting():
    mentor, keeper = f.worker(), f.holder(Role.REGISTER)
    begun = c.trial(
        mentor, keeper, since=today() - dt.timedelta(days=9), until=today() - dt.timedelta(days=1)
    )
    assert f"Terminó la prueba de {begun.newcomer}" in [
        str(w.title) for w in beginnings_waiting(fresh(mentor))
    ]
    told = [str(waiting.title) for waiting in beginnings_waiting(fresh(keeper))]
    assert told == ["1 persona que comienza espera la respuesta de la reunión"]
    assert beginnings_waiting(f.worker()) == []


@pytest.mark.parametrize("name", ["beginnings", "my_beginnings", "checklist", "home"])
def test_queries_do_not_grow_with_rows(enter, name):
    mentor = f.holder(Role.REGISTER)
    keeper = f.holder(Role.REGISTER)
    c.trial(mentor, keeper)
    url = "/" if name == "home" else reverse(f"federation:{name}")
    inside = enter(mentor)
    inside.get(url)
    with CaptureQueriesContext(connection) as few:
        assert inside.get(url).status_code == 200
    for _ in range(6):
        c.trial(mentor, keeper)
        c.beginning(mentor)
    with CaptureQueriesContext(connection) as many:
        inside.get(url)
    assert len(many) == len(few) <= 28, [query["sql"] for query in many.captured_queries]


def test_queries_of_one_beginning_are_constant(enter):
    mentor, keeper = f.worker(), f.holder(Role.REGISTER)
    begun = c.trial(mentor, keeper)
    reflections.reflect(by=mentor, beginning=begun, words="Va bien.")
    reflections.note_reprimand(by=keeper, membership=begun.membership, decision=a.decision().number)
    inside, url = enter(mentor), reverse("federation:beginning", args=[begun.pk])
    inside.get(url)
    with CaptureQueriesContext(connection) as few:
        inside.get(url)
    for number in range(20):
        begun.steps.create(section="tasks", words=f"Paso {number}")
        reflections.reflect(by=mentor, beginning=begun, words="Va mejor.", share=True)
        reflections.note_reprimand(by=keeper, membership=begun.membership, decision=a.decision().number)
    with CaptureQueriesContext(connection) as many:
        inside.get(url)
    assert len(many) == len(few) <= 24
