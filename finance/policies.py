"""Who may see and do what with the books. Every worker sees totals; private parties are their own."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, key_refusal, keys_of, worker_refusal
from finance.models import Entry, Period
from finance.states import PERIOD, PeriodState

PRIVATE = "member:"


def may_read_books(person: Person) -> Refusal | None:
    """Fairs' money, totals by node, rates and periods: every worker."""
    return worker_refusal(person)


def may_read_party(person: Person, party: str) -> Refusal | None:
    """A member's own accounts are for that member and the finance turn. The rest is for every worker.

    To others a private account is not there, so that nobody learns who saves.
    """
    if not person.is_authenticated:
        return LOGIN
    if not party.startswith(PRIVATE):
        return may_read_books(person)
    if party == f"{PRIVATE}{person.pk}" or keys_of(person).holds_any(Role.FINANCE):
        return None
    return NOT_FOUND


def sees_private(person: Person) -> bool:
    """Whether the person reads the accounts of all members today."""
    return person.is_authenticated and keys_of(person).holds_any(Role.FINANCE)


def may_keep_books(person: Person) -> Refusal | None:
    """Open books, close and reopen periods, reverse entries."""
    return key_refusal(person, Role.FINANCE)


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


def may_reverse(person: Person, entry: Entry, reversal: Entry | None) -> Refusal | None:
    """Reverse an entry: with the key, once, and not a reversal itself."""
    if (refusal := may_keep_books(person)) is not None:
        return refusal
    if reversal is not None:
        return Refusal("already_reversed", _("This entry was already reversed."), status=409)
    if entry.reverses_id is not None:
        return Refusal("cannot_reverse", _("A reversal is not reversed itself."), status=409)
    return None


def may_set_rate(person: Person) -> Refusal | None:
    """The rate is entered by whoever has the finance turn or coordinates the week."""
    if key_refusal(person, Role.FINANCE) is None:
        return None
    return key_refusal(person, Role.WEEK)
