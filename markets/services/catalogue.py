"""The catalogue's verbs: produce, dry goods, producers, fairs with their hours and tills, dated figures.

A verb given a thing changes it; given none, it makes one. What is as it was is neither saved nor told.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from stdnum.ve import rif

from assemblies.selectors import Decision, citable_decisions
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused, refuse, require
from cecosesola.kernel.money import kilos, to_decimal
from federation.selectors import Cooperative, Person
from markets import policies
from markets.models import Fair, FairHours, Item, Parameter, Producer, Product, Tier, Till

Thing = TypeVar("Thing", Item, Product, Producer, Fair)
Hours = Mapping[int, tuple[dt.time, dt.time] | None]
"""Weekday (1 is Monday) → when a fair opens and closes, or None where it does not open."""

TAKEN: dict[str, Any] = {
    "name": _("There is another with this name."),
    "barcode": _("Another dry good has this barcode."),
    "document": _("Another producer has this RIF or cédula."),
}
MARKED = _("It was not written. Look at what is marked.")
FURTHEST = dt.timedelta(days=366)


def save_item(
    *,
    by: Person,
    item: Item | None = None,
    name: str,
    tier: str,
    crate_kg: Decimal,
    crate_tare_kg: Decimal,
    loss_percent: Decimal = Decimal(0),
    shelf_days: int = 3,
    is_active: bool = True,
) -> Item:
    """Write a kind of produce: its tier, its crate, its usual shrinkage."""
    require(policies.may_keep_catalogue(by))
    crate_kg, crate_tare_kg, loss_percent = kilos(crate_kg), kilos(crate_tare_kg), to_decimal(loss_percent)
    if tier not in Tier.values:
        raise _wrong("tier", _("There is no such tier."))
    if crate_kg < 1:
        raise _wrong("crate_kg", _("A crate holds at least a kilo."))
    if crate_tare_kg < 0:
        raise _wrong("crate_tare_kg", _("A crate cannot weigh less than nothing."))
    if not 0 <= loss_percent <= 100:
        raise _wrong("loss_percent", _("A percentage goes from 0 to 100."))
    values = {
        "name": _name(name, Item),
        "tier": tier,
        "crate_kg": crate_kg,
        "crate_tare_kg": crate_tare_kg,
        "loss_percent": loss_percent,
        "shelf_days": shelf_days,
        "is_active": is_active,
    }
    return _save(by, "markets.save_item", Item, item, values, unique=["name"], code="rubro")


def save_product(
    *,
    by: Person,
    product: Product | None = None,
    name: str,
    barcode: str | None = None,
    department: str = "",
    limit: int | None = None,
    is_active: bool = True,
) -> Product:
    """Write a dry good: how it is found at the till, and the most units a sale where it is scarce."""
    require(policies.may_keep_catalogue(by))
    if limit is not None and limit < 1:
        raise _wrong("limit", _("At least one, or nothing where there is no limit."))
    values = {
        "name": _name(name, Product),
        "barcode": "".join((barcode or "").split()) or None,
        "department": " ".join(department.split()),
        "limit": limit,
        "is_active": is_active,
    }
    return _save(by, "markets.save_product", Product, product, values, unique=["name", "barcode"])


def save_producer(
    *,
    by: Person,
    producer: Producer | None = None,
    name: str,
    document: str,
    zone: str,
    cooperative: Cooperative | None = None,
    phone: str = "",
    is_active: bool = True,
) -> Producer:
    """Write a producer. Its cooperative says whether it is settled weekly or paid on the spot."""
    require(policies.may_keep_catalogue(by))
    values = {
        "name": _name(name, Producer),
        # A number that was taken in before it was checked may stay as it is.
        "document": document if producer and document == producer.document else read_document(document),
        "zone": " ".join(zone.split()),
        "cooperative": cooperative,
        "phone": phone.strip(),
        "is_active": is_active,
    }
    return _save(by, "markets.save_producer", Producer, producer, values, unique=["document"])


def read_document(text: str) -> str:
    """`j-08500000-3` → `J085000003`, `12.345.678` → `V12345678`. Refuses what is neither RIF nor cédula."""
    kept = "".join(sign for sign in text.upper() if sign.isalnum())
    letter, digits = (kept[:1], kept[1:]) if kept[:1].isalpha() else ("V", kept)
    plain = digits.isascii() and digits.isdigit()
    if plain and letter in {"V", "E"} and 5 <= len(digits.lstrip("0")) <= len(digits) <= 8:
        return letter + digits.lstrip("0")
    if plain and letter in {"V", "E", "J", "G", "P"} and rif.is_valid(letter + digits):
        return letter + digits
    raise _wrong(
        "document", _("This is neither a RIF nor a cédula. Look at its digits: J-12345678-9 or V-12.345.678.")
    )


def save_fair(
    *,
    by: Person,
    fair: Fair | None = None,
    name: str,
    kind: str,
    cooperative: Cooperative,
    is_active: bool = True,
) -> Fair:
    """Write a fair: it takes part in the weeks that are opened from now on."""
    require(policies.may_keep_catalogue(by))
    if kind not in Fair.Kind.values:
        raise _wrong("kind", _("There is no such kind of fair."))
    values = {"name": _name(name, Fair), "kind": kind, "cooperative": cooperative, "is_active": is_active}
    return _save(by, "markets.save_fair", Fair, fair, values, unique=["name"], code="feria")


def set_hours(*, by: Person, fair: Fair, hours: Hours) -> int:
    """Write a fair's usual days, from the next week that is opened. Returns how many days changed."""
    require(policies.may_keep_catalogue(by))
    for weekday, times in hours.items():
        if not 1 <= weekday <= 7:
            raise refuse("no_such_day", _("A week has seven days."))
        if times is not None and times[1] <= times[0]:
            raise _wrong(f"closes_{weekday}", _("A fair closes after it opens."))
    with transaction.atomic():
        fair = Fair.objects.select_for_update().get(pk=fair.pk)
        known = {row.weekday: (row.opens, row.closes) for row in fair.hours.all()}
        changed = [day for day, times in sorted(hours.items()) if times != known.get(day)]
        for day in changed:
            times = hours[day]
            if times is None:
                fair.hours.filter(weekday=day).delete()
            else:
                FairHours.objects.update_or_create(
                    fair=fair, weekday=day, defaults={"opens": times[0], "closes": times[1]}
                )
        if changed:
            audit.record(
                by=by,
                verb="markets.set_hours",
                thing=fair,
                old={str(day): _span(known.get(day)) for day in changed},
                new={str(day): _span(hours[day]) for day in changed},
            )
    return len(changed)


