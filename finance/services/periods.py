"""Closing months and days."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Cooperative, Person
from finance import policies
from finance.models import Period, PeriodClosing
from finance.selectors.checklist import checklist
from finance.services.calls import call


def close_period(*, by: Person, period: Period, note: str = "") -> Period:
    """Close a month that is over, the oldest open one first. Waits for postings under way.

    What its checklist says is asked once nobody can post any more, and kept with the closing. Cash on
    its way and foreign money that was not revalued stop it; about the rest a word is written.
    Raises Refused: `no_key`, `period_not_over`, `earlier_period_open`, `period_already_closed`,
    `still_open`, `no_note`.
    """
    require(policies.may_keep_books(by))
    with transaction.atomic():
        call("SELECT ledger_close_period(%s, %s, %s)", (period.pk, by.pk, today()))
        items = checklist(period)
        if stopping := [item for item in items if item.stops]:
            raise refuse(
                "still_open",
                _("The month waits for this: %(what)s.")
                % {"what": "; ".join(str(i.title) for i in stopping)},
                status=409,
            )
        if not all(item.done for item in items) and not note.strip():
            raise refuse(
                "no_note",
                _("Not everything of the checklist is done. Write why the month closes like this."),
                note=_("Write why."),
            )
        PeriodClosing.objects.create(
            period=period,
            closed_by=by,
            checklist={item.name: item.done for item in items},
            note=note.strip()[:500],
        )
        audit.record(by=by, verb="finance.close_period", thing=period, new={"state": "closed"})
    period.refresh_from_db()
    return period


def reopen_period(*, by: Person, period: Period, decision: Decision) -> Period:
    """Open the last closed month again, citing the decision to do so.

    Raises Refused: `no_key`, `no_decision`, `later_period_closed`, `period_not_closed`.
    """
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision to reopen a period."), decision=_("Choose one."))
    with transaction.atomic():
        call("SELECT ledger_reopen_period(%s)", (period.pk,))
        audit.record(
            by=by,
            verb="finance.reopen_period",
            thing=period,
            new={"state": "open", "decision": decision.number},
        )
    period.refresh_from_db()
    return period


def close_day(*, cooperative: Cooperative | int, day: dt.date) -> int:
    """Snapshot the end of a day for every account that moved. Returns how many; 0 the second time."""
    where = cooperative if isinstance(cooperative, int) else cooperative.pk
    return int(call("SELECT ledger_close_day(%s, %s)", (where, day)))
