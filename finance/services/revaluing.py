"""Telling foreign money in bolívares at a day's rate."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import Currency
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import Revaluation
from finance.selectors.positions import position_on, revalued
from finance.selectors.rates import rate_on
from finance.services.books import account as ledger_account
from finance.services.calls import call
from finance.services.posting import Leg, post


def revalue(
    *, by: Person | None, cooperative: Cooperative, currency: str = Currency.USD, on: dt.date | None = None
) -> Revaluation:
    """Post what foreign money gained or lost since the last time, at the rate in force that day.

    With the same rate a second time nothing is gained and nothing is posted. Postings wait meanwhile.
    Raises Refused: `no_key`, `no_rate`, `not_over`, `period_closed`, `not_foreign`.
    """
    if by is not None:
        require(policies.may_keep_books(by))
    day = on or today()
    if day > today():
        raise refuse("not_over", _("That day has not come."), on=_("Choose today or an earlier day."))
    if currency == Currency.VES or currency not in Currency.values:
        raise refuse("not_foreign", _("Only foreign money is revalued."), currency=_("Choose another."))
    with transaction.atomic():
        call("SELECT ledger_gate(%s, true)", (cooperative.pk,))
        rate = rate_on(day, currency)
        if rate is None:
            raise refuse("no_rate", _("No rate is known for that day. Enter it first."), on=_("No rate."))
        position, cost = position_on(cooperative, currency, day)
        gain = revalued(position, cost, rate.rate)
        last = Revaluation.objects.filter(
            cooperative=cooperative, currency=currency, on=day, rate=rate, gain=0
        ).first()
        if not gain and last is not None:
            return last
        entry = _post(by, cooperative, currency, day, gain) if gain else None
        row = Revaluation.objects.create(
            cooperative=cooperative,
            currency=currency,
            on=day,
            rate=rate,
            position=position,
            cost=cost,
            gain=gain,
            entry_id=entry,
            made_by=by,
        )
        audit.record(
            by=by, verb="finance.revalue", thing=row, new={"on": day, "rate": rate.rate, "gain": gain}
        )
    return row


def _post(by: Person | None, cooperative: Cooperative, currency: str, day: dt.date, gain: Decimal) -> int:
    product = "" if currency == Currency.USD else currency
    bridge = ledger_account(cooperative=cooperative, node=chart.EXCHANGE, product=product, hot=True)
    result = ledger_account(cooperative=cooperative, node=chart.REVALUATION, product=currency, hot=True)
    times = Revaluation.objects.filter(cooperative=cooperative, currency=currency, on=day).count()
    return post(
        by=by,
        cooperative=cooperative,
        effective=day,
        key=f"revalue:{cooperative.pk}:{currency}:{day}:{times + 1}",
        source=f"federation.cooperative:{cooperative.pk}",
        description=as_written(_("Revaluation of %(currency)s"), currency=Currency(currency).label),
        legs=[Leg(bridge, gain), Leg(result, -gain)],
    ).id
