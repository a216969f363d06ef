"""Cases as their shape shows them. Words are unsealed only by `services.conduct.read_case`."""

from django.db.models import QuerySet

from assemblies.models import CaseMeasure, CasePerson, CaseRead, CaseStep, ConductCase
from federation.selectors import Person


def cases_of(person: Person) -> QuerySet[ConductCase]:
    """The cases in which somebody has a part now."""
    mine = CasePerson.objects.filter(person=person, ended_at=None).values("case")
    return ConductCase.objects.filter(pk__in=mine).select_related("space")


def case_of(person: Person, pk: int) -> ConductCase | None:
    """A case in which this person has a part; None is also what everybody else gets."""
    return cases_of(person).select_related("subject", "raised_by").filter(pk=pk).first()


def people_of(case: ConductCase) -> QuerySet[CasePerson]:
    return CasePerson.objects.filter(case=case, ended_at=None).select_related("person")


def part_of_case(case: ConductCase, pk: int) -> CasePerson | None:
    return people_of(case).filter(pk=pk).first()


def steps_of(case: ConductCase) -> QuerySet[CaseStep]:
    return CaseStep.objects.filter(case=case).select_related("by")


def measures_of(case: ConductCase) -> QuerySet[CaseMeasure]:
    return CaseMeasure.objects.filter(case=case).select_related("decision", "lifted_by")


def measure_of_case(case: ConductCase, pk: int) -> CaseMeasure | None:
    return measures_of(case).filter(pk=pk).first()


def reads_of(case: ConductCase) -> QuerySet[CaseRead]:
    """Who opened it and when, last first."""
    return CaseRead.objects.filter(case=case).select_related("person")
