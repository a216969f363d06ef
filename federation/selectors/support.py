"""Reads of the solidarity brigades. What every worker sees has no names and no cell under five."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO
from federation.models import Delivery, Person, RoundDonation, SupportedHome, SupportRound
from federation.selectors import lent
from federation.states import DeliveryState

FEWEST = 5
HECTOGRAM = Decimal("0.1")


@dataclass(frozen=True)
class Zone:
    """A zone as every worker sees it. Fewer than five homes are told together with the other small zones."""

    name: str
    homes: int
    people: int


def zones() -> tuple[list[Zone], Zone | None]:
    """Zones with five homes or more, and the small ones in one row. None when there are none, or when the
    row itself would have under five homes: then nothing is said of them."""
    rows = (
        SupportedHome.objects.filter(ended_at=None)
        .values("zone")
        .annotate(homes=Count("id"), dwellers=Sum(F("adults") + F("children") + F("elders")))
        .order_by("-homes", "zone")
    )
    all_zones = [Zone(row["zone"], row["homes"], row["dwellers"]) for row in rows]
    small = [zone for zone in all_zones if zone.homes < FEWEST]
    homes, people = sum(zone.homes for zone in small), sum(zone.people for zone in small)
    together = Zone("", homes, people) if homes >= FEWEST else None
    return [zone for zone in all_zones if zone.homes >= FEWEST], together


def brought_by_month(months: int = 12) -> list[tuple[dt.date, Decimal]]:
    """Kilos brought in each of the last months, oldest first, also where nothing was."""
    first = today().replace(day=1)
    wanted = [first]
    for _month in range(months - 1):
        wanted.append((wanted[-1] - dt.timedelta(days=1)).replace(day=1))
    known = dict(
        Delivery.objects.filter(state=DeliveryState.DONE, round__day__gte=wanted[-1])
        .annotate(month=TruncMonth("round__day"))
        .values_list("month")
        .annotate(kilos=Sum("kilos"))
    )
    return [(month, known.get(month, ZERO)) for month in reversed(wanted)]


def rounds() -> QuerySet[SupportRound]:
    """Rounds with how many homes and kilos were planned and brought."""
    done = Q(deliveries__state=DeliveryState.DONE)
    return SupportRound.objects.annotate(
        homes=Count("deliveries"),
        homes_done=Count("deliveries", filter=done),
        kilos=Coalesce(Sum("deliveries__kilos"), ZERO),
        kilos_done=Coalesce(Sum("deliveries__kilos", filter=done), ZERO),
    )


def deliveries_of(round: SupportRound) -> QuerySet[Delivery]:
    """In the order of the way: by zone."""
    return round.deliveries.select_related("home__contact", "ended_by").order_by("home__zone", "home_id")


def homes(words: str = "") -> QuerySet[SupportedHome]:
    found = SupportedHome.objects.filter(ended_at=None).select_related("contact")
    for word in words.split()[:6]:
        found = found.filter(
            Q(contact_name__icontains=word)
            | Q(contact__given_names__icontains=word)
            | Q(contact__family_names__icontains=word)
            | Q(zone__icontains=word)
        )
    return found


def homes_to_serve(round: SupportRound) -> list[SupportedHome]:
    """Homes that this round has not been to, in the order of the way."""
    been = round.deliveries.exclude(state=DeliveryState.PLANNED).values("home_id")
    return list(homes().exclude(pk__in=been).order_by("zone", "id")[:400])


def left_to_share(round: SupportRound) -> Decimal:
    """Kilos of a round's donations that have not been brought to anybody."""
    has = round.donations.aggregate(sum=Sum("kilos"))["sum"] or ZERO
    return has - (
        round.deliveries.filter(state=DeliveryState.DONE).aggregate(sum=Sum("kilos"))["sum"] or ZERO
    )


def known_zones() -> list[str]:
    return list(SupportedHome.objects.order_by("zone").values_list("zone", flat=True).distinct())


def free_donations() -> list[lent.Donation]:
    """What was donated in the last days and no round has taken."""
    gifts = lent.donations()
    taken = set(
        RoundDonation.objects.filter(ref__in=[gift.ref for gift in gifts]).values_list("ref", flat=True)
    )
    return [gift for gift in gifts if gift.ref not in taken]


def by_people(total: Decimal, homes: Iterable[SupportedHome]) -> dict[int, Decimal]:
    """Share kilos by how many live in each home, in whole hundreds of grams: never more than there is."""
    rows = list(homes)
    people = sum(home.people for home in rows)
    if not people:
        return {}
    return {
        home.pk: (total * home.people / people).quantize(HECTOGRAM, ROUND_FLOOR).quantize(Decimal("0.001"))
        for home in rows
    }


def due_for_review(limit: int = 20) -> list[SupportedHome]:
    return list(
        SupportedHome.objects.filter(ended_at=None, review_on__lte=today())
        .select_related("contact")
        .order_by("review_on", "id")[:limit]
    )


def rounds_today() -> list[SupportRound]:
    """Rounds of today, or of days gone by, that still have something to bring."""
    planned = Count("deliveries", filter=Q(deliveries__state=DeliveryState.PLANNED))
    return list(
        SupportRound.objects.filter(day__lte=today(), day__gt=today() - dt.timedelta(days=14))
        .annotate(left=planned)
        .filter(left__gt=0)
        .order_by("day", "id")[:5]
    )


def home_of(person: Person) -> SupportedHome | None:
    """The home for which a person is the contact: their own to see."""
    return SupportedHome.objects.filter(contact=person, ended_at=None).first()
