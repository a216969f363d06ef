"""Many hands at once, each with a connection of its own."""

import datetime as dt
from collections import Counter
from functools import partial

import pytest

from cecosesola.kernel.clock import today
from federation.models import Beginning, Membership, Mentoring, NetworkStay, Person, Role, ShareCertificate
from federation.services import beginnings, clients, cooperatives, members
from tests.factories import assemblies as a
from tests.factories import coops as c
from tests.factories import federation as f
from tests.finance.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def keepers(count):
    return [Person.objects.get(pk=f.holder(Role.REGISTER).pk) for _ in range(count)]


def codes(answers):
    return Counter(answer if isinstance(answer, str) else "done" for answer in answers)


def test_two_certificates_with_one_number():
    coop = f.cooperative()
    f.primary()
    answers = at_once(*[partial(c.certificate, one, number="C-1", cooperative=coop) for one in keepers(6)])
    assert codes(answers) == {"done": 1, "number_taken": 5}
    assert ShareCertificate.objects.count() == 1


def test_two_admissions_of_one_person():
    someone, coop = f.person(), f.cooperative()
    admit = partial(members.admit, person=someone, cooperative=coop, kind="consumer", since=today())
    assert codes(at_once(*[partial(admit, by=one) for one in keepers(6)])) == {"done": 1, "already_member": 5}
    assert Membership.objects.filter(person=someone).count() == 1


def test_a_person_who_is_new_is_entered_once_by_many():
    coops = [f.cooperative() for _ in range(5)]
    enter = partial(
        members.enter_member,
        document="V7777777",
        given_names="Ana",
        family_names="Gil",
        kind="consumer",
        since=today(),
    )
    pairs = zip(keepers(5), coops, strict=True)
    assert codes(at_once(*[partial(enter, by=one, cooperative=coop) for one, coop in pairs])) == {"done": 5}
    assert Person.objects.filter(document="V7777777").count() == 1


def test_two_introductions_of_one_person():
    newcomer = f.person()
    c.area()
    mentors = [f.worker() for _ in range(5)]
    answers = at_once(*[partial(c.beginning, mentor, newcomer) for mentor in mentors])
    assert codes(answers) == {"done": 1, "already_introduced": 4}
    assert (Beginning.objects.count(), Mentoring.objects.count()) == (1, 1)


def test_the_meetings_answer_is_written_once():
    c.checklist()
    begun, number = c.beginning(), a.decision().number
    days = {"since": today(), "until": today() + dt.timedelta(days=30)}
    begin = partial(beginnings.begin_trial, beginning=begun, decision=number, **days)
    assert codes(at_once(*[partial(begin, by=one) for one in keepers(5)])) == {"done": 1, "no_such_move": 4}
    assert begun.newcomer.memberships.count() == 1
    ways = [
        partial(beginnings.admit_newcomer, decision=number),
        partial(beginnings.refuse_newcomer, decision=number),
    ]
    answers = at_once(*[partial(ways[n % 2], by=one, beginning=begun) for n, one in enumerate(keepers(6))])
    assert codes(answers) == {"done": 1, "no_such_move": 5}
    begun.refresh_from_db()
    ended = begun.newcomer.memberships.get().period.upper is not None
    assert ended is (begun.state == "not_admitted")


def test_one_takes_the_mentoring_over_while_the_meeting_answers():
    mentor, other = f.worker(), f.worker()
    begun, number = c.trial(mentor), a.decision().number
    beginnings.ask_mentor(by=mentor, beginning=begun, mentor=other)
    (keeper,) = keepers(1)
    at_once(
        partial(beginnings.accept_mentoring, by=other, beginning=begun),
        partial(beginnings.admit_newcomer, by=keeper, beginning=begun, decision=number),
    )
    assert not Mentoring.objects.filter(beginning=begun, during__upper_inf=True).exists()


def test_a_cooperative_joins_once():
    coop, number = f.cooperative(), a.decision().number
    join = partial(cooperatives.record_joining, cooperative=coop, on=today(), decision=number)
    assert codes(at_once(*[partial(join, by=one) for one in keepers(5)])) == {"done": 1, "already_in": 4}
    assert NetworkStay.objects.count() == 1


def test_two_cooperatives_with_one_name_or_contact():
    coop = f.cooperative()
    add = partial(cooperatives.add_contact, cooperative=coop, name="Ana", task="Pedidos")
    assert codes(at_once(*[partial(add, by=one) for one in keepers(5)])) == {"done": 1, "contact_known": 4}
    enter = partial(cooperatives.register_cooperative, code="una", name="La Una", kind="mixed")
    answers = codes(at_once(*[partial(enter, by=one) for one in keepers(5)]))
    assert answers["done"] == 1
    assert set(answers) <= {"done", "code_taken", "name_taken"}


def test_a_secret_that_two_make_at_once_is_one_of_theirs():
    made, _secret = c.client()
    answers = at_once(*[partial(clients.new_secret, by=one, client=made) for one in keepers(3)])
    secrets = [secret for _client, secret in answers]
    made.refresh_from_db()
    from django.contrib.auth.hashers import check_password

    assert [check_password(secret, made.client_secret) for secret in secrets].count(True) == 1


def test_one_request_sent_many_times_at_once():
    coop = f.cooperative()
    bearer = c.caller(coop).bearer
    body = {
        "document": "V8888888",
        "given_names": "Ana",
        "family_names": "Gil",
        "kind": "consumer",
        "since": today().isoformat(),
    }
    post = lambda: c.Caller(bearer)("POST", "cooperative/members/", body, Idempotency_Key="uno")  # noqa: E731
    answers = at_once(*[post] * 6)
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" not in answer for answer in answers) == 1
    assert coop.memberships.count() == 1
