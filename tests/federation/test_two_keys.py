"""Keys that two people give, keys of an emergency, and what each key opens."""

import datetime as dt

import pytest
from django.urls import reverse

from assemblies.models import Topic
from cecosesola.kernel.clock import at, now
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation import services
from federation.models import SENSITIVE, Mandate, Role, TwoPersonAct
from federation.policies import keys_of
from federation.policies.powers import POWERS
from federation.selectors.mandates import emergency_keys
from federation.services import acts
from tests.factories import assemblies as a
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
GIVE, BREAK = "/gente/llaves/dar/", "/gente/llaves/emergencia/"


def asked(keeper, someone, role=Role.REGISTER, **extra):
    given = {
        "by": keeper,
        "person": someone,
        "role": role,
        "decision": a.decision().number,
        "since": now(),
        "until": now() + dt.timedelta(days=30),
    } | extra
    return services.hand_key(**given)


@pytest.fixture
def keepers():
    return f.holder(Role.REGISTER), f.holder(Role.REGISTER)


@pytest.mark.parametrize("role", SENSITIVE)
def test_one_keeper_asks_and_another_gives(keepers, role):
    one, other = keepers
    someone = f.worker()
    act = asked(one, someone, role)
    assert isinstance(act, TwoPersonAct)
    assert not someone.mandates.exists()
    done = acts.confirm(by=other, act=act)
    mandate = someone.mandates.get()
    assert done.outcome == {"mandate": mandate.pk}
    assert (mandate.given_by, mandate.seconded_by, mandate.source) == (one, other, "decision")
    assert keys_of(someone).holds(role)


def test_neither_the_asker_nor_the_receiver_nor_a_stranger_confirms(keepers):
    one, _other = keepers
    receiver = f.holder(Role.REGISTER)
    act = asked(one, receiver, Role.FINANCE)
    for wrong in (one, receiver, f.worker(), f.holder(Role.FINANCE)):
        with pytest.raises(Refused) as refused:
            acts.confirm(by=wrong, act=act)
        assert refused.value.refusal.status == 403
    assert not Mandate.objects.filter(person=receiver, role=Role.FINANCE).exists()


def test_nobody_asks_for_their_own_and_one_alone_gives_none(keepers):
    one, other = keepers
    with pytest.raises(Refused, match="Nadie se da una llave"):
        asked(one, one, Role.FINANCE)
    given = {
        "by": one,
        "person": f.worker(),
        "role": Role.FINANCE,
        "decision": a.decision().number,
        "since": now(),
        "until": now() + dt.timedelta(days=1),
    }
    for second in (None, one):
        with pytest.raises(Refused) as refused:
            services.give_key(**given, second=second)
        assert refused.value.refusal.code == "takes_two"
    assert services.give_key(**given, second=other).seconded_by == other


def test_what_was_true_when_asked_is_asked_again_when_done(keepers):
    one, other = keepers
    decision, someone = a.decision(), f.worker()
    act = asked(one, someone, decision=decision.number)
    for answer in ("reported", "criticised", "reversed"):
        a.hear(decision, answer)
    with pytest.raises(Refused) as refused:
        acts.confirm(by=other, act=act)
    assert refused.value.refusal.code == "no_decision"
    decision = a.decision()
    act = asked(one, f.worker(), decision=decision.number)
    services.end_mandate(by=None, mandate=one.mandates.get(), reason="x")
    with pytest.raises(Refused):
        acts.confirm(by=other, act=TwoPersonAct.objects.get(pk=act.pk))
    assert TwoPersonAct.objects.get(pk=act.pk).state == "asked"


def test_the_page_asks_for_the_second_and_shows_what_the_key_opens(enter, keepers):
    one, other = keepers
    someone, decision = f.worker(), a.decision()
    typed = {
        "person": someone.document,
        "role": Role.FINANCE,
        "scope": "network",
        "decision": decision.number,
        "since": "2030-03-04T06:00",
        "until": "2030-04-04T06:00",
    }
    answer = enter(one).post(GIVE, typed)
    act = TwoPersonAct.objects.get()
    assert answer.url == reverse("federation:act", args=[act.pk])
    page = enter(other).get(answer.url).content.decode()
    assert str(POWERS[Role.FINANCE].opens) in page
    assert someone.get_full_name() in page
    enter(other).post(answer.url, {"do": "confirm"})
    assert someone.mandates.get().role == Role.FINANCE
    again = enter(one).post(GIVE, typed)
    act.refresh_from_db()
    assert (again.status_code, act.state) == (302, "done"), "asked again, it waits again"


def test_every_role_says_what_it_opens(enter):
    assert set(POWERS) == set(Role.values)
    f.holder(Role.FINANCE)
    body = enter(f.worker()).get("/gente/llaves/que-abren/").content.decode()
    for power in POWERS.values():
        assert str(power.opens) in body
    assert body.count("Se da entre dos") == len(SENSITIVE)


