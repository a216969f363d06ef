"""The weekly run: drawn up, looked at, posted by another person as one entry, handed out."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO
from cecosesola.kernel.text import as_written
from cecosesola.kernel.weeks import Week
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import (
    Entry,
    Loan,
    LoanPayment,
    PayCharge,
    PayDeduction,
    PayHanding,
    PayLine,
    PayOrder,
    PayRate,
    PayRun,
    SavingsAccount,
)
from finance.selectors.pay import Plan, plan_run, rate_in_force
from finance.services.books import Wanted, accounts_bulk
from finance.services.loan_books import interest_account
from finance.services.places import place
from finance.services.posting import Leg, Posted, post
from finance.services.repaying import end_loan
from finance.states import LoanState, PayRunState

DRAWN_ON = 4
"""The day of the week (Thursday) from which the clock draws up its run."""


def draw_run(*, by: Person | None, cooperative: Cooperative, monday: dt.date) -> PayRun:
    """Draw up the anticipo of a week, or draw it up anew as things stand now. Nothing is posted.

    `by=None` is the clock, which leaves alone what somebody has drawn up.
    Raises Refused: `no_key`, `no_rate`, `nobody`, `posted_already`, `later_week`.
    """
    if by is not None:
        require(policies.may_keep_pay(by))
    week = Week.of(monday)
    if week > Week.of(today()):
        raise refuse("later_week", _("That week has not come yet."), monday=_("This week, or one before."))
    rate = rate_in_force(cooperative, week)
    if rate is None:
        raise refuse(
            "no_rate", _("No decision says what the anticipo of that week is. Say it first."), status=409
        )
    plan = plan_run(cooperative, week, rate)
    if not plan.slips:
        raise refuse("nobody", _("Nobody works in this cooperative that week."), status=409)
    facts = {**_figures(plan), "drawn_by": by, "drawn_at": now()}
    try:
        with transaction.atomic():
            run = PayRun.objects.create(cooperative=cooperative, monday=week.monday, **facts)
            audit.record(by=by, verb="finance.draw_run", thing=run, new={"week": str(week)})
            return run
    except IntegrityError:
        return _draw_anew(by, cooperative, week, plan)


def _figures(plan: Plan) -> dict[str, object]:
    return {
        "rate": plan.rate,
        "amount": plan.rate.amount,
        "currency": plan.rate.currency,
        "people": len(plan.slips),
        "gross": plan.gross,
        "deducted": plan.deducted,
        "digest": plan.digest,
    }


def _draw_anew(by: Person | None, cooperative: Cooperative, week: Week, plan: Plan) -> PayRun:
    with transaction.atomic():
        standing = PayRun.objects.select_for_update().filter(cooperative=cooperative, monday=week.monday)
        run = standing.exclude(state=PayRunState.DROPPED).get()
        if run.state == PayRunState.POSTED:
            raise refuse("posted_already", _("That week is in the books already."), status=409)
        if by is None or run.digest == plan.digest:
            return run
        facts = {**_figures(plan), "drawn_by": by}
        for name, value in facts.items():
            setattr(run, name, value)
        run.save(update_fields=list(facts))
        audit.record(by=by, verb="finance.draw_run", thing=run, new={"week": str(week)})
    return run


def drop_run(*, by: Person, run: PayRun) -> PayRun:
    """Lay a run aside that was not posted. Raises Refused: `no_key`, `no_such_move`."""
    with transaction.atomic():
        run = PayRun.objects.select_for_update().get(pk=run.pk)
        require(policies.may_drop_run(by, run))
        run.state = PayRunState.DROPPED
        run.save(update_fields=["state"])
        audit.record(by=by, verb="finance.drop_run", thing=run)
    return run


def post_run(*, by: Person, run: PayRun) -> PayRun:
    """Post a run as one entry: each one's anticipo, and what is taken out of it where it belongs.

    What is posted is what was drawn up: when something has changed since, it is to be drawn up anew.
    A second time answers the same run.
    Raises Refused: `no_key`, `by_two`, `no_such_move`, `changed`, `period_closed`.
    """
    with transaction.atomic():
        run = PayRun.objects.select_for_update(of=("self",)).select_related("cooperative").get(pk=run.pk)
        if run.state == PayRunState.POSTED:
            require(policies.may_keep_pay(by))
            return run
        require(policies.may_post_run(by, run))
        week, cooperative = Week.of(run.monday), run.cooperative
        rate = rate_in_force(cooperative, week)
        _hold_still(run)
        plan = None if rate is None else plan_run(cooperative, week, rate)
        if plan is None or plan.digest != run.digest:
            raise refuse(
                "changed",
                _("Something has changed since this was drawn up. Draw it up again and look at it."),
                status=409,
            )
        posted = _post(by, run, plan)
        _write_lines(run, plan, posted)
        run.state, run.posted_by, run.posted_at, run.entry_id = PayRunState.POSTED, by, now(), posted.id
        run.save(update_fields=["state", "posted_by", "posted_at", "entry"])
        audit.record(
            by=by,
            verb="finance.post_run",
            thing=run,
            new={"week": str(week), "people": run.people, "amount": run.amount, "gross": run.gross},
        )
    return run


def _hold_still(run: PayRun) -> None:
    """Nobody else pays these loans or closes these savings while the run is posted."""
    standing = PayOrder.objects.filter(ended_at=None)
    loans = Loan.objects.filter(pk__in=standing.exclude(loan=None).values("loan"), state=LoanState.RUNNING)
    list(loans.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    savings = SavingsAccount.objects.filter(pk__in=standing.exclude(saving=None).values("saving"))
    list(savings.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def _post(by: Person, run: PayRun, plan: Plan) -> Posted:
    wanted = [Wanted(chart.WORK, product="anticipo", currency=run.currency, hot=True)]
    wanted += [owed_to(slip.person, run.currency) for slip in plan.slips]
    work, *owed = accounts_bulk(cooperative=run.cooperative_id, wanted=wanted)
    legs = [Leg(work, plan.gross)]
    interest: dict[int, Decimal] = {}
    for slip, account in zip(plan.slips, owed, strict=True):
        if slip.net:
            legs.append(Leg(account, -slip.net))
        for one in slip.taken:
            if isinstance(one.thing, Loan):
                assert one.paid is not None
                assert one.thing.ledger_id is not None
                if one.paid.principal:
                    legs.append(Leg(one.thing.ledger_id, -one.paid.principal))
                if one.paid.interest:
                    earned = interest_account(one.thing).pk
                    interest[earned] = interest.get(earned, ZERO) + one.paid.interest
            else:
                assert one.thing.ledger_id is not None
                legs.append(Leg(one.thing.ledger_id, -one.amount))
    legs += [Leg(account, -amount) for account, amount in interest.items()]
    return post(
        by=by,
        cooperative=run.cooperative_id,
        effective=today(),
        key=f"payrun:{run.pk}",
        source=f"finance.payrun:{run.pk}",
        description=as_written(_("Anticipo of the week %(week)s"), week=str(plan.week)),
        legs=legs,
        decision=plan.rate.decision_id,
    )


def owed_to(person: int, currency: str) -> Wanted:
    """The account of what a person has earned and not received yet."""
    return Wanted(
        chart.WORK_PAYABLE,
        party=f"{policies.PRIVATE}{person}",
        product="anticipo",
        currency=currency,
        floor=ZERO,
    )


def _write_lines(run: PayRun, plan: Plan, posted: Posted) -> None:
    lines = PayLine.objects.bulk_create(
        PayLine(
            run=run,
            person_id=slip.person,
            run_amount=run.amount,
            exception=slip.exception,
            gross=slip.gross,
            deducted=slip.deducted,
        )
        for slip in plan.slips
    )
    deductions, payments, ended = [], [], []
    for line, slip in zip(lines, plan.slips, strict=True):
        for one in slip.taken:
            thing = one.thing
            deductions.append(
                PayDeduction(
                    line=line,
                    kind=one.kind,
                    amount=one.amount,
                    loan=thing if isinstance(thing, Loan) else None,
                    charge=thing if isinstance(thing, PayCharge) else None,
                    saving=thing if isinstance(thing, SavingsAccount) else None,
                )
            )
            if isinstance(thing, Loan) and one.paid is not None:
                standing = plan.standings[thing.pk]
                payments.append(
                    LoanPayment(
                        loan=thing,
                        plan=standing.plan,
                        on=today(),
                        amount=one.amount,
                        interest=one.paid.interest,
                        principal=one.paid.principal,
                        early=ZERO,
                        entry_id=posted.id,
                        key=f"payrun:{run.pk}:{thing.pk}",
                    )
                )
                if standing.left == one.paid.principal:
                    ended.append(thing)
    PayDeduction.objects.bulk_create(deductions)
    LoanPayment.objects.bulk_create(payments)
    for loan in ended:
        end_loan(loan, LoanState.REPAID)


def hand_out(*, by: Person, line: PayLine, where: str = chart.VAULT) -> PayHanding:
    """Hand one person their anticipo. A second time answers the first.

    Raises Refused: `no_key`, `own_money`, `not_posted`, `nothing_there`, `no_such_place`.
    """
    with transaction.atomic():
        run = PayRun.objects.select_for_update().get(pk=line.run_id)
        line = PayLine.objects.select_related("run").get(pk=line.pk)
        require(policies.may_hand_line(by, line))
        known = PayHanding.objects.filter(line=line).first()
        if known is not None:
            return known
        if not line.net:
            raise refuse(
                "nothing_there", _("Nothing is left to hand out: all of it was deducted."), status=409
            )
        return _hand(by, run, [line], where, f"payline:{line.pk}")[0]


def hand_out_rest(*, by: Person, run: PayRun, where: str = chart.BANK) -> list[PayHanding]:
    """Hand out everything that is left of a run in one go, as one entry: a file to the bank, pago móvil.

    Cash goes from hand to hand, one by one. Raises Refused: `no_key`, `not_posted`, `in_cash`.
    """
    if where == chart.VAULT:
        raise refuse("in_cash", _("Cash is handed out one by one."), where=_("Bank or pago móvil."))
    with transaction.atomic():
        run = PayRun.objects.select_for_update().get(pk=run.pk)
        require(policies.may_hand_out(by, run))
        left = list(PayLine.objects.filter(run=run, handing=None, net__gt=0).order_by("pk"))
        if not left:
            return []
        turn = Entry.objects.filter(source=f"finance.payrun:{run.pk}").count()
        return _hand(by, run, left, where, f"payrun:{run.pk}:rest:{turn}")


def _hand(by: Person, run: PayRun, lines: list[PayLine], where: str, key: str) -> list[PayHanding]:
    till = place(run.cooperative_id, where, run.currency)
    owed = accounts_bulk(
        cooperative=run.cooperative_id, wanted=[owed_to(line.person_id, run.currency) for line in lines]
    )
    legs = [Leg(account, line.net) for account, line in zip(owed, lines, strict=True)]
    posted = post(
        by=by,
        cooperative=run.cooperative_id,
        effective=today(),
        key=key,
        source=f"finance.payrun:{run.pk}",
        description=as_written(_("Anticipo of the week %(week)s, handed out"), week=str(Week.of(run.monday))),
        legs=[*legs, Leg(till, -sum((line.net for line in lines), ZERO))],
    )
    made = PayHanding.objects.bulk_create(
        PayHanding(line=line, place=where, entry_id=posted.id, handed_by=by) for line in lines
    )
    audit.record(by=by, verb="finance.hand_out", thing=run, new={"lines": len(made), "where": where})
    return made


def draw_due_runs() -> str:
    """From Thursday on, draw up what nobody has drawn up of this week, and of the last if it was missed."""
    week, drawn = Week.of(today()), 0
    weeks = [week.previous, week] if today().isoweekday() >= DRAWN_ON else [week.previous]
    for number in PayRate.objects.order_by().values_list("cooperative", flat=True).distinct():
        cooperative = Cooperative.objects.get(pk=number)
        runs = PayRun.objects.filter(cooperative=cooperative).exclude(state=PayRunState.DROPPED)
        paid = set(runs.filter(monday__in=[one.monday for one in weeks]).values_list("monday", flat=True))
        for one in weeks:
            rate = rate_in_force(cooperative, one)
            if one.monday not in paid and rate is not None and plan_run(cooperative, one, rate).slips:
                draw_run(by=None, cooperative=cooperative, monday=one.monday)
                drawn += 1
    return as_written(_("runs drawn up: %(n)s"), n=drawn)
