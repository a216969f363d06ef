"""What this room does when a person's row becomes another, and when somebody asks to be forgotten."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from federation.selectors import Person
from federation.services import MergePart
from rotation.models import Qualification, TimeOff


def _moving(survivor: Person, merged: Person) -> list[int]:
    """What only the double was said to know."""
    known = Qualification.objects.filter(person=survivor).values("skill")
    rows = Qualification.objects.filter(person=merged).exclude(skill__in=known)
    return sorted(rows.exclude(noted_by=survivor).values_list("pk", flat=True))


def _move(survivor: Person, merged: Person) -> list[int]:
    moving = _moving(survivor, merged)
    Qualification.objects.filter(pk__in=moving).update(person=survivor)
    return moving


def _undo(survivor: Person, merged: Person, moved: list[int]) -> None:
    Qualification.objects.filter(pk__in=moved, person=survivor).update(person=merged)


def _preview(survivor: Person, merged: Person) -> str:
    number = len(_moving(survivor, merged))
    return ngettext("%(n)s moves", "%(n)s move", number) % {"n": number} if number else "—"


def _forget(numbers: list[int]) -> None:
    """That somebody was away stays in the roster; why does not."""
    TimeOff.objects.filter(person__in=numbers).exclude(words="").update(words="")


# Turns keep the row they were written on. Those to come are covered: the double no longer works here.
ROTATION = MergePart("rotation.skills", _("What they know"), _move, _undo, _preview, _forget)
