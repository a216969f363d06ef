"""Tills: devices, the float by two people, the blind count, the difference and its explanation."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from assemblies.services import bring_topic
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO, Currency, amount, to_decimal
from federation.selectors import Person
from finance import chart
from finance import services as finance
from finance.selectors import balance
from finance.services import Wanted
from markets import policies
from markets.models import CashCount, Device, FairWeek, Till, TillSession
from markets.selectors.tills import session_totals
from markets.services.sync import issue_token
from markets.states import SESSION, SessionState

CASH = (Currency.VES, Currency.USD)
Counts = Mapping[str, Mapping[str, int]]
"""Currency → denomination (as text) → how many notes or coins."""


def register_device(*, by: Person, till: Till) -> tuple[Device, str]:
    """Make a machine a till's device. Returns it and its secret, which is shown this once."""
    require(policies.may_register_device(by, till.fair))
    token = issue_token()
    with transaction.atomic():
        Till.objects.select_for_update().get(pk=till.pk)
        device = Device.objects.create(
            letters=_next_letters(), till=till, token_hash=token.digest, registered_by=by
        )
        audit.record(by=by, verb="markets.register_device", thing=device, new={"till": till})
    return device, token.secret


def _next_letters() -> str:
    """A, B … Z, AA, AB …: never used twice, so that a visible number names one sale for ever."""
    with transaction.atomic():
        last = Device.objects.select_for_update().order_by("-id").values_list("letters", flat=True).first()
    number = 0
    for letter in last or "":
        number = number * 26 + ord(letter) - 64
    number += 1
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def revoke_device(*, by: Person, device: Device, reason: str) -> Device:
    """Stop a machine from sending: lost, stolen or replaced."""
    if device.till is None:
        raise refuse("no_till", _("This machine belongs to no till."), status=409)
    require(policies.may_register_device(by, device.till.fair))
    with transaction.atomic():
        device = Device.objects.select_for_update().get(pk=device.pk)
        if device.revoked_at is None:
            device.revoked_at = now()
            device.save(update_fields=["revoked_at"])
            audit.record(by=by, verb="markets.revoke_device", thing=device, new={"reason": reason})
    return device


def open_session(*, by: Person, device: Device, fair_week: FairWeek, counts: Counts) -> TillSession:
    """Count the float into a till. It sells once a second person confirms the same money."""
    require(policies.may_open_till(by, fair_week))
    till = device.till
    if till is None or till.fair_id != fair_week.fair_id or device.revoked_at is not None:
        raise refuse("other_fair", _("This machine is not a till of this fair."), status=409)
    amounts = _amounts(counts)
    with transaction.atomic():
        Till.objects.select_for_update().get(pk=till.pk)
        live = (
            TillSession.objects.filter(till=till)
            .exclude(state__in=[SessionState.COUNTED, SessionState.CLOSED])
            .first()
        )
        if live is not None:
            raise refuse(
                "till_busy",
                _("This till is already open, by %(name)s.") % {"name": live.operator},
                status=409,
            )
        session = TillSession.objects.create(
            till=till,
            device=device,
            fair_week=fair_week,
            day=today(),
            operator=by,
            opened_by=by,
            opened_at=now(),
        )
        _keep_counts(session, CashCount.Kind.OPENING, counts, amounts, by)
        audit.record(
            by=by, verb="markets.open_till", thing=session, new={str(c): a for c, a in amounts.items()}
        )
    return session


def confirm_opening(*, by: Person, session: TillSession) -> TillSession:
    """The second person counted the same float: the till may sell, and the vault gave the money."""
    require(policies.may_confirm(by, session, session.opened_by))
    with transaction.atomic():
        session = _locked(session)
        require(SESSION.refusal(session.state, SessionState.OPEN))
        _open_accounts(session)
        session.state, session.confirmed_by = SessionState.OPEN, by
        session.save(update_fields=["state", "confirmed_by", *_ACCOUNTS])
        counts = list(session.counts.filter(kind=CashCount.Kind.OPENING))
        CashCount.objects.filter(pk__in=[count.pk for count in counts]).update(confirmed_by=by)
        legs = _vault_legs(session, {count.currency: -count.amount for count in counts})
        if legs:
            finance.post(
                by=by,
                approver=session.opened_by,
                cooperative=session.till.fair.cooperative_id,
                effective=session.day,
                key=f"float:{session.pk}",
                source=f"markets.tillsession:{session.pk}",
                description=_text("Opening float"),
                legs=legs,
            )
        audit.record(by=by, verb="markets.confirm_opening", thing=session, new={"state": session.state})
    return session


_ACCOUNTS = (
    "cash_ves_account",
    "cash_usd_account",
    "card_account",
    "pago_movil_account",
    "sales_large_account",
    "sales_mini_account",
    "sales_dry_account",
    "exchange_ves_account",
    "exchange_usd_account",
    "difference_account",
)


