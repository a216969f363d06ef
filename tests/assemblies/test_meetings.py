"""Spaces, series and meetings: planned once, moved without doubling, opened and sealed."""

import datetime as dt

import pytest
from django.utils import timezone

from assemblies import policies
from assemblies.models import AgendaItem, Meeting, MeetingSeries, Topic
from assemblies.selectors.agenda import expected_agenda, waiting_topics
from assemblies.selectors.series import Rhythm, occurrences, rhythm_of
from assemblies.services import agenda, meetings, series, spaces, topics
from assemblies.states import MEETING, MeetingState, TopicState
from cecosesola.kernel.clock import at, now, today
from cecosesola.kernel.errors import Refused
from tests.factories import federation as f
from tests.factories import meetings as m

pytestmark = pytest.mark.django_db
CARACAS = timezone.get_default_timezone()


# --- series ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rhythm", "rule", "days"),
    [
        (Rhythm(("MO",)), "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO", [1, 8, 15, 22, 29]),
        (Rhythm(("MO", "TH")), "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TH", [1, 4, 8, 11, 15, 18, 22, 25, 29]),
        (Rhythm(("WE",), weeks=2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", [3, 17, 31]),
        (Rhythm(("SA",), place=1), "FREQ=MONTHLY;BYDAY=1SA", [6]),
        (Rhythm(("FR",), place=-1), "FREQ=MONTHLY;BYDAY=-1FR", [26]),
    ],
)
def test_a_rhythm_is_a_rule_and_its_days(rhythm, rule, days):
    made = MeetingSeries(rule=rhythm.rule, first_on=dt.date(2029, 1, 1), begins=dt.time(17, 30))
    assert made.rule == rule
    assert rhythm_of(made) == rhythm
    found = list(occurrences(made, dt.date(2029, 1, 1), dt.date(2029, 1, 31)))
    assert [moment.day for moment in found] == days
    assert all(moment.utcoffset() == dt.timedelta(hours=-4) and moment.hour == 17 for moment in found)


def test_a_series_lasts_until_its_end_and_begins_on_its_day():
    made = MeetingSeries(
        rule=Rhythm(("MO",)).rule,
        first_on=dt.date(2029, 1, 9),
        until=dt.date(2029, 1, 22),
        begins=dt.time(17),
    )
    found = list(occurrences(made, dt.date(2029, 1, 1), dt.date(2029, 3, 1)))
    assert [moment.day for moment in found] == [15, 22]


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_rhythm_has_words(language):
    from django.utils import translation

    with translation.override(language):
        words = {
            Rhythm(days, weeks=weeks, place=place).words
            for days, weeks, place in [
                (("MO",), 1, 0),
                (("MO", "TH"), 1, 0),
                (("MO",), 2, 0),
                (("MO",), 1, 1),
                (("MO",), 1, 2),
                (("MO",), 1, 3),
                (("MO",), 1, 4),
                (("MO",), 1, -1),
            ]
        }
    assert len(words) == 8


def test_unrolling_again_changes_nothing_and_a_moved_meeting_is_not_doubled():
    made = m.weekly()
    standing = made.meetings.count()
    assert standing >= 8
    first = made.meetings.order_by("starts_at").first()
    meetings.move_meeting(
        by=f.worker(), meeting=first, starts_at=first.starts_at + dt.timedelta(days=1), minutes=60
    )
    second = made.meetings.order_by("starts_at")[1]
    meetings.cancel_meeting(by=f.worker(), meeting=second, reason="Es feriado.")
    assert series.unroll_all() == 0
    assert made.meetings.count() == standing


def test_a_stop_of_weeks_is_caught_up_once():
    with at(now() - dt.timedelta(weeks=30)):
        made = m.weekly()
    known = made.meetings.count()
    added = series.unroll_all()
    assert added > 8
    assert made.meetings.count() == known + added
    assert series.unroll_all() == 0


def test_another_hour_is_another_series_and_nothing_planned_is_left_twice():
    made = m.weekly()
    moment = today() + dt.timedelta(days=14)
    following = series.change_series(
        by=f.worker(), series=made, since=moment, rhythm=Rhythm(("TU",)), begins=dt.time(6), minutes=90
    )
    made.refresh_from_db()
    assert following.follows == made
    assert made.until == moment - dt.timedelta(days=1)
    later = made.meetings.filter(occurrence__date__gte=moment)
    assert later.exists()
    assert set(later.values_list("state", flat=True)) == {MeetingState.CANCELLED}
    assert all(meeting.reason for meeting in later)
    assert following.meetings.filter(state=MeetingState.PLANNED).exists()
    with pytest.raises(Refused):
        series.end_series(by=f.worker(), series=made, reason="Otra vez", last_on=moment)


def test_a_meeting_far_away_is_refused():
    with pytest.raises(Refused) as refused:
        m.planned(starts_at=now() + dt.timedelta(days=800))
    assert "starts_at" in refused.value.refusal.fields


# --- states × roles -------------------------------------------------------------------------------
def _in_state(state):
    """A meeting brought to a state by the room's own verbs."""
    if state == MeetingState.PLANNED:
        return m.planned()
    if state == MeetingState.CANCELLED:
        return meetings.cancel_meeting(by=f.worker(), meeting=m.planned(), reason="No hay luz.")
    if state == MeetingState.SEALED:
        return m.sealed()
    if state == MeetingState.AGREED:
        return m.agreed()
    found = m.opened()
    if state == MeetingState.READ_BACK:
        Meeting.objects.filter(pk=found.pk).update(state=state, closed_at=now())
        found.refresh_from_db()
    return found


VERBS = {
    "open": (lambda by, meeting: meetings.open_meeting(by=by, meeting=meeting), MeetingState.OPEN),
    "cancel": (
        lambda by, meeting: meetings.cancel_meeting(by=by, meeting=meeting, reason="No hay luz."),
        MeetingState.CANCELLED,
    ),
    "seal": (lambda by, meeting: meetings.seal_meeting(by=by, meeting=meeting), MeetingState.SEALED),
}
ROLES = {"worker": f.worker, "member": f.member, "stranger": f.person}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", MeetingState.values)
def test_every_verb_from_every_state_by_every_role(state, verb, role):
    meeting = _in_state(state)
    act, goal = VERBS[verb]
    # Opening again what is being read back is another verb, of the minutes.
    possible = str(goal) in MEETING.moves[state] and (verb, state) != ("open", MeetingState.READ_BACK)
    allowed = role == "worker" and possible
    again = state == goal and verb in {"open", "seal"}  # a retry of a slow line
    if allowed:
        assert act(ROLES[role](), meeting).state == goal
    elif again:
        assert act(ROLES[role](), meeting).state == state
    else:
        with pytest.raises(Refused):
            act(ROLES[role](), meeting)
        meeting.refresh_from_db()
        assert meeting.state == state


def test_nobody_begins_next_weeks_meeting_by_mistake():
    meeting = m.planned(starts_at=now() + dt.timedelta(days=3))
    with pytest.raises(Refused) as refused:
        meetings.open_meeting(by=f.worker(), meeting=meeting)
    assert refused.value.refusal.code == "too_early"


# --- agenda ---------------------------------------------------------------------------------------
def test_the_agenda_gathers_what_waits_in_its_order():
    where = m.space()
    memory = m.topic(where, "Cumplimos años", kind=Topic.Kind.MEMORY)
    matter = m.topic(where, "El agua")
    proposal = m.topic(where, "Un horario nuevo", kind=Topic.Kind.PROPOSAL)
    telling = m.topic(where, "Compramos huacales", kind=Topic.Kind.TELLING)
    parked = topics.move_topic(by=f.worker(), topic=m.topic(where, "Después"), state=TopicState.PARKED)
    meeting = m.planned(where)
    _items, joins = expected_agenda(meeting)
    wanted = [telling, proposal, matter, memory]
    assert joins == wanted
    meetings.open_meeting(by=f.worker(), meeting=meeting)
    items, joins = expected_agenda(meeting)
    assert [item.topic for item in items] == wanted
    assert joins == []
    assert parked not in [item.topic for item in items]
    meeting.refresh_from_db()
    assert meeting.current == items[0]


def test_a_topic_brought_while_they_meet_joins_them():
    meeting = m.opened()
    late = m.topic(meeting.space, "Acaba de pasar")
    assert meeting.items.get().topic == late


def test_what_stays_open_goes_on_to_the_next_meeting_first_and_says_how_often():
    where = m.space()
    topic = m.topic(where)
    first = m.opened(where)
    following = m.planned(where, starts_at=now() + dt.timedelta(hours=3))
    m.sealed(meeting=first)
    item = following.items.get()
    assert item.topic == topic
    assert item.carried_from.meeting == first
    assert first.items.get().outcome == AgendaItem.Outcome.CARRIED
    fresh = m.topic(where, "Uno nuevo", kind=Topic.Kind.TELLING)
    meetings.open_meeting(by=f.worker(), meeting=following)
    items, _joins = expected_agenda(following)
    assert [one.topic for one in items] == [topic, fresh]
    assert [one.times for one in items] == [1, 0]


def test_without_a_next_meeting_it_waits_in_the_space_and_comes_first():
    where = m.space()
    old = m.topic(where, "El viejo")
    m.sealed(where)
    new = m.topic(where, "El nuevo", kind=Topic.Kind.TELLING)
    following = m.opened(where)
    assert [item.topic for item in following.items.order_by("place")] == [old, new]
    assert following.items.get(topic=old).carried_from is not None


def test_a_meeting_read_back_no_longer_holds_its_topics_and_sealing_late_doubles_none():
    where = m.space()
    topic = m.topic(where)
    first = m.agreed(where)
    assert list(waiting_topics(first)) == [topic]
    second = m.opened(where)
    m.sealed(meeting=first)
    assert AgendaItem.objects.filter(topic=topic).count() == 2
    assert second.items.get().carried_from.meeting == first


def test_settled_topics_stay_behind():
    where = m.space()
    topic = m.topic(where)
    meeting = m.opened(where)
    agenda.treated(meeting.items.get(), AgendaItem.Outcome.RESOLVED)
    topics.move_topic(by=f.worker(), topic=topic, state=TopicState.RESOLVED)
    m.sealed(meeting=meeting)
    assert meeting.items.get().outcome == AgendaItem.Outcome.RESOLVED
    assert m.opened(where).items.count() == 0


def test_a_cancelled_meeting_leaves_its_topics_to_the_next():
    where = m.space()
    topic = m.topic(where)
    meeting = m.planned(where)
    agenda.place_topic(by=f.worker(), meeting=meeting, topic=topic)
    meetings.cancel_meeting(by=f.worker(), meeting=meeting, reason="Llueve.")
    assert m.opened(where).items.get().topic == topic


def test_a_topic_is_placed_at_another_spaces_meeting_and_at_one_only():
    where, other = m.space(), m.space()
    topic = m.topic(where)
    here, there = m.planned(where), m.planned(other)
    agenda.place_topic(by=f.worker(), meeting=here, topic=topic)
    agenda.place_topic(by=f.worker(), meeting=there, topic=topic)
    agenda.place_topic(by=f.worker(), meeting=there, topic=topic)
    topic.refresh_from_db()
    assert topic.space == other
    assert [item.meeting for item in topic.items.all()] == [there]


def test_topics_change_places():
    where = m.space()
    names = ["A", "B", "C"]
    for name in names:
        m.topic(where, name)
    meeting = m.opened(where)
    last = meeting.items.get(topic__title="C")
    agenda.order_item(by=f.worker(), item=last, earlier=True)
    agenda.order_item(by=f.worker(), item=last, earlier=True)
    agenda.order_item(by=f.worker(), item=last, earlier=True)
    assert [item.topic.title for item in meeting.items.order_by("place")] == ["C", "A", "B"]
    m.agreed(meeting=meeting)
    with pytest.raises(Refused):
        agenda.order_item(by=f.worker(), item=last, earlier=False)


def test_members_bring_topics_to_assemblies_open_to_the_community_and_nowhere_else():
    member = f.member()
    assert m.topic(m.space(openness="community"), by=member).brought_by == member
    with pytest.raises(Refused):
        m.topic(m.space(), by=member)
    assert policies.may_read_space(f.person(), m.space(openness="community")).status == 404


# --- sealing --------------------------------------------------------------------------------------
def test_actas_are_numbered_in_a_row_for_the_whole_network():
    numbers = [m.sealed().number for _each in range(3)]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    meeting = Meeting.objects.filter(number=numbers[0]).get()
    assert meeting.acta_number == f"A-{meeting.year}-{meeting.number:04d}"


def test_an_acta_of_december_sealed_in_january_belongs_to_december():
    with at(dt.datetime(2029, 12, 31, 22, tzinfo=CARACAS)):
        meeting = m.agreed()
    with at(dt.datetime(2030, 1, 2, 8, tzinfo=CARACAS)):
        assert meetings.seal_meeting(by=f.worker(), meeting=meeting).year == 2029


def test_what_nobody_closes_closes_by_itself_after_six_hours():
    fresh, old = m.agreed(), m.agreed()
    Meeting.objects.filter(pk=old.pk).update(agreed_at=now() - dt.timedelta(hours=7))
    assert meetings.seal_agreed() == 1
    assert meetings.seal_agreed() == 0
    fresh.refresh_from_db()
    assert fresh.state == MeetingState.AGREED


# --- spaces ---------------------------------------------------------------------------------------
def test_a_space_that_closes_hands_its_topics_on():
    where, heir = m.space(), m.space()
    m.weekly(where)
    topic = m.topic(where)
    with pytest.raises(Refused):
        spaces.close_space(by=f.worker(), space=where, heir=where)
    spaces.close_space(by=f.worker(), space=where, heir=heir)
    topic.refresh_from_db()
    assert topic.space == heir
    assert not where.meetings.filter(state=MeetingState.PLANNED, starts_at__gt=now() + dt.timedelta(days=1))
    with pytest.raises(Refused):
        m.topic(where)
    with pytest.raises(Refused):
        spaces.close_space(by=f.worker(), space=m.network_meeting(), heir=heir)


def test_the_same_name_is_refused_with_its_field():
    where = m.space()
    with pytest.raises(Refused) as refused:
        m.space(name=where.name)
    assert "name" in refused.value.refusal.fields


def test_a_topic_said_better_leaves_how_it_read_in_the_changes():
    topic = m.topic(m.space(), "El agua")
    changed = topics.change_topic(by=f.worker(), topic=topic, title="El agua del galpón 2", body="Se bota.")
    assert changed.title == "El agua del galpón 2"
    topics.move_topic(by=f.worker(), topic=topic, state=TopicState.RESOLVED)
    with pytest.raises(Refused):
        topics.change_topic(by=f.worker(), topic=topic, title="Otra cosa")
