"""Two rows of one human become one, by two people; and part again, by two people.

Nothing is copied and nothing is lost: each room moves its own rows and says which (`register_merge`), and
the double keeps its number and says whom it is now. Rooms that only keep numbers of people need not move
anything: they ask `standing_of` whose those are today.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused, refuse, require
from cecosesola.kernel.text import as_written
from federation import policies
from federation.models import LikelyDouble, Merge, Person, TwoPersonAct
from federation.policies.acts import ActKind
from federation.services.acts import ask_second
from federation.services.register import next_number

MERGE, PART = "federation.merge", "federation.part"
FIELDS = ("document", "given_names", "family_names", "birth_date", "email")


@dataclass(frozen=True)
class MergePart:
    """What a room does when a row becomes another.

    `move(survivor, merged)` answers plain JSON, whatever `undo(survivor, merged, that)` needs to put it
    back. `preview(survivor, merged)` says in words what will happen. All run in the act's transaction with
    both people locked. `forget(numbers)` removes what the room knows of people who asked to be forgotten,
    except what its books and minutes need.
    """

    name: str
    label: Any
    move: Callable[[Person, Person], Any]
    undo: Callable[[Person, Person, Any], None]
    preview: Callable[[Person, Person], Any]
    forget: Callable[[list[int]], None] | None = None


_PARTS: dict[str, MergePart] = {}


def field_words(name: str) -> Any:
    """What a field of a person is called."""
    return Person._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def register_merge(part: MergePart) -> None:
    """Called once by a room whose rows should follow a person who turns out to be another."""
    _PARTS[part.name] = part


def merge_parts() -> list[MergePart]:
    return list(_PARTS.values())


def ask_merge(
    *, by: Person, survivor: Person, merged: Person, take: Iterable[str], reason: str
) -> TwoPersonAct:
    """Ask that `merged` become `survivor`, which takes these fields from it."""
    _may_merge(by, survivor, merged)
    return ask_second(
        by=by,
        kind=MERGE,
        # Numbers and no names: what is written here stays, even when a person asks to be forgotten.
        label=as_written(
            _("Join row %(merged)s with row %(survivor)s"), merged=merged.pk, survivor=survivor.pk
        ),
        reason=reason,
        about=f"federation.person:{merged.pk}",
        payload={
            "survivor": survivor.pk,
            "merged": merged.pk,
            "take": [name for name in FIELDS if name in set(take)],
        },
    )


def ask_part(*, by: Person, merge: Merge, reason: str) -> TwoPersonAct:
    """Ask that two rows that became one be two again."""
    require(policies.may_settle(by, {merge.survivor_id, merge.merged_id}))
    if merge.sealed or merge.undone_at is not None:
        raise _sealed()
    return ask_second(
        by=by,
        kind=PART,
        label=as_written(
            _("Part row %(merged)s from row %(survivor)s"), merged=merge.merged_id, survivor=merge.survivor_id
        ),
        reason=reason,
        about=f"federation.person:{merge.merged_id}",
        payload={"merge": merge.pk, "survivor": merge.survivor_id, "merged": merge.merged_id},
    )


def do_merge(*, act: TwoPersonAct, by: Person, second: Person) -> Mapping[str, Any]:
    survivor, merged = _locked(act.payload["survivor"], act.payload["merged"])
    _may_merge(by, survivor, merged)
    _may_merge(second, survivor, merged)
    moved: dict[str, Any] = {
        "active": merged.is_active,
        "fields": _take(survivor, merged, act.payload["take"]),
    }
    for part in merge_parts():
        moved[part.name] = part.move(survivor, merged)
    merged.merged_into, merged.is_active = survivor, False
    merged.save(update_fields=["merged_into", "is_active"])
    merge = Merge.objects.create(survivor=survivor, merged=merged, moved=moved, done_at=now())
    LikelyDouble.objects.filter(one__in=[survivor, merged], other__in=[survivor, merged]).delete()
    _tell(by, second, "federation.merge_person", survivor, merged)
    return {"merge": merge.pk}


def do_part(*, act: TwoPersonAct, by: Person, second: Person) -> Mapping[str, Any]:
    survivor, merged = _locked(act.payload["survivor"], act.payload["merged"])
    for actor in (by, second):
        require(policies.may_settle(actor, {survivor.pk, merged.pk}))
    merge = Merge.objects.select_for_update().get(pk=act.payload["merge"])
    if merge.sealed or merge.undone_at is not None or merged.merged_into_id != survivor.pk:
        raise _sealed()
    require(policies.may_be_given(survivor))
    merged.merged_into, merged.is_active = None, merge.moved["active"]
    merged.save(update_fields=["merged_into", "is_active"])
    for part in reversed(merge_parts()):
        if part.name in merge.moved:
            part.undo(survivor, merged, merge.moved[part.name])
    _give_back(survivor, merged, merge.moved["fields"])
    merge.undone_at = now()
    merge.save(update_fields=["undone_at"])
    _tell(by, second, "federation.part_person", survivor, merged)
    return {"merge": merge.pk}


def tell_apart(*, by: Person, pair: LikelyDouble, reason: str) -> LikelyDouble:
    """Say that two who look like one are two, and how that is known. They are not listed again."""
    require(policies.may_keep_register(by))
    with transaction.atomic():
        pair = LikelyDouble.objects.select_for_update().get(pk=pair.pk)
        if pair.different_at is not None:
            raise refuse("already_told", _("Somebody has already told them apart."), status=409)
        pair.different_by, pair.different_at, pair.reason = by, now(), reason
        pair.save(update_fields=["different_by", "different_at", "reason"])
        audit.record(by=by, verb="federation.tell_apart", thing=pair, private=True)
    return pair


def _may_merge(actor: Person, survivor: Person, merged: Person) -> None:
    if survivor.pk == merged.pk:
        raise refuse("same_row", _("These are the same row."), other=_("Choose somebody else."))
    require(policies.may_settle(actor, {survivor.pk, merged.pk}))
    for person in (survivor, merged):
        require(policies.may_be_given(person))


def _locked(survivor: int, merged: int) -> tuple[Person, Person]:
    """Both rows, locked in the order of their numbers, whoever asks."""
    rows = {
        row.pk: row
        for row in Person.objects.select_for_update().filter(pk__in=[survivor, merged]).order_by("pk")
    }
    return rows[survivor], rows[merged]


def _tell(by: Person, second: Person, verb: str, survivor: Person, merged: Person) -> None:
    audit.record(by=by, verb=verb, thing=survivor, new={"row": merged.pk, "second": second.pk})


def _sealed() -> Refused:
    return refuse("sealed", _("This can no longer be taken back."), status=409)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _take(survivor: Person, merged: Person, names: Iterable[str]) -> dict[str, Any]:
    """The survivor takes these from the double. What stood before is kept, field by field."""
    names = [
        name for name in FIELDS if name in set(names) and getattr(survivor, name) != getattr(merged, name)
    ]
    kept = {
        name: {"survivor": _plain(getattr(survivor, name)), "merged": _plain(getattr(merged, name))}
        for name in names
    }
    if "document" in names:
        _swap_documents(survivor, merged)
    rest = [name for name in names if name != "document"]
    for name in rest:
        setattr(survivor, name, getattr(merged, name))
    if rest:
        survivor.save(update_fields=rest)
    return kept


def _swap_documents(one: Person, other: Person) -> None:
    """Each gets the other's number. A number is of one row at any moment, so one waits with a spare one."""
    first, second = one.document, other.document
    other.document = next_number()
    other.save(update_fields=["document"])
    one.document = second
    one.save(update_fields=["document"])
    other.document = first
    other.save(update_fields=["document"])