def _open_accounts(session: TillSession) -> None:
    """The session's own ledger accounts, and the fair's that it shares; their numbers stay on the row."""
    fair = session.till.fair
    own = f"session:{session.pk}"
    sales = f"fair:{fair.pk}"
    wanted = (
        Wanted(chart.TILL, own, "cash", Currency.VES),
        Wanted(chart.TILL, own, "cash", Currency.USD),
        Wanted(chart.TILL, own, "card", Currency.VES),
        Wanted(chart.TILL, own, "pago_movil", Currency.VES),
        Wanted(chart.SALES, sales, "large", hot=True),
        Wanted(chart.SALES, sales, "mini", hot=True),
        Wanted(chart.SALES, sales, "dry", hot=True),
        Wanted(chart.EXCHANGE, currency=Currency.VES, hot=True),
        Wanted(chart.EXCHANGE, currency=Currency.USD, hot=True),
        Wanted(chart.CASH_DIFFERENCE, hot=True),
    )
    numbers = finance.accounts_bulk(cooperative=fair.cooperative_id, wanted=wanted)
    for name, number in zip(_ACCOUNTS, numbers, strict=True):
        setattr(session, name, number)


def count_session(
    *, by: Person, session: TillSession, counts: Counts, manifest: Mapping[str, object] | None = None
) -> TillSession:
    """Count the drawer without seeing what it should hold. The second person signs next.

    `manifest` is what the device says it sold: `count`, `last` (number) and `total` (bolívares).
    """
    require(policies.may_count_session(by, session))
    amounts = _amounts(counts)
    with transaction.atomic():
        session = _locked(session)
        require(SESSION.refusal(session.state, SessionState.COUNTING))
        session.state = SessionState.COUNTING
        if manifest is not None:
            session.manifest_count = int(str(manifest["count"]))
            session.manifest_last_counter = int(str(manifest["last"]))
            session.manifest_total = amount(manifest["total"], "VES")
        session.save(update_fields=["state", "manifest_count", "manifest_last_counter", "manifest_total"])
        _keep_counts(session, CashCount.Kind.CLOSING, counts, amounts, by)
        audit.record(by=by, verb="markets.count_till", thing=session, new={"state": session.state})
    return session


def recount_session(*, by: Person, session: TillSession) -> TillSession:
    """The second person counted something else: count again, from the start."""
    require(policies.may_count_session(by, session))
    with transaction.atomic():
        session = _locked(session)
        require(SESSION.refusal(session.state, SessionState.OPEN))
        old = {
            count.currency: str(count.amount) for count in session.counts.filter(kind=CashCount.Kind.CLOSING)
        }
        # The first figures stay in the audit; the new ones take their row.
        session.state = SessionState.OPEN
        session.save(update_fields=["state"])
        audit.record(by=by, verb="markets.recount_till", thing=session, old=old)
    return session


def sign_count(*, by: Person, session: TillSession) -> TillSession:
    """The second person signs the count. Now the difference is computed, posted and seen by both.

    The cash goes to the vault; what is missing or left over goes to the difference account.
    """
    first = session.counts.filter(kind=CashCount.Kind.CLOSING).select_related("counted_by").first()
    if first is None:
        raise refuse("not_counted", _("Nobody has counted this till yet."), status=409)
    require(policies.may_confirm(by, session, first.counted_by))
    with transaction.atomic():
        session = _locked(session)
        require(SESSION.refusal(session.state, SessionState.COUNTED))
        counts = list(session.counts.filter(kind=CashCount.Kind.CLOSING))
        expected = {
            Currency.VES: balance(_cash(session, Currency.VES)),
            Currency.USD: balance(_cash(session, Currency.USD)),
        }
        for count in counts:
            count.expected, count.confirmed_by = expected[Currency(count.currency)], by
        CashCount.objects.bulk_update(counts, ["expected", "confirmed_by"])
        session.state, session.counted_at = SessionState.COUNTED, now()
        session.save(update_fields=["state", "counted_at"])
        _post_count(by, first.counted_by, session, counts)
        differences = {c.currency: c.amount - (c.expected or ZERO) for c in counts if c.amount != c.expected}
        audit.record(
            by=by,
            verb="markets.sign_count",
            thing=session,
            new={"state": session.state, **{f"difference_{c}": d for c, d in differences.items()}},
        )
        if differences:
            _bring_difference(session, differences)
    return session


def _post_count(by: Person, first: Person, session: TillSession, counts: list[CashCount]) -> None:
    legs = _vault_legs(session, {count.currency: count.amount for count in counts})
    fair = session.till.fair
    for count in counts:
        gap = count.amount - (count.expected or ZERO)
        if gap:
            cash = _cash(session, count.currency)
            difference = finance.account(
                cooperative=fair.cooperative_id, node=chart.CASH_DIFFERENCE, currency=count.currency, hot=True
            )
            legs += [finance.Leg(cash, gap), finance.Leg(difference.pk, -gap)]
    if legs:
        finance.post(
            by=by,
            approver=first,
            cooperative=fair.cooperative_id,
            effective=session.day,
            key=f"count:{session.pk}",
            source=f"markets.tillsession:{session.pk}",
            description=_text("Till count"),
            legs=legs,
        )


