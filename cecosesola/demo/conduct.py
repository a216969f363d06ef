"""A case that goes on, a note without a name and the school, with generated people."""

import datetime as dt

from assemblies.models import AnonymousNote, CasePerson, Space
from assemblies.services import conduct, education
from assemblies.states.conduct import CaseState
from cecosesola.demo.people import Cast
from cecosesola.kernel import clock
from cecosesola.kernel.clock import midnight, now, today
from federation.models import Person
from federation.selectors import keys_of

COURSES = (
    (
        "Contar la caja sin apuro",
        "Contar, firmar y explicar una diferencia.",
        "Quien empieza en la caja",
        -20,
    ),
    ("Conversar lo difícil", "Decir lo que duele sin herir, y oírlo sin defenderse.", "", 4),
    (
        "Semillas propias",
        "Guardar semilla de tomate y de ají.",
        "Quien siembra o quiere sembrar",
        11,
    ),
)


def live_together(cast: Cast) -> None:
    """One's own case to open, one's own course to go to."""
    network = Space.objects.get(is_network=True)
    subject, raiser, recorder, mediator, *others = [
        one for one in cast.workers[1:40] if keys_of(one).is_worker
    ][:13]
    with clock.at(now() - dt.timedelta(days=9)):
        case = conduct.raise_case(
            by=raiser,
            subject=subject,
            space=network,
            words="(Demo) Dos sábados seguidos dejó la caja sola y no avisó. Quiero conversarlo con calma.",
        )
        for person, part in ((recorder, CasePerson.Role.RECORDER), (mediator, CasePerson.Role.MEDIATOR)):
            conduct.name_person(by=raiser, case=case, person=person, role=part)
    with clock.at(now() - dt.timedelta(days=6)):
        conduct.move_case(by=recorder, case=case, state=CaseState.ACCEPTED)
    with clock.at(now() - dt.timedelta(days=4)):
        words = "(Demo) Dijo que tenía a su mamá enferma y que le dio pena decirlo."
        conduct.move_case(by=recorder, case=case, state=CaseState.HEARD, words=words)
    AnonymousNote.objects.create(
        space=network,
        day=today() - dt.timedelta(days=2),
        text="(Demo) A veces siento que en la reunión hablamos las mismas personas.",
    )
    for number, (name, about, for_whom, days) in enumerate(COURSES):
        _course(cast, others, number, name, about, for_whom, days)


def _course(
    cast: Cast, others: list[Person], number: int, name: str, about: str, for_whom: str, days: int
) -> None:
    teacher, *pupils = others[number:] + others[:number]
    begins = midnight(today() + dt.timedelta(days=days)) + dt.timedelta(hours=15)
    with clock.at(now()):
        course = education.propose_course(by=teacher, name=name, about=about, for_whom=for_whom)
        offer = education.offer_course(
            by=teacher,
            course=course,
            openness="community" if number == 2 else "members",
            room=5,
            place="Salón de reuniones (demo)",
            starts_at=begins,
            ends_at=begins + dt.timedelta(hours=2),
        )
        for pupil in pupils[:6]:
            education.enrol(by=pupil, offer=offer)
    if days < 0:
        education.tick(by=teacher, session=offer.sessions.get(), came=[pupil.pk for pupil in pupils[:5]])
