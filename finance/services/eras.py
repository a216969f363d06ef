"""Taking zeros off the bolívar: planned, proven on a copy of the balances, then converted as proven."""

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal
from hashlib import sha256
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import CENT, ZERO, Currency
from cecosesola.kernel.text import as_written
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import CurrencyEra, EraConversion, EraProof, Hold, Leg
from finance.services.books import account as ledger_account
from finance.services.calls import call
from finance.services.posting import Draft, post_many
from finance.services.posting import Leg as Side
from finance.states import HoldState

PER_ENTRY = 2_000
"""Accounts an entry of the conversion: an entry holds some thirty thousand legs at most."""


class Account(NamedTuple):
    """An account of the copy: what it holds (debit positive), its side and its floor as people read it."""

    pk: int
    net: Decimal
    side: int
    floor: Decimal | None


class Conversion(NamedTuple):
    """What a conversion does: the change of each account, and the rounding that is left over."""

    changes: list[tuple[int, Decimal]]
    debits_before: Decimal
    debits_after: Decimal
    rounding: Decimal
    below_floor: list[int]


def convert(accounts: list[Account], divisor: int) -> Conversion:
    """Every balance divided, rounded half to even; what the roundings leave over together is told apart.

    The changes and `−rounding` on one more account sum to zero, because the balances did.
    """
    changes, before, after, rounding, below = [], ZERO, ZERO, ZERO, []
    for account in accounts:
        told = (account.net / divisor).quantize(CENT, ROUND_HALF_EVEN)
        if told != account.net:
            changes.append((account.pk, told - account.net))
        rounding += told
        if account.net > 0:
            before, after = before + account.net, after + told
        if account.floor is not None and account.side * told < account.floor:
            below.append(account.pk)
    return Conversion(changes, before, after, rounding, below)


def plan_era(
    *, by: Person, name: str, starts: dt.date, divisor: int, source: str, decision: Decision
) -> CurrencyEra:
    """Write down a redenomination of the bolívar.

    Raises Refused: `no_key`, `no_decision`, `odd_divisor`, `known_era`.
    """
    require(policies.may_keep_books(by))
    if decision is None:
        raise refuse("no_decision", _("Cite the decision."), decision=_("Choose one."))
    if divisor not in {10**power for power in range(1, 13)}:
        raise refuse("odd_divisor", _("Write 10, 100, 1.000…: zeros that go."), divisor=_("Check it."))
    try:
        with transaction.atomic():
            era = CurrencyEra.objects.create(
                name=name.strip(),
                starts=starts,
                divisor=divisor,
                source=source.strip(),
                decision=decision,
                planned_by=by,
            )
            audit.record(
                by=by, verb="finance.plan_era", thing=era, new={"starts": starts, "divisor": divisor}
            )
    except IntegrityError as error:
        raise refuse("known_era", _("An era begins on that day already."), status=409) from error
    return era


def prove_era(*, by: Person, era: CurrencyEra, cooperative: Cooperative) -> EraProof:
    """Try the conversion on a copy of the cooperative's balances, and keep what it would do.

    Nothing waits and nothing moves. Raises Refused: `no_key`, `converted`, `holds_active`,
    `posted_later`, `below_floor`.
    """
    require(policies.may_keep_books(by))
    with transaction.atomic():
        copy = _copy(cooperative, era)
        tried = _tried(copy, era)
        proof = EraProof.objects.create(
            era=era,
            cooperative=cooperative,
            digest=_digest(copy),
            accounts=len(copy),
            debits_before=tried.debits_before,
            debits_after=tried.debits_after,
            rounding=tried.rounding,
            proven_by=by,
        )
        audit.record(
            by=by,
            verb="finance.prove_era",
            thing=proof,
            new={"accounts": proof.accounts, "rounding": proof.rounding},
        )
    return proof


