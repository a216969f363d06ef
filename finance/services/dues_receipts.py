"""Money that comes in for dues: an affiliate's families in one go, or one family."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO
from cecosesola.kernel.money import amount as exact
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import DuesPaid, DuesPlan, DuesReceipt, Enrolment
from finance.policies.savings import OWN
from finance.services.places import place
from finance.services.posting import Leg, post


def receive_dues(
    *,
    by: Person,
    plan: DuesPlan,
    paid: Mapping[int, Decimal],
    key: str,
    through: Cooperative | None = None,
    where: str = chart.VAULT,
) -> DuesReceipt:
    """Write down what came in, by enrolment: one entry, one line a family. More than is owed stands ahead.

    The same key answers the same receipt.
    Raises Refused: `no_key`, `own_money`, `nobody_paid`, `not_above_zero`, `other_plan`, `too_fine`,
    `key_reused`, `no_such_place`, `period_closed`.
    """
    require(policies.may_keep_books(by))
    lines = {number: exact(amount, plan.currency) for number, amount in paid.items()}
    if not lines:
        raise refuse("nobody_paid", _("Nobody owes anything here, or nobody was written down."))
    if any(amount <= 0 for amount in lines.values()):
        raise refuse("not_above_zero", _("Each amount is above zero."))
    with transaction.atomic():
        found = (
            Enrolment.objects.filter(pk__in=lines, plan=plan).select_for_update(of=("self",)).order_by("pk")
        )
        families = list(found)
        if len(families) != len(lines) or any(one.through_id != _pk(through) for one in families):
            raise refuse("other_plan", _("Somebody of these is not in this plan, or pays somewhere else."))
        if any(one.person_id == by.pk for one in families):
            require(OWN)
        known = DuesReceipt.objects.filter(key=key).first()
        if known is not None:
            return _same(known, plan, lines)
        total = sum(lines.values(), ZERO)
        till = place(plan.cooperative_id, where, plan.currency)
        posted = post(
            by=by,
            cooperative=plan.cooperative_id,
            effective=today(),
            key=f"dues-paid:{key}",
            source=f"finance.duesplan:{plan.pk}",
            description=as_written(_("Dues of %(plan)s received"), plan=plan.name),
            legs=[Leg(till, total), *(Leg(one.ledger_id, -lines[one.pk]) for one in families)],
        )
        try:
            with transaction.atomic():
                receipt = DuesReceipt.objects.create(
                    plan=plan,
                    through=through,
                    on=today(),
                    amount=total,
                    place=where,
                    entry_id=posted.id,
                    key=key,
                    received_by=by,
                )
        except IntegrityError:
            return _same(DuesReceipt.objects.get(key=key), plan, lines)
        DuesPaid.objects.bulk_create(
            (DuesPaid(receipt=receipt, enrolment=one, amount=lines[one.pk]) for one in families),
            batch_size=2_000,
        )
        audit.record(
            by=by,
            verb="finance.receive_dues",
            thing=receipt,
            new={"families": len(lines), "amount": total},
        )
    return receipt


def _same(known: DuesReceipt, plan: DuesPlan, lines: dict[int, Decimal]) -> DuesReceipt:
    before = dict(DuesPaid.objects.filter(receipt=known).values_list("enrolment", "amount"))
    if known.plan_id != plan.pk or before != lines:
        raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
    return known


def _pk(cooperative: Cooperative | None) -> int | None:
    return None if cooperative is None else int(cooperative.pk)
