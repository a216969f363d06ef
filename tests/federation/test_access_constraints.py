"""Each named promise of codes, logins, suspensions, second factors and PINs, broken by hand."""

import datetime as dt

import pytest

from cecosesola.kernel.clock import now
from federation.models import (
    ActivationCode,
    LoginSession,
    PinTries,
    RecoveryCode,
    SecondFactor,
    Suspension,
)
from tests.factories import federation as f
from tests.promises import broken

pytestmark = pytest.mark.django_db

CODE = "federation_activationcode"
LOGIN = "federation_loginsession"
STOP = "federation_suspension"

BROKEN = {
    "activation_one_live": (
        f"INSERT INTO {CODE} (person_id, code_hash, made_by_id, made_at, expires_at, tries)"
        f" SELECT person_id, code_hash, made_by_id, made_at, expires_at, 0 FROM {CODE}"
    ),
    "activation_tries_bounded": f"UPDATE {CODE} SET tries = 6",
    "activation_by_another": f"UPDATE {CODE} SET made_by_id = person_id",
    "activation_ends_one_way": f"UPDATE {CODE} SET used_at = now(), revoked_at = now()",
    "activation_used_once": (f"UPDATE {CODE} SET used_at = now(); UPDATE {CODE} SET used_at = NULL"),
    "activation_lasts_a_week": f"UPDATE {CODE} SET expires_at = made_at + interval '7 days 1 second'",
    "login_pin_is_tied": f"UPDATE {LOGIN} SET kind = 'pin' WHERE kind = 'password'",
    "login_pin_proves_nothing": f"UPDATE {LOGIN} SET second_factor_at = now() WHERE kind = 'pin'",
    "login_says_why_it_ended": f"UPDATE {LOGIN} SET ended_at = now()",
    "login_one_pin_a_machine": (
        f"INSERT INTO {LOGIN} (person_id, key_hash, kind, device, address, started_at, last_seen_at, machine,"
        " scope, until, ended_why) SELECT person_id, 'other', kind, device, address, started_at,"
        f" last_seen_at, machine, scope, until, '' FROM {LOGIN} WHERE kind = 'pin'"
    ),
    "login_ended_stays": (
        f"UPDATE {LOGIN} SET ended_at = now(), ended_why = 'left';"
        f" UPDATE {LOGIN} SET ended_at = NULL, ended_why = ''"
    ),
    "suspension_once_a_decision": (
        f"INSERT INTO {STOP} (person_id, since, source_ref, reason, placed_at, lifted_ref)"
        f" SELECT person_id, since, source_ref, '', now(), '' FROM {STOP}"
    ),
    "suspension_cites_a_decision": (
        f"INSERT INTO {STOP} (person_id, since, source_ref, reason, placed_at, lifted_ref)"
        f" SELECT person_id, since, '', '', now(), '' FROM {STOP}"
    ),
    "suspension_ends_after": (
        f"INSERT INTO {STOP} (person_id, since, until, source_ref, reason, placed_at, lifted_ref)"
        f" SELECT person_id, since, since, 'D-2', '', now(), '' FROM {STOP}"
    ),
    "suspension_by_another": f"UPDATE {STOP} SET placed_by_id = person_id",
    "suspension_lifted_by_another_decision": f"UPDATE {STOP} SET lifted_at = now(), lifted_ref = source_ref",
    "suspension_lifted_stays": (
        f"UPDATE {STOP} SET lifted_at = now(), lifted_ref = 'D-2';"
        f" UPDATE {STOP} SET lifted_at = NULL, lifted_ref = ''"
    ),
    "suspension_says_the_same": f"UPDATE {STOP} SET until = now() + interval '1 day'",
    "factor_set_up_has_a_secret": "UPDATE federation_secondfactor SET secret = ''",
    "factor_never_goes_back": "UPDATE federation_secondfactor SET last_step = last_step - 1",
    "recovery_one_a_slot": (
        "INSERT INTO federation_recoverycode (person_id, slot, code_hash) SELECT person_id, slot, 'x'"
        " FROM federation_recoverycode"
    ),
    "recovery_ten_slots": "UPDATE federation_recoverycode SET slot = 10",
    "recovery_used_once": (
        "UPDATE federation_recoverycode SET used_at = now();"
        " UPDATE federation_recoverycode SET used_at = NULL"
    ),
    "pin_tries_of_person_at_machine": (
        "INSERT INTO federation_pintries (person_id, machine, failures, last_at)"
        " SELECT person_id, machine, 0, now() FROM federation_pintries"
    ),
    "pin_tries_bounded": "UPDATE federation_pintries SET failures = 6",
}


@pytest.fixture
def _rows():
    someone, helper = f.worker(), f.worker()
    moment = now()
    ActivationCode.objects.create(
        person=someone,
        code_hash="x",
        made_by=helper,
        made_at=moment,
        expires_at=moment + dt.timedelta(days=7),
    )
    common = {"person": someone, "started_at": moment, "last_seen_at": moment}
    LoginSession.objects.create(key_hash="a", **common)
    LoginSession.objects.create(
        key_hash="b", kind="pin", machine="machine:1", scope="fair:1", until=moment, **common
    )
    Suspension.objects.create(person=someone, since=moment, source_ref="D-1", placed_by=helper)
    SecondFactor.objects.create(person=someone, secret="A", confirmed_at=moment, last_step=5)
    RecoveryCode.objects.create(person=someone, slot=1, code_hash="x")
    PinTries.objects.create(person=someone, machine="machine:1", last_at=moment)


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name):
    broken(name, BROKEN[name])
