"""What the demo remembers and whom it supports: history of the founding document, generated homes."""

import datetime as dt
import random

from cecosesola.demo.people import MARK, Cast
from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO
from federation.models import JournalEntry, SupportedHome
from federation.selectors import support as read_support
from federation.services import memory, support
from federation.states import DeliveryState

K, P = JournalEntry.Kind, JournalEntry.Precision
STORIES = (
    (
        K.ANNIVERSARY,
        "Nace CECOSESOLA",
        "Varias cooperativas de Lara se unen para resolver juntas lo que ninguna podía sola: despedir a sus "
        "muertos con dignidad. De aquella funeraria compartida salió todo lo demás.",
        dt.date(1967, 12, 17),
        P.DAY,
        None,
        True,
    ),
    (
        K.STORY,
        "Los autobuses",
        "Durante cinco años hicimos el transporte de la ciudad con 127 autobuses. Las rutas y los horarios "
        "salían de lo que cada comunidad necesitaba. Perdimos los autobuses y ganamos la manera de reunirnos "
        "que todavía tenemos.",
        dt.date(1974, 1, 1),
        P.YEAR,
        dt.date(1979, 12, 31),
        False,
    ),
    (
        K.STORY,
        "Abrimos el hospital",
        "El hospital abrió con dinero que juntamos entre todas y todos, semana a semana, "
        "sin subsidios de nadie.",
        dt.date(2009, 1, 1),
        P.YEAR,
        None,
        False,
    ),
    (
        K.SOLIDARITY,
        f"Brigadas en la pandemia {MARK}",
        "Cuando mucha gente no podía salir, las ferias donaron kilos y las brigadas los llevaron "
        "casa por casa. Pedimos permiso antes de anotar a nadie.",
        dt.date(2020, 4, 1),
        P.MONTH,
        dt.date(2021, 6, 30),
        False,
    ),
    (
        K.VISIT,
        f"Visitas de otra red de cooperativas {MARK}",
        "Recorrieron las ferias un viernes de madrugada y se quedaron a la reunión del lunes. "
        "Preguntaron quién manda.",
        dt.date(2024, 5, 17),
        P.DAY,
        None,
        False,
    ),
    (
        K.EXCHANGE,
        f"Encuentro de ferias campesinas {MARK}",
        "Tres días compartiendo cómo se acuerda un precio único por kilo y cómo se cuentan las mermas.",
        dt.date(2023, 10, 6),
        P.DAY,
        dt.date(2023, 10, 8),
        False,
    ),
)
ZONES = ("La Carucieña", "El Cují", "Ruiz Pineda", "Tamaca", "Pavia")
NEEDS = ("Mercado de verduras", "Verduras y víveres", "Alguien que lo lleve: no puede salir", "Comida blanda")


def remember(cast: Cast) -> None:
    """The journal, told by several people."""
    for n, (kind, title, body, day, precision, until, yearly) in enumerate(STORIES):
        entry = memory.tell_story(
            by=cast.workers[n],
            key=f"demo:{n}",
            kind=kind,
            title=title,
            body=body,
            happened_on=day,
            precision=precision,
            until=until,
            place="Barquisimeto",
            yearly=yearly,
        )
        memory.link_story(by=cast.workers[n], entry=entry, who=cast.primary, linked=True)


def bring_support(cast: Cast, *, homes: int, seed: int) -> None:
    """Homes with their consent, and one round brought with what the last fairs gave."""
    chance = random.Random(seed)  # noqa: S311
    goer = cast.by_document["V10000012"]
    for n in range(homes):
        support.enter_home(
            by=goer,
            key=f"demo:{n}",
            consent=True,
            contact=None,
            contact_name=f"Hogar {n + 1:02d} {MARK}",
            phone="",
            zone=f"{ZONES[n % 3 if n < homes - 4 else 3 + n % 2]} {MARK}",
            address="Detrás de la cancha",
            adults=chance.randrange(1, 4),
            children=chance.randrange(4),
            elders=chance.randrange(2),
            needs=chance.choice(NEEDS),
            reason="",
            review_on=today() + dt.timedelta(days=chance.randrange(7, 180)),
        )
    free = read_support.free_donations()
    if not free:
        return
    planned = support.plan_round(
        by=goer, key="demo", day=today(), name=f"Ronda de la semana {MARK}", donations=[g.ref for g in free]
    )
    rows = list(SupportedHome.objects.filter(ended_at=None).order_by("id")[:20])
    shares = read_support.by_people(sum((gift.kilos for gift in free), ZERO), rows)
    support.plan_deliveries(by=goer, round=planned, shares=shares)
    waiting = planned.deliveries.filter(state=DeliveryState.PLANNED).order_by("id")
    for delivery in waiting[: len(rows) // 2]:
        support.end_delivery(by=goer, delivery=delivery, done=True)
