"""What the addresses of savings, loans and the anticipo mean to whom, and what they are asked for."""

from decimal import Decimal
from typing import Any

from federation.models import Cooperative, Membership, Person, Role
from finance import services
from finance.models import LoanGuarantor, PayLine
from finance.services.savings import With
from tests.factories import federation as f
from tests.factories import loans as ln
from tests.factories import pay as p
from tests.factories import savings as s

LOGIN, HIDDEN, FORBIDDEN, OPEN = "login", "hidden", "forbidden", "open"
WORKERS = (LOGIN, HIDDEN, HIDDEN, OPEN, OPEN, OPEN)
MEMBERS = (LOGIN, HIDDEN, OPEN, OPEN, OPEN, OPEN)
KEEPERS = (LOGIN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN)
# Somebody's own money: theirs and the finance turn's; to anybody else it is not there.
THEIRS = (LOGIN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, OPEN)

BY_POLICY = {
    "may_read_pay": WORKERS,
    "may_keep_pay": KEEPERS,
    "may_borrow": MEMBERS,
}
BY_NAME: dict[str, tuple[str, ...] | None] = {
    f"finance:{name}": THEIRS
    for name in (
        "saving",
        "saving_paper",
        "ask_withdrawal",
        "ask_closing",
        "loan",
        "loan_paper",
        "pay_slip",
        "pay_slip_paper",
    )
}
TO_THEMSELVES = dict.fromkeys(BY_NAME, OPEN)


class Money:
    """A saving of two, two loans, a week that is drawn up and one that was paid."""

    def __init__(self, keeper: Person, where: Cooperative) -> None:
        other = f.holder(Role.FINANCE)
        self.owner, second, backer = f.member(), f.member(), f.member()
        self.product = s.product(other, where, name="Ahorro de la prueba")
        self.saving = s.saving(
            other, self.product, self.owner, 100, others=[With(second, "joint")], signing="all"
        )
        self.empty = s.saving(other, self.product, f.member())
        self.withdrawal = services.ask_withdrawal(
            by=self.owner, saving=self.saving, amount=Decimal(5), key="matrix"
        )
        self.lent = ln.product(other, where, name="Préstamo de la prueba", guarantors=1)
        self.loan = ln.asked(self.lent, self.owner, guarantors=[backer])
        self.guarantor = LoanGuarantor.objects.get(loan=self.loan)
        plain = ln.product(other, where, name="Préstamo sin fianza")
        self.agreed = ln.agreed(other, ln.asked(plain, self.owner))
        self.running = ln.running(other, plain, self.owner)
        self.worker = f.member(Membership.Kind.WORKER, at=where)
        p.rate(other, where)
        wallet = s.saving(other, self.product, self.worker)
        self.order = services.order_saving(by=self.worker, saving=wallet, amount=Decimal(50))
        self.paid = services.post_run(by=keeper, run=p.drawn(other, where, back=1))
        self.line = PayLine.objects.get(run=self.paid, person=self.worker)
        self.drawn = p.drawn(other, where)


def pages(keeper: Person, where: Cooperative) -> tuple[dict[str, int], dict[str, Person]]:
    """The number of each thing that an address asks for, and whose each is."""
    made = Money(keeper, where)
    numbers: dict[str, Any] = {
        **dict.fromkeys(
            ("saving", "saving_paper", "ask_withdrawal", "ask_closing", "deposit"), made.saving.pk
        ),
        "close_saving": made.empty.pk,
        **dict.fromkeys(("consent_withdrawal", "undo_withdrawal", "pay_withdrawal"), made.withdrawal.pk),
        "saving_product": made.product.pk,
        "loan_product": made.lent.pk,
        "ask_loan": made.lent.pk,
        **dict.fromkeys(("undo_loan", "agree_loan", "decline_loan"), made.loan.pk),
        "answer_guarantee": made.guarantor.pk,
        "draw_loan": made.agreed.pk,
        **dict.fromkeys(
            ("loan", "loan_paper", "pay_loan", "renegotiate_loan", "write_off_loan"), made.running.pk
        ),
        "end_order": made.order.pk,
        **dict.fromkeys(("pay_slip", "pay_slip_paper", "hand_out"), made.line.pk),
        "hand_out_rest": made.paid.pk,
        **dict.fromkeys(("pay_run", "redraw_run", "post_run", "drop_run"), made.drawn.pk),
    }
    owners = dict.fromkeys(TO_THEMSELVES, made.owner)
    owners |= dict.fromkeys(("finance:pay_slip", "finance:pay_slip_paper"), made.worker)
    return {f"finance:{name}": number for name, number in numbers.items()}, owners


def addresses(keeper: Person, where: Cooperative) -> list[str]:
    """The pages to look at in a browser, of something of everything."""
    made = Money(keeper, where)
    own = s.saving(f.holder(Role.FINANCE), made.product, keeper, 80)
    services.ask_withdrawal(by=keeper, saving=own, amount=Decimal(5), key="matrix-own")
    mine = ln.running(f.holder(Role.FINANCE), ln.product(f.holder(Role.FINANCE), where), keeper)
    at, books = "/finanzas", f"/finanzas/libros/{where.code}"
    return [
        f"{at}/mis-ahorros/",
        f"{at}/ahorros/",
        f"{at}/ahorros/?person={made.owner.document}",
        f"{at}/ahorros/abrir/",
        f"{at}/ahorros/{own.pk}/",
        f"{at}/ahorros/{own.pk}/retirar/",
        f"{at}/ahorros/{made.saving.pk}/",
        f"{at}/ahorros/{made.saving.pk}/cerrar/",
        f"{at}/ahorros/{made.saving.pk}/depositar/",
        f"{at}/retiros/{made.withdrawal.pk}/pagar/",
        f"{at}/maneras-de-ahorrar/{made.product.pk}/",
        f"{books}/ahorros/ofrecer/",
        f"{at}/mis-prestamos/",
        f"{at}/prestamos/",
        f"{at}/prestamos/pedir/{made.lent.pk}/",
        f"{at}/prestamos/{made.loan.pk}/",
        f"{at}/prestamos/{made.loan.pk}/acordar/",
        f"{at}/prestamos/{made.agreed.pk}/entregar/",
        f"{at}/prestamos/{mine.pk}/",
        f"{at}/prestamos/{made.running.pk}/",
        f"{at}/prestamos/{made.running.pk}/recibir/",
        f"{at}/prestamos/{made.running.pk}/renegociar/",
        f"{at}/prestamos/{made.running.pk}/soltar/",
        f"{at}/maneras-de-prestar/{made.lent.pk}/",
        f"{books}/prestamos/ofrecer/",
        f"{at}/mi-anticipo/",
        f"{at}/mi-anticipo/ahorro/",
        f"{at}/mi-anticipo/prestamo/",
        f"{books}/anticipo/",
        f"{books}/anticipo/decidir/",
        f"{books}/anticipo/excepcion/",
        f"{books}/anticipo/cuenta/",
        f"{books}/anticipo/semana/",
        f"{at}/semanas/{made.drawn.pk}/",
        f"{at}/semanas/{made.paid.pk}/",
        f"{at}/anticipos/{made.line.pk}/",
        f"{at}/anticipos/{made.line.pk}/entregar/",
    ]
