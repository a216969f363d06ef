"""Cases in any state, and editions of courses."""

import datetime as dt
from typing import Any

from assemblies.models import CasePerson, ConductCase, Course, Decision, Offer
from assemblies.services import conduct, education, measures
from assemblies.states.conduct import CaseState
from cecosesola.kernel.clock import now, today
from federation.models import Person
from tests.factories import assemblies, coops, federation

S, R = CaseState, CasePerson.Role
# The moves that lead from a fresh case to each state.
PATHS: dict[str, list[str]] = {
    S.RAISED: [],
    S.DISMISSED: [S.DISMISSED],
    S.ACCEPTED: [S.ACCEPTED],
    S.HEARD: [S.ACCEPTED, S.HEARD],
    S.MEDIATION: [S.ACCEPTED, S.HEARD, S.MEDIATION],
    S.COLLECTIVE: [S.ACCEPTED, S.HEARD, S.COLLECTIVE],
    S.MEASURE: [S.ACCEPTED, S.HEARD, S.COLLECTIVE, S.MEASURE],
    S.NO_MEASURE: [S.ACCEPTED, S.HEARD, S.COLLECTIVE, S.NO_MEASURE],
    S.FOLLOW_UP: [S.ACCEPTED, S.HEARD, S.COLLECTIVE, S.NO_MEASURE, S.FOLLOW_UP],
    S.CLOSED: [S.ACCEPTED, S.HEARD, S.COLLECTIVE, S.NO_MEASURE, S.FOLLOW_UP, S.CLOSED],
    S.REHEARING: [S.DISMISSED, S.REHEARING],
}
WORDS = "Se llevó la caja sin avisar."


class World:
    """A case and somebody in each part of it."""

    def __init__(self, state: str = S.RAISED, words: str = WORDS) -> None:
        trial = coops.trial()
        self.subject: Person = trial.newcomer
        self.mentor: Person = trial.mentorings.get().mentor
        self.raiser, self.recorder, self.mediator, self.witness, self.group = (
            federation.worker() for _n in range(5)
        )
        self.stranger = federation.worker()
        self.case: ConductCase = conduct.raise_case(
            by=self.raiser, subject=self.subject, words=words, space=assemblies.network_meeting()
        )
        for person, role in (
            (self.recorder, R.RECORDER),
            (self.mediator, R.MEDIATOR),
            (self.witness, R.WITNESS),
            (self.group, R.GROUP),
        ):
            conduct.name_person(by=self.raiser, case=self.case, person=person, role=role)
        for step in PATHS[state]:
            self.go(step, words)

    def go(self, state: str, words: str = WORDS) -> None:
        if state == S.MEASURE:
            self.measure(words=words)
        else:
            conduct.move_case(by=self.recorder, case=self.case, state=state, words=words)
        self.case.refresh_from_db()

    def measure(self, what: str = "repair", **extra: Any) -> Any:
        given: dict[str, Any] = {
            "is_permanent": False,
            "since": today(),
            "until": today() + dt.timedelta(days=30),
            "review_on": today() + dt.timedelta(days=15),
            "decision": decision(),
        } | extra
        return measures.impose_measure(by=self.recorder, case=self.case, what=what, **given)

    def part(self, role: str) -> Person:
        return {
            "subject": self.subject,
            "mentor": self.mentor,
            "raised_by": self.raiser,
            "recorder": self.recorder,
            "mediator": self.mediator,
            "witness": self.witness,
            "group": self.group,
            "stranger": self.stranger,
        }[role]


def decision() -> Decision:
    return assemblies.decision(
        title="Asunto reservado", text="Lo acordado está en su sitio.", mode="collective",
        space=assemblies.network_meeting(),
    )  # fmt: skip


def course(by: Person | None = None, name: str = "Contar la caja") -> Course:
    known = Course.objects.filter(name=name).first()
    return known or education.propose_course(by=by or federation.worker(), name=name, about="Con calma.")


def offer(by: Person | None = None, room: int = 3, *, openness: str = "members", days: int = 3) -> Offer:
    teacher = by or federation.worker()
    begins = now() + dt.timedelta(days=days)
    return education.offer_course(
        by=teacher,
        course=course(teacher),
        openness=openness,
        room=room,
        place="Salón de la feria",
        starts_at=begins,
        ends_at=begins + dt.timedelta(hours=2),
    )


def services_read(world: World) -> None:
    """Somebody opened the case."""
    conduct.read_case(by=world.subject, pk=world.case.pk)
