"""Offering loans, asking for one, and what the meeting agreed to."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from assemblies.services import bring_by_itself
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import Currency, format_money, to_decimal
from cecosesola.kernel.money import amount as exact
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import policies
from finance.models import Loan, LoanGuarantor, LoanProduct, LoanRate
from finance.policies.savings import is_minor
from finance.schedules import DayCount, Every, Method, Rounding
from finance.states import Backing, Fund, GuaranteeState, LoanState

MOST_ROUNDED = Decimal(100_000)
"""Instalments are rounded to no more than this."""


def offer_loan(
    *,
    by: Person,
    cooperative: Cooperative,
    name: str,
    method: str = Method.FRENCH,
    currency: str = Currency.VES,
    fund: str = Fund.OWN,
    to_organisations: bool = False,
    every: str = Every.MONTH,
    step: int = 1,
    count: str = DayCount.THIRTY_360,
    rounding: str = Rounding.HALF_UP,
    round_to: Decimal = Decimal("0.01"),
    most_instalments: int = 60,
    most_grace: int = 0,
    guarantors: int = 0,
    of_goods: bool = False,
) -> LoanProduct:
    """Offer a kind of loan. Its rate is said apart, by a decision (`set_loan_rate`).

    Raises Refused: `no_key`, `no_name`, `offered_already`, `odd_terms`.
    """
    require(policies.may_keep_books(by))
    if not name.strip():
        raise refuse("no_name", _("Write a name."), name=_("Write a name."))
    if not 0 < round_to <= MOST_ROUNDED:
        raise refuse("odd_terms", _("These terms do not fit together."), round_to=_("Less."))
    try:
        with transaction.atomic():
            product = LoanProduct.objects.create(
                cooperative=cooperative,
                name=name.strip()[:80],
                method=method,
                currency=currency,
                fund=fund,
                to_organisations=to_organisations,
                of_goods=of_goods,
                every=every,
                step=step,
                count=count,
                rounding=rounding,
                round_to=round_to,
                most_instalments=most_instalments,
                most_grace=most_grace,
                backing=Backing.GUARANTORS if guarantors else Backing.COLLECTIVE,
                guarantors=guarantors,
            )
            audit.record(
                by=by, verb="finance.offer_loan", thing=product, new={"name": name, "method": method}
            )
    except IntegrityError as error:
        if "loanproduct_name_once" in str(error):
            raise refuse("offered_already", _("It is offered already."), status=409) from error
        raise refuse("odd_terms", _("These terms do not fit together.")) from error
    return product


def set_loan_rate(
    *, by: Person, product: LoanProduct, percent: Decimal, since: dt.date, decision: Decision
) -> LoanRate:
    """Say the yearly rate of loans that are agreed from a day on. Those that run keep theirs.

    Raises Refused: `no_key`, `no_decision`, `not_a_rate`, `said_already`.
    """
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    percent = to_decimal(percent)
    if not 0 <= percent <= 1000 or percent != round(percent, 4):
        raise refuse("not_a_rate", _("A yearly rate is between 0 and 1000 %."), percent=_("Check it."))
    try:
        with transaction.atomic():
            rate = LoanRate.objects.create(
                product=product, since=since, percent=percent, decision=decision, recorded_by=by
            )
            audit.record(
                by=by,
                verb="finance.set_loan_rate",
                thing=product,
                new={"percent": percent, "since": since, "decision": decision.number},
            )
    except IntegrityError as error:
        raise refuse("said_already", _("That day has its rate already."), status=409) from error
    return rate


def ask_loan(
    *,
    by: Person,
    product: LoanProduct,
    amount: Decimal,
    instalments: int,
    purpose: str,
    need: str,
    key: str,
    grace: int = 0,
    harvests: Sequence[tuple[dt.date, Decimal]] = (),
    guarantors: Sequence[Person] = (),
    shows_name: bool = False,
    organisation: Cooperative | None = None,
    borrower: Person | None = None,
) -> Loan:
    """Ask for a loan, for oneself or for one's organisation. It goes before the network's next meeting.

    At the desk, the finance turn writes it for the `borrower` who is there. The agenda names nobody unless
    `shows_name`. The same key answers the same loan.
    Raises Refused: `not_found`, `not_of_age`, `not_of_it`, `no_key`, `not_offered`, `too_many`,
    `too_much_grace`, `odd_harvests`, `not_above_zero`, `no_purpose`, `guarantors`, `key_reused`.
    """
    asker = by
    if borrower is not None and borrower.pk != by.pk:
        require(policies.may_keep_books(by))
        asker = borrower
    require(policies.may_borrow(asker))
    if organisation is not None:
        require(policies.may_borrow_for(asker, organisation))
    money = exact(amount, product.currency)
    facts: dict[str, Any] = {
        "product_id": product.pk,
        "person_id": None if organisation else asker.pk,
        "organisation_id": organisation.pk if organisation else None,
        "amount": money,
        "instalments": len(harvests) or instalments,
        "grace": grace,
        "harvests": [[day.isoformat(), str(part)] for day, part in harvests],
        "purpose": purpose.strip()[:200],
        "need": need.strip()[:2000],
        "shows_name": shows_name or organisation is not None,
    }
    _check(product, asker, facts, guarantors)
    with transaction.atomic():
        LoanProduct.objects.select_for_update().get(pk=product.pk)  # who sends it again waits here
        known = Loan.objects.filter(key=key).first()
        if known is not None:
            if known.asked_by_id != asker.pk or any(
                getattr(known, name) != value for name, value in facts.items()
            ):
                raise refuse("key_reused", _("This was sent before with something else in it."), status=409)
            return known
        if not product.is_offered:
            raise refuse("not_offered", _("This kind of loan is not offered now."), status=409)
        loan = Loan.objects.create(**facts, asked_by=asker, asked_at=now(), key=key)
        LoanGuarantor.objects.bulk_create(LoanGuarantor(loan=loan, person=person) for person in guarantors)
        audit.record(by=by, verb="finance.ask_loan", thing=loan, private=True)
        _bring_before_the_meeting(loan)
    return loan


def _check(product: LoanProduct, asker: Person, facts: dict[str, Any], guarantors: Sequence[Person]) -> None:
    if facts["amount"] <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    if not facts["purpose"] or not facts["need"]:
        raise refuse(
            "no_purpose", _("Say what it is for and why it is needed."), purpose=_("The meeting reads it.")
        )
    if product.to_organisations != (facts["organisation_id"] is not None):
        raise refuse(
            "not_for_you", _("This kind of loan is for organisations, or only for people."), status=409
        )
    if not 1 <= facts["instalments"] <= product.most_instalments:
        raise refuse(
            "too_many",
            _("Between 1 and %(most)s instalments.") % {"most": product.most_instalments},
            instalments=_("Choose fewer."),
        )
    if not 0 <= facts["grace"] <= product.most_grace or facts["grace"] >= facts["instalments"]:
        raise refuse("too_much_grace", _("That is more grace than this loan has."), grace=_("Choose less."))
    _check_harvests(product, facts["harvests"])
    people = {one.pk for one in guarantors}
    if len(people) != len(guarantors) or len(people) < product.guarantors or asker.pk in people:
        raise refuse(
            "guarantors",
            _("This loan needs %(count)s people who answer for it, other than who asks.")
            % {"count": product.guarantors},
            guarantors=_("Choose them."),
        )
    if any(is_minor(one, today()) or not one.is_active for one in guarantors):
        raise refuse(
            "guarantors", _("Whoever answers for a loan is of age."), guarantors=_("Choose another.")
        )


def _check_harvests(product: LoanProduct, harvests: Sequence[Sequence[str]]) -> None:
    if (product.method == Method.HARVEST) != bool(harvests):
        raise refuse("odd_harvests", _("A loan by harvests says their days."), harvests=_("Say them."))
    try:
        days = [dt.date.fromisoformat(day) for day, _part in harvests]
        parts = [Decimal(part) for _day, part in harvests]
    except (ValueError, InvalidOperation) as error:
        raise refuse("odd_harvests", _("A harvest is a day and its part.")) from error
    if days and (
        days != sorted(set(days)) or days[0] <= today() or not all(0 < part <= 100 for part in parts)
    ):
        raise refuse(
            "odd_harvests",
            _("Harvests follow one another, from tomorrow on, each with its part."),
            harvests=_("Check them."),
        )


def _bring_before_the_meeting(loan: Loan) -> None:
    """What the meeting needs: what for, why, how much, how it is paid back. The name only if allowed."""
    product = loan.product
    who = ""
    if loan.organisation is not None:
        who = str(loan.organisation)
    elif loan.shows_name and loan.person is not None:
        who = loan.person.get_full_name()
    lines = [
        as_written(_("Asked by: %(who)s"), who=who) if who else "",
        as_written(_("What for: %(purpose)s"), purpose=loan.purpose),
        as_written(_("Why: %(need)s"), need=loan.need),
        as_written(
            _("%(product)s, %(count)s instalments, backed by %(backing)s."),
            product=product.name,
            count=loan.instalments,
            backing=as_written(product.get_backing_display()),
        ),
    ]
    bring_by_itself(
        title=as_written(
            _("Loan %(number)s: %(amount)s"),
            number=loan.number,
            amount=format_money(loan.amount, product.currency),
        ),
        body="\n".join(line for line in lines if line),
        source=f"finance.loan:{loan.pk}",
        link=reverse("finance:loan", args=[loan.pk]) if loan.organisation_id else "",
    )


def locked_loan(loan: Loan) -> Loan:
    """The loan as it stands, and nobody else's until the transaction ends."""
    standing = Loan.objects.select_for_update(of=("self",)).select_related("product", "rate")
    return standing.get(pk=loan.pk)


