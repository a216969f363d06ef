"""The desk of the demo: bags of cash, a bank file, what the network runs on, the parts of a surplus."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from cecosesola.demo.people import Cast
from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO, Currency
from cecosesola.kernel.weeks import Week
from federation.selectors import Person
from finance import chart, selectors, services
from finance.cash import PIECES
from finance.selectors import Account, CashBag, Leg
from finance.services import Draft, Wanted
from finance.services import Leg as Side

WEEKLY = (
    (chart.TRANSPORT, "Gasoil y cauchos de los camiones (demo)", Decimal("18400.00")),
    (chart.RUNNING_COSTS, "Luz, agua y bolsas de las ferias (demo)", Decimal("9650.50")),
    (chart.CLAIMS, "Ayudas del fondo solidario (demo)", Decimal("2300.00")),
)


def keep_books(cast: Cast, *, weeks: int) -> None:
    """Costs of some weeks, three bags of cash, the bank's file of these days, and the law's parts."""
    _pay_costs(cast, weeks)
    _share_by_law(cast)
    _move_cash(cast)
    _bring_bank_file(cast)
    if selectors.rate_on(today(), Currency.USD) is not None:
        services.revalue(by=cast.finance, cooperative=cast.primary)


def _pay_costs(cast: Cast, weeks: int) -> None:
    bank = Wanted(chart.BANK, hot=True)
    numbers = services.accounts_bulk(
        cooperative=cast.primary, wanted=[bank, *(Wanted(node, hot=True) for node, _words, _amount in WEEKLY)]
    )
    drafts = []
    for back in range(weeks + 1):
        monday = Week.of(today()).shift(-back).monday
        for (node, words, amount), number in zip(WEEKLY, numbers[1:], strict=True):
            drafts.append(
                Draft(
                    cast.primary,
                    min(monday + dt.timedelta(days=2), today()),
                    f"demo:cost:{node}:{monday}",
                    "demo.cost:1",
                    words,
                    [Side(number, amount), Side(numbers[0], -amount)],
                )
            )
    services.post_many(by=cast.finance, entries=drafts)


def _share_by_law(cast: Cast) -> None:
    for node in (chart.RESERVES, chart.EDUCATION_FUND, chart.SOCIAL_PROTECTION_FUND):
        services.set_surplus_rule(
            by=cast.finance,
            node_code=node,
            percent=Decimal(10),
            since=today() - dt.timedelta(days=400),
            decision=cast.founding,
        )


def pieces_of(amount: Decimal, currency: str) -> dict[str, int]:
    """An amount in the largest notes and coins that make it up."""
    pieces, left = {}, amount
    for worth in PIECES[currency]:
        count = int(left // Decimal(worth))
        if count:
            pieces[worth] = count
            left -= count * Decimal(worth)
    return pieces


def _count(bag: CashBag, people: Iterable[Person], amount: Decimal, slip: str = "") -> None:
    for person in people:
        services.tally_bag(by=person, bag=bag, pieces=pieces_of(amount, bag.currency), reference=slip)


def _move_cash(cast: Cast) -> None:
    """One bag at the bank, one a note short, and one that is on its way."""
    both = (cast.finance, cast.coordinator)
    for label, left, arrives, slip in (
        ("P-0417 (demo)", "240000", "240000", "88120417"),
        ("P-0418 (demo)", "180000", "179800", "88120418"),
        ("P-0419 (demo)", "52500", "", ""),
    ):
        bag = services.open_bag(
            by=cast.finance, cooperative=cast.primary, kind="deposit", label=label, key=f"demo-{label}"
        )
        _count(bag, both, Decimal(left))
        if arrives:
            _count(bag, both, Decimal(arrives), slip)


def _bring_bank_file(cast: Cast) -> None:
    """What the bank says of these days: most of our movements, two charges, and a payment nobody knows."""
    account: Account = services.account(cooperative=cast.primary, node=chart.BANK, hot=True)
    since = today() - dt.timedelta(days=21)
    legs = list(
        Leg.objects.filter(account=account, effective__gte=since).order_by("effective", "entry_id")[:60]
    )
    rows = [
        (leg.effective, f"{700000 + leg.entry_id}", leg.entry.description, leg.amount) for leg in legs[::2]
    ]
    rows += [
        (today() - dt.timedelta(days=9), "99001", "COMISION POR TRANSFERENCIAS", Decimal("-84.20")),
        (today() - dt.timedelta(days=2), "99002", "COMISION MANTENIMIENTO", Decimal("-12.00")),
        (today() - dt.timedelta(days=12), "99003", "TRANSFERENCIA RECIBIDA", Decimal("1750.00")),
    ]
    lines = ["Fecha;Referencia;Descripción;Cargo;Abono"]
    for day, reference, words, amount in sorted(rows):
        out, came = (-amount, ZERO) if amount < 0 else (ZERO, amount)
        shown = [f"{figure:.2f}".replace(".", ",") if figure else "" for figure in (out, came)]
        lines.append(f"{day:%d/%m/%Y};{reference};{words.replace(';', ' ')};{shown[0]};{shown[1]}")
    services.bring_bank_file(
        by=cast.finance,
        account=account,
        layout="two-columns",
        file_name="movimientos-demo.csv",
        content="\n".join(lines).encode(),
    )
    services.match_certain(by=cast.finance, account=account)
