"""Many hands at once on cases and places, each with a connection of its own."""

from collections import Counter
from functools import partial

import pytest

from assemblies.models import CaseEntry, CaseKey, CaseMeasure, Enrolment
from assemblies.services import conduct, education, measures, redacting
from assemblies.states.conduct import CaseState
from cecosesola.kernel.clock import today
from federation.services import acts
from tests.factories import conduct as c
from tests.factories import federation as f
from tests.finance.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)
S = Enrolment.State


def test_the_last_place_has_one_owner():
    offer = c.offer(room=2)
    people = [f.member() for _n in range(8)]
    at_once(*[partial(education.enrol, by=person, offer=offer) for person in people])
    assert Counter(offer.enrolments.values_list("state", flat=True)) == {S.IN: 2, S.WAITING: 6}


def test_leaving_and_coming_at_once_fills_every_place():
    offer = c.offer(room=3)
    first = [f.member() for _n in range(6)]
    for person in first:
        education.enrol(by=person, offer=offer)
    later = [f.member() for _n in range(3)]
    jobs = [partial(education.withdraw, by=person, offer=offer) for person in first[:3]]
    jobs += [partial(education.enrol, by=person, offer=offer) for person in later]
    at_once(*jobs)
    assert Counter(offer.enrolments.values_list("state", flat=True)) == {
        S.IN: 3,
        S.WAITING: 3,
        S.WITHDRAWN: 3,
    }
    with_place = set(Enrolment.objects.filter(offer=offer, state=S.IN).values_list("person", flat=True))
    assert with_place == {person.pk for person in first[3:]}, "those who waited longest"


def test_one_measure_of_a_kind_stands():
    world = c.World(CaseState.COLLECTIVE)
    given = {"by": world.recorder, "case": world.case, "what": "suspension", "is_permanent": True,
             "since": today(), "review_on": today()}  # fmt: skip
    decisions = [c.decision() for _n in range(4)]
    answers = at_once(
        *[partial(measures.impose_measure, **given, decision=decision) for decision in decisions]
    )
    assert Counter(one for one in answers if isinstance(one, str)) == {"measure_stands": 3}
    assert CaseMeasure.objects.count() == 1


def test_two_moves_at_once_are_one():
    world = c.World(CaseState.HEARD)
    move = partial(conduct.move_case, by=world.recorder, case=world.case, words="x")
    answers = at_once(*[partial(move, state=state) for state in ("mediation", "collective", "mediation")])
    moved = [one for one in answers if not isinstance(one, str)]
    assert 1 <= len(moved) <= 2, "mediation may still be followed by the meeting's talk"
    world.case.refresh_from_db()
    assert world.case.steps.count() == 3 + len(moved)


def test_destroying_against_reading_and_writing():
    world = c.World(CaseState.CLOSED)
    act = redacting.ask_case_redaction(by=world.raiser, case=world.case, why="time")
    jobs = [partial(acts.confirm, by=world.recorder, act=act)]
    jobs += [partial(conduct.read_case, by=world.subject, pk=world.case.pk)] * 4
    jobs += [
        partial(conduct.write_entry, by=world.recorder, case=world.case, kind="talk", words=f"y{n}")
        for n in range(4)
    ]
    answers = at_once(*jobs)
    assert not CaseKey.objects.exists()
    for reading in answers[1:5]:
        words = {one.words for one in reading.told}
        assert None not in words or words == {None}, "all the words, or none"
    written = [one for one in answers[5:] if not isinstance(one, str)]
    assert Counter(one for one in answers[5:] if isinstance(one, str)) == (
        {"words_gone": 4 - len(written)} if len(written) < 4 else {}
    )
    numbers = list(CaseEntry.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))


def test_entries_written_at_once_each_have_their_number():
    world = c.World()
    write = partial(conduct.write_entry, by=world.recorder, case=world.case, kind="talk")
    at_once(*[partial(write, words=f"x{n}") for n in range(6)])
    reading = conduct.read_case(by=world.subject, pk=world.case.pk)
    assert sorted(one.words for one in reading.told[1:]) == [f"x{n}" for n in range(6)]
    assert [one.entry.number for one in reading.told] == list(range(1, 8))
