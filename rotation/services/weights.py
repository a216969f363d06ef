"""What counts for how much: a new version when a meeting decides one."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person
from rotation import policies
from rotation.models import Weights
from rotation.selectors.weights import BEGINNING, MOST


def weights_now() -> Weights:
    """The version that plans are made with. The house begins with its first."""
    found = Weights.objects.order_by("-version").first()
    if found is not None:
        return found
    made, _new = Weights.objects.get_or_create(
        version=1, defaults={"values": dict(BEGINNING), "set_at": now()}
    )
    return made


def set_weights(*, by: Person, values: Mapping[str, int], decision: Decision) -> Weights:
    """Set the weights that a decision says. Weeks that are planned already keep theirs."""
    require(policies.may_keep_roster(by))
    if set(values) != set(BEGINNING):
        raise refuse("no_such_weight", _("Every weight has its number."))
    for name, value in values.items():
        if not 0 <= value <= MOST[name]:
            fields: dict[str, Any] = {name: _("A whole number from 0 to %(most)d.") % {"most": MOST[name]}}
            raise refuse("weight_out_of_range", _("Look at the weights."), **fields)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Versions follow one another: whoever comes second counts from the first one's.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rotation.weights'))")
        last = weights_now()
        if dict(last.values) == dict(values):
            raise refuse("same_weights", _("Those are the weights that stand."), status=409)
        made = Weights.objects.create(
            version=last.version + 1,
            values=dict(values),
            decision=decision,
            set_by=by,
            set_at=now(),
        )
        audit.record(
            by=by,
            verb="rotation.set_weights",
            thing=made,
            old=dict(last.values),
            new={**values, "decision": decision.number},
        )
    return made
