"""Many hands at one meeting, each with a connection of its own."""

import datetime as dt
from functools import partial

import pytest

from assemblies.models import AgendaItem, CalendarKey, Meeting, Sending
from assemblies.services import agenda, meetings, reach, sending, series, topics
from assemblies.states import MeetingState
from cecosesola.kernel.clock import now
from tests.factories import federation as f
from tests.factories import meetings as m
from tests.finance.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_jobs_unroll_the_same_series_once():
    made = m.weekly()
    made.meetings.filter(state=MeetingState.PLANNED).update(occurrence=None, series=None)
    answers = at_once(*[series.unroll_all] * 4)
    assert all(isinstance(answer, int) for answer in answers)
    occurrences = list(made.meetings.values_list("occurrence", flat=True))
    assert len(occurrences) == len(set(occurrences)) >= 8


def test_a_meeting_opened_by_many_opens_once_with_one_agenda():
    where = m.space()
    for count in range(5):
        m.topic(where, f"Tema {count}")
    meeting = m.planned(where)
    people = [f.worker() for _each in range(6)]
    at_once(*[partial(meetings.open_meeting, by=person, meeting=meeting) for person in people])
    assert meeting.items.count() == 5
    places = list(meeting.items.values_list("place", flat=True))
    assert len(set(places)) == 5


def test_topics_brought_while_it_opens_are_on_the_agenda_all_of_them():
    where, someone = m.space(), f.worker()
    meeting = m.planned(where)
    at_once(
        partial(meetings.open_meeting, by=someone, meeting=meeting),
        *[partial(topics.bring_topic, by=someone, space=where, title=f"Tema {n}") for n in range(8)],
    )
    # Whoever committed before the opening was gathered; whoever came after joined it; nobody fell between.
    left = AgendaItem.objects.filter(meeting=meeting).count()
    assert left == 8


def test_opening_and_cancelling_at_once_is_one_of_the_two():
    meeting = m.planned()
    someone = f.worker()
    at_once(
        partial(meetings.open_meeting, by=someone, meeting=meeting),
        partial(meetings.cancel_meeting, by=someone, meeting=meeting, reason="No hay luz."),
    )
    meeting.refresh_from_db()
    assert meeting.state in {MeetingState.OPEN, MeetingState.CANCELLED}


def test_actas_sealed_at_once_have_numbers_in_a_row():
    ready = [m.agreed() for _each in range(6)]
    someone = f.worker()
    at_once(*[partial(meetings.seal_meeting, by=someone, meeting=meeting) for meeting in ready])
    numbers = sorted(Meeting.objects.filter(state=MeetingState.SEALED).values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + 6))


def test_one_acta_sealed_by_many_is_sealed_once_and_carries_over_once():
    where = m.space()
    m.topic(where)
    meeting = m.agreed(where)
    m.planned(where, starts_at=now() + dt.timedelta(days=1))
    someone = f.worker()
    answers = at_once(*[partial(meetings.seal_meeting, by=someone, meeting=meeting)] * 5)
    assert len({answer.number for answer in answers}) == 1
    assert AgendaItem.objects.filter(carried_from__meeting=meeting).count() == 1


def test_a_topic_pulled_to_two_meetings_at_once_is_at_one():
    where, other, someone = m.space(), m.space(), f.worker()
    topic = m.topic(where)
    here, there = m.planned(where), m.planned(other)
    at_once(
        partial(agenda.place_topic, by=someone, meeting=here, topic=topic),
        partial(agenda.place_topic, by=someone, meeting=there, topic=topic),
    )
    assert topic.items.count() == 1


def test_a_reminder_planned_and_sent_by_many_goes_once(mailoutbox):
    someone = f.worker()
    m.planned(m.space(by=someone))
    reach.say_reach(by=someone, channel="email", address="a@b.org", wants_digest=False, wants_reminders=True)
    at_once(*[sending.plan_reminders] * 4)
    assert Sending.objects.count() == 1
    went = at_once(*[sending.send_waiting] * 4)
    assert sum(went) == 1


def test_a_link_made_twice_at_once_leaves_one_alive():
    someone = f.worker()
    at_once(*[partial(reach.make_calendar_key, by=someone)] * 4)
    assert CalendarKey.objects.filter(person=someone, revoked_at=None).count() == 1
