"""Saying that one can be called in a week."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.weeks import Week
from federation.selectors import Person
from rotation import policies
from rotation.models import StandBy


def stand_by(*, by: Person, monday: dt.date) -> StandBy:
    """Be on the list of those who can be called that week. Said twice is once."""
    require(policies.may_stand_by(by))
    week = Week.of(monday)
    if week.sunday < today() or week.monday > today() + dt.timedelta(days=90):
        raise refuse("far_days", _("Look at the days."), monday=_("Choose a week that is near."))
    with transaction.atomic():
        said, new = StandBy.objects.get_or_create(person=by, monday=week.monday, defaults={"said_at": now()})
        if new:
            audit.record(by=by, verb="rotation.stand_by", thing=said)
    return said


def stand_down(*, by: Person, monday: dt.date) -> None:
    """No longer be on that list."""
    require(policies.may_stand_by(by))
    with transaction.atomic():
        said = StandBy.objects.select_for_update().filter(person=by, monday=Week.of(monday).monday).first()
        if said is not None:
            audit.record(by=by, verb="rotation.stand_down", thing=said)
            said.delete()
