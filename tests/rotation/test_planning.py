"""Weeks are planned by themselves, told, published with their keys, and repaired."""

import datetime as dt

import pytest
from django.db import connection

from assemblies.models import Topic
from cecosesola.kernel import clock
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.jobs import STEPS, run_step
from cecosesola.kernel.models import Job
from cecosesola.kernel.weeks import Week
from federation.models import Mandate, Membership, Role
from rotation.models import Post, Roster, Turn, TurnChange
from rotation.selectors.crew import crew_of
from rotation.selectors.inputs import inputs_of
from rotation.selectors.what_if import elsewhere
from rotation.services import attendance, planning, rosters, stand_by, time_off
from rotation.services.weights import weights_now
from rotation.states import RosterState
from tests.factories import federation as f
from tests.factories import rotation as r

pytestmark = pytest.mark.django_db


def away(person, monday, key="k"):
    with clock.at(min(now(), clock.midnight(monday))):
        return time_off.ask_time_off(by=person, kind="absence", first_day=monday, last_day=monday, key=key)


def test_everybody_has_one_post_and_the_same_input_is_planned_once(house):
    roster = r.planned()
    turns = Turn.objects.filter(roster=roster)
    assert {turn.person_id for turn in turns} == {person.pk for person in house.people}
    assert all(turn.reasons["terms"].keys() == {"repeat", "tally", "met"} for turn in turns)
    assert planning.plan_one(roster.week) is None, "nothing has changed"
    assert Topic.objects.filter(source__startswith="rotation.roster").count() == 0, "this week is too near"


def test_a_draft_is_planned_again_when_its_people_change(house):
    roster = r.planned(5)
    topic = Topic.objects.get(source=f"rotation.roster:{roster.week}")
    keeper = r.keeper()
    rosters.hear_roster(by=keeper, roster=roster, words="Bien.")
    assert planning.plan_one(roster.week) is None, "what a meeting heard stays until somebody asks"
    assert planning.plan_again(by=keeper, roster=roster), "whoever keeps the roster is one more worker"
    again = Roster.objects.get(pk=roster.pk)
    assert again.state == RosterState.DRAFT
    assert again.heard_by is None, "what was heard was another plan"
    assert Turn.objects.filter(roster=again).count() == 10
    assert Topic.objects.filter(source=topic.source).count() == 1


def test_whoever_did_not_come_was_not_there(house):
    this = r.begun()
    turn = this.turns.select_related("person").first()
    before = inputs_of(r.week(), weights_now()).instance.history[-1]
    assert before[str(turn.person_id)] == str(turn.post_id)
    writer = next(person for person in house.people if person.pk != turn.person_id)
    attendance.note_attendance(by=writer, turn=turn, said="absent")
    assert str(turn.person_id) not in inputs_of(r.week(), weights_now()).instance.history[-1]
    attendance.note_attendance(by=writer, turn=turn, said="late")
    assert inputs_of(r.week(), weights_now()).instance.history[-1] == before


def test_what_if_prices_every_other_post(house):
    roster = r.published()
    turn = Turn.objects.filter(roster=roster, reasons__next_post__isnull=False).first()
    others = elsewhere(turn)
    assert {one.post.pk for one in others} == {post.pk for post in house.posts} - {turn.post_id}
    assert [one.price for one in others] == sorted(one.price for one in others)
    assert others[0].price == turn.reasons["next_price"]


def test_without_posts_nothing_is_planned(db):
    r.crew(3)
    assert planning.plan_due() == 0


def test_the_jobs_plan_publish_and_catch_up_after_a_stop_once(house):
    assert run_step("rotation.plan")
    assert run_step("rotation.publish")
    states = dict(Roster.objects.values_list("monday", "state"))
    mondays = [Week.of(today()).shift(n).monday for n in range(6)]
    assert [states[monday] for monday in mondays] == [RosterState.PUBLISHED] * 5 + [RosterState.DRAFT]
    with clock.at(now() + dt.timedelta(days=14)):
        assert planning.plan_due() == 2
        assert rosters.publish_due() == 2
        assert (planning.plan_due(), rosters.publish_due(), planning.repair_due()) == (0, 0, 0)
    assert Roster.objects.filter(state=RosterState.PUBLISHED).count() == 7
    assert not Job.objects.filter(failures__gt=0).exists()
    assert {"rotation.repair_weeks", "rotation.lapse_swaps"} <= STEPS.keys()


def test_publishing_gives_the_keys_of_the_turns_and_they_end_with_them(house):
    roster = r.published()
    given = Mandate.objects.filter(source=Mandate.Source.TURN, role=Role.RECEIVING)
    there = Turn.objects.filter(roster=roster, post=house.posts[0])
    assert {key.source_ref for key in given} == {turn.ref for turn in there}
    key = given.first()
    assert key.during.lower == clock.midnight(roster.week.day(5)) + dt.timedelta(hours=4)
    assert key.during.upper == clock.midnight(roster.week.day(6)) + dt.timedelta(hours=21)
    assert rosters.publish_roster(by=None, roster=roster).state == RosterState.PUBLISHED
    assert given.count() == there.count(), "published twice, given once"