def answer_guarantee(*, by: Person, guarantor: LoanGuarantor, gives: bool) -> LoanGuarantor:
    """Say whether one answers for somebody's loan.

    Raises Refused: `not_found`, `loan_ended`, `no_such_move`.
    """
    with transaction.atomic():
        loan = locked_loan(guarantor.loan)
        guarantor = LoanGuarantor.objects.select_for_update().get(pk=guarantor.pk)
        guarantor.loan = loan
        require(policies.may_answer(by, guarantor))
        guarantor.state = GuaranteeState.GIVEN if gives else GuaranteeState.DECLINED
        guarantor.answered_at = now()
        guarantor.save(update_fields=["state", "answered_at"])
        audit.record(by=by, verb="finance.answer_guarantee", thing=loan, private=True)
    return guarantor


def agree_loan(
    *,
    by: Person,
    loan: Loan,
    decision: Decision,
    amount: Decimal | None = None,
    instalments: int | None = None,
    grace: int | None = None,
) -> Loan:
    """Write what the meeting agreed to: the decision, the terms, and the rate in force today.

    Raises Refused: `no_key`, `own_money`, `no_decision`, `no_rate`, `no_such_move`, `not_above_zero`,
    `too_many`, `too_much_grace`.
    """
    with transaction.atomic():
        loan = locked_loan(loan)
        require(policies.may_move_loan(by, loan, LoanState.AGREED))
        if decision is None:
            raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
        rate = loan.product.rates.filter(since__lte=today()).order_by("-since").first()
        if rate is None:
            raise refuse(
                "no_rate", _("This kind of loan has no rate yet. Say it first, by a decision."), status=409
            )
        loan.amount = exact(loan.amount if amount is None else amount, loan.product.currency)
        if not loan.harvests and instalments is not None:
            loan.instalments = instalments
        loan.grace = loan.grace if grace is None else grace
        _check_agreed(loan)
        loan.state, loan.decision, loan.rate = LoanState.AGREED, decision, rate
        loan.save(update_fields=["state", "decision", "rate", "amount", "instalments", "grace"])
        audit.record(
            by=by, verb="finance.agree_loan", thing=loan, new={"decision": decision.number}, private=True
        )
    return loan


