"""What this room does when a person's row becomes another, and when somebody asks to be forgotten."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assemblies.models import SpacePerson
from assemblies.services.reach import forget_reach
from federation.selectors import Person
from federation.services import MergePart


def _links(survivor: Person, merged: Person) -> list[int]:
    """The spaces where only the double was said to come."""
    mine = SpacePerson.objects.filter(person=merged)
    theirs = SpacePerson.objects.filter(person=survivor).values("space")
    return sorted(mine.exclude(space__in=theirs).values_list("pk", flat=True))


def _move(survivor: Person, merged: Person) -> list[int]:
    moving = _links(survivor, merged)
    SpacePerson.objects.filter(pk__in=moving).update(person=survivor)
    return moving


def _undo(survivor: Person, merged: Person, moved: list[int]) -> None:
    SpacePerson.objects.filter(pk__in=moved, person=survivor).update(person=merged)


def _preview(survivor: Person, merged: Person) -> str:
    number = len(_links(survivor, merged))
    return ngettext("%(n)s moves", "%(n)s move", number) % {"n": number} if number else "—"


# Who was where, and what each decided and wrote, keeps the row it was written on: minutes are not rewritten.
# The double's calendar link and address open and reach nobody any more, for that row no longer comes in.
SPACES = MergePart("assemblies.spaces", _("Spaces where they come"), _move, _undo, _preview, forget_reach)
