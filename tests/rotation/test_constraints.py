"""Each named promise of the rotation's tables, broken by hand."""

import pytest

from cecosesola.kernel.clock import now, today
from rotation.models import Qualification, StandBy, Training, Turn, TurnChange
from rotation.services import attendance, swaps, time_off
from rotation.services.weights import weights_now
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import rotation as r
from tests.promises import all_broken, assert_all_tried

pytestmark = pytest.mark.django_db
AGAIN = "INSERT INTO rotation_{0} ({1}) SELECT {2} FROM rotation_{0} LIMIT 1"
HOURS = "post_id, weekday, starts, ends"
KNOWN = "person_id, skill_id, during, how, noted_at"
TURN = "roster_id, monday, person_id, post_id, reasons"
BROKEN = {
    "skill_has_a_name": "UPDATE rotation_skill SET name = ''",
    "post_once_at_a_place": "UPDATE rotation_post SET name = 'el mismo'",
    "post_has_a_name": "UPDATE rotation_post SET name = '' WHERE id = {post}",
    "post_minimum_target_maximum": "UPDATE rotation_post SET minimum = 9, target = 2",
    "post_scope_form": "UPDATE rotation_post SET scope = 'Feria 3' WHERE id = {post}",
    "post_coordination_passes_on": "UPDATE rotation_post SET kind = 'coordination', gap_weeks = 8",
    "post_gap_within_a_year": "UPDATE rotation_post SET gap_weeks = 53",
    "post_cap_within_a_year": "UPDATE rotation_post SET yearly_cap = 0",
    "post_never_deleted": "DELETE FROM rotation_post",
    "post_hours_once": AGAIN.format(
        "posthours", "post_id, weekday, starts, ends", "post_id, weekday, starts, ends"
    ),
    "post_hours_of_a_week": "UPDATE rotation_posthours SET weekday = 8",
    "post_hours_begin_before_end": "UPDATE rotation_posthours SET ends = starts",
    "post_key_once": AGAIN.format("postkey", "post_id, role", "post_id, role"),
    "post_key_needs_no_second": "UPDATE rotation_postkey SET role = 'finance'",
    "qualification_once_at_a_time": AGAIN.format(
        "qualification",
        "person_id, skill_id, during, how, noted_at",
        "person_id, skill_id, during, how, now()",
    ),
    "qualification_has_a_beginning": "UPDATE rotation_qualification SET during = 'empty'",
    "qualification_seen_by_another": "UPDATE rotation_qualification SET noted_by_id = person_id",
    "qualification_never_deleted": "DELETE FROM rotation_qualification",
    "training_once_at_a_time": AGAIN.format(
        "training",
        "person_id, skill_id, beside_id, began_on, ending, noted_by_id",
        "person_id, skill_id, beside_id, began_on, '', noted_by_id",
    ),
    "training_beside_another": "UPDATE rotation_training SET beside_id = person_id",
    "training_ended_says_how": "UPDATE rotation_training SET ended_on = began_on",
    "training_never_deleted": "DELETE FROM rotation_training",
    "fixed_place_one_at_a_time": AGAIN.format(
        "fixedplace", "person_id, post_id, during, decision_id", "person_id, post_id, during, decision_id"
    ),
    "fixed_place_has_a_beginning": "UPDATE rotation_fixedplace SET during = 'empty'",
    "fixed_place_never_deleted": "DELETE FROM rotation_fixedplace",
    "fixed_place_at_a_fixed_post": AGAIN.format(
        "fixedplace",
        "person_id, post_id, during, decision_id",
        "{other}, {post}, during, decision_id",
    ),
    "time_off_once_for_a_day": AGAIN.format(
        "timeoff",
        "person_id, kind, first_day, last_day, words, state, asked_by_id, asked_at, answer, key",
        "person_id, kind, last_day, last_day + 5, '', state, asked_by_id, asked_at, '', 'otra'",
    ),
    "time_off_begins_first": AGAIN.format(
        "timeoff",
        "person_id, kind, first_day, last_day, words, state, asked_by_id, asked_at, answered_at, answer, key",
        "person_id, kind, last_day, first_day, '', 'withdrawn', asked_by_id, asked_at, now(), '', 'otra'",
    ),
    "time_off_answered_when": "UPDATE rotation_timeoff SET state = 'withdrawn'",
    "time_off_answered_by_another": (
        "UPDATE rotation_timeoff SET state = 'agreed', answered_at = now(), answered_by_id = person_id"
    ),
    "time_off_put_off_says_why": (
        "UPDATE rotation_timeoff SET state = 'put_off', answered_at = now(), answered_by_id = {other}"
    ),
    "time_off_never_deleted": "DELETE FROM rotation_timeoff",
    "time_off_days_stand": "UPDATE rotation_timeoff SET last_day = last_day + 1",
    "swap_asked_once": AGAIN.format(
        "swap",
        "turn_id, other_id, asked_by_id, asked_of_id, words, state, asked_at",
        "turn_id, other_id, asked_by_id, asked_of_id, '', state, asked_at",
    ),
    "swap_of_two_turns": "UPDATE rotation_swap SET other_id = turn_id",
    "swap_between_two": "UPDATE rotation_swap SET asked_of_id = asked_by_id",
    "swap_answered_when": "UPDATE rotation_swap SET state = 'done'",
    "swap_never_deleted": "DELETE FROM rotation_swap",
    "swap_answered_stays": (
        "UPDATE rotation_swap SET state = 'done', answered_at = now(); UPDATE rotation_swap SET words = 'x'"
    ),
    "stand_by_once": AGAIN.format("standby", "person_id, monday, said_at", "person_id, monday, now()"),
    "stand_by_from_monday": "UPDATE rotation_standby SET monday = monday + 1",
    "roster_from_monday": "UPDATE rotation_roster SET monday = monday + 1 WHERE id = {draft}",
    "roster_heard_says_when": "UPDATE rotation_roster SET state = 'heard' WHERE id = {draft}",
    "roster_published_says_when": "UPDATE rotation_roster SET state = 'published' WHERE id = {draft}",
    "roster_never_deleted": "DELETE FROM rotation_roster WHERE id = {draft}",
    "roster_goes_forward": (
        "UPDATE rotation_roster SET state = 'draft', published_at = NULL WHERE state = 'published'"
    ),
    "turn_one_post_a_week": AGAIN.format(
        "turn",
        "roster_id, monday, person_id, post_id, reasons",
        "roster_id, monday, person_id, post_id, '{{}}'",
    ),
    "turn_beside_another": "UPDATE rotation_turn SET beside_id = person_id",
    "turn_published_stays": "DELETE FROM rotation_turn WHERE roster_id <> {draft}",
    "turn_change_is_written": "UPDATE rotation_turn SET dropped_at = now() WHERE roster_id <> {draft}",
    "turn_change_from_or_to": (
        "INSERT INTO rotation_turnchange (turn_id, person_id, why, words, at)"
        " SELECT id, person_id, 'swap', '', now() FROM rotation_turn LIMIT 1"
    ),
    "turn_change_written_once": "UPDATE rotation_turnchange SET words = 'x'",
    "attendance_written_once": "DELETE FROM rotation_attendancenote",
    "weights_cite_their_decision": (
        "INSERT INTO rotation_weights (version, values, set_at) VALUES (2, '{{}}', now())"
    ),
    "weights_count_from_one": (
        "INSERT INTO rotation_weights (version, values, set_at, decision_id, set_by_id)"
        " SELECT 0, '{{}}', now(), id, {other} FROM assemblies_decision LIMIT 1"
    ),
    "weights_never_change": "UPDATE rotation_weights SET values = '{{}}'",
}


