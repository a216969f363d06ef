"""Reads of the keys."""

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Func, Q, QuerySet, TextField, Value

from cecosesola.kernel.clock import now
from federation.models import Mandate, Person
from federation.selectors.access import not_suspended


def live_mandates() -> QuerySet[Mandate]:
    """Every mandate in force this moment, soonest to end first; what a suspension freezes is not in force."""
    live = Mandate.objects.filter(not_suspended(), during__contains=now(), person__is_active=True)
    return live.select_related("person", "given_by", "seconded_by").order_by("during", "id")


def mandates_of(person: Person) -> QuerySet[Mandate]:
    return live_mandates().filter(person=person)


def mandates_citing(ref: str) -> list[tuple[Mandate, bool]]:
    """The keys that a decision gave, and whether each is still in force; newest first."""
    given = Mandate.objects.filter(source=Mandate.Source.DECISION, source_ref=ref).select_related("person")
    moment = now()
    return [
        (mandate, not mandate.during.isempty and mandate.during.lower <= moment < mandate.during.upper)
        for mandate in given.order_by("-id")[:50]
    ]


def past_mandates_of(person: Person, limit: int = 20) -> list[Mandate]:
    """What the person did before, newest first: who has done what is for everyone to see."""
    ended = person.mandates.exclude(during__contains=now()).filter(during__startswith__lt=now())
    return list(ended.order_by("-during", "-id")[:limit])


def _beginning(word: str) -> Func:
    """A word as the register compares it: the beginning of some word of a name, without accents."""
    return Func(Value(word), Value(""), function="public.house_words", output_field=TextField())


def history_of(person: Person) -> QuerySet[Mandate]:
    """Every key that somebody has held, holds or will hold. One that never began is not told."""
    return person.mandates.filter(during__isempty=False).select_related("given_by", "seconded_by")


def holders_by_role() -> dict[str, int]:
    """How many people hold each role's key now, anywhere."""
    rows = live_mandates().order_by().values_list("role").annotate(people=Count("person", distinct=True))
    return dict(rows.values_list("role", "people"))


def emergency_keys() -> list[Mandate]:
    """Keys of an emergency that are in force now. They last an hour: there are never many."""
    return list(live_mandates().filter(source=Mandate.Source.BREAK_GLASS)[:50])


def mandates_in_force(role: str = "", words: str = "") -> QuerySet[Mandate]:
    """The live keys, of one role or of those whose holder's name holds the words."""
    found = live_mandates()
    if role:
        found = found.filter(role=role)
    for word in words.split()[:6]:
        found = found.filter(
            Q(person__search_text__contains=_beginning(word)) | Q(scope_label__icontains=word)
        )
    return found


def keys_held(since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    """How many keys each person held at any moment of a stretch: `(person, keys)`, without order."""
    held = Mandate.objects.filter(during__overlap=DateTimeTZRange(since, until), during__isempty=False)
    return list(held.order_by().values_list("person").annotate(n=Count("pk")))
