"""The books on paper."""

import datetime as dt
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse
from cecosesola.kernel.money import format_money, format_number
from cecosesola.ui import names, pdf
from finance.models import Account
from finance.selectors.books import MOST_PRINTED, movements
from finance.selectors.sheets import Section, Statements


def _figure(amount: Decimal | None) -> str:
    return "" if amount is None else format_number(amount, 2)


def statement_pdf(account: Account, since: dt.date, until: dt.date) -> bytes:
    """An account's movements of some days with the running balance. Raises Refused `too_long`."""
    before, lines = movements(account, since, until)
    rows = list(islice(lines, MOST_PRINTED + 1))
    if len(rows) > MOST_PRINTED:
        raise refuse(
            "too_long", _("That is too much for paper: choose fewer days, or take it as CSV."), status=409
        )
    whose = names.of([account.party]).get(account.party, "")
    return pdf.compiled(
        [
            *pdf.A4,
            pdf.heading(1, _("Statement of account")),
            pdf.facts(
                [
                    (_("Cooperative"), account.cooperative.name),
                    (_("Account"), " · ".join(filter(None, [account.node.name, whose, account.product]))),
                    (_("Days"), f"{since:%d/%m/%Y} – {until:%d/%m/%Y}"),
                    (_("Balance before"), format_money(before, account.currency)),
                    (
                        _("Balance at the end"),
                        format_money(rows[-1].balance if rows else before, account.currency),
                    ),
                ]
            ),
            pdf.table(
                [_("Day"), _("Movement"), _("Debit"), _("Credit"), _("Balance")],
                [
                    (
                        f"{line.leg.effective:%d/%m/%Y}",
                        line.leg.entry.description,
                        _figure(line.debit),
                        _figure(line.credit),
                        _figure(line.balance),
                    )
                    for line in rows
                ],
            ),
            pdf.line(_("Printed %(when)s") % {"when": f"{now():%d/%m/%Y}"}, size="8pt"),
        ]
    )


def statements_pdf(title: str, told: Statements) -> bytes:
    """Balance sheet and income statement of some days, a page a currency."""
    source = [*pdf.A4, pdf.heading(1, title)]
    source.append(pdf.facts([(_("Days"), f"{told.since:%d/%m/%Y} – {told.until:%d/%m/%Y}")]))
    for sheet in told.sheets:
        source.append(pdf.heading(2, _("Balance sheet in %(currency)s") % {"currency": sheet.currency}))
        source += [_section(one) for one in (sheet.assets, sheet.liabilities, sheet.equity)]
        source.append(pdf.heading(2, _("Income statement in %(currency)s") % {"currency": sheet.currency}))
        source += [_section(one) for one in (sheet.income, sheet.expenses)]
        source.append(pdf.facts([(_("Left over"), _told(sheet.result))]))
    for currency, amount in told.eliminated.items():
        words = _("Owed between cooperatives, left out: %(amount)s")
        source.append(pdf.line(words % {"amount": format_money(amount, currency)}, size="9pt"))
    return pdf.compiled(source)


def _told(amount: Decimal | None) -> str:
    return _("not told") if amount is None else format_number(amount, 2)


def _section(section: Section) -> str:
    rows = [(f"{row.code} {row.name}".strip(), _told(row.amount)) for row in section.rows]
    return pdf.table([section.title, ""], [*rows, (_("Sum"), _told(section.total))])