def _give_back(survivor: Person, merged: Person, kept: Mapping[str, Mapping[str, Any]]) -> None:
    """What the survivor took and still has as it took it. What was put right since then stays."""
    from django.utils.dateparse import parse_date

    still = [name for name in kept if _plain(getattr(survivor, name)) == kept[name]["merged"]]
    if "document" in still:
        _swap_documents(survivor, merged)
    for name in still:
        if name != "document":
            old = kept[name]["survivor"]
            setattr(survivor, name, parse_date(old) if name == "birth_date" and old else old)
    survivor.save(update_fields=[name for name in still if name != "document"] or None)


# --- what the second person reads ----------------------------------------------------------------


def _details(act: TwoPersonAct) -> list[tuple[Any, Any]]:
    people = Person.objects.in_bulk([act.payload["survivor"], act.payload["merged"]])
    survivor, merged = people[act.payload["survivor"]], people[act.payload["merged"]]
    lines: list[tuple[Any, Any]] = [
        (_("Stays"), f"{survivor} · {survivor.document}"),
        (_("Becomes that one"), f"{merged} · {merged.document}"),
    ]
    if act.kind == MERGE and act.state == "asked":
        lines += [
            (
                field_words(name),
                f"{getattr(survivor, name) or '—'} → {getattr(merged, name)}",
            )
            for name in act.payload["take"]
        ]
        lines += [(part.label, part.preview(survivor, merged)) for part in merge_parts()]
    return lines


def _may_confirm(person: Person, act: TwoPersonAct) -> Any:
    return policies.may_settle(person, {act.payload["survivor"], act.payload["merged"]})


ACTS = (
    ActKind(
        MERGE,
        _("joining two rows of one person"),
        do_merge,
        policies.may_keep_register,
        _may_confirm,
        _details,
    ),
    ActKind(PART, _("parting what was joined"), do_part, policies.may_keep_register, _may_confirm, _details),
)
