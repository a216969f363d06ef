"""Bringing a bank's file, and saying which of our movements each of its lines is."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import ZERO
from cecosesola.kernel.text import as_written
from federation.selectors import Person
from finance import chart, policies, selectors
from finance.bank_layouts import BY_KEY
from finance.models import Account, BankFile, BankLine, BankMatch, Leg
from finance.selectors.bank import candidates
from finance.services.bank_files import Read, read_file
from finance.services.books import account as ledger_account
from finance.services.posting import Leg as Side
from finance.services.posting import post
from finance.states import BANK_LINE, LineState

BANKS = (chart.BANK, chart.PAGO_MOVIL, chart.CARD)
MOST_BYTES = 8 * 1024 * 1024


def bring_bank_file(*, by: Person, account: Account, layout: str, file_name: str, content: bytes) -> BankFile:
    """Read a file of movements into an account of the bank. Lines that are here already are passed over.

    Raises Refused: `no_key`, `not_a_bank`, `no_layout`, `brought_already`, `empty_file`, `file_too_big`,
    and what `read_file` refuses.
    """
    require(policies.may_reconcile(by))
    if account.node.code not in BANKS:
        raise refuse("not_a_bank", _("Choose an account of the bank."), account=_("Choose another."))
    if layout not in BY_KEY:
        raise refuse("no_layout", _("Choose how the file is laid out."), layout=_("Choose one."))
    if not content:
        raise refuse("empty_file", _("The file is empty. Choose another."), file=_("Choose another."))
    if len(content) > MOST_BYTES:
        raise refuse("file_too_big", _("The file has more than 8 MB. Bring a smaller one."), status=413)
    sha256 = hashlib.sha256(content).hexdigest()
    lines, refused = read_file(content, BY_KEY[layout])
    fresh, twice = _once_each(lines)
    if not lines:
        raise refuse("no_lines", _("No movement of this file can be read."), file=_("Check the file."))
    twin = refuse(
        "brought_already", _("This file was brought already."), status=409, file=_("Choose another.")
    )
    try:
        with transaction.atomic():
            Account.objects.get(pk=account.pk)
            known = _known(account, fresh)
            rows = [read for read in fresh if _key(read) not in known]
            file = BankFile.objects.create(
                account=account,
                layout=layout,
                file_name=file_name[:200],
                sha256=sha256,
                lines=len(rows),
                known=len(fresh) - len(rows),
                refused=[[place, why] for place, why in sorted([*refused, *twice])[:500]],
                brought_by=by,
            )
            BankLine.objects.bulk_create(
                [
                    BankLine(
                        file=file,
                        account=account,
                        place=read.place,
                        on=read.on,
                        reference=read.reference,
                        amount=read.amount,
                        description=read.description,
                    )
                    for read in rows
                ],
                batch_size=2_000,
            )
            audit.record(
                by=by,
                verb="finance.bring_bank_file",
                thing=file,
                new={"lines": file.lines, "known": file.known},
            )
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name == "bankfile_once":
            raise twin from error
        if name == "bankline_reference_once":
            raise refuse("being_brought", _("Somebody brought these lines just now."), status=409) from error
        raise
    return file


Key = tuple[dt.date, Decimal, str]


def _key(read: Read) -> Key:
    return read.on, read.amount, read.reference


def _once_each(lines: Sequence[Read]) -> tuple[list[Read], list[tuple[int, str]]]:
    """A reference stands once for a day and an amount; a second time in one file it is refused and said."""
    seen: set[Key] = set()
    fresh, twice = [], []
    for read in lines:
        if _key(read) in seen:
            twice.append((read.place, as_written(_("its reference stands twice in the file"))))
        else:
            seen.add(_key(read))
            fresh.append(read)
    return fresh, twice


def _known(account: Account, lines: Sequence[Read]) -> set[Key]:
    if not lines:
        return set()
    days = [read.on for read in lines]
    found = BankLine.objects.filter(account=account, on__range=(min(days), max(days)))
    return set(found.values_list("on", "amount", "reference"))


def match_line(*, by: Person, line: BankLine, legs: Sequence[tuple[int, int]]) -> BankLine:
    """Say that a line of the bank is these legs of ours (entry, line): one, or several that make it up.

    Raises Refused: `no_key`, `no_such_move`, `no_such_leg`, `other_amount`, `leg_taken`, `own_account`.
    """
    require(policies.may_reconcile(by))
    with transaction.atomic():
        line = BankLine.objects.select_for_update().get(pk=line.pk)
        require(BANK_LINE.refusal(line.state, LineState.MATCHED))
        found = [_leg(line, entry, number) for entry, number in dict.fromkeys(legs)]
        if sum((leg.amount for leg in found), ZERO) != line.amount:
            raise refuse(
                "other_amount", _("Together they are not the amount that the bank says."), status=409
            )
        _write(by, line, found)
    return line


def _leg(line: BankLine, entry: int, number: int) -> Leg:
    leg = Leg.objects.filter(account=line.account_id, entry=entry, line=number).first()
    if leg is None:
        raise refuse("no_such_leg", _("That movement is not of this account."), status=409)
    return leg


def _write(by: Person, line: BankLine, legs: Sequence[Leg]) -> None:
    try:
        with transaction.atomic():
            BankMatch.objects.bulk_create(
                BankMatch(line=line, entry_id=leg.entry_id, leg=leg.line, amount=leg.amount, matched_by=by)
                for leg in legs
            )
    except IntegrityError as error:
        raise refuse("leg_taken", _("That movement is matched with another line."), status=409) from error
    line.state = LineState.MATCHED
    line.save(update_fields=["state"])
    audit.record(
        by=by, verb="finance.match_line", thing=line, new={"entries": [leg.entry_id for leg in legs]}
    )


def match_certain(*, by: Person, account: Account) -> int:
    """Match every open line that has one movement of its amount near its day, and is that one's only line.

    Returns how many. A second run does nothing more.
    """
    require(policies.may_reconcile(by))
    done = 0
    with transaction.atomic():
        lines = list(
            BankLine.objects.select_for_update()
            .filter(account=account, state=LineState.OPEN)
            .order_by("on", "pk")[:2_000]
        )
        found = candidates(lines)
        wanted: dict[tuple[int, int], int] = {}
        for options in found.values():
            for option in options:
                wanted[option.leg.entry_id, option.leg.line] = (
                    wanted.get((option.leg.entry_id, option.leg.line), 0) + 1
                )
        for line in lines:
            options = found[line.pk]
            if len(options) == 1 and wanted[options[0].leg.entry_id, options[0].leg.line] == 1:
                _write(by, line, [options[0].leg])
                done += 1
    return done


def undo_match(*, by: Person, line: BankLine) -> BankLine:
    """Take a match back. It stays written that it was made, by whom, and by whom undone."""
    require(policies.may_reconcile(by))
    with transaction.atomic():
        line = BankLine.objects.select_for_update().get(pk=line.pk)
        require(BANK_LINE.refusal(line.state, LineState.OPEN))
        BankMatch.objects.filter(line=line, undone_at=None).update(undone_at=now(), undone_by=by)
        line.state = LineState.OPEN
        line.save(update_fields=["state"])
        audit.record(by=by, verb="finance.undo_match", thing=line, new={"state": line.state})
    return line


def post_charge(*, by: Person, line: BankLine) -> BankLine:
    """Post what the bank took for itself, and match it.

    Raises Refused: `no_key`, `no_such_move`, `money_in`, `period_closed`.
    """
    require(policies.may_reconcile(by))
    with transaction.atomic():
        line = BankLine.objects.select_for_update(of=("self",)).select_related("account").get(pk=line.pk)
        require(BANK_LINE.refusal(line.state, LineState.MATCHED))
        if line.amount > 0:
            raise refuse("money_in", _("Money that came in is no charge."), status=409)
        account = line.account
        charges = ledger_account(
            cooperative=account.cooperative_id, node=chart.BANK_CHARGES, currency=account.currency, hot=True
        )
        posted = post(
            by=by,
            cooperative=account.cooperative_id,
            effective=min(line.on, today()),
            key=f"bankline:{line.pk}:{BankMatch.objects.filter(line=line).count()}",
            source=f"finance.bankline:{line.pk}",
            description=as_written(_("Bank charge %(reference)s"), reference=line.reference),
            legs=[Side(charges, -line.amount), Side(account, line.amount)],
        )
        _write(
            by,
            line,
            [leg for leg in selectors.lines_of(selectors.entry(posted.id)) if leg.account_id == account.pk],
        )
    return line