def _check_agreed(loan: Loan) -> None:
    if loan.amount <= 0:
        raise refuse("not_above_zero", _("Write an amount above zero."), amount=_("Above zero."))
    if not 1 <= loan.instalments <= loan.product.most_instalments:
        raise refuse(
            "too_many",
            _("Between 1 and %(most)s instalments.") % {"most": loan.product.most_instalments},
            instalments=_("Choose fewer."),
        )
    if not 0 <= loan.grace <= loan.product.most_grace or loan.grace >= loan.instalments:
        raise refuse("too_much_grace", _("That is more grace than this loan has."), grace=_("Choose less."))


def decline_loan(*, by: Person, loan: Loan, decision: Decision) -> Loan:
    """Write that the meeting did not agree, citing where it says so. Raises Refused: as `agree_loan`."""
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    with transaction.atomic():
        loan = locked_loan(loan)
        require(policies.may_move_loan(by, loan, LoanState.DECLINED))
        loan.state, loan.decision, loan.ended_on = LoanState.DECLINED, decision, today()
        loan.save(update_fields=["state", "decision", "ended_on"])
        audit.record(
            by=by, verb="finance.decline_loan", thing=loan, new={"decision": decision.number}, private=True
        )
    return loan


def undo_loan(*, by: Person, loan: Loan) -> Loan:
    """Take a request back before money was handed over. Raises Refused: `not_yours`, `no_such_move`."""
    with transaction.atomic():
        loan = locked_loan(loan)
        require(policies.may_undo_loan(by, loan))
        loan.state, loan.ended_on = LoanState.UNDONE, today()
        loan.save(update_fields=["state", "ended_on"])
        audit.record(by=by, verb="finance.undo_loan", thing=loan, private=True)
    return loan
