"""Many hands at once on one week, each with a connection of its own."""

from collections import Counter
from functools import partial

import pytest

from federation.models import Mandate
from rotation.models import Post, Qualification, Roster, Swap, TimeOff, Turn, TurnChange, Weights
from rotation.services import importing, planning, rosters, skills, swaps, time_off, weights
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import rotation as r
from tests.finance.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def roster() -> Roster:
    for role in ("receiving", "", ""):
        r.post(2, roles=(role,) if role else ())
    r.crew(7)
    return r.published()


def test_one_week_planned_by_six_is_planned_once():
    r.post(2), r.post(2)
    r.crew(4)
    made = at_once(*[partial(planning.plan_one, r.week())] * 6)
    assert sum(one is not None for one in made) == 1
    assert Turn.objects.count() == 4


def test_published_by_six_its_keys_are_given_once(roster):
    draft = r.planned(2)
    at_once(*[partial(rosters.publish_roster, by=None, roster=draft)] * 6)
    there = Turn.objects.filter(roster=draft, post__keys__isnull=False).count()
    refs = [turn.ref for turn in Turn.objects.filter(roster=draft)]
    assert Mandate.objects.filter(source_ref__in=refs).count() == there


def test_a_swap_agreed_and_taken_back_at_once_is_one_of_both(roster):
    posts = list(Post.objects.order_by("pk"))
    first = Turn.objects.filter(roster=roster, post=posts[0]).select_related("person")[0]
    second = Turn.objects.filter(roster=roster, post=posts[1]).select_related("person")[0]
    asked = swaps.ask_swap(by=first.person, turn=first, other=second)
    answers = at_once(
        *[partial(swaps.answer_swap, by=second.person, swap=asked, agree=True)] * 4,
        partial(swaps.take_back_swap, by=first.person, swap=asked),
    )
    assert Counter(isinstance(answer, Swap) for answer in answers)[True] == 1
    asked.refresh_from_db()
    moved = Turn.objects.get(pk=first.pk).post_id == posts[1].pk
    assert moved == (asked.state == "done")
    assert TurnChange.objects.count() == (2 if moved else 0)


def test_two_swaps_of_one_turn_at_once_leave_everybody_one_post(roster):
    turns = list(Turn.objects.filter(roster=roster).select_related("person").order_by("post", "pk"))
    one = turns[0]
    others = [turn for turn in turns if turn.post_id != one.post_id][:3:2]
    asked = [swaps.ask_swap(by=one.person, turn=one, other=other) for other in others]
    at_once(
        *[
            partial(swaps.answer_swap, by=other.person, swap=swap, agree=True)
            for swap, other in zip(asked, others, strict=True)
        ]
    )
    before = Counter(turn.post_id for turn in turns)
    assert Counter(Turn.objects.filter(roster=roster).values_list("post", flat=True)) == before


def test_a_repair_and_a_swap_at_once_do_not_lose_each_other(roster):
    turns = list(Turn.objects.filter(roster=roster).select_related("person").order_by("post", "pk"))
    first = turns[0]
    second = next(turn for turn in turns if turn.post_id != first.post_id)
    gone = next(turn for turn in turns if turn.pk not in {first.pk, second.pk})
    asked = swaps.ask_swap(by=first.person, turn=first, other=second)
    monday = roster.monday
    time_off.ask_time_off(by=gone.person, kind="absence", first_day=monday, last_day=monday, key="k")
    at_once(
        partial(swaps.answer_swap, by=second.person, swap=asked, agree=True),
        planning.repair_due,
        planning.repair_due,
    )
    planning.repair_due()
    standing = Turn.objects.filter(roster=roster, dropped_at=None)
    assert gone.person_id not in standing.values_list("person", flat=True)
    assert standing.count() == 6
    for post in Post.objects.all():
        assert standing.filter(post=post).count() >= post.minimum


def test_days_asked_for_by_two_hands_are_asked_for_once():
    me, monday = f.worker(), r.week(3).monday
    ask = partial(time_off.ask_time_off, by=me, kind="rest", first_day=monday, last_day=monday)
    answers = at_once(*[partial(ask, key="same")] * 4, *[partial(ask, key=f"other{n}") for n in range(4)])
    assert TimeOff.objects.count() == 1
    assert {answer for answer in answers if isinstance(answer, str)} <= {"already_asked"}


def test_what_somebody_knows_is_written_once_by_hands_and_a_file_at_once():
    keeper, one, skill = r.keeper(), f.worker(), r.skill("Caja")
    content = f"Cédula;Saber\n{one.document};Caja".encode()
    noted = partial(skills.qualify, by=keeper, person=one, skill=skill, since=r.week(-1).monday)
    brought = partial(importing.bring_qualifications, by=keeper, content=content)
    answers = at_once(*[noted] * 4, *[brought] * 4)
    assert Qualification.objects.count() == 1
    assert {answer for answer in answers if isinstance(answer, str)} <= {"known"}


def test_two_decisions_of_weights_follow_one_another():
    keeper, first = r.keeper(), weights.weights_now()
    decided = [a.decision(), a.decision()]
    at_once(
        *[
            partial(
                weights.set_weights,
                by=keeper,
                values={**first.values, "tally": 100 + n},
                decision=decision,
            )
            for n, decision in enumerate(decided)
        ]
    )
    assert sorted(Weights.objects.values_list("version", flat=True)) == [1, 2, 3]


def test_one_file_brought_by_four_is_written_once():
    keeper, one = r.keeper(), f.worker()
    r.skill("Caja")
    content = f"Cédula;Saber\n{one.document};Caja".encode()
    at_once(*[partial(importing.bring_qualifications, by=keeper, content=content)] * 4)
    assert Qualification.objects.count() == 1
