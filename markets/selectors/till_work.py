"""What a till's worker and her machine need to know: machines, fairs, prices in force, the live session."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused
from federation.selectors import Person, Role, keys_of
from markets.models import CashCount, Device, Fair, FairWeek, MarketWeek, PriceBook, Till, TillSession
from markets.policies import UNKNOWN_DEVICE
from markets.states import SessionState, Stage

LIVE = (SessionState.OPENING, SessionState.OPEN, SessionState.COUNTING)
# What the customer's basket weighs on the scale. Each machine may keep another.
USUAL_TARE = Decimal("0.130")
WIRE_TIERS = {"large": "L", "mini": "M"}


def fairs_of(person: Person, role: str = Role.TILL) -> QuerySet[Fair]:
    """The fairs where the person holds this key, or coordinates."""
    keys = keys_of(person)
    fairs = Fair.objects.filter(is_active=True).exclude(kind=Fair.Kind.HUB)
    if keys.holds(Role.WEEK) or keys.holds(role) or keys.holds(Role.FAIR):
        return fairs
    scopes = [*keys.scopes(role), *keys.scopes(Role.FAIR)]
    return fairs.filter(
        pk__in=[int(scope.partition(":")[2]) for scope in scopes if scope.startswith("fair:")]
    )


def selling(fair_id: int) -> FairWeek | None:
    """The fair's part in the week that sells now."""
    rows = FairWeek.objects.filter(fair=fair_id, is_open=True, week__stage=Stage.SELL)
    return rows.select_related("week", "fair").order_by("-week__year", "-week__number").first()


def machines(fairs: QuerySet[Fair]) -> QuerySet[Device]:
    """The fairs' machines that still send, by fair and till."""
    rows = Device.objects.filter(till__fair__in=fairs, revoked_at=None).select_related("till__fair")
    return rows.order_by("till__fair__name", "till__number", "id")


def till_machine(pk: int) -> Device | None:
    """A machine that still sends, with its till and fair."""
    rows = Device.objects.filter(pk=pk, revoked_at=None, till__isnull=False)
    return rows.select_related("till__fair").first()


def all_machines() -> QuerySet[Device]:
    return Device.objects.select_related("till__fair", "registered_by")


def tills_of(fairs: QuerySet[Fair]) -> QuerySet[Till]:
    rows = Till.objects.filter(fair__in=fairs, is_active=True).select_related("fair")
    return rows.order_by("fair__name", "number")


def live_session(device: Device) -> TillSession | None:
    rows = TillSession.objects.filter(device=device, state__in=LIVE)
    return rows.select_related("operator", "till__fair", "fair_week__week").first()


def session_or_none(pk: int) -> TillSession | None:
    """A session with everything that its pages and services ask of it."""
    return (
        TillSession.objects.select_related(
            "till__fair__cooperative",
            "device",
            "fair_week__week",
            "fair_week__fair",
            "operator",
            "opened_by",
            "confirmed_by",
            "explained_by",
        )
        .prefetch_related(Prefetch("counts", CashCount.objects.select_related("counted_by", "confirmed_by")))
        .filter(pk=pk)
        .first()
    )


def book_in_force(week: MarketWeek, moment: dt.datetime | None = None) -> PriceBook | None:
    """The version that tills sell by: the latest that has taken effect."""
    rows = PriceBook.objects.filter(week=week, effective_at__lte=moment or now())
    return rows.order_by("-version").first()


def price_list(book: PriceBook) -> dict[str, Any]:
    """A version as tills read it: céntimos, the rate as text, dry goods by name."""
    products = book.products.select_related("product").order_by("product__name")
    return {
        "book": book.pk,
        "version": book.version,
        "rate": format(book.rate.normalize(), "f"),
        "rate_on": book.rate_on.isoformat(),
        "tiers": {WIRE_TIERS[row.tier]: int(row.price * 100) for row in book.tiers.all()},
        "products": [
            {
                "id": row.product_id,
                "name": row.product.name,
                "code": row.product.barcode or "",
                "price": int(row.price * 100),
                "limit": row.limit,
            }
            for row in products
        ],
    }


def machine_state(device: Device) -> dict[str, Any]:
    """What a machine asks for when it starts: who it is, where its chain stands, and its session."""
    row = Device.objects.select_related("till__fair").get(pk=device.pk)
    if row.revoked_at is not None:
        raise Refused(UNKNOWN_DEVICE)
    session = live_session(row)
    return {
        "device": {
            "id": row.pk,
            "letters": row.letters,
            "till": row.till.number if row.till else None,
            "fair": row.till.fair.name if row.till else "",
            "last_counter": row.last_counter,
            "last_hash": row.last_hash,
        },
        "session": None
        if session is None
        else {
            "id": session.pk,
            "state": session.state,
            "day": session.day.isoformat(),
            "operator": session.operator.get_short_name(),
            "opened_at": session.opened_at.isoformat(),
        },
        "today": today().isoformat(),
        "server_time": now().isoformat(),
    }