# --- emergencies ---------------------------------------------------------------------------------


def test_two_workers_break_the_glass_and_the_next_meeting_hears_of_it(enter):
    one, other, third = f.worker(), f.worker(), f.worker()
    answer = enter(one).post(
        BREAK, {"role": Role.RECEIVING, "scope": "network", "reason": "Llegó el camión y no hay quien reciba"}
    )
    act = TwoPersonAct.objects.get()
    assert answer.url == reverse("federation:act", args=[act.pk])
    assert not keys_of(one).holds(Role.RECEIVING)
    assert enter(one).post(answer.url, {"do": "confirm"}).status_code == 403, "not alone"
    assert enter(other).post(answer.url, {"do": "confirm"}).status_code == 302
    mandate = one.mandates.get()
    assert mandate.during.upper - mandate.during.lower == dt.timedelta(minutes=60)
    assert (mandate.source, mandate.given_by, mandate.source_ref) == ("break_glass", other, f"A-{act.pk}")
    topic = Topic.objects.get()
    assert topic.space.is_network
    assert one.get_full_name() in topic.title
    assert other.get_full_name() in topic.body
    assert "Llegó el camión" in topic.body
    assert enter(third).get(topic.link).status_code == 200
    page = enter(third).get("/gente/llaves/").content.decode()
    assert "Llaves de emergencia, ahora" in page
    assert "confirmó" in page
    with at(now() + dt.timedelta(minutes=60)):
        assert not emergency_keys()
        assert "Llaves de emergencia, ahora" not in enter(third).get("/gente/llaves/").content.decode()


def test_the_glass_waits_half_an_hour_and_only_for_workers(enter):
    one, other = f.worker(), f.worker()
    act = services.ask_break_glass(by=one, role=Role.WEEK, reason="x")
    with pytest.raises(Refused):
        acts.confirm(by=f.member(), act=act)
    with at(now() + dt.timedelta(minutes=31)), pytest.raises(Refused) as refused:
        acts.confirm(by=other, act=act)
    assert refused.value.refusal.code == "act_expired"
    with pytest.raises(Refused):
        services.ask_break_glass(by=f.person(), role=Role.WEEK, reason="x")
    held = f.holder(Role.WEEK)
    with pytest.raises(Refused, match="Ya tienes"):
        services.ask_break_glass(by=held, role=Role.WEEK, reason="x")


@pytest.mark.parametrize("who", ["asker", "second"])
def test_whoever_is_suspended_breaks_no_glass(who):
    one, other = f.worker(), f.worker()
    act = services.ask_break_glass(by=one, role=Role.WEEK, reason="x")
    services.suspend(
        by=None,
        person=one if who == "asker" else other,
        decision=a.decision().number,
        since=now(),
        until=None,
    )
    with pytest.raises(Refused):
        acts.confirm(by=type(other).objects.get(pk=other.pk), act=act)
    assert not Mandate.objects.exists()
    assert not Topic.objects.exists()


def test_without_a_meeting_to_tell_there_is_no_emergency_key(monkeypatch):
    monkeypatch.setattr("federation.selectors.lent._AGENDA", [])
    act = services.ask_break_glass(by=f.worker(), role=Role.WEEK, reason="x")
    with pytest.raises(Refused) as refused:
        acts.confirm(by=f.worker(), act=act)
    assert refused.value.refusal.code == "no_agenda"
    assert not Mandate.objects.exists()


# --- history -------------------------------------------------------------------------------------


def test_every_key_that_somebody_has_held(enter):
    someone, decision = f.worker(), a.decision(title="El reparto de llaves")
    start = now() - dt.timedelta(days=50)
    f.key(someone, Role.TILL, since=start, until=start + dt.timedelta(days=1), source_ref="acta 3")
    f.key(someone, Role.BUYING, source="decision", source_ref=decision.number)
    future = f.key(someone, Role.WEEK, since=now() + dt.timedelta(days=1), until=now() + dt.timedelta(days=2))
    services.end_mandate(by=None, mandate=future, reason="nunca empezó")
    url = reverse("federation:person_keys", args=[someone.pk])
    body = enter(f.worker()).get(url).content.decode()
    assert "acta 3" in body
    assert "El reparto de llaves" in body
    assert "coordina la semana" not in body.split("<main")[1]
    assert enter(f.member()).get(url).status_code == 404


def test_the_audit_names_both(keepers):
    one, other = keepers
    acts.confirm(by=other, act=asked(one, f.worker()))
    event = AuditEvent.objects.filter(verb="federation.give_mandate").latest("id")
    assert (event.actor_id, event.new["with"]) == (one.pk, other.get_full_name())
