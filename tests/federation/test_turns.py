"""Keys that the roster gives in bulk, and suspensions: what the rooms above will call."""

import datetime as dt

import pytest
from django.test import Client

from cecosesola.kernel.clock import at, now
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation import services
from federation.models import Mandate, Person, Role
from federation.policies import Keys
from federation.selectors import live_mandates
from federation.services import TurnKey
from tests.factories import assemblies as a
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def turn(person, ref="T-1", role=Role.TILL, start=1, hours=6, scope="fair:3", **extra):
    since = now().replace(microsecond=0) + start * HOUR
    return TurnKey(ref, person, role, since, since + hours * HOUR, scope, "Feria del Centro", **extra)


def give(*turns, by=None, second=None):
    return services.give_turn_mandates(by=by, turns=turns, second=second)


def spans(person):
    rows = person.mandates.filter(during__isempty=False).order_by("during")
    return [(row.during.lower, row.during.upper) for row in rows]


def test_turns_give_keys_and_the_same_turns_again_give_none():
    one, other = f.worker(), f.worker()
    turns = [turn(one, "T-1"), turn(other, "T-2"), turn(other, "T-3", start=24)]
    assert [m.source_ref for m in give(*turns, by=one).given] == ["T-1", "T-2", "T-3"]
    again = give(*turns, by=one)
    assert (again.given, len(again.kept), again.ended) == ([], 3, 0)
    mandate = one.mandates.get()
    assert (mandate.source, mandate.given_by, mandate.scope_label) == ("turn", one, "Feria del Centro")
    assert spans(other) == [(turn_.since, turn_.until) for turn_ in turns[1:]]
    assert AuditEvent.objects.filter(verb="federation.give_mandate").count() == 3


def test_a_turn_that_changes_hands_and_comes_back():
    one, other = f.worker(), f.worker()
    give(turn(one))
    assert give(turn(other)).ended == 1
    assert (spans(one), len(spans(other))) == ([], 1)
    result = give(turn(one))
    assert (len(result.given), result.ended) == (1, 1)
    assert (len(spans(one)), spans(other)) == (1, [])


def test_a_turn_under_way_that_changes_hands_leaves_what_has_passed():
    one, other = f.worker(), f.worker()
    running = turn(one, start=0, hours=6)
    give(running)
    began = one.mandates.get().during.lower
    with at(now() + 2 * HOUR):
        handed = TurnKey("T-1", other, Role.TILL, running.since, running.until, "fair:3")
        give(handed)
        assert Keys(other).holds(Role.TILL, "fair:3")
        assert not Keys(one).holds(Role.TILL, "fair:3")
        assert spans(one) == [(began, now())]
        assert spans(other) == [(now(), running.until)]


def test_longer_and_shorter_hours():
    someone = f.worker()
    short = turn(someone, hours=6)
    give(short)
    longer = TurnKey("T-1", someone, Role.TILL, short.since, short.until + 2 * HOUR, "fair:3")
    give(longer)
    assert spans(someone) == [(short.since, short.until), (short.until, longer.until)]
    give(TurnKey("T-1", someone, Role.TILL, short.since, short.since + HOUR, "fair:3"))
    assert spans(someone) == [(short.since, short.since + HOUR)]


def test_what_another_key_covers_is_not_given_twice():
    someone = f.worker()
    wanted = turn(someone, start=1, hours=6)
    middle = (wanted.since + 2 * HOUR, wanted.since + 3 * HOUR)
    f.key(someone, Role.TILL, "fair:3", since=middle[0], until=middle[1])
    give(wanted)
    assert spans(someone) == [(wanted.since, middle[0]), middle, (middle[1], wanted.until)]
    assert give(wanted).given == []
    covered = f.worker()
    f.key(covered, Role.TILL, "fair:3")
    result = give(turn(covered, "T-9", start=1, hours=2))
    assert [t.ref for t in result.covered] == ["T-9"]


def test_what_somebody_ended_by_hand_stays_ended():
    someone = f.worker()
    wanted = turn(someone, start=0)
    give(wanted)
    services.end_key(by=someone, mandate=someone.mandates.get(), reason="Me enfermé")
    result = give(wanted)
    assert (result.given, [t.ref for t in result.over]) == ([], ["T-1"])
    assert not live_mandates().filter(person=someone).exists()


def test_a_turn_that_is_over_gives_nothing():
    someone = f.worker()
    result = give(turn(someone, start=-10, hours=6))
    assert (result.given, len(result.over)) == ([], 1)


@pytest.mark.parametrize("role", [Role.REGISTER, Role.FINANCE])
def test_a_turn_with_a_sensitive_key_takes_two_who_do_not_receive_it(role):
    one, other, someone = f.worker(), f.worker(), f.worker()
    for by, second in [(None, None), (one, None), (one, one), (one, someone), (someone, one)]:
        with pytest.raises(Refused) as refused:
            give(turn(someone, role=role), by=by, second=second)
        assert refused.value.refusal.code == "takes_two"
    mandate = give(turn(someone, role=role), by=one, second=other).given[0]
    assert (mandate.given_by, mandate.seconded_by) == (one, other)


