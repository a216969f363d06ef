"""One call of a ledger function: its refusals become ours, and a lost race is tried again."""

import random
import time
from collections.abc import Sequence
from typing import Any

from django.db import Error, connection, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal, Refused

SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"
TRIES = 6

_NO_REASON = _("The ledger refused this. Nothing has changed.")
REFUSALS: dict[str, Refusal] = {
    refusal.code if name is None else name: refusal
    for name, refusal in [
        ("balance_above_floor", Refusal("insufficient", _("There is not enough in this account."))),
        (None, Refusal("key_reused", _("This key was already used for something else. Use a new one."), 409)),
        (None, Refusal("period_closed", _("That month's books are closed. Use a later date."), 409)),
        (None, Refusal("period_already_closed", _("This period is closed already."), 409)),
        (None, Refusal("period_not_closed", _("This period is open."), 409)),
        (None, Refusal("period_not_over", _("A period is closed once its last day is over."), 409)),
        (None, Refusal("earlier_period_open", _("Close the earlier periods first."), 409)),
        (None, Refusal("later_period_closed", _("Reopen the later periods first."), 409)),
        (None, Refusal("date_out_of_range", _("No books are kept for that date."))),
        (None, Refusal("no_books", _("This cooperative has not opened its books yet."), 409)),
        (None, Refusal("no_such_node", _("That account is not in the cooperative's chart."))),
        (
            None,
            Refusal("node_exists", _("The chart has that code already."), 409, {"code": _("Use another.")}),
        ),
        (None, Refusal("node_in_use", _("That account is in use: it stays."), 409)),
        (
            "node_code_says_kind",
            Refusal(
                "bad_code",
                _("A code is figures with points between them, and begins with 1, 2, 3, 4 or 5."),
                422,
                {"code": _("Write it as 5.2.1.04.")},
            ),
        ),
        (
            "node_no_outside_subsidy",
            Refusal(
                "outside_subsidy",
                _("The network lives from its own work: no account holds an outside subsidy."),
                422,
                {"name": _("Choose another name.")},
            ),
        ),
        (None, Refusal("no_such_entry", _("That entry does not exist."), 404)),
        (None, Refusal("account_closed", _("This account is closed."), 409)),
        (None, Refusal("account_not_empty", _("This account still holds something."), 409)),
        (None, Refusal("hold_on_hot", _("Nothing can be held in this account."))),
        (None, Refusal("hold_ended", _("This hold was already captured or released."), 409)),
        ("hold_capture_within", Refusal("hold_exceeded", _("That is more than what was held."))),
        ("hold_amount_positive", Refusal("hold_amount", _("Hold an amount above zero."))),
        ("hold_amount_exact", Refusal("too_fine", _("This amount has more decimals than its currency."))),
        ("leg_sums_to_zero", Refusal("unbalanced", _("Debits and credits differ."))),
        ("leg_set_complete", Refusal("no_legs", _("An entry comes with two legs or more."))),
        ("entry_has_legs", Refusal("no_legs", _("An entry comes with two legs or more."))),
        ("entry_two_people", Refusal("same_person", _("This needs two different people."))),
        ("entry_says_where_from", Refusal("no_source", _("An entry says where it comes from."))),
        ("leg_account_open", Refusal("account_closed", _("This account is closed."), 409)),
        ("entry_in_open_period", Refusal("period_closed", _("That month's books are closed."), 409)),
        (
            "leg_account_of_its_books",
            Refusal("other_books", _("An account of this entry belongs to another cooperative.")),
        ),
        ("leg_amount_not_zero", Refusal("zero_amount", _("No leg may be zero."))),
        ("leg_amount_finite", Refusal("not_a_number", _("An amount is not a number."))),
        ("leg_amount_scale", Refusal("too_fine", _("This amount has more decimals than its currency."))),
        ("entry_reversed_once", Refusal("already_reversed", _("This entry was already reversed."), 409)),
        (
            "entry_mirrors_reversed",
            Refusal("cannot_reverse", _("A reversal mirrors its entry, and is not reversed itself."), 409),
        ),
    ]
}


def call(sql: str, params: Sequence[Any]) -> Any:
    """Run one ledger function and answer its value.

    Alone, it is its own transaction: deadlocks and serialization failures are tried again with a
    growing pause. Inside the caller's transaction it stands on a savepoint, so that a refusal leaves
    the caller's work alone; retrying is then the caller's.
    Raises Refused for what the ledger refuses by name.
    """
    if connection.in_atomic_block:
        try:
            with transaction.atomic():
                return _run(sql, params)
        except Error as error:
            raise _refusal(error) from error
    tries = 0
    while True:
        try:
            return _run(sql, params)
        except Error as error:
            tries += 1
            if _sqlstate(error) not in (SERIALIZATION_FAILURE, DEADLOCK) or tries == TRIES:
                raise _refusal(error) from error
            time.sleep(random.uniform(0.5, 1) * 0.005 * 2**tries)  # noqa: S311


def _run(sql: str, params: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return row[0] if row else None


def _sqlstate(error: Error) -> str:
    return getattr(error.__cause__, "pgcode", None) or ""


def _refusal(error: Error) -> Exception:
    diagnosis = getattr(error.__cause__, "diag", None)
    refusal = REFUSALS.get(getattr(diagnosis, "constraint_name", None) or "")
    if refusal is not None:
        return Refused(refusal)
    if _sqlstate(error) == "LG001":
        return Refused(Refusal("ledger", _NO_REASON))
    return error


def array(values: Sequence[Any]) -> str:
    """Numbers or None as a PostgreSQL array literal, which is cheaper to send than an ARRAY expression."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"
