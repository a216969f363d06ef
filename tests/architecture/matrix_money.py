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
from tests.factories import together as t

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
    "may_read_funds": MEMBERS,
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
        "claim",
        "claim_paper",
        "group",
        "group_paper",
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
        self.together(keeper, other, where)

    def together(self, keeper: Person, other: Person, where: Cooperative) -> None:
        """A plan of dues, a fund with a claim in each state, a campaign, two savings groups."""
        self.fund = t.fund(other, where)
        self.plan = t.plan(other, where)
        self.family = t.enrolled(other, self.plan, weeks=1)
        services.charge_due()
        self.receipt = services.receive_dues(
            by=other, plan=self.plan, paid={self.family.pk: Decimal(5)}, key="matrix"
        )
        self.told, self.heard = t.claim(self.fund, self.owner), t.heard(other, t.claim(self.fund))
        self.valued = t.valued(other, t.claim(self.fund))
        self.campaign = t.campaign(other, where)
        t.gift(other, self.campaign)
        t.bought(other, where)
        self.forming = t.group(other, where, 3)
        self.group = t.started(other, where, 3)
        self.turn = self.group.places.get(turn=1)
        services.receive_turn(by=other, place_of=self.turn, turn=1)


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
        **dict.fromkeys(("hand_out_rest", "pay_run_paper"), made.paid.pk),
        **dict.fromkeys(("pay_run", "redraw_run", "post_run", "drop_run"), made.drawn.pk),
        **dict.fromkeys(
            ("dues_plan", "set_dues_rate", "enrol_family", "families", "receive_dues"), made.plan.pk
        ),
        "end_enrolment": made.family.pk,
        **dict.fromkeys(("dues_receipt", "dues_receipt_paper"), made.receipt.pk),
        **dict.fromkeys(("fund", "set_benefit_rule", "contribute"), made.fund.pk),
        **dict.fromkeys(("claim", "claim_paper", "hear_claim", "undo_claim"), made.told.pk),
        **dict.fromkeys(("value_claim", "decline_claim"), made.heard.pk),
        "pay_claim": made.valued.pk,
        **dict.fromkeys(("campaign", "campaign_paper", "receive_gift", "close_campaign"), made.campaign.pk),
        **dict.fromkeys(("join_group", "leave_group", "start_group"), made.forming.pk),
        **dict.fromkeys(("group", "group_paper"), made.group.pk),
        **dict.fromkeys(("receive_turn", "hand_turn_out"), made.turn.pk),
    }
    owners = dict.fromkeys(TO_THEMSELVES, made.owner)
    owners |= dict.fromkeys(("finance:group", "finance:group_paper"), made.turn.person)
    owners |= dict.fromkeys(("finance:pay_slip", "finance:pay_slip_paper"), made.worker)
    return {f"finance:{name}": number for name, number in numbers.items()}, owners


def addresses(keeper: Person, where: Cooperative) -> list[str]:
    """The pages to look at in a browser, of something of everything."""
    made = Money(keeper, where)
    own = s.saving(f.holder(Role.FINANCE), made.product, keeper, 80)
    services.ask_withdrawal(by=keeper, saving=own, amount=Decimal(5), key="matrix-own")
    mine = ln.running(f.holder(Role.FINANCE), ln.product(f.holder(Role.FINANCE), where), keeper)
    services.join_group(by=keeper, group=made.forming)
    t.enrolled(f.holder(Role.FINANCE), made.plan, keeper, weeks=2)
    t.claim(made.fund, keeper)
    services.charge_due()
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
        f"{at}/mis-cuotas/",
        f"{at}/cuotas/",
        f"{at}/cuotas/{made.plan.pk}/",
        f"{at}/cuotas/{made.plan.pk}/monto/",
        f"{at}/cuotas/{made.plan.pk}/inscribir/",
        f"{at}/cuotas/{made.plan.pk}/familias/0/",
        f"{at}/cuotas/{made.plan.pk}/recibir/0/",
        f"{at}/cuotas/recibos/{made.receipt.pk}/",
        f"{books}/cuotas/ofrecer/",
        f"{books}/compras/",
        f"{books}/compras/anotar/",
        f"{books}/compras/parte/",
        f"{at}/fondos/",
        f"{at}/fondos/mesa/",
        f"{at}/fondos/contar/",
        f"{at}/fondos/contar-por/",
        f"{at}/fondos/{made.fund.pk}/",
        f"{at}/fondos/{made.fund.pk}/regla/",
        f"{at}/fondos/{made.fund.pk}/aportar/",
        f"{at}/fondos/solicitudes/{made.told.pk}/",
        f"{at}/fondos/solicitudes/{made.valued.pk}/",
        f"{at}/fondos/solicitudes/{made.heard.pk}/valorar/",
        f"{books}/fondos/abrir/",
        f"{at}/campanas/",
        f"{at}/campanas/de-lo-nuestro/",
        f"{at}/campanas/{made.campaign.pk}/",
        f"{at}/campanas/{made.campaign.pk}/recibir/",
        f"{books}/campanas/empezar/",
        f"{at}/grupos/",
        f"{at}/grupos/{made.forming.pk}/",
        f"{at}/grupos/{made.forming.pk}/empezar/",
        f"{at}/grupos/{made.group.pk}/",
        f"{books}/grupos/empezar/",
    ]
