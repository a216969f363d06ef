"""Spaces, decisions in any state, and topics."""

import datetime as dt
from typing import Any

from assemblies import services
from assemblies.models import Decision, Space, Topic
from assemblies.states import Hearing
from cecosesola.kernel.clock import today
from federation.models import Person
from tests.factories import federation

# The answers that lead from a fresh decision to each state.
PATHS: dict[str, list[str]] = {
    Hearing.ACTED: [],
    Hearing.REPORTED: [Hearing.REPORTED],
    Hearing.HEARD: [Hearing.REPORTED, Hearing.HEARD],
    Hearing.CRITICISED: [Hearing.REPORTED, Hearing.CRITICISED],
    Hearing.KEPT: [Hearing.REPORTED, Hearing.HEARD, Hearing.KEPT],
    Hearing.AMENDED: [Hearing.REPORTED, Hearing.CRITICISED, Hearing.AMENDED],
    Hearing.REVERSED: [Hearing.REPORTED, Hearing.CRITICISED, Hearing.REVERSED],
}


def network_meeting() -> Space:
    found = Space.objects.filter(is_network=True).first()
    return found or Space.objects.create(name="Reunión de la red", is_network=True)


def decision(by: Person | None = None, hearing: str = Hearing.ACTED, **extra: Any) -> Decision:
    """An individual decision, walked to a state by the answers of a meeting."""
    someone = by or federation.worker()
    given: dict[str, Any] = {
        "title": "Compramos veinte huacales",
        "text": "El camión venía con espacio.",
        "mode": Decision.Mode.INDIVIDUAL,
        "people": [someone],
        "taken_on": today() - dt.timedelta(days=3),
    } | extra
    told = services.tell_decision(by=someone, **given)
    for outcome in PATHS[hearing]:
        told = hear(told, outcome, by=someone)
    return told


def hear(told: Decision, outcome: str, by: Person | None = None, note: str = "Se conversó.") -> Decision:
    return services.hear_decision(
        by=by or federation.worker(),
        decision=told,
        outcome=outcome,
        space=network_meeting(),
        held_on=today(),
        note=note,
    )


def topic(by: Person | None = None, **extra: Any) -> Topic:
    network_meeting()
    given = {"title": "El agua del galpón"} | extra
    return services.bring_topic(by=by or federation.worker(), **given)
