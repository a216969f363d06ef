"""Closing months."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person
from finance.models import Period
from finance.policies.access import may_keep_books
from finance.states import PERIOD, PeriodState


def may_close(person: Person, period: Period, oldest: dt.date | None) -> Refusal | None:
    """Close a month: with the key, once it is over, the oldest open one (`oldest` is its first day)."""
    refusal = may_keep_books(person) or PERIOD.refusal(period.state, PeriodState.CLOSED)
    if refusal is not None:
        return refusal
    if period.ends >= today():
        return Refusal("period_not_over", _("A period is closed once its last day is over."), status=409)
    if oldest is not None and oldest < period.starts:
        return Refusal("earlier_period_open", _("Close the earlier periods first."), status=409)
    return None