def test_a_meeting_hears_before_somebody_publishes(house):
    keeper = r.keeper()
    roster = r.planned()
    with pytest.raises(Refused, match="reunión"):
        rosters.publish_roster(by=keeper, roster=roster)
    with pytest.raises(Refused):
        rosters.hear_roster(by=f.worker(), roster=roster)
    rosters.hear_roster(by=keeper, roster=roster, words="De acuerdo.")
    rosters.publish_roster(by=keeper, roster=roster)
    roster.refresh_from_db()
    assert (roster.published_by, roster.heard_words) == (keeper, "De acuerdo.")


def test_whoever_cannot_come_is_covered_and_as_few_as_possible_move(house):
    roster = r.published()
    before = dict(Turn.objects.filter(roster=roster).values_list("person", "post"))
    gone = house.people[0]
    away(gone, roster.monday)
    assert planning.repair_due() == 1
    after = dict(Turn.objects.filter(roster=roster, dropped_at=None).values_list("person", "post"))
    assert gone.pk not in after
    moved = [person for person in after if after[person] != before[person]]
    assert len(moved) <= 1
    for post in house.posts:
        assert sum(where == post.pk for where in after.values()) >= post.minimum
    said = TurnChange.objects.filter(turn__roster=roster)
    assert said.count() == 1 + len(moved)
    assert said.get(person=gone).new_post is None
    assert planning.repair_due() == 0, "and then the week holds"


def test_a_repair_takes_the_keys_along(house):
    roster = r.published()
    turn = Turn.objects.filter(roster=roster, post=house.posts[0]).first()
    live = Mandate.objects.filter(source=Mandate.Source.TURN, source_ref=turn.ref, during__isempty=False)
    assert live.exists()
    away(turn.person, roster.monday)
    planning.repair_due()
    assert not live.exists(), "it had not begun: it never begins"
    there = Turn.objects.filter(roster=roster, post=house.posts[0], dropped_at=None)
    held = Mandate.objects.filter(source_ref__in=[t.ref for t in there], during__isempty=False)
    assert held.count() == there.count()


def test_who_can_come_again_is_placed_again(house):
    roster = r.published()
    asked = away(house.people[0], roster.monday)
    planning.repair_due()
    time_off.take_back_time_off(by=house.people[0], time_off=asked)
    assert planning.repair_due() == 1
    back = Turn.objects.get(roster=roster, person=house.people[0], dropped_at=None)
    assert back.changes.get().why == TurnChange.Why.BACK


def test_in_a_week_that_has_begun_only_those_who_stand_by_fill_in(house):
    roster = r.begun()
    extra = r.crew(1)[0]
    before = dict(Turn.objects.filter(roster=roster).values_list("person", "post"))
    stand_by.stand_by(by=extra, monday=roster.monday)
    short = Turn.objects.filter(roster=roster, post=house.posts[1]).select_related("person")
    for n, turn in enumerate(list(short)):
        time_off.ask_time_off(
            by=turn.person, kind="absence", first_day=today(), last_day=today(), key=f"k{n}"
        )
    assert planning.repair_due() >= 1
    after = dict(Turn.objects.filter(roster=roster, dropped_at=None).values_list("person", "post"))
    assert after.pop(extra.pk) == house.posts[1].pk
    assert all(before[person] == post for person, post in after.items()), (
        "nobody is moved from where they are"
    )


def test_what_a_post_asks_for_is_asked(house):
    wanted, taught = r.skill(), house.people[3]
    r.knows(taught, wanted)
    post = r.post(1, skills=(wanted,))
    home = r.post(1, home_only=True, area=r.area("salud"))
    crew = crew_of(r.week())
    assert [person for person in crew.present if post.pk in crew.eligible[person]] == [taught.pk]
    assert not any(home.pk in posts for posts in crew.eligible.values())
    roster = r.planned()
    assert not Turn.objects.filter(roster=roster, post=home).exists()
    assert not Turn.objects.filter(roster=roster, post=post).exclude(person=taught).exists()


def test_who_is_fixed_stays_and_who_left_or_stands_still_is_not_planned(house):
    doctors = r.post(1, kind=Post.Kind.FIXED)
    r.fixed(house.people[0], doctors)
    Membership.objects.filter(person=house.people[1]).update(
        period=("2020-01-06", today() - dt.timedelta(days=1))
    )
    roster = r.planned()
    assert r.turn_of(house.people[0], roster).post == doctors
    assert not Turn.objects.filter(roster=roster, person=house.people[1]).exists()


def test_posts_without_people_are_told_as_short(house):
    lonely = r.post(2, skills=(r.skill(),))
    roster = r.planned()
    assert roster.plan["shortfalls"] == [{"post": lonely.pk, "lacking": 1, "able": 0}]


def test_planning_costs_the_same_queries_for_few_and_for_many(house, django_assert_max_num_queries):
    weights_now()
    with django_assert_max_num_queries(40):
        planning.plan_one(r.week())
    r.crew(12)
    with django_assert_max_num_queries(40):
        planning.plan_one(r.week())


def test_a_published_turn_does_not_change_in_silence(house):
    from django.db import DatabaseError, transaction

    roster = r.published()
    turn = Turn.objects.filter(roster=roster).first()
    other = next(post for post in house.posts if post.pk != turn.post_id)
    Turn.objects.filter(pk=turn.pk).update(post=other)
    with pytest.raises(DatabaseError, match="turn_change_is_written"), transaction.atomic():
        connection.check_constraints()
    Turn.objects.filter(pk=turn.pk).update(post=turn.post_id)
    TurnChange.objects.create(
        turn=turn, person=turn.person, old_post=other, new_post=turn.post, why="meeting", at=now()
    )