def test_one_bad_turn_and_none_is_given():
    someone = f.worker()
    with pytest.raises(Refused):
        give(turn(someone), turn(someone, "T-2", start=9, hours=367 * 24))
    assert not Mandate.objects.exists()


def test_ending_what_a_turn_gave():
    one, other = f.worker(), f.worker()
    give(turn(one, start=0), turn(other, start=20), turn(other, "T-2", start=30))
    with at(now() + HOUR):
        assert services.end_mandates_of(by=None, source="turn", ref="T-1", reason="Llovió") == 2
        assert services.end_mandates_of(by=None, source="turn", ref="T-1", reason="Llovió") == 0
        assert services.end_mandates_of(by=None, source="decision", ref="T-2", reason="x") == 0
        assert spans(one)[0][1] == now()
    assert len(spans(other)) == 1, "T-2 stays"
    # The roster itself ended it, so the roster may give it again.
    assert give(turn(other, start=20)).given


def test_a_bulk_of_turns_costs_no_query_a_holder(django_assert_num_queries):
    def cost(count, start):
        turns = [turn(f.worker(), f"T-{start}-{n}") for n in range(count)]
        # A key and its trace each; what is read is read for all of them.
        with django_assert_num_queries(8 + 2 * count):
            give(*turns)

    cost(2, 1)
    cost(20, 2)


# --- suspensions ---------------------------------------------------------------------------------


def suspended(person, **extra):
    given = {"since": now(), "until": now() + dt.timedelta(days=7), "decision": a.decision().number}
    return services.suspend(by=f.worker(), person=person, **given | extra)


def fresh(person):
    return Person.objects.get(pk=person.pk)


def test_keys_and_logins_stand_still_and_come_back(enter):
    someone = f.holder(Role.WEEK)
    inside = enter(someone)
    assert inside.get("/gente/").status_code == 200
    suspended(someone)
    assert inside.get("/gente/").status_code == 302
    assert not Keys(fresh(someone)).live
    assert not Keys(fresh(someone)).is_worker
    assert not live_mandates().filter(person=someone).exists()
    typed = {"document": someone.document, "password": f.PASSWORD}
    refused = Client().post("/entrar/", typed)
    assert refused.status_code == 422
    assert "no van juntos" in refused.content.decode()
    with at(now() + dt.timedelta(days=8)):
        assert Keys(fresh(someone)).is_worker
        assert Client().post("/entrar/", typed).status_code == 302


def test_a_suspension_that_begins_later_ends_what_is_open_then(enter):
    someone = f.worker()
    inside = enter(someone)
    suspended(someone, since=now() + HOUR, until=None)
    assert inside.get("/gente/").status_code == 200
    with at(now() + HOUR):
        assert inside.get("/gente/").status_code == 302


def test_another_decision_lifts_it():
    someone = f.worker()
    stop = suspended(someone, until=None)
    for decision in (stop.source_ref, "D-999999", ""):
        with pytest.raises(Refused):
            services.lift_suspension(by=None, suspension=stop, decision=decision)
    with pytest.raises(Refused):
        services.lift_suspension(by=someone, suspension=stop, decision=a.decision().number)
    lifted = services.lift_suspension(by=f.worker(), suspension=stop, decision=a.decision().number)
    assert lifted.lifted_at
    assert Keys(fresh(someone)).is_worker
    with pytest.raises(Refused) as refused:
        services.lift_suspension(by=None, suspension=stop, decision=a.decision().number)
    assert refused.value.refusal.code == "already_lifted"


def test_two_suspensions_are_lifted_one_by_one():
    someone = f.worker()
    first, _second = suspended(someone), suspended(someone)
    services.lift_suspension(by=None, suspension=first, decision=a.decision().number)
    assert not Keys(fresh(someone)).is_worker


def test_the_same_decision_suspends_once():
    someone, decision = f.worker(), a.decision().number
    given = {"since": now(), "until": None, "decision": decision}
    assert suspended(someone, **given) == suspended(someone, **given)
    with pytest.raises(Refused) as refused:
        suspended(someone, **given | {"until": now() + HOUR})
    assert refused.value.refusal.code == "already_suspended"


def test_it_cites_a_decision_ends_after_it_begins_and_is_private():
    someone = f.worker()
    for wrong in ({"decision": ""}, {"decision": "D-999999"}, {"until": now() - HOUR}):
        with pytest.raises(Refused):
            suspended(someone, **wrong)
    with pytest.raises(Refused):
        services.suspend(by=someone, person=someone, since=now(), until=None, decision=a.decision().number)
    suspended(someone)
    assert AuditEvent.objects.get(verb="federation.suspend").private
