"""Bags of cash as the pages show them."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import now
from cecosesola.kernel.money import ZERO, format_money
from cecosesola.ui import names, pdf
from cecosesola.ui.waiting import Waiting
from federation.selectors import Cooperative, Person
from finance import chart
from finance.models import Account, CashBag, CashTally
from finance.policies.custody import difference_of, may_count_cash
from finance.selectors.balances import balances
from finance.states import BagState

RECENT = dt.timedelta(days=4)
CHAIN = (chart.TILL, chart.IN_TRANSIT, chart.VAULT, chart.BANK)


@dataclass(frozen=True)
class Link:
    """A place of the chain and what the books say it holds, by currency."""

    code: str
    name: str
    held: Mapping[str, Decimal]


def chain(cooperative: Cooperative) -> list[Link]:
    """What stands in the tills, on the way, in the vault and at the bank. Two queries.

    Of the tills only cash counts; drawers that are still open are left out, for their count is blind.
    """
    accounts = list(
        Account.objects.filter(cooperative=cooperative, node__code__in=CHAIN)
        .exclude(node__code=chart.TILL)
        .select_related("node")
        .order_by("node__code")
    )
    held = balances(account.pk for account in accounts)
    links: dict[str, Link] = {}
    for account in accounts:
        link = links.setdefault(account.node.code, Link(account.node.code, account.node.name, {}))
        sums: Any = link.held
        if held[account.pk]:
            sums[account.currency] = sums.get(account.currency, ZERO) + held[account.pk]
    return list(links.values())


def bags(cooperative: Cooperative) -> QuerySet[CashBag]:
    """A cooperative's bags, with how many have counted in the present round."""
    return (
        CashBag.objects.filter(cooperative=cooperative)
        .select_related("opened_by")
        .annotate(counted=Count("tallies", filter=Q(tallies__round=F("round"))))
    )


def bag(pk: int) -> CashBag | None:
    return (
        CashBag.objects.filter(pk=pk)
        .select_related("cooperative", "opened_by", "source__node", "left_entry", "arrived_entry")
        .first()
    )


@dataclass(frozen=True)
class Round:
    """A round of counts as it may be told: by whom, and how much once both agreed."""

    moment: str
    round: int
    people: list[str]
    agreed: bool


def rounds_of(bag: CashBag) -> list[Round]:
    """Who counted and when they agreed. Never how much somebody alone counted: the next count is blind."""
    rows: dict[tuple[str, int], list[CashTally]] = {}
    for tally in bag.tallies.select_related("counted_by").order_by("pk"):
        rows.setdefault((tally.moment, tally.round), []).append(tally)
    return [
        Round(
            str(CashTally.Moment(moment).label),
            number,
            [str(tally.counted_by) for tally in tallies],
            len(tallies) == 2
            and (tallies[0].amount, tallies[0].denominations)
            == (tallies[1].amount, tallies[1].denominations),
        )
        for (moment, number), tallies in rows.items()
    ]


def counted_in_round(bag: CashBag, person: Person) -> bool:
    moment = (
        CashTally.Moment.LEAVING
        if bag.state == BagState.COUNTING and bag.kind != CashBag.Kind.COUNT
        else CashTally.Moment.ARRIVING
    )
    return bag.tallies.filter(moment=moment, round=bag.round, counted_by=person).exists()


def drawers(cooperative: Cooperative) -> list[tuple[Account, str]]:
    """The drawers of turns of these days, by the name of their till: not what they hold."""
    found = list(
        Account.objects.filter(
            cooperative=cooperative,
            node__code=chart.TILL,
            product="cash",
            party__startswith="session:",
            opened_at__gte=now() - RECENT,
            closed_at=None,
        ).order_by("-pk")[:400]
    )
    called = names.of(account.party for account in found)
    return [(account, called.get(account.party, account.party)) for account in found]


def bag_names(numbers: Collection[int]) -> Mapping[int, str]:
    return {bag.pk: bag.label for bag in CashBag.objects.filter(pk__in=numbers)}


def bag_pdf(bag: CashBag) -> bytes:
    """The slip that travels with a bag: its seal, what both counted alike, and room to sign for it."""
    facts = [
        (_("Cooperative"), bag.cooperative.name),
        (_("What for"), bag.get_kind_display()),
        (_("State"), bag.get_state_display()),
        (_("Begun"), f"{localtime(bag.opened_at):%d/%m/%Y %H:%M} · {bag.opened_by}"),
    ]
    for word, amount in ((_("Left with"), bag.sent), (_("Arrived with"), bag.received)):
        if amount is not None:
            facts.append((word, format_money(amount, bag.currency)))
    if difference := gap(bag):
        facts.append((_("Difference"), format_money(difference, bag.currency)))
    if bag.reference:
        facts.append((_("Slip of the bank"), bag.reference))
    if bag.explanation:
        facts.append((_("What happened"), bag.explanation))
    rounds = [
        (f"{one.moment} · {one.round}", ", ".join(one.people), _("yes") if one.agreed else _("no"))
        for one in rounds_of(bag)
    ]
    hands = (_("Hands over"), _("Takes it along"), _("Receives"))
    return pdf.compiled(
        [
            *pdf.A4,
            pdf.heading(1, _("Bag of cash %(label)s") % {"label": bag.label}),
            pdf.facts(facts),
            pdf.heading(2, _("Counts")),
            pdf.table([_("When"), _("Who"), _("Both the same")], rounds),
            pdf.heading(2, _("From hand to hand")),
            pdf.to_sign([_("Who"), _("Name, hour and signature")], [(one,) for one in hands]),
        ]
    )


def gap(bag: CashBag) -> Decimal | None:
    return difference_of(bag)


def waiting_for(person: Person) -> list[Waiting]:
    """Bags that somebody else has counted once, and that wait for a second person."""
    from django.urls import reverse

    if may_count_cash(person) is not None:
        return []
    found = (
        CashBag.objects.filter(state__in=[BagState.COUNTING, BagState.TRAVELLING])
        .annotate(
            counted=Count("tallies", filter=Q(tallies__round=F("round"))),
            mine=Count("tallies", filter=Q(tallies__round=F("round"), tallies__counted_by=person)),
        )
        .filter(Q(state=BagState.TRAVELLING) | Q(counted__gt=0), mine=0)
        .order_by("pk")[:5]
    )
    return [
        Waiting(
            _("Count the bag %(seal)s") % {"seal": bag.label},
            reverse("finance:bag", args=[bag.pk]),
            _("by two"),
        )
        for bag in found
    ]
