"""Stories, photographs, homes with support and acts of two people, through their services."""

import datetime as dt
import io
from decimal import Decimal

from PIL import Image

from cecosesola.kernel.clock import now, today
from federation.models import (
    Delivery,
    JournalEntry,
    JournalPhoto,
    Person,
    RoundDonation,
    SupportRound,
    TwoPersonAct,
)
from federation.services import memory, support


def story(by: Person) -> JournalEntry:
    return memory.tell_story(
        by=by,
        key="factory",
        kind=JournalEntry.Kind.STORY,
        title="La primera feria",
        body="Amaneció y ya había cola.",
        happened_on=dt.date(1984, 5, 3),
        precision=JournalEntry.Precision.DAY,
    )


def photo(entry: JournalEntry) -> JournalPhoto:
    made = io.BytesIO()
    Image.new("RGB", (12, 9)).save(made, "PNG")
    made.seek(0)
    return memory.put_photo(by=entry.told_by, entry=entry, picture=made, alt="Un galpón")


def delivery(by: Person, contact: Person | None = None) -> Delivery:
    """A home, and a round that has something for it."""
    home = support.enter_home(
        by=by,
        key="factory",
        consent=True,
        contact=contact,
        contact_name="" if contact else "Señora Rosa",
        zone="Tamaca",
        adults=2,
        review_on=today() + dt.timedelta(days=30),
    )
    round = SupportRound.objects.create(day=today(), name="Ronda", made_by=by, made_at=now())
    RoundDonation.objects.create(round=round, ref="factory:1", label="Feria", kilos=Decimal(10))
    support.plan_deliveries(by=by, round=round, shares={home.pk: Decimal(5)})
    return round.deliveries.get()


def act(by: Person, kind: str = "federation.unknown") -> TwoPersonAct:
    """An act that waits. Of a kind that nobody taught, only whoever asked sees it."""
    moment = now()
    return TwoPersonAct.objects.create(
        kind=kind,
        label="Una cosa",
        reason="porque sí",
        asked_by=by,
        asked_at=moment,
        expires_at=moment + dt.timedelta(days=1),
    )
