"""Reference rates, entered by hand with their source."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import Currency, to_decimal
from federation.selectors import Person
from finance import policies
from finance.models import FxRate

FINEST = Decimal("0.00000001")


def set_rate(
    *,
    by: Person | None,
    on: dt.date,
    rate: Decimal,
    source: str,
    currency: str = Currency.USD,
    decision: Decision | None = None,
) -> FxRate:
    """Record the bolívares for one unit of a currency on a day. The latest recorded for a day wins.

    A correction is a new row: what was sold at the earlier rate keeps it.
    Raises Refused: `no_key`, `bad_rate`, `no_source`, `not_foreign`, `too_early`.
    """
    if by is not None:
        require(policies.may_set_rate(by))
    exact = to_decimal(rate)
    if exact <= 0 or exact != exact.quantize(FINEST):
        raise refuse("bad_rate", _("A rate is above zero, with up to eight decimals."), rate=_("Check it."))
    if currency == Currency.VES or currency not in Currency.values:
        raise refuse("not_foreign", _("A rate is of a foreign currency."), currency=_("Choose another."))
    if not source.strip():
        raise refuse("no_source", _("A rate names its source."), source=_("Write where it comes from."))
    if on > today() + dt.timedelta(days=7):
        raise refuse("too_early", _("That day is more than a week away."), on=_("Check the day."))
    with transaction.atomic():
        row = FxRate.objects.create(
            currency=currency, on=on, rate=exact, source=source.strip(), decision=decision, recorded_by=by
        )
        audit.record(
            by=by,
            verb="finance.set_rate",
            thing=row,
            new={"currency": currency, "on": on, "rate": exact, "source": row.source},
        )
    return row
