"""What the addresses of the books, cash and the bank mean to whom, and what they are asked for."""

from decimal import Decimal
from typing import Any

from cecosesola.kernel.clock import today
from federation.models import Person
from finance import chart, services
from finance.models import Account, BankLine, CashBag, CurrencyEra, EraProof, Node, Period
from tests.factories import assemblies as a

LOGIN, HIDDEN, FORBIDDEN, OPEN = "login", "hidden", "forbidden", "open"
WORKERS = (LOGIN, HIDDEN, HIDDEN, OPEN, OPEN, OPEN)
MEMBERS = (LOGIN, HIDDEN, OPEN, OPEN, OPEN, OPEN)
# The coordinator counts cash; only whoever has the finance key keeps the books.
COUNTERS = (LOGIN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN, OPEN)
KEEPERS = (LOGIN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN)

BY_POLICY = {
    "may_read_where_it_went": MEMBERS,
    "may_count_cash": COUNTERS,
    "may_reconcile": KEEPERS,
}
# An account is for whoever may read its party: of a fair's, every worker.
BY_NAME: dict[str, tuple[str, ...] | None] = {
    "finance:account_paper": WORKERS,
}


def pages(keeper: Person) -> dict[str, int]:
    """The number of each thing that an address asks for; `keeper` works the finance desk."""
    node = Node.objects.filter(code=chart.RUNNING_COSTS).order_by("pk").first()
    assert node is not None
    where = node.cooperative
    bag = services.open_bag(by=keeper, cooperative=where, kind="deposit", label="M-1", key="matrix")
    account = services.account(cooperative=where, node=chart.BANK, hot=True)
    services.bring_bank_file(
        by=keeper,
        account=account,
        layout="signed",
        file_name="x.csv",
        content=f"Fecha;Referencia;Concepto;Monto\n{today():%d/%m/%Y};1;x;-1,00".encode(),
    )
    line = BankLine.objects.get()
    era = services.plan_era(
        by=keeper, name="Nuevo", starts=today(), divisor=1000, source="Gaceta", decision=a.decision(keeper)
    )
    proof = EraProof.objects.create(
        era=era,
        cooperative=where,
        digest="x",
        accounts=0,
        debits_before=0,
        debits_after=0,
        rounding=0,
        proven_by=keeper,
    )
    services.post(
        by=keeper,
        cooperative=where,
        effective=today(),
        key="matrix",
        source="tests.matrix:1",
        description="Prueba",
        legs=[
            (account, Decimal(5)),
            (services.account(cooperative=where, node=chart.SALES, hot=True), Decimal(-5)),
        ],
    )
    period = Period.objects.filter(cooperative=where).order_by("pk").first()
    assert period is not None
    return {
        **dict.fromkeys(["finance:rename_node", "finance:remove_node"], node.pk),
        **{
            f"finance:{name}": bag.pk
            for name in ("bag", "bag_paper", "tally_bag", "cancel_bag", "explain_bag")
        },
        **{f"finance:{name}": account.pk for name in ("bank_account", "bring_bank_file", "match_certain")},
        **{f"finance:{name}": line.pk for name in ("match_line", "undo_match", "post_charge")},
        **{f"finance:{name}": era.pk for name in ("era", "prove_era")},
        "finance:convert_era": proof.pk,
        "finance:close_period": period.pk,
        "finance:reopen_period": period.pk,
        "finance:account_paper": Account.objects.filter(party="").order_by("pk").first().pk,  # type: ignore[union-attr]
    }


def addresses(keeper: Person) -> list[str]:
    """The pages to look at in a browser, of something of everything."""
    found: dict[str, Any] = pages(keeper)
    code = CashBag.objects.get(key="matrix").cooperative.code
    books = f"/finanzas/libros/{code}"
    return [
        "/finanzas/",
        "/finanzas/bolivar/",
        "/finanzas/bolivar/asientos/?cuenta=4.1.1.01",
        "/finanzas/mio/",
        "/finanzas/red/estados/",
        f"{books}/",
        f"{books}/plan/",
        f"{books}/estados/",
        f"{books}/efectivo/",
        f"{books}/bolsa/",
        f"{books}/meses/",
        f"{books}/revaluar/",
        f"{books}/excedentes/",
        f"{books}/parte/",
        f"/finanzas/plan/{found['finance:rename_node']}/",
        f"/finanzas/bolsas/{found['finance:bag']}/",
        f"/finanzas/bolsas/{found['finance:bag']}/contar/",
        f"/finanzas/meses/{found['finance:close_period']}/reabrir/",
        "/finanzas/monedas/",
        "/finanzas/monedas/nueva/",
        f"/finanzas/monedas/{CurrencyEra.objects.get().pk}/",
        "/finanzas/banco/",
        f"/finanzas/banco/{found['finance:bank_account']}/",
        f"/finanzas/banco/{found['finance:bank_account']}/traer/",
        f"/finanzas/cuentas/{found['finance:account_paper']}/",
    ]
