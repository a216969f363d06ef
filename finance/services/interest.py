"""Interest on savings: reckoned by the day, posted once for each saving and stretch of days.

What is due is asked of the database, so the job may run twice, be killed half-way, or be late by months.
A movement that is dated in a stretch whose interest is posted changes that interest: the difference is
posted as a later revision, which says why.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.money import CENT, ZERO
from cecosesola.kernel.text import as_written
from federation.selectors import Person
from finance import chart
from finance.models import Period, SavingsAccount, SavingsInterest, SavingsProduct
from finance.schedules import DAY, Rate, grown
from finance.services.books import Wanted, accounts_bulk
from finance.services.posting import Draft, Leg, post_many
from finance.services.savings import rates_of
from finance.states import PeriodState, SavingKind, SavingState

BATCH = 4_000
"""Savings a call: a posting of interest holds their balances, and nobody should wait long for that."""
EXACT = Decimal("0.00000001")

# A saving's movements since the first day whose interest is asked for, what it holds, and how many movements
# that counts, all of one moment: what is posted afterwards has a higher version, and so is found to be late.
_MOVES = """
SELECT s.id, b.version, b.side * (b.debit - b.credit), l.effective, b.side * l.amount, l.entry_id
FROM unnest(%s::bigint[], %s::date[]) AS w(id, since)
JOIN finance_savingsaccount s ON s.id = w.id
JOIN finance_balance b ON b.account_id = s.ledger_id
LEFT JOIN finance_leg l ON l.account_id = s.ledger_id AND l.effective >= w.since
"""
_MOVED = """
SELECT s.id, b.version, min(l.effective) FILTER (WHERE late.id IS NOT NULL), min(late.id),
    max(late.recorded_at)
FROM (
    SELECT id, ledger_id, checked, interest_through FROM finance_savingsaccount
    WHERE id = ANY (%s::bigint[])
) s
JOIN finance_balance b ON b.account_id = s.ledger_id
LEFT JOIN finance_leg l ON l.account_id = s.ledger_id AND l.effective <= s.interest_through
    AND l.version > s.checked