@pytest.fixture
def numbers(house):
    """A row in every table, and the numbers that the statements name."""
    wanted, people = r.skill(), house.people
    r.knows(people[0], wanted)
    Training.objects.create(
        person=people[1], skill=wanted, beside=people[0], began_on=today(), noted_by=people[2]
    )
    r.fixed(people[8], r.post(1, kind="fixed"))
    published, draft = r.published(), r.planned(2)
    first, second = Turn.objects.filter(roster=published, beside=None).exclude(person=people[8])[:8:4]
    swaps.ask_swap(by=first.person, turn=first, other=second)
    TurnChange.objects.create(
        turn=first, person=first.person, old_post=first.post, new_post=first.post, why="meeting", at=now()
    )
    time_off.ask_time_off(
        by=people[3], kind="rest", first_day=r.week(7).monday, last_day=r.week(7).sunday, key="k"
    )
    StandBy.objects.create(person=people[4], monday=r.week().monday, said_at=now())
    attendance.note_attendance(by=people[5], turn=r.begun().turns.exclude(person=people[5])[0], said="late")
    weights_now()
    a.decision()
    assert Qualification.objects.exists()
    return {"post": house.posts[0].pk, "other": f.worker().pk, "draft": draft.pk}


def test_the_database_refuses_each_by_its_name(numbers):
    all_broken(BROKEN, numbers)


def test_every_promise_was_tried():
    """A turn's Monday is written by its own trigger, which refuses nothing."""
    assert_all_tried("rotation", BROKEN, also=["turn_of_its_week"])


def test_a_turn_is_of_its_rosters_week(house):
    roster = r.planned()
    Turn.objects.filter(roster=roster).update(monday=r.week(9).monday)
    assert set(Turn.objects.filter(roster=roster).values_list("monday", flat=True)) == {roster.monday}
