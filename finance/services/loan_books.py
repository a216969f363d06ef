"""The entries of loans. One to a member organisation is told in both books."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO
from cecosesola.kernel.text import as_written
from federation.selectors import Person
from finance import chart
from finance.models import Account, Loan, Node
from finance.schedules import Split
from finance.services.books import Wanted, accounts_bulk
from finance.services.books import account as ledger_account
from finance.services.posting import Draft, Leg, Posted, post_many
from finance.states import Fund


def receivable(loan: Loan) -> Account:
    """What is owed of a loan: a person's own account, or what an organisation of the network owes."""
    if loan.organisation_id is None:
        node = chart.APPLIANCE_SALES if loan.product.of_goods else chart.LOANS
        party = f"member:{loan.person_id}"
    else:
        node, party = chart.DUE_FROM, f"cooperative:{loan.organisation_id}"
    return ledger_account(
        cooperative=loan.product.cooperative_id,
        node=node,
        party=party,
        product=loan.number,
        currency=loan.product.currency,
        floor=ZERO,
    )


def post_draw(by: Person, loan: Loan, amount: Decimal, till: Account, key: str) -> Posted:
    assert loan.ledger_id is not None
    words = as_written(_("Loan %(number)s handed over"), number=loan.number)
    ours = _draft(
        loan, f"loan:{loan.pk}:draw:{key}", words, [Leg(loan.ledger_id, amount), Leg(till, -amount)]
    )
    theirs = _theirs(loan, ours, [(chart.BANK, amount), (chart.DUE_TO, -amount)])
    return _posted(by, ours, theirs)


def post_payment(by: Person | None, loan: Loan, paid: Split, till: Account, key: str) -> Posted:
    """Interest of the fund's loans goes back to the fund; that of a cooperative's own is its income."""
    assert loan.ledger_id is not None
    back = paid.principal + paid.early
    legs = [Leg(till, paid.total)]
    if back:
        legs.append(Leg(loan.ledger_id, -back))
    if paid.interest:
        legs.append(Leg(interest_account(loan), -paid.interest))
    words = as_written(_("Payment of loan %(number)s"), number=loan.number)
    ours = _draft(loan, f"loan:{loan.pk}:pay:{key}", words, legs)
    theirs = _theirs(
        loan, ours, [(chart.DUE_TO, back), (chart.INTEREST_PAID, paid.interest), (chart.BANK, -paid.total)]
    )
    return _posted(by, ours, theirs)


def post_write_off(by: Person, loan: Loan, left: Decimal, decision: Decision) -> Posted:
    """What is let go of is a cost, or less in the fund that lent it."""
    assert loan.ledger_id is not None
    node = chart.FUND if loan.product.fund == Fund.MUTUAL else chart.WRITE_OFFS
    cost = ledger_account(
        cooperative=loan.product.cooperative_id,
        node=node,
        product="loans",
        currency=loan.product.currency,
        hot=True,
    )
    words = as_written(_("Loan %(number)s written off"), number=loan.number)
    legs = [Leg(cost, left), Leg(loan.ledger_id, -left)]
    ours = _draft(loan, f"loan:{loan.pk}:off", words, legs, decision)
    theirs = _theirs(loan, ours, [(chart.DUE_TO, left), (chart.OTHER_INCOME, -left)])
    return _posted(by, ours, theirs)


def sales_account(loan: Loan) -> Account:
    """What goods sold on instalments earn."""
    return ledger_account(
        cooperative=loan.product.cooperative_id,
        node=chart.SALES,
        product="instalments",
        currency=loan.product.currency,
        hot=True,
    )


def interest_account(loan: Loan) -> Account:
    """Where the interest of a loan goes: back to the fund, or to the cooperative's income."""
    mutual = loan.product.fund == Fund.MUTUAL
    return ledger_account(
        cooperative=loan.product.cooperative_id,
        node=chart.FUND if mutual else chart.INTEREST_EARNED,
        product="interest" if mutual else "loans",
        currency=loan.product.currency,
        hot=True,
    )


def _draft(loan: Loan, key: str, words: str, legs: list[Leg], decision: Decision | None = None) -> Draft:
    return Draft(
        cooperative=loan.product.cooperative_id,
        effective=today(),
        key=key,
        source=f"finance.loan:{loan.pk}",
        description=words,
        legs=legs,
        decision=decision,
    )


def _theirs(loan: Loan, ours: Draft, sides: list[tuple[str, Decimal]]) -> Draft | None:
    """The same in the books of an organisation that keeps them here."""
    where = loan.organisation_id
    if where is None or not Node.objects.filter(cooperative=where).exists():
        return None
    sides = [(node, amount) for node, amount in sides if amount]
    owed = f"cooperative:{loan.product.cooperative_id}"
    wanted = [
        Wanted(
            node,
            party=owed if node == chart.DUE_TO else "",
            product=loan.number if node == chart.DUE_TO else "",
            currency=loan.product.currency,
            hot=node != chart.DUE_TO,
        )
        for node, _amount in sides
    ]
    accounts = accounts_bulk(cooperative=where, wanted=wanted)
    legs = [Leg(account, amount) for account, (_node, amount) in zip(accounts, sides, strict=True)]
    return Draft(
        cooperative=where,
        effective=ours.effective,
        key=f"{ours.key}:there",
        source=ours.source,
        description=ours.description,
        legs=legs,
        decision=ours.decision,
    )


def _posted(by: Person | None, ours: Draft, theirs: Draft | None) -> Posted:
    return post_many(by=by, entries=[ours] if theirs is None else [ours, theirs])[0]
