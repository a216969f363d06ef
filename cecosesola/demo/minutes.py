"""A meeting of the demo that is held now: words, two texts to reconcile, concerns, who does what."""

import datetime as dt
import uuid

from assemblies.models import Meeting, MinuteBlock, Space
from assemblies.services import bring_topic, open_meeting, plan_meeting
from assemblies.services.attendance import attend, count_guests, tick
from assemblies.services.minutes import revise_block, settle_item, treat_now, write_block
from assemblies.services.pens import take_pen
from assemblies.services.turns import raise_hand, speak
from cecosesola.demo.people import MARK, Cast
from cecosesola.kernel.clock import now, today

K = MinuteBlock.Kind
TOPICS = (
    ("El agua del galpón", "Falta desde el martes."),
    ("Cestas para la feria del sábado", ""),
    ("Quién acompaña a las dos compañeras nuevas", ""),
    ("El ruido de la planta", ""),
)


def hold_meeting(cast: Cast) -> Meeting:
    """An open assembly with two topics treated, one in hand and one to come."""
    first, second, third = cast.workers[8], cast.workers[0], cast.workers[2]
    space, _made = Space.objects.get_or_create(
        name=f"Asamblea de la comunidad {MARK}",
        defaults={
            "about": "Quien viva cerca de la feria viene y habla.",
            "openness": Space.Openness.COMMUNITY,
        },
    )
    for title, body in TOPICS:
        bring_topic(by=first, title=title, body=body, space=space)
    meeting = plan_meeting(
        by=first,
        space=space,
        starts_at=now() - dt.timedelta(minutes=40),
        place="Salón grande",
        wants_turns=True,
    )
    meeting = open_meeting(by=first, meeting=meeting)
    attend(by=first, meeting=meeting)
    tick(by=first, meeting=meeting, ticks={person.pk: True for person in cast.workers[:9]}, on_paper=True)
    count_guests(by=first, meeting=meeting, guests=14)
    take_pen(by=first, meeting=meeting)
    items = list(meeting.items.select_related("topic", "meeting").order_by("place", "id"))

    def say(kind: str, text: str, place: int, **extra: object) -> MinuteBlock:
        made = write_block(
            by=first,
            meeting=meeting,
            kind=kind,
            text=text,
            item=items[place],
            client_id=uuid.uuid4(),
            **extra,  # type: ignore[arg-type]
        )
        assert isinstance(made, MinuteBlock)
        return made

    say(K.NOTE, "El camión cisterna viene los jueves; el tanque alcanza para dos días.", 0)
    say(K.CONCERN, "Si compramos otro tanque, ¿de dónde sale sin tocar el fondo de salud?", 0, person=second)
    say(K.AGREED, "Se compra un tanque de 2.000 litros con lo de ferias, y se revisa en un mes.", 0)
    say(K.ACTION, "Trae tres precios de tanques.", 0, person=third, until=today() + dt.timedelta(days=7))
    settle_item(by=first, item=items[0], outcome="resolved")
    treat_now(by=first, item=items[1])
    say(K.PROPOSAL, "Prestar las cestas entre las ferias, con un cuaderno en la puerta.", 1)
    torn = say(K.NOTE, "Faltan cestas.", 1)
    for person, text in (
        (first, "Faltan unas cuarenta cestas en la feria del Centro."),
        (second, "Faltan cestas porque no vuelven del campo."),
    ):
        revise_block(by=person, block=torn, text=text, bases=[torn.client_id], client_id=uuid.uuid4())
    for person in (second, third):
        raise_hand(by=person, meeting=meeting)
    speak(by=second, meeting=meeting)
    return meeting
