"""Each named promise of the acts of two people, broken by hand."""

import datetime as dt

import pytest

from cecosesola.kernel.clock import now
from federation.models import TwoPersonAct
from tests.factories import federation as f
from tests.promises import broken

pytestmark = pytest.mark.django_db

ACT = "federation_twopersonact"
DONE = f"UPDATE {ACT} SET state = 'done', ended_at = now(), ended_by_id = {{second}}"
BROKEN = {
    "act_ended_by_somebody": f"UPDATE {ACT} SET state = 'done', ended_at = now()",
    "act_takes_two_people": f"UPDATE {ACT} SET state = 'done', ended_at = now(), ended_by_id = asked_by_id",
    "act_ends_once": f"UPDATE {ACT} SET ended_at = now()",
    "act_says_why": f"UPDATE {ACT} SET reason = ''",
    "act_expires": f"UPDATE {ACT} SET expires_at = asked_at",
    "act_asked_once": (
        f"INSERT INTO {ACT} (kind, about, label, reason, payload, state, asked_by_id, asked_at, expires_at,"
        " answer, outcome) SELECT kind, about, label, reason, payload, state, asked_by_id, asked_at,"
        f" expires_at, answer, outcome FROM {ACT}"
    ),
    "act_ended_stays": f"{DONE}; UPDATE {ACT} SET reason = 'otra'",
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name):
    asker, second = f.worker(), f.worker()
    TwoPersonAct.objects.create(
        kind="x.y",
        about="x:1",
        label="Algo",
        reason="Porque sí",
        asked_by=asker,
        asked_at=now(),
        expires_at=now() + dt.timedelta(days=1),
    )
    broken(name, BROKEN[name].format(second=second.pk))