LEFT JOIN finance_savingsinterest own ON own.entry_id = l.entry_id
LEFT JOIN finance_entry late ON late.id = l.entry_id AND own.id IS NULL
GROUP BY s.id, b.version
"""


class Stretch(NamedTuple):
    """The days of a saving whose interest is asked for."""

    saving: SavingsAccount
    starts: dt.date
    ends: dt.date


class Earned(NamedTuple):
    """What a stretch earns, exactly, and how many movements of the saving were known."""

    exact: Decimal
    seen: int


def block_end(day: dt.date, months: int) -> dt.date:
    """The last day of the stretch that a day falls in: `months` at a time, counted from January."""
    last = (day.month - 1) // months * months + months
    return dt.date(day.year + last // 12, last % 12 + 1, 1) - DAY


def post_due_interest(limit: int = BATCH) -> int:
    """Post what is due, `limit` savings at most. Returns how many stretches; 0 when nothing is due."""
    with transaction.atomic():
        stretches = _due(limit)
        return _post(stretches) if stretches else 0


def _due(limit: int) -> list[Stretch]:
    """Savings with a whole stretch behind them, locked. Whoever else runs takes others."""
    now = today()
    ripe = Q(product__kind=SavingKind.TERM, ends_on__lte=now)
    for months in SavingsProduct.objects.values_list("posts_every", flat=True).distinct():
        first = block_end(now, months) + DAY
        # The stretch before today's ends where today's begins.
        before = _before(first, months)
        ripe |= Q(~Q(product__kind=SavingKind.TERM), product__posts_every=months, interest_through__lt=before)
    found = (
        SavingsAccount.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(ripe, state=SavingState.ACTIVE)
        .select_related("product", "ledger")
        .order_by("interest_through", "id")[:limit]
    )
    return [Stretch(one, one.interest_through + DAY, _end_of(one)) for one in found]


def _before(first_of_next: dt.date, months: int) -> dt.date:
    month = first_of_next.year * 12 + first_of_next.month - 1 - months
    return dt.date(month // 12, month % 12 + 1, 1) - DAY


def _end_of(saving: SavingsAccount) -> dt.date:
    if saving.ends_on is not None:
        return saving.ends_on - DAY
    return block_end(saving.interest_through + DAY, saving.product.posts_every)


def post_last_interest(saving: SavingsAccount, *, by: Person | None) -> None:
    """Before a saving closes: the interest until yesterday. A term closed early earns a part of its rate.

    The caller holds the saving's lock.
    """
    last = today() - DAY
    list(_look_back([saving]))
    if saving.state != SavingState.ACTIVE or saving.interest_through >= last:
        return
    early = saving.ends_on is not None and last < saving.ends_on - DAY
    end = last if saving.ends_on is None else min(last, saving.ends_on - DAY)
    _post([Stretch(saving, saving.interest_through + DAY, end)], by=by, early=early)


def _post(stretches: Sequence[Stretch], *, by: Person | None = None, early: bool = False) -> int:
    earned = reckon(stretches, early=early)
    closed = _closed_months(stretches)
    rows, drafts = [], []
    expense = _expenses(stretches)
    for stretch in stretches:
        exact, seen = earned[stretch.saving.pk, stretch.ends]
        amount = exact.quantize(CENT, ROUND_HALF_UP)
        rows.append(
            SavingsInterest(
                saving=stretch.saving,
                starts=stretch.starts,
                ends=stretch.ends,
                exact=exact.quantize(EXACT),
                amount=amount,
                seen=seen,
            )
        )
        if amount:
            drafts.append((rows[-1], _draft(rows[-1], expense, closed)))
    entries = post_many(by=by, entries=[draft for _row, draft in drafts])
    for (row, _draft_of), entry in zip(drafts, entries, strict=True):
        row.entry_id = entry.id
    SavingsInterest.objects.bulk_create(rows, batch_size=2_000)
    _move_on(stretches)
    return len(rows)


def _move_on(stretches: Iterable[Stretch]) -> None:
    """Say until when interest is posted; a term that was reached is told."""
    by_end: dict[tuple[dt.date, bool], list[int]] = defaultdict(list)
    for saving, _starts, ends in stretches:
        by_end[ends, saving.ends_on is not None and ends >= saving.ends_on - DAY].append(saving.pk)
        saving.interest_through = ends
    for (ends, reached), numbers in by_end.items():
        change: dict[str, object] = {"interest_through": ends}
        if reached:
            change["state"] = SavingState.MATURED
        SavingsAccount.objects.filter(pk__in=numbers).update(**change)
    for saving, _starts, ends in stretches:
        if saving.ends_on is not None and ends >= saving.ends_on - DAY:
            saving.state = SavingState.MATURED


def reckon(stretches: Sequence[Stretch], *, early: bool = False) -> dict[tuple[int, dt.date], Earned]:
    """What each stretch earns by what is in the books this moment."""
    moves, held = _moves(stretches)
    posted = _own_entries(stretches)
    rates: dict[int, list[Rate]] = {}
    found = {}
    for saving, starts, ends in stretches:
        product = saving.product
        if product.pk not in rates:
            rates[product.pk] = rates_of(product)
        version, balance = held[saving.pk]
        own = posted.get((saving.pk, ends), frozenset())
        since = [move for move in moves[saving.pk] if move[0] >= starts]
        opening = balance - sum((amount for _day, amount, _entry in since), ZERO)
        counted = [(day, amount) for day, amount, entry in since if day <= ends and entry not in own]
        exact = grown(
            opening,
            counted,
            first=starts,
            last=ends,
            rates=_rates(saving, rates[product.pk], early=early),
            compound=product.compound,
        )
        found[saving.pk, ends] = Earned(exact, version)
    return found


def _rates(saving: SavingsAccount, rates: list[Rate], *, early: bool) -> list[Rate]:
    if saving.percent is None:
        return rates
    part = saving.product.early_percent / 100 if early else Decimal(1)
    return [Rate(saving.opened_on, saving.percent * part)]


def _moves(
    stretches: Sequence[Stretch],
) -> tuple[dict[int, list[tuple[dt.date, Decimal, int]]], dict[int, tuple[int, Decimal]]]:
    since: dict[int, dt.date] = {}
    for saving, starts, _ends in stretches:
        since[saving.pk] = min(starts, since.get(saving.pk, starts))
    moves: dict[int, list[tuple[dt.date, Decimal, int]]] = defaultdict(list)
    held = {}
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, [list(since), list(since.values())])
        for number, version, balance, day, amount, entry in cursor.fetchall():
            held[number] = (version, balance)
            if entry is not None:
                moves[number].append((day, amount, entry))
    return moves, held


def _own_entries(stretches: Sequence[Stretch]) -> dict[tuple[int, dt.date], frozenset[int]]:
    """The interest of a stretch is posted on its last day and earns nothing in it."""
    found: dict[tuple[int, dt.date], set[int]] = defaultdict(set)
    rows = SavingsInterest.objects.filter(
        saving__in={one.saving.pk for one in stretches},
        ends__in={one.ends for one in stretches},
        entry__isnull=False,
    ).values_list("saving_id", "ends", "entry_id")
    for number, ends, entry in rows:
        if entry is not None:
            found[number, ends].add(entry)
    return {key: frozenset(entries) for key, entries in found.items()}


def _closed_months(stretches: Iterable[Stretch]) -> set[tuple[int, dt.date]]:
    return set(
        Period.objects.filter(
            cooperative__in={one.saving.ledger.cooperative_id for one in stretches}, state=PeriodState.CLOSED
        ).values_list("cooperative_id", "starts")
    )


def _expenses(stretches: Iterable[Stretch]) -> dict[int, int]:
    """Where the interest of each way of saving is a cost."""
    products = {one.saving.product_id: one.saving.product for one in stretches}
    return {
        number: accounts_bulk(
            cooperative=product.cooperative_id,
            wanted=[
                Wanted(chart.INTEREST_PAID, product=f"savings:{number}", currency=product.currency, hot=True)
            ],
        )[0]
        for number, product in products.items()
    }


def _draft(row: SavingsInterest, expense: dict[int, int], closed: set[tuple[int, dt.date]]) -> Draft:
    """Interest is of the last day it was earned on; of today when that month's books are closed."""
    saving = row.saving
    where = saving.ledger.cooperative_id
    day = row.ends if not row.revision and (where, row.ends.replace(day=1)) not in closed else today()
    return Draft(
        cooperative=where,
        effective=day,
        key=f"interest:{saving.pk}:{row.ends}:{row.revision}",
        source=f"finance.savingsaccount:{saving.pk}",
        description=_words(row),
        legs=[Leg(expense[saving.product_id], row.amount), Leg(saving.ledger_id, -row.amount)],
    )


