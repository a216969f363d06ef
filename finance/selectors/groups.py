"""Savings groups as people look at them: whose turn it is, who has put in, who has missed."""

from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import format_money
from cecosesola.ui import pdf
from federation.selectors import Person
from finance.models import GroupPayment, GroupPlace, SavingsGroup
from finance.states import GroupState


def _whole() -> QuerySet[SavingsGroup]:
    return SavingsGroup.objects.select_related("cooperative", "ledger").annotate(people=Count("places"))


def group(pk: int) -> SavingsGroup | None:
    return _whole().filter(pk=pk).first()


def groups_of(person: Person) -> list[SavingsGroup]:
    mine = SavingsGroup.objects.filter(places__person=person).values("pk")
    return list(_whole().filter(pk__in=mine).order_by("-pk"))


def groups_to_join(person: Person) -> list[SavingsGroup]:
    forming = _whole().filter(state=GroupState.FORMING).exclude(places__person=person)
    return list(forming.order_by("starts", "pk")[:50])


def all_groups() -> list[SavingsGroup]:
    return list(_whole().order_by("state", "-pk")[:200])


class Turn(NamedTuple):
    """A turn: whose it is, and who has put in for it or not."""

    place: GroupPlace
    came: list[GroupPlace]
    missing: list[GroupPlace]

    @property
    def is_due(self) -> bool:
        return self.place.due is not None and self.place.due <= today()


def turns_of(found: SavingsGroup) -> list[Turn]:
    """Every turn in order, in two queries. A turn that was due and is not whole was missed by somebody."""
    places = list(GroupPlace.objects.filter(group=found).select_related("person").order_by("turn", "pk"))
    came = set(GroupPayment.objects.filter(group=found).values_list("place", "turn"))
    return [
        Turn(
            one,
            [other for other in places if (other.pk, one.turn) in came],
            [other for other in places if (other.pk, one.turn) not in came],
        )
        for one in places
    ]


def group_pdf(found: SavingsGroup) -> bytes:
    """The order of the turns, and who has put in for each, to hang where the group meets."""
    turns = turns_of(found)
    drawn = [(_("Seed of the draw"), found.seed)] if found.seed else []
    everybody = len(turns)
    return pdf.compiled(
        [
            *pdf.A4,
            pdf.heading(1, found.name),
            pdf.facts(
                [
                    (_("Each turn"), format_money(found.amount, found.currency)),
                    (_("How often"), found.get_every_display()),
                    (_("Who goes first"), found.get_order_display()),
                    *drawn,
                    (_("State"), found.get_state_display()),
                ]
            ),
            pdf.table(
                [_("Who"), _("Turn"), _("Day"), _("Have put in"), _("Received")],
                [
                    (
                        one.place.person.get_full_name(),
                        one.place.turn or "—",
                        f"{one.place.due:%d/%m/%Y}" if one.place.due else "—",
                        f"{len(one.came)} / {everybody}" if one.place.turn else "—",
                        format_money(one.place.received, found.currency) if one.place.received else "—",
                    )
                    for one in turns
                ],
            ),
            pdf.line(_("Printed %(when)s") % {"when": f"{today():%d/%m/%Y}"}, size="8pt"),
        ]
    )