def _span(times: tuple[dt.time, dt.time] | None) -> str | None:
    return f"{times[0]:%H:%M}–{times[1]:%H:%M}" if times else None


def add_till(*, by: Person, fair: Fair, number: int) -> Till:
    """Add a till to a fair, with the number that is painted on it."""
    require(policies.may_keep_catalogue(by))
    if not 1 <= number <= 999:
        raise _wrong("number", _("A number from 1 to 999."))
    taken = _wrong("number", _("The fair has a till with this number."), "taken")
    with transaction.atomic():
        fair = Fair.objects.select_for_update().get(pk=fair.pk)
        if fair.tills.filter(number=number).exists():
            raise taken
        try:
            with transaction.atomic():
                till = Till.objects.create(fair=fair, number=number)
        except IntegrityError as error:
            raise taken from error
        audit.record(by=by, verb="markets.add_till", thing=till, new={"number": number})
    return till


def set_parameter(*, by: Person, name: str, since: dt.date, value: Decimal, decision: Decision) -> Parameter:
    """Write a figure that an assembly set, from a day on. It is never changed: a later one follows it."""
    require(policies.may_keep_catalogue(by))
    value = to_decimal(value)
    if name not in Parameter.Name.values:
        raise _wrong("name", _("There is no such figure."))
    if not citable_decisions().filter(pk=decision.pk).exists():
        raise _wrong("decision", _("This decision was replaced or reversed. Cite the one that stands."))
    if value < 0 or value >= 10**14 or value != round(value, 6):
        raise _wrong("value", _("A figure from zero on, with six decimals at most."))
    if name == Parameter.Name.FUND and value > 1:
        raise _wrong("value", _("The fund's share is 100 % at most."))
    if not decision.taken_on <= since <= today() + FURTHEST:
        raise _wrong("since", _("From the day of the decision on, and within a year."))
    taken = _wrong("since", _("This figure was already set from that day. Choose another day."), "taken")
    with transaction.atomic():
        if Parameter.objects.filter(name=name, since=since).exists():
            raise taken
        before = Parameter.objects.filter(name=name, since__lt=since).order_by("-since").first()
        try:
            with transaction.atomic():
                row = Parameter.objects.create(name=name, since=since, value=value, decision=decision)
        except IntegrityError as error:
            raise taken from error
        audit.record(
            by=by,
            verb="markets.set_parameter",
            thing=row,
            old={"value": before.value} if before else None,
            new={"value": value, "since": since, "decision": decision},
        )
    return row