def convert_era(*, by: Person, proof: EraProof) -> EraConversion:
    """Tell a cooperative's books in the new bolívar, exactly as proven, by somebody other than who proved it.

    Postings wait. When a balance has changed since the proof, it is proven again first.
    Raises Refused: `no_key`, `same_person`, `not_begun`, `converted`, `books_moved`, `holds_active`,
    `posted_later`.
    """
    require(policies.may_keep_books(by))
    era, cooperative = proof.era, proof.cooperative
    if proof.proven_by_id == by.pk:
        raise refuse("same_person", _("Somebody other than who proved it converts."), status=403)
    if era.starts > today():
        raise refuse("not_begun", _("This era has not begun."), status=409)
    with transaction.atomic():
        call("SELECT ledger_gate(%s, true)", (cooperative.pk,))
        copy = _copy(cooperative, era)
        tried = _tried(copy, era)
        if _digest(copy) != proof.digest:
            raise refuse(
                "books_moved", _("Something was posted since the proof. Prove it again."), status=409
            )
        entries = _post(by, era, cooperative, tried)
        row = EraConversion.objects.create(
            era=era,
            cooperative=cooperative,
            proof=proof,
            entries=entries,
            converted_by=by,
            proven_by=proof.proven_by,
        )
        audit.record(by=by, verb="finance.convert_era", thing=row, new={"entries": entries})
    return row


def _copy(cooperative: Cooperative, era: CurrencyEra) -> list[Account]:
    """The balances of one moment, in one query, when they may be converted."""
    if EraConversion.objects.filter(era=era, cooperative=cooperative).exists():
        raise refuse("converted", _("These books are in the new bolívar already."), status=409)
    if Hold.objects.filter(
        account__cooperative=cooperative, account__currency=era.currency, state=HoldState.ACTIVE
    ).exists():
        raise refuse("holds_active", _("Something is set aside. Use or free it first."), status=409)
    if Leg.objects.filter(
        account__cooperative=cooperative, account__currency=era.currency, effective__gte=era.starts
    ).exists():
        raise refuse(
            "posted_later", _("There are entries of the new era already: convert before them."), status=409
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.account_id, b.debit - b.credit + coalesce(p.net, 0), b.side, b.floor"
            " FROM finance_account a JOIN finance_balance b ON b.account_id = a.id LEFT JOIN ("
            "  SELECT account_id, sum(debit - credit) AS net FROM finance_pending GROUP BY account_id"
            " ) p ON p.account_id = a.id"
            " WHERE a.cooperative_id = %s AND a.currency = %s AND a.closed_at IS NULL ORDER BY a.id",
            [cooperative.pk, era.currency],
        )
        return [Account(*row) for row in cursor.fetchall()]


def _tried(copy: list[Account], era: CurrencyEra) -> Conversion:
    tried = convert(copy, era.divisor)
    if tried.below_floor:
        raise refuse(
            "below_floor",
            _("%(n)d accounts would stand below the least they may hold. Lower it first.")
            % {"n": len(tried.below_floor)},
            status=409,
        )
    return tried


def _digest(copy: list[Account]) -> str:
    return sha256(repr([(one.pk, str(one.net.normalize())) for one in copy]).encode()).hexdigest()


def _post(by: Person, era: CurrencyEra, cooperative: Cooperative, tried: Conversion) -> int:
    """Entries of some thousands of accounts each, over a bridge of the era that ends at nothing."""
    bridge = ledger_account(
        cooperative=cooperative, node=chart.EXCHANGE, product=f"era-{era.pk}", currency=Currency.VES, hot=True
    )
    result = ledger_account(
        cooperative=cooperative,
        node=chart.REVALUATION,
        product=f"era-{era.pk}",
        currency=Currency.VES,
        hot=True,
    )
    drafts: list[Draft] = []
    for start in range(0, len(tried.changes), PER_ENTRY):
        some = tried.changes[start : start + PER_ENTRY]
        rest = -sum((change for _pk, change in some), ZERO)
        legs = [Side(pk, change) for pk, change in some] + ([Side(bridge, rest)] if rest else [])
        drafts.append(_draft(era, cooperative, len(drafts) + 1, legs))
    if tried.rounding:
        legs = [Side(bridge, tried.rounding), Side(result, -tried.rounding)]
        drafts.append(_draft(era, cooperative, len(drafts) + 1, legs))
    post_many(by=by, entries=drafts)
    return len(drafts)


def _draft(era: CurrencyEra, cooperative: Cooperative, number: int, legs: list[Side]) -> Draft:
    return Draft(
        cooperative=cooperative,
        effective=era.starts,
        key=f"era:{era.pk}:{cooperative.pk}:{number}",
        source=f"finance.currencyera:{era.pk}",
        description=as_written(_("New bolívar: %(name)s"), name=era.name),
        legs=legs,
        decision=era.decision_id,
    )
