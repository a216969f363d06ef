"""The anticipo as people look at it: one's own weeks, a cooperative's runs, the paper of a week."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import now
from cecosesola.kernel.money import ZERO, format_money
from cecosesola.kernel.weeks import Week
from cecosesola.ui import pdf
from cecosesola.ui.waiting import Waiting
from federation.selectors import Cooperative, Person
from finance.models import Loan, PayCharge, PayDeduction, PayLine, PayOrder, PayRate, PayRun, SavingsAccount
from finance.policies.access import may_keep_books
from finance.selectors.pay import left_of
from finance.states import LoanState, PayRunState, SavingState

SMALL = 5
"""Fewer than this are not told: one could guess who they are."""


def lines_of(person: Person) -> QuerySet[PayLine]:
    """A person's weeks, the latest first."""
    lines = PayLine.objects.filter(person=person).select_related("run__cooperative", "handing")
    return lines.order_by("-run__monday", "-pk")


def line(pk: int) -> PayLine | None:
    return (
        PayLine.objects.select_related(
            "run__cooperative", "run__rate__decision", "exception__decision", "person"
        )
        .select_related("handing")
        .filter(pk=pk)
        .first()
    )


def deductions_of(found: PayLine) -> list[PayDeduction]:
    return list(found.deductions.select_related("loan", "charge", "saving__product"))


def orders_of(person: Person) -> list[PayOrder]:
    """What is taken out of one's anticipo each week."""
    standing = PayOrder.objects.filter(person=person, ended_at=None)
    return list(standing.select_related("saving__product", "loan__product"))


def charges_of(person: Person) -> list[tuple[PayCharge, Decimal]]:
    """What one took on account and has not paid, with what is left of it."""
    charges = list(PayCharge.objects.filter(person=person).order_by("-pk")[:60])
    left = left_of(charges)
    return [(one, left[one.pk]) for one in charges if left[one.pk]]


def own_savings(person: Person) -> list[SavingsAccount]:
    """The savings that one may put a part of the anticipo into."""
    mine = SavingsAccount.objects.filter(
        holders__person=person, holders__until=None, state=SavingState.ACTIVE, ends_on=None
    )
    return list(mine.select_related("product").distinct().order_by("pk"))


def own_loans(person: Person) -> list[Loan]:
    mine = Loan.objects.filter(person=person, state=LoanState.RUNNING)
    return list(mine.select_related("product").order_by("pk"))


def runs_of(cooperative: Cooperative) -> QuerySet[PayRun]:
    return PayRun.objects.filter(cooperative=cooperative)


def exceptions_in(runs: Iterable[PayRun]) -> dict[int, int]:
    """How many received another amount in each run, by its number."""
    lines = PayLine.objects.filter(run__in=list(runs), exception__isnull=False)
    return dict(lines.order_by().values_list("run").annotate(Count("pk")))


def rates_of(cooperative: Cooperative) -> list[PayRate]:
    rates = PayRate.objects.filter(cooperative=cooperative).select_related("decision")
    return list(rates.order_by("-since")[:60])


def told(count: int) -> str:
    """How many, unless so few that one could guess who."""
    if count == 0:
        return "0"
    return str(count) if count >= SMALL else _("fewer than 5")


def what_for(deductions: Iterable[PayDeduction]) -> list[tuple[str, Decimal]]:
    """Each deduction in words."""
    found = []
    for one in deductions:
        thing = one.loan or one.saving or one.charge
        words = f"{one.saving.product} · {one.saving.number}" if one.saving else str(thing)
        found.append((f"{one.get_kind_display()}: {words}", one.amount))
    return found


def slip_pdf(found: PayLine) -> bytes:
    """The paper of a week's anticipo."""
    run, currency = found.run, found.run.currency
    week = Week.of(run.monday)
    handed = getattr(found, "handing", None)
    rows = [(_("Anticipo of the week"), format_money(found.gross, currency))]
    rows += [(words, format_money(-amount, currency)) for words, amount in what_for(deductions_of(found))]
    rows.append((_("To hand out"), format_money(found.net, currency)))
    cites = found.exception.decision if found.exception else run.rate.decision
    return pdf.compiled(
        [
            *pdf.A4,
            pdf.heading(1, _("Anticipo")),
            pdf.facts(
                [
                    (_("Cooperative"), run.cooperative.name),
                    (_("Who"), f"{found.person.get_full_name()} · {found.person.document}"),
                    (_("Week"), f"{week.monday:%d/%m/%Y} – {week.sunday:%d/%m/%Y}"),
                    (_("Decision"), cites.number),
                    (_("Handed out"), f"{handed.handed_at:%d/%m/%Y}" if handed else _("not yet")),
                ]
            ),
            pdf.table([_("What"), _("Amount")], rows),
            pdf.line(_("Printed %(when)s") % {"when": f"{now():%d/%m/%Y}"}, size="8pt"),
        ]
    )


def run_pdf(run: PayRun) -> bytes:
    """The list of a posted week to hand out by when there is no light: a line to sign for each person."""
    week = Week.of(run.monday)
    lines = PayLine.objects.filter(run=run, handing=None, net__gt=0).select_related("person")
    rows = sorted((one.person.get_full_name(), one.person.document, one.net) for one in lines)
    return pdf.compiled(
        [
            *pdf.A4,
            pdf.heading(1, _("Anticipo to hand out")),
            pdf.facts(
                [
                    (_("Cooperative"), run.cooperative.name),
                    (_("Week"), f"{week.monday:%d/%m/%Y} – {week.sunday:%d/%m/%Y}"),
                    (_("For everybody"), format_money(run.amount, run.currency)),
                    (_("Decision"), run.rate.decision.number),
                    (_("People"), len(rows)),
                    (_("In all"), format_money(sum((net for *_who, net in rows), ZERO), run.currency)),
                ]
            ),
            pdf.to_sign(
                [_("Who"), _("Document"), _("To hand out"), _("Signature")],
                [(name, document, format_money(net, run.currency)) for name, document, net in rows],
            ),
            pdf.line(_("Printed %(when)s") % {"when": f"{localtime(now()):%d/%m/%Y %H:%M}"}, size="8pt"),
        ]
    )


def waiting_for(person: Person) -> list[Waiting]:
    """Runs that somebody else drew up, for whoever works the finance desk."""
    from django.urls import reverse

    if may_keep_books(person) is not None:
        return []
    drawn = PayRun.objects.filter(state=PayRunState.DRAWN).exclude(drawn_by=person)
    return [
        Waiting(
            _("Look at the anticipo of %(cooperative)s and post it") % {"cooperative": run.cooperative},
            reverse("finance:pay_run", args=[run.pk]),
            f"{run.monday:%d/%m}",
        )
        for run in drawn.select_related("cooperative").order_by("monday", "pk")[:5]
    ]