def _cash(session: TillSession, currency: str) -> int:
    """The ledger account of the drawer's money. A session that was opened has one for each currency."""
    account = session.cash_ves_account if currency == Currency.VES else session.cash_usd_account
    if account is None:
        raise refuse("not_open", _("This till has not been opened yet."), status=409)
    return account


def _vault_legs(session: TillSession, to_vault: Mapping[str, Decimal]) -> list[finance.Leg]:
    """Legs that move cash from the session to the vault (negative: from the vault to the session)."""
    moved = {currency: money for currency, money in to_vault.items() if money}
    vaults = finance.accounts_bulk(
        cooperative=session.till.fair.cooperative_id,
        wanted=[Wanted(chart.VAULT, currency=currency, hot=True) for currency in moved],
    )
    legs = []
    for (currency, money), vault in zip(moved.items(), vaults, strict=True):
        cash = _cash(session, currency)
        legs += [finance.Leg(vault, money), finance.Leg(cash, -money)]
    return legs


def _bring_difference(session: TillSession, differences: Mapping[str, Decimal]) -> None:
    told = ", ".join(f"{Currency(currency).label} {gap}" for currency, gap in differences.items())
    bring_topic(
        by=None,
        title=_text("Difference at %(till)s: %(told)s") % {"till": session, "told": told},
        source=f"markets.tillsession:{session.pk}",
        link=reverse("markets:session", args=[session.pk]),
    )


def explain_difference(*, by: Person, session: TillSession, explanation: str) -> TillSession:
    """Say what happened. Any worker of the till may; the meeting reads it."""
    require(policies.may_count_session(by, session))
    if not explanation.strip():
        raise refuse("no_explanation", _("Write what happened."), explanation=_("Write what happened."))
    with transaction.atomic():
        session = _locked(session)
        if session.state not in {SessionState.COUNTED, SessionState.CLOSED}:
            raise refuse("not_counted", _("First two people sign the count."), status=409)
        old = session.explanation
        session.explanation, session.explained_by = explanation.strip(), by
        session.save(update_fields=["explanation", "explained_by"])
        audit.record(
            by=by,
            verb="markets.explain_difference",
            thing=session,
            old={"text": old},
            new={"text": explanation},
        )
    return session


def reconcile_session(*, by: Person, session: TillSession) -> TillSession:
    """Close a counted session: what the device says it sold must be what arrived.

    A gap is refused with its size, so that the missing sales are looked for. A device that is lost for
    good is revoked first, which accepts what arrived.
    """
    require(policies.may_count_session(by, session))
    with transaction.atomic():
        session = _locked(session)
        require(SESSION.refusal(session.state, SessionState.CLOSED))
        arrived = session_totals(session)
        lost = session.device.revoked_at is not None
        if not lost and session.manifest_count is not None and session.manifest_count != arrived.sales:
            raise refuse(
                "sales_missing",
                _(
                    "The device says %(said)d sales, and %(arrived)d have arrived. "
                    "Connect it and wait until it has sent all."
                )
                % {"said": session.manifest_count, "arrived": arrived.sales},
                status=409,
            )
        if not lost and session.manifest_total is not None and session.manifest_total != arrived.amount:
            raise refuse(
                "totals_differ",
                _("The device says Bs %(said)s and Bs %(arrived)s have arrived.")
                % {"said": session.manifest_total, "arrived": arrived.amount},
                status=409,
            )
        session.state, session.closed_at = SessionState.CLOSED, now()
        session.save(update_fields=["state", "closed_at"])
        audit.record(by=by, verb="markets.reconcile_till", thing=session, new={"sales": arrived.sales})
    return session


def _locked(session: TillSession) -> TillSession:
    """The session's row, locked and read again. Its till, device and fair never change: they come along."""
    locked = TillSession.objects.select_for_update().get(pk=session.pk)
    fixed = ("till", "device", "operator", "fair_week", "opened_by")
    known = session._state.fields_cache
    locked._state.fields_cache.update({name: known[name] for name in fixed if name in known})
    return locked


def _amounts(counts: Counts) -> dict[str, Decimal]:
    """The sum of each currency's denominations; every cash currency is counted, even when it is zero."""
    amounts = {}
    for currency in CASH:
        total = ZERO
        for denomination, pieces in counts.get(currency, {}).items():
            if pieces < 0:
                raise refuse("negative", _("Pieces cannot be negative."))
            total += to_decimal(denomination) * pieces
        amounts[str(currency)] = amount(total, currency)
    return amounts


def _keep_counts(
    session: TillSession, kind: str, counts: Counts, amounts: Mapping[str, Decimal], by: Person
) -> None:
    for currency, total in amounts.items():
        CashCount.objects.update_or_create(
            session=session,
            kind=kind,
            currency=currency,
            defaults={"denominations": dict(counts.get(currency, {})), "amount": total, "counted_by": by},
        )
