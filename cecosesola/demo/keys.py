"""What the demo shows of keys: PINs, an emergency of the other day, and a key that waits for two."""

import datetime as dt

from django.contrib.auth.hashers import make_password

from cecosesola.demo.people import Cast
from cecosesola.kernel.clock import at, now
from federation.models import Role, TillPin
from federation.services import ask_break_glass, ask_key
from federation.services.acts import confirm

PINS = {"V10000003": "8305", "V10000004": "7391"}


def show_keys(cast: Cast) -> None:
    """Add to the demo's people what their pages of keys should tell."""
    moment = now()
    TillPin.objects.bulk_create(
        TillPin(person=cast.by_document[document], pin_hash=make_password(pin), set_at=moment)
        for document, pin in PINS.items()
    )
    with at(moment - dt.timedelta(days=2)):
        act = ask_break_glass(
            by=cast.by_document["V10000009"],
            role=Role.RECEIVING,
            scope_label="toda la red",
            reason="Llegó un camión de noche y no había quien recibiera.",
        )
        confirm(by=cast.by_document["V10000002"], act=act)
    keepers = [cast.by_document[document] for document in ("V10000010", "V10000011")]
    ask_key(
        by=keepers[0],
        person=cast.by_document["V10000009"],
        role=Role.FINANCE,
        scope_label="toda la red",
        decision=cast.founding.number,
        since=moment,
        until=moment + dt.timedelta(days=60),
        reason="Entra al turno de finanzas.",
    )
