"""What the demo proposes, agrees on, decides by and says it will do. All of it is generated."""

import datetime as dt

from assemblies import services
from assemblies.models import Decision, Meeting, Space
from cecosesola.demo.people import MARK, Cast
from cecosesola.kernel.clock import now, today
from federation.models import JournalEntry

CRITERIA = (
    (
        "Quien cierra, limpia",
        "Quién limpia la feria y cuándo",
        ["fairs"],
        "El equipo que cierra la feria la deja limpia y con las luces apagadas. Si no alcanza el tiempo, "
        "lo cuenta el lunes y entre todas y todos vemos cómo se hace.",
    ),
    (
        "El anticipo es igual para todas y todos",
        "Cuánto recibe cada quien por semana",
        ["finance", "people"],
        "El anticipo semanal es el mismo para cada trabajadora y trabajador. "
        "Una excepción cita la decisión que la hizo.",
    ),
    (
        "Lo que se presta se conversa",
        "Cómo se piden préstamos al fondo",
        ["finance"],
        "Un préstamo se pide en la reunión, con su motivo. Se mira cómo ha sido la persona, no lo que tiene.",
    ),
    (
        "Se rota cada tres meses",
        "Cada cuánto se cambia de tarea",
        ["rotation"],
        "Cada quien cambia de tarea cada tres meses, menos donde hace falta un título.",
    ),
)


def propose(cast: Cast) -> None:
    """A proposal with an objection that people work on, one on trial, criteria with their path, promises."""
    network = Space.objects.get(is_network=True)
    one, two, three, four = cast.workers[:4]
    meeting = _held(cast, network)
    _discussed(cast, network)
    trial = services.propose(
        by=two,
        title=f"Abrir las ferias a las cinco y media {MARK}",
        text="Los viernes abrimos las ferias grandes a las cinco y media, por un mes.",
        key="demo-trial",
    )
    for state in ("discussing", "testing"):
        trial = services.move_proposal(by=three, proposal=trial, state=state)
    services.take_stance(by=four, proposal=trial, number=1, kind="consent")
    services.claim_consensus(
        by=three,
        proposal=trial,
        number=1,
        meeting=meeting,
        review_on=today() + dt.timedelta(days=28),
    )
    _criteria(cast, network, meeting)
    promised = (("Llamar al plomero del galpón", one, 3), ("Traer los precios del transporte", two, 6))
    for what, who, days in promised:
        services.promise_action(
            by=three,
            person=who,
            what=f"{what} {MARK}",
            until=today() + dt.timedelta(days=days),
            meeting=meeting,
            client_id=f"demo-{days}",
        )


def _held(cast: Cast, network: Space) -> Meeting:
    meeting = services.plan_meeting(
        by=cast.workers[0], space=network, starts_at=now() - dt.timedelta(hours=1), title=f"Reunión {MARK}"
    )
    return services.open_meeting(by=cast.workers[0], meeting=meeting)


def _discussed(cast: Cast, network: Space) -> None:
    one, two, three, four = cast.workers[:4]
    proposal = services.propose(
        by=one,
        title=f"Comprar otro camión {MARK}",
        text="Compramos un camión de segunda mano con lo que hay en el fondo.",
        key="demo-truck",
    )
    proposal = services.move_proposal(by=one, proposal=proposal, state="discussing")
    objection = services.take_stance(
        by=two,
        proposal=proposal,
        number=1,
        kind="objection",
        reason="El fondo queda sin nada para los préstamos de diciembre.",
        would_answer="Que quede apartado lo de los préstamos antes de comprar.",
    )
    services.take_stance(by=four, proposal=proposal, number=1, kind="consent")
    services.work_on(by=three, objection=objection, kind="offers")
    services.reword(
        by=three,
        proposal=proposal,
        number=1,
        text="Compramos un camión de segunda mano con lo que hay en el fondo, después de apartar lo que "
        "se presta en diciembre.",
        changes="Se aparta primero lo de los préstamos",
        answers=[objection],
    )
    services.ask_stance(by=one, proposal=proposal, person=cast.coordinator)


def _criteria(cast: Cast, network: Space, meeting: Meeting) -> None:
    story = JournalEntry.objects.filter(withdrawn_at=None).order_by("happened_on").first()
    for n, (name, about, areas, text) in enumerate(CRITERIA):
        decision = services.tell_decision(
            by=cast.workers[n],
            title=f"{name} {MARK}",
            text=text,
            mode=Decision.Mode.COLLECTIVE,
            people=[],
            taken_on=today(),
            space=network,
            meeting=meeting,
        )
        made = services.make_criterion(
            by=cast.workers[n],
            name=f"{name} {MARK}",
            about=about,
            areas=areas,
            text=text,
            space=network,
            decision=decision,
            since=today(),
            review_on=today() + dt.timedelta(days=10 + 90 * n),
            key=f"demo-{n}",
        )
        if n == 0 and story is not None:
            services.link_criterion_story(by=cast.workers[0], criterion=made, story=story, linked=True)