def _save(
    by: Person,
    verb: str,
    model: type[Thing],
    thing: Thing | None,
    values: dict[str, Any],
    *,
    unique: list[str],
    code: str = "",
) -> Thing:
    """Make or change a thing, telling only what changed. What is taken is refused, also in a race."""
    manager: models.Manager[Thing] = model._default_manager
    with transaction.atomic():
        row = manager.select_for_update().get(pk=thing.pk) if thing else model()
        old = {name: getattr(row, name) for name in values} if thing else {}
        changed: dict[str, Any] = {
            name: value for name, value in values.items() if not thing or old[name] != value
        }
        if not changed:
            return row
        _refuse_taken(manager, row, {name: changed[name] for name in unique if name in changed})
        for name, value in changed.items():
            setattr(row, name, value)
        if code and not thing:
            changed["code"] = _code(manager, values["name"], code)
            setattr(row, "code", changed["code"])  # noqa: B010
        try:
            with transaction.atomic():
                row.save(update_fields=[*changed] if thing else None)
        except IntegrityError as error:
            _refuse_taken(manager, row, {name: values[name] for name in unique})
            raise refuse(
                "taken", _("Somebody wrote the same at this moment. Look at the list."), status=409
            ) from error
        audit.record(
            by=by,
            verb=verb,
            thing=row,
            old={name: old[name] for name in changed} if thing else None,
            new=changed,
        )
    return row


def _refuse_taken(manager: Any, row: models.Model, values: dict[str, Any]) -> None:
    """Names are the same however they are capitalised."""
    others = manager.exclude(pk=row.pk)
    fields = {
        name: TAKEN[name]
        for name, value in values.items()
        if value and others.filter(**{f"{name}__iexact": value}).exists()
    }
    if fields:
        raise refuse("taken", MARKED, **fields)


def _code(manager: Any, name: str, otherwise: str) -> str:
    """A short name for addresses, made from the words; with a number where it is taken."""
    longest = manager.model._meta.get_field("code").max_length
    stem = slugify(name)[: longest - 5].strip("-_") or otherwise
    known = set(manager.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 1, stem
    while code in known:
        number += 1
        code = f"{stem}-{number}"
    return code


def _name(text: str, model: type[models.Model]) -> str:
    name = " ".join(text.split())
    if not name:
        raise _wrong("name", _("It needs a name."))
    longest: Any = model._meta.get_field("name")
    if len(name) > longest.max_length:
        raise _wrong("name", _("The name is too long."))
    return name


def _wrong(field: str, words: Any, code: str = "wrong_value") -> Refused:
    """A refusal that stands at its field."""
    return refuse(code, MARKED, **{field: words})
