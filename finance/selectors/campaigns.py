"""Campaigns as people look at them: how far, from where, and who gave, when they want it told."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO, format_money
from cecosesola.ui import pdf
from federation.selectors import Person
from finance.models import Campaign, Gift
from finance.states import Source

SMALL = 5
"""A source of fewer gifts than this is not told apart."""


class Gathered(NamedTuple):
    """A campaign, what came in, and the part of its goal in percent."""

    campaign: Campaign
    total: Decimal
    gifts: int

    @property
    def percent(self) -> int:
        return int(min(Decimal(100), self.total * 100 / self.campaign.goal))


def campaigns() -> list[Gathered]:
    found = Campaign.objects.select_related("cooperative", "decision").annotate(
        total=Sum("gifts__amount"), given=Count("gifts")
    )
    rows = found.order_by("closed_at", "-starts", "-pk")
    return [Gathered(one, one.total or ZERO, one.given) for one in rows[:100]]


def campaign(pk: int) -> Gathered | None:
    found = (
        Campaign.objects.select_related("cooperative", "decision")
        .annotate(total=Sum("gifts__amount"), given=Count("gifts"))
        .filter(pk=pk)
        .first()
    )
    return None if found is None else Gathered(found, found.total or ZERO, found.given)


def by_source(found: Campaign) -> list[tuple[str, Decimal | None]]:
    """What came from where. A source of few gifts has no figure, so that nobody reads who gave what.

    When only one source would be hidden, the next smallest is hidden too: it could be reckoned otherwise.
    """
    rows = {
        row["source"]: (row["total"], row["n"])
        for row in Gift.objects.filter(campaign=found)
        .order_by()
        .values("source")
        .annotate(total=Sum("amount"), n=Count("pk"))
    }
    private = {source for source, (_total, n) in rows.items() if n < SMALL and source != Source.COOPERATIVE}
    if len(private) == 1 and len(rows) > 1:
        left = [source for source in rows if source not in private]
        private.add(min(left, key=lambda source: (rows[source][1], source)))
    return [
        (str(one.label), None if one.value in private else rows[one.value][0])
        for one in Source
        if one.value in rows
    ]


def named_givers(found: Campaign) -> list[str]:
    """Those who want to be named, by name and never by amount."""
    gifts = Gift.objects.filter(campaign=found, shows_name=True).select_related("person")
    return sorted({one.person.get_full_name() for one in gifts[:500] if one.person})


def gifts_of(found: Campaign) -> QuerySet[Gift]:
    """Every gift, for the desk."""
    return Gift.objects.filter(campaign=found).select_related("person", "received_by")


def given_by(person: Person, found: Campaign) -> Decimal:
    return Gift.objects.filter(campaign=found, person=person).aggregate(n=Sum("amount"))["n"] or ZERO


def campaign_pdf(one: Gathered) -> bytes:
    """How far a campaign has come, to hang at the fair: what everybody may read, and no more."""
    found, currency = one.campaign, one.campaign.currency
    sources = [(words, amount) for words, amount in by_source(found) if amount is not None]
    source = [
        *pdf.A4,
        pdf.heading(1, found.name),
        pdf.line(f"{one.percent} %", size="40pt"),
        pdf.meter(one.percent),
        pdf.facts(
            [
                (_("Came in"), format_money(one.total, currency)),
                (_("Goal"), format_money(found.goal, currency)),
                (_("Until"), f"{found.ends:%d/%m/%Y}"),
                (_("Cooperative"), found.cooperative.name),
                (_("Decision"), found.decision.number),
            ]
        ),
        pdf.heading(2, _("What for")),
        pdf.line(found.purpose),
    ]
    if sources:
        source.append(pdf.heading(2, _("From where")))
        rows = [(words, format_money(amount, currency)) for words, amount in sources]
        source.append(pdf.table([_("From where"), _("Amount")], rows))
    source.append(pdf.line(_("Printed %(when)s") % {"when": f"{today():%d/%m/%Y}"}, size="8pt"))
    return pdf.compiled(source)