def _words(row: SavingsInterest) -> str:
    words = (
        _("Interest %(first)s – %(last)s")
        if not row.revision
        else _("Change of interest %(first)s – %(last)s")
    )
    return as_written(words, first=f"{row.starts:%d/%m/%Y}", last=f"{row.ends:%d/%m/%Y}")


def correct_interest(limit: int = BATCH) -> int:
    """Post what movements that came late changed in interest that is posted. Returns how many changes.

    Only savings that moved since they were last looked at are looked at, `limit` of them at most.
    """
    with transaction.atomic():
        moved = list(
            SavingsAccount.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(ledger__balance__version__gt=F("checked"))
            .exclude(state=SavingState.CLOSED)
            .select_related("product", "ledger")
            .order_by("pk")[:limit]
        )
        return sum(_look_back(moved))


def _look_back(savings: Sequence[SavingsAccount]) -> Iterator[int]:
    """How many stretches of each saving changed. The caller holds their locks."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [[one.pk for one in savings]])
        found = {number: facts for number, *facts in cursor.fetchall()}
    for saving in savings:
        version, since, entry, recorded = found[saving.pk]
        saving.checked = version
        if since is not None:
            ends = SavingsInterest.objects.filter(saving=saving, ends__gte=since, revision=0)
            for end in ends.order_by("ends").values_list("ends", flat=True):
                yield int(_correct(saving, end, entry, since, recorded))
    SavingsAccount.objects.bulk_update(savings, ["checked"], batch_size=1_000)


def _correct(
    saving: SavingsAccount, ends: dt.date, entry: int, effective: dt.date, recorded: dt.datetime
) -> bool:
    """Reckon a stretch again and post the difference. What cannot be taken back is let go of, and said."""
    before = list(SavingsInterest.objects.filter(saving=saving, ends=ends).order_by("revision"))
    exact, seen = reckon([Stretch(saving, before[0].starts, ends)])[saving.pk, ends]
    amount = exact.quantize(CENT, ROUND_HALF_UP) - sum((row.amount for row in before), ZERO)
    if not amount:
        return False
    why = as_written(
        _("Entry %(entry)s of %(day)s was written on %(written)s, after this interest."),
        entry=entry,
        day=f"{effective:%d/%m/%Y}",
        written=f"{recorded:%d/%m/%Y}",
    )
    if amount < 0:
        free = saving.ledger.balance
        left = -(free.debit - free.credit) - free.held
        if -amount > left:
            amount, why = -max(left, ZERO), why + " " + as_written(_("What was withdrawn already stays."))
    row = SavingsInterest(
        saving=saving,
        starts=before[0].starts,
        ends=ends,
        revision=before[-1].revision + 1,
        exact=exact.quantize(EXACT),
        amount=amount,
        seen=seen,
        why=why,
    )
    if amount:
        stretch = [Stretch(saving, row.starts, ends)]
        (posted,) = post_many(by=None, entries=[_draft(row, _expenses(stretch), set())])
        row.entry_id = posted.id
    row.save()
    audit.record(by=None, verb="finance.correct_interest", thing=saving, new={"ends": ends}, private=True)
    return True


def interest_step() -> str:
    """What the job does a minute: a batch of what is due, and what came late."""
    posted, corrected = post_due_interest(), correct_interest()
    words = _("%(posted)d posted, %(corrected)d changed")
    return as_written(words, posted=posted, corrected=corrected)
