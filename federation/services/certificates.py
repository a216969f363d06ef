"""Writing share certificates into their register, and cancelling them. The money is the ledger's."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import amount as exact_amount
from federation.models import Cooperative, Person, ShareCertificate
from federation.policies.cooperatives import may_keep_cooperatives


def issue_certificate(
    *,
    by: Person,
    number: str,
    issuer: Cooperative,
    issued_on: dt.date,
    amount: Decimal,
    currency: str,
    cooperative: Cooperative | None = None,
    person: Person | None = None,
) -> ShareCertificate:
    """Write a certificate, held by a cooperative or by a person. Its number is the network's own, once."""
    require(may_keep_cooperatives(by))
    if (cooperative is None) == (person is None):
        raise refuse(
            "one_holder",
            _("A certificate is held by a cooperative or by a person."),
            person=_("Write one of the two."),
        )
    if issued_on > today():
        raise refuse("future_certificate", _("That day has not come."), issued_on=_("Look at the date."))
    exact = exact_amount(amount, currency)
    if exact <= 0:
        raise refuse(
            "worth_nothing", _("A certificate is worth something."), amount=_("Write an amount above zero.")
        )
    try:
        with transaction.atomic():
            made = ShareCertificate.objects.create(
                number=number.strip().upper(),
                issuer=issuer,
                issued_on=issued_on,
                amount=exact,
                currency=currency,
                cooperative=cooperative,
                person=person,
                recorded_by=by,
            )
            audit.record(
                by=by,
                verb="federation.issue_certificate",
                thing=made,
                new={"amount": exact, "currency": currency},
                private=person is not None,
            )
    except IntegrityError as error:
        if "sharecertificate_number" not in str(error):
            raise
        raise refuse(
            "number_taken",
            _("There is a certificate with this number already."),
            status=409,
            number=_("Look at the number on the paper."),
        ) from error
    return made


def cancel_certificate(
    *, by: Person, certificate: ShareCertificate, on: dt.date, reason: str
) -> ShareCertificate:
    """Cancel a certificate from a day on, and say why. It stays in the register."""
    require(may_keep_cooperatives(by))
    with transaction.atomic():
        kept = ShareCertificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
        if kept.cancelled_on is not None:
            raise refuse("already_cancelled", _("It was cancelled before."), status=409)
        if not kept.issued_on <= on <= today():
            raise refuse(
                "odd_day", _("That day cannot be."), on=_("Between the day it was issued and today.")
            )
        kept.cancelled_on, kept.cancelled_reason, kept.cancelled_by = on, reason, by
        kept.save(update_fields=["cancelled_on", "cancelled_reason", "cancelled_by"])
        audit.record(
            by=by,
            verb="federation.cancel_certificate",
            thing=kept,
            new={"on": on} if kept.person_id else {"on": on, "reason": reason},
            private=kept.person_id is not None,
        )
    return kept
