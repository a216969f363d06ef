"""Reads of people who may be one: while somebody is typing, and the list of pairs to look at."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from federation.models import LikelyDouble, Person


@dataclass(frozen=True)
class Likeness:
    """Somebody in the register who may be who is being typed, and why."""

    person: Person
    why: Any


WHY = {
    "birth": _("an alike name, born the same day"),
    "name": _("the same name"),
    "phone": _("the same phone"),
    "number": _("an alike name, and a number that a slip would confuse"),
}

_ALIKE = """
SELECT id, CASE WHEN phoned THEN 'phone' WHEN slipped THEN 'number' WHEN born THEN 'birth' ELSE 'name' END
  FROM (
    SELECT person.id, similarity(sound, typed.typed_sound) AS near,
           birth_date = typed.birth AS born, sound = typed.typed_sound AS named,
           document = ANY (typed.slips) AS slipped,
           EXISTS (SELECT FROM federation_personphone phone
                    WHERE phone.person_id = person.id AND number = ANY (typed.phones)) AS phoned
      FROM (SELECT public.house_sound(%(given)s, %(family)s) AS typed_sound, %(birth)s::date AS birth,
                   %(slips)s::text[] AS slips, %(phones)s::text[] AS phones) typed,
      LATERAL (
        SELECT id FROM federation_person WHERE birth_date = typed.birth
        UNION SELECT id FROM federation_person WHERE sound = typed.typed_sound
        UNION SELECT id FROM federation_person WHERE document = ANY (typed.slips)
        UNION SELECT person_id FROM federation_personphone WHERE number = ANY (typed.phones)
      ) near_by
      JOIN federation_person person ON person.id = near_by.id
     WHERE merged_into_id IS NULL AND redacted_at IS NULL AND person.id <> %(besides)s
       AND (typed.birth IS NULL OR birth_date IS NULL OR birth_date = typed.birth
            OR document = ANY (typed.slips)
            OR EXISTS (SELECT FROM federation_personphone phone
                        WHERE phone.person_id = person.id AND number = ANY (typed.phones)))
  ) alike
 WHERE phoned OR (born AND near > 0.45) OR named OR (slipped AND near > 0.3)
 ORDER BY near DESC, id LIMIT 8
"""


def likely_same(
    *,
    given_names: str,
    family_names: str,
    document: str = "",
    birth_date: dt.date | None = None,
    phones: Iterable[str] = (),
    besides: int | None = None,
) -> list[Likeness]:
    """Who in the register may be this person: the nearest eight at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ALIKE,
            {
                "given": given_names,
                "family": family_names,
                "birth": birth_date,
                "slips": slips_of(document),
                "phones": list(phones),
                "besides": besides or 0,
            },
        )
        found = dict(cursor.fetchall())
    people = Person.objects.in_bulk(list(found))
    return [Likeness(people[pk], WHY[why]) for pk, why in found.items() if pk in people]


def slips_of(document: str) -> list[str]:
    """The numbers that one slip makes of a cédula: a digit wrong, missing, too many, or swapped."""
    letter, digits = document[:1], document[1:]
    if letter not in {"V", "E"} or not digits.isdigit():
        return []
    made = {digits[:i] + digits[i + 1 :] for i in range(len(digits))}
    made |= {digits[:i] + digit + digits[i + 1 :] for i in range(len(digits)) for digit in "0123456789"}
    made |= {digits[:i] + digit + digits[i:] for i in range(len(digits) + 1) for digit in "0123456789"}
    made |= {digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)}
    other = "E" if letter == "V" else "V"
    return [*sorted(f"{letter}{one}" for one in made if one and one != digits), f"{other}{digits}"]


def open_pairs() -> QuerySet[LikelyDouble]:
    """Pairs that nobody has looked at yet, of people who both still stand."""
    return LikelyDouble.objects.filter(
        different_at__isnull=True,
        one__merged_into__isnull=True,
        one__redacted_at__isnull=True,
        other__merged_into__isnull=True,
        other__redacted_at__isnull=True,
    ).select_related("one", "other")


def told_apart() -> QuerySet[LikelyDouble]:
    """Pairs of whom somebody said that they are two people."""
    found = LikelyDouble.objects.filter(different_at__isnull=False)
    return found.select_related("one", "other", "different_by")
