"""A decision told to the others: every move, possible or not, and what each leaves behind."""

import datetime as dt

import pytest

from assemblies import policies, selectors, services
from assemblies.models import Decision, HearingEntry
from assemblies.selectors import decisions, lent
from assemblies.states import HEARING, TOPIC, Hearing, TopicState
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from tests.factories import assemblies as a
from tests.factories import federation as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("old", Hearing.values)
@pytest.mark.parametrize("new", Hearing.values)
def test_every_move(old, new):
    decision = a.decision(hearing=old)
    before = HearingEntry.objects.count()
    if new in HEARING.moves[old]:
        assert a.hear(decision, new).hearing == new
        entry = decision.hearings.latest("id")
        event = AuditEvent.objects.filter(verb="assemblies.hear_decision").latest("id")
        assert (entry.outcome, event.old, event.new) == (new, {"hearing": old}, {"hearing": new})
    else:
        with pytest.raises(Refused) as refused:
            a.hear(decision, new)
        assert refused.value.refusal.code == "no_such_move"
        decision.refresh_from_db()
        assert (decision.hearing, HearingEntry.objects.count()) == (old, before)


def test_a_collective_decision_was_heard_as_it_was_made():
    meeting = a.network_meeting()
    decision = a.decision(mode=Decision.Mode.COLLECTIVE, space=meeting)
    assert decision.hearing == Hearing.KEPT


def test_a_decision_that_names_its_meeting_is_told():
    assert a.decision(space=a.network_meeting()).hearing == Hearing.REPORTED


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"people": []}, "nobody_decided"),
        ({"mode": Decision.Mode.COLLECTIVE}, "no_meeting"),
        ({"taken_on": dt.date(2999, 1, 1)}, "not_yet"),
    ],
)
def test_what_cannot_be_told_leaves_nothing(extra, code):
    someone = f.worker()
    with pytest.raises(Refused) as refused:
        a.decision(someone, **extra)
    assert refused.value.refusal.code == code
    assert not Decision.objects.exists()


@pytest.mark.parametrize("outcome", [Hearing.CRITICISED, Hearing.AMENDED, Hearing.REVERSED])
def test_to_question_is_to_say_why(outcome):
    decision = a.decision(hearing=Hearing.REPORTED if outcome == Hearing.CRITICISED else Hearing.CRITICISED)
    with pytest.raises(Refused) as refused:
        a.hear(decision, outcome, note="  ")
    assert "note" in refused.value.refusal.fields


def test_another_decision_takes_the_place_of_one_that_was_amended_and_only_once():
    old = a.decision(hearing=Hearing.AMENDED)
    new = a.decision(replaces=old)
    assert decisions.follower_of(old) == new
    assert old not in selectors.citable_decisions()
    with pytest.raises(Refused) as refused:
        a.decision(replaces=old)
    assert refused.value.refusal.code == "replaced"
    with pytest.raises(Refused) as refused:
        a.decision(replaces=new)
    assert refused.value.refusal.code == "stands"


def test_only_workers_tell_hear_and_bring():
    decision = a.decision(hearing=Hearing.REPORTED)
    for someone in (f.person(), f.member()):
        for act in (
            lambda who: a.decision(who),
            lambda who: a.hear(decision, Hearing.HEARD, by=who),
            lambda who: a.topic(who),
        ):
            with pytest.raises(Refused) as refused:
                act(someone)
            assert refused.value.refusal.status == 404


@pytest.mark.parametrize("old", TopicState.values)
@pytest.mark.parametrize("new", TopicState.values)
def test_every_move_of_a_topic(old, new):
    someone = f.worker()
    topic = a.topic(someone)
    if old != TopicState.OPEN:
        topic = services.move_topic(by=someone, topic=topic, state=old)
    if new in TOPIC.moves[old]:
        assert services.move_topic(by=someone, topic=topic, state=new).state == new
        assert AuditEvent.objects.filter(verb="assemblies.move_topic").latest("id").new == {"state": new}
    else:
        with pytest.raises(Refused):
            services.move_topic(by=someone, topic=topic, state=new)
        topic.refresh_from_db()
        assert topic.state == old


def test_only_whoever_brought_a_topic_takes_it_back():
    topic = a.topic()
    with pytest.raises(Refused, match="Solo lo retira"):
        services.move_topic(by=f.worker(), topic=topic, state=TopicState.WITHDRAWN)
    assert policies.may_move_topic(f.worker(), topic, "otra").code == "no_such_state"


def test_what_comes_by_itself_comes_once():
    a.network_meeting()
    first = services.bring_topic(by=None, title="Descuadre", source="markets.tillsession:412")
    again = services.bring_topic(by=None, title="Descuadre", source="markets.tillsession:412")
    assert first == again
    assert AuditEvent.objects.filter(verb="assemblies.bring_topic").count() == 1


def test_what_is_still_to_tell_waits_for_whoever_decided_and_news_reach_all():
    someone, other = f.worker(), f.worker()
    untold = a.decision(someone)
    questioned = a.decision(someone, Hearing.CRITICISED, title="Otra")
    titles = [str(item.title) for item in lent.waiting_for(someone)]
    assert titles == [
        f"Contarla en la reunión: «{untold.title}»",
        f"Cuestionaron tu decisión: «{questioned.title}»",
    ]
    assert lent.waiting_for(other) == []
    assert lent.waiting_for(f.person()) == []
    (news,) = lent.news_for(other, now() - dt.timedelta(days=1))
    assert str(news.title) == "2 decisiones contadas"
    assert news.quote == "Otra"
    assert lent.news_for(other, now() + dt.timedelta(days=1)) == []
    assert [d.pk for d in selectors.unheard()] == [untold.pk]
    assert today() >= untold.taken_on
