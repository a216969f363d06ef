"""Many hands at once on codes, acts, PINs, turns and the founding, each with a connection of its own."""

import datetime as dt
from collections import Counter
from functools import partial

import pytest

from cecosesola.kernel.clock import now
from federation import services
from federation.models import ActivationCode, LoginSession, Mandate, Person, PinTries, Role, SecondFactor
from federation.services import activation, acts, entries, founding, second_factor
from federation.services.founding import Founder
from tests.factories import assemblies as a
from tests.factories import entry as e
from tests.factories import federation as f
from tests.finance.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def words(answers):
    return Counter(answer if isinstance(answer, str) else "done" for answer in answers)


def test_one_code_one_password():
    slip = activation.make_code(by=f.holder(Role.REGISTER), person=f.worker())
    number = slip.person.document
    choose = [
        partial(activation.activate, document=number, code=slip.code, new=f"la garza número {n} duerme")
        for n in range(6)
    ]
    assert words(at_once(*choose)) == {"done": 1, "wrong_code": 5}
    person = Person.objects.get(document=number)
    assert sum(person.check_password(f"la garza número {n} duerme") for n in range(6)) == 1


def test_wrong_codes_at_once_are_five_and_no_more():
    slip = activation.make_code(by=f.holder(Role.REGISTER), person=f.worker())
    tries = [
        partial(
            activation.activate, document=slip.person.document, code=f"WRONG{n}", new="un telar de niebla"
        )
        for n in range(12)
    ]
    assert words(at_once(*tries)) == {"wrong_code": 12}
    assert ActivationCode.objects.get().tries == 5


def test_two_keepers_make_a_code_at_once_and_one_is_live():
    someone = f.worker()
    keepers = [f.holder(Role.REGISTER) for _ in range(4)]
    slips = at_once(*[partial(activation.make_code, by=keeper, person=someone) for keeper in keepers])
    assert all(isinstance(slip, activation.Slip) for slip in slips)
    assert ActivationCode.objects.filter(used_at=None, revoked_at=None).count() == 1


def test_many_second_people_one_key():
    asker = f.holder(Role.REGISTER)
    others = [f.holder(Role.REGISTER) for _ in range(6)]
    act = services.hand_key(
        by=asker,
        person=f.worker(),
        role=Role.FINANCE,
        decision=a.decision().number,
        since=now(),
        until=now() + dt.timedelta(days=1),
    )
    answers = at_once(*[partial(acts.confirm, by=other, act=act) for other in others])
    assert words(answers) == {"done": 1, "act_ended": 5}
    assert Mandate.objects.filter(role=Role.FINANCE).count() == 1


def test_many_workers_confirm_one_emergency():
    a.network_meeting()
    act = services.ask_break_glass(by=f.worker(), role=Role.WEEK, reason="x")
    answers = at_once(*[partial(acts.confirm, by=f.worker(), act=act) for _ in range(6)])
    assert words(answers) == {"done": 1, "act_ended": 5}
    assert Mandate.objects.filter(source="break_glass").count() == 1


def test_pins_in_parallel_are_five_tries_and_no_more():
    someone = f.holder(Role.TILL, "fair:3")
    e.till_pin(someone)
    guess = partial(services.arrive, person_id=someone.pk, machine="machine:1", scope="fair:3")
    answers = at_once(*[partial(guess, pin=f"{7390 + n}") for n in range(12)])
    assert words(answers) == {"wrong_pin": 4, "pin_closed": 8}
    assert PinTries.objects.get().failures == 5
    assert words(at_once(*[partial(guess, pin=e.PIN)] * 4)) == {"pin_closed": 4}


def test_the_right_pin_many_times_at_once():
    someone = f.holder(Role.TILL, "fair:3")
    e.till_pin(someone)
    come = partial(services.arrive, person_id=someone.pk, pin=e.PIN, machine="machine:1", scope="fair:3")
    assert words(at_once(*[come] * 8)) == {"done": 8}


def test_many_tap_in_at_one_machine_and_one_is_in():
    from django.contrib.sessions.backends.cached_db import SessionStore
    from django.http import HttpRequest

    people = [f.holder(Role.TILL, "fair:3") for _ in range(6)]
    until = now() + dt.timedelta(hours=1)

    def tap(person):
        request = HttpRequest()
        request.session = SessionStore()
        entries.let_in(request, person, entries.Door("pin", "machine:1", "fair:3", until))

    at_once(*[partial(tap, person) for person in people])
    live = LoginSession.objects.filter(ended_at=None)
    assert (live.count(), LoginSession.objects.filter(ended_why="another").count()) == (1, 5)


def test_one_code_of_the_phone_counts_once():
    someone = f.worker()
    e.second_factor(someone)
    code = e.code_now()
    answers = at_once(*[partial(second_factor.give, by=someone, code=code)] * 6)
    assert Counter(map(str, answers))["None"] == 1
    assert SecondFactor.objects.get().last_step > 0


def test_one_paper_code_counts_once():
    someone = f.worker()
    factor = e.second_factor(someone)
    paper = second_factor._papers(someone)[2]
    answers = at_once(*[partial(second_factor.give, by=someone, code=paper)] * 4)
    assert Counter(map(str, answers))["None"] == 1
    assert factor.person == someone


def test_wrong_codes_of_the_phone_at_once_lock_it():
    someone = f.worker()
    e.second_factor(someone)
    answers = at_once(*[partial(second_factor.give, by=someone, code="000001")] * 12)
    assert words(answers) == {"wrong_code": 4, "factor_locked": 8}


def test_one_roster_published_many_times_at_once():
    people = [f.worker() for _ in range(5)]
    since = now() + dt.timedelta(hours=1)
    turns = [
        services.TurnKey(f"T-{n}", person, Role.TILL, since, since + dt.timedelta(hours=6), "fair:3")
        for n, person in enumerate(people)
    ]
    other = [
        services.TurnKey("T-0", people[1], Role.RECEIVING, since, since + dt.timedelta(hours=6), "fair:3"),
        *turns[1:],
    ]
    publish = partial(services.give_turn_mandates, by=None)
    at_once(*[partial(publish, turns=turns)] * 3, *[partial(publish, turns=other[::-1])] * 3)
    live = Mandate.objects.filter(during__isempty=False)
    assert live.count() == 5, "each turn once"
    assert {row.source_ref for row in live} == {f"T-{n}" for n in range(5)}


def test_two_found_at_once():
    def team(one, two):
        return [
            Founder(number, "Ana María", f"Pérez {number}", f"la garza {number} duerme")
            for number in (one, two)
        ]

    answers = at_once(
        partial(founding.found, people=team("V12345678", "V23456789"), minutes="acta 1"),
        partial(founding.found, people=team("V34567890", "V23456789"), minutes="acta 1"),
        partial(founding.found, people=team("V12345678", "V23456789"), minutes="acta 1"),
    )
    assert words(answers) == {"done": 1, "keys_live": 2}
    assert Mandate.objects.count() == 4
    assert Person.objects.count() == 2


def test_a_suspension_and_a_login_at_once_leave_nobody_in():
    someone = f.worker()
    from django.contrib.sessions.backends.cached_db import SessionStore
    from django.http import HttpRequest

    keys = []

    def come():
        request = HttpRequest()
        request.session = SessionStore()
        entries.let_in(request, someone)
        keys.append(request.session.session_key)

    stop = partial(
        services.suspend, by=None, person=someone, decision=a.decision().number, since=now(), until=None
    )
    at_once(*[come] * 4, stop)
    assert [key for key in keys if entries.still_in(entries.find(key))] == []
