"""What needs two people: asked by one, done by another, once, in time."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connections

from cecosesola.kernel.access import NO_KEY
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused, refuse
from federation.models import Role
from federation.policies import acts as policies
from federation.policies.acts import ActKind, register_act
from federation.policies.keys import keys_of
from federation.services import acts as services
from federation.states import ACT, ActState
from tests.factories import federation as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """A kind that whoever keeps the register may ask and confirm, and what it did."""
    monkeypatch.setattr(policies, "_KINDS", {})
    happened = []

    def do(*, act, by, second):
        if act.payload.get("fails"):
            raise refuse("no", "no")
        happened.append((by.pk, second.pk))
        return {"number": len(happened)}

    def register_key(person, act=None):
        return None if keys_of(person).holds(Role.REGISTER) else NO_KEY

    register_act(
        ActKind("test.thing", "cosa", do, register_key, register_key, lambda act: [("peso", "3 kg")])
    )
    return happened


@pytest.fixture
def two(done):
    return f.holder(Role.REGISTER), f.holder(Role.REGISTER)


def ask(by, **extra):
    return services.ask_second(
        by=by,
        kind="test.thing",
        label="Una cosa",
        reason="porque sí",
        **{"about": "federation.person:1"} | extra,
    )


def code_of(do, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        do(*args, **kwargs)
    return caught.value.refusal.code


def test_another_person_confirms_and_it_is_done_once(two, done):
    one, other = two
    act = ask(one)
    ended = services.confirm(by=other, act=act)
    assert (ended.state, ended.ended_by, ended.outcome) == (ActState.DONE, other, {"number": 1})
    assert done == [(one.pk, other.pk)]
    assert code_of(services.confirm, by=other, act=act) == "act_ended"
    assert done == [(one.pk, other.pk)]


def test_nobody_confirms_what_they_asked(two, done):
    act = ask(two[0])
    assert code_of(services.confirm, by=two[0], act=act) == "same_person"
    assert code_of(services.decline, by=two[0], act=act, answer="no") == "same_person"
    assert done == []


def test_who_holds_no_key_neither_asks_nor_confirms(two, done):
    worker = f.worker()
    assert code_of(ask, worker) == "no_key"
    assert code_of(services.confirm, by=worker, act=ask(two[0])) == "no_key"


def test_a_key_that_ended_meanwhile_confirms_nothing(two, done):
    act = ask(two[0])
    with time_machine.travel(now() + dt.timedelta(days=1, hours=1), tick=False):
        later = type(two[1]).objects.get(pk=two[1].pk)
        assert code_of(services.confirm, by=later, act=act) == "no_key"


def test_what_nobody_confirmed_expires(two, done):
    act = ask(two[0])
    with time_machine.travel(act.expires_at - dt.timedelta(seconds=1), tick=False):
        assert services.expire_acts() == 0
    with time_machine.travel(act.expires_at, tick=False):
        f.key(two[1], Role.REGISTER)
        later = type(two[1]).objects.get(pk=two[1].pk)
        assert code_of(services.confirm, by=later, act=act) == "act_expired"
        assert services.expire_acts() == 1
        assert services.expire_acts() == 0
    act.refresh_from_db()
    assert (act.state, act.ended_by) == (ActState.EXPIRED, None)


def test_the_same_is_not_asked_twice_until_it_ends(two, done):
    act = ask(two[0])
    assert code_of(ask, two[1]) == "already_asked"
    services.withdraw(by=two[0], act=act)
    assert ask(two[1]).state == ActState.ASKED


def test_what_expired_may_be_asked_again_before_the_job_runs(two, done):
    act = ask(two[0])
    with time_machine.travel(act.expires_at, tick=False):
        f.key(two[0], Role.REGISTER)
        asker = type(two[0]).objects.get(pk=two[0].pk)
        assert ask(asker).pk != act.pk
    act.refresh_from_db()
    assert act.state == ActState.EXPIRED


def test_a_refused_doing_changes_nothing(two, done):
    act = ask(two[0], payload={"fails": True})
    assert code_of(services.confirm, by=two[1], act=act) == "no"
    act.refresh_from_db()
    assert act.state == ActState.ASKED


def test_declining_says_why(two, done):
    act = services.decline(by=two[1], act=ask(two[0]), answer="No es la misma persona")
    assert (act.state, act.answer) == (ActState.DECLINED, "No es la misma persona")
    assert done == []


def test_only_who_asked_takes_it_back(two, done):
    act = ask(two[0])
    assert code_of(services.withdraw, by=two[1], act=act) == "not_yours"
    assert services.withdraw(by=two[0], act=act).state == ActState.WITHDRAWN


@pytest.mark.parametrize("old", ActState.values)
@pytest.mark.parametrize("new", ActState.values)
def test_every_pair_of_states(old, new):
    allowed = old == ActState.ASKED and new != ActState.ASKED
    assert (ACT.refusal(old, new) is None) == allowed


@pytest.mark.django_db(transaction=True)
def test_two_people_confirming_at_once_do_it_once(done):
    one, other, third = (f.holder(Role.REGISTER) for _ in range(3))
    act = ask(one)
    start, refused = threading.Barrier(2), []

    def confirm(person):
        start.wait()
        try:
            services.confirm(by=person, act=act)
        except Refused as no:
            refused.append(no.refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=[person]) for person in (other, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["act_ended"]
    assert len(done) == 1


def test_pages(two, done, enter):
    one, other = two
    act = ask(one)
    url = f"/gente/de-a-dos/{act.pk}/"
    assert "Una cosa" in enter(other).get("/gente/de-a-dos/").content.decode()
    assert "Una cosa" not in enter(f.worker()).get("/gente/de-a-dos/").content.decode()
    assert enter(f.worker()).get(url).status_code == 404
    assert "otra persona debe confirmarlo" in enter(one).get(url).content.decode()
    assert "3 kg" in enter(other).get(url).content.decode()
    assert "Una cosa" in enter(other).get("/").content.decode()
    assert enter(one).post(url, {"do": "confirm"}).status_code == 403
    no = enter(other).post(url, {"do": "decline", "answer": ""})
    assert no.status_code == 422
    assert enter(other).post(url, {"do": "nonsense"}).status_code == 200
    assert enter(other).post(url, {"do": "confirm"}).status_code == 302
    assert done == [(one.pk, other.pk)]
    assert "hecho de a dos" in enter(one).get(url).content.decode()
