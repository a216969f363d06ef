"""Keys that come with turns of the roster, given in bulk by the room that keeps it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse
from federation import policies
from federation.models import NETWORK, SENSITIVE, Mandate, Person
from federation.services.mandates import LONGEST_MANDATE

Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class TurnKey:
    """A key that a turn gives: who, what for, where, when. `ref` is the turn's own name (`T-812`)."""

    ref: str
    person: Person
    role: str
    since: dt.datetime
    until: dt.datetime
    scope: str = NETWORK
    scope_label: str = ""


@dataclass
class TurnKeys:
    """What became of each turn's key: given now, there already, covered by another key, or over: its
    time has passed, or somebody ended it by hand."""

    given: list[Mandate] = field(default_factory=list)
    kept: list[Mandate] = field(default_factory=list)
    covered: list[TurnKey] = field(default_factory=list)
    over: list[TurnKey] = field(default_factory=list)
    ended: int = 0


def give_turn_mandates(
    *, by: Person | None, turns: Iterable[TurnKey], second: Person | None = None
) -> TurnKeys:
    """Let the keys of the roster be what these turns say. The same turns again change nothing.

    A turn that has changed (another person, other hours) ends its old key and gives the new one. Where
    the person holds the same key by other ways for part of the time, only the rest is given. Turns that
    are not named stay as they are: `end_mandates_of` ends them.

    `by` published the roster. When a turn gives a sensitive role, `second` confirmed it, and neither of
    the two may be the one who receives it.
    """
    wanted = list(turns)
    _refuse_odd(wanted, by, second)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # One roster at a time: turns change hands, so there is no single row to wait at.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('federation.turns'))")
        result = TurnKeys()
        refs = {turn.ref for turn in wanted}
        mine = _by_ref(refs)
        holders = {turn.person.pk for turn in wanted} | {m.person_id for rows in mine.values() for m in rows}
        list(Person.objects.select_for_update().filter(pk__in=holders).order_by("pk").values("pk"))
        mine = _by_ref(refs)
        others, stopped = _others(holders, refs), _stopped(refs)
        for ref in sorted(refs):
            _settle(ref, [t for t in wanted if t.ref == ref], mine[ref], others, stopped, result, by, second)
        if result.given or result.ended:
            for turn in wanted:
                policies.forget_keys(turn.person)
    return result


def _refuse_odd(turns: Sequence[TurnKey], by: Person | None, second: Person | None) -> None:
    for turn in turns:
        if not turn.ref or not turn.since < turn.until <= turn.since + LONGEST_MANDATE:
            raise refuse("unbounded_mandate", _("A mandate ends within a year. Give it a closer end."))
        if turn.role in SENSITIVE:
            two = {person.pk for person in (by, second) if person is not None}
            if len(two) < 2 or turn.person.pk in two:
                raise refuse(
                    "takes_two",
                    _("%(role)s: two people confirm this turn, and neither of them is the one who takes it.")
                    % {"role": turn.role},
                    status=409,
                )


def _by_ref(refs: set[str]) -> dict[str, list[Mandate]]:
    """The keys of these turns that have not ended."""
    rows = Mandate.objects.filter(
        source=Mandate.Source.TURN, source_ref__in=refs, during__isempty=False, during__endswith__gt=now()
    )
    found: dict[str, list[Mandate]] = defaultdict(list)
    for row in rows.select_related("person").order_by("id"):
        found[row.source_ref].append(row)
    return found


def _others(holders: set[int], refs: set[str]) -> dict[tuple[int, str, str], list[Span]]:
    """When these people hold which key by other ways, or by other turns."""
    rows = Mandate.objects.filter(
        person_id__in=holders, during__isempty=False, during__endswith__gt=now()
    ).exclude(source=Mandate.Source.TURN, source_ref__in=refs)
    found: dict[tuple[int, str, str], list[Span]] = defaultdict(list)
    for row in rows:
        found[row.person_id, row.role, row.scope].append((row.during.lower, row.during.upper))
    return found


def _settle(
    ref: str,
    turns: Sequence[TurnKey],
    mine: Sequence[Mandate],
    others: dict[tuple[int, str, str], list[Span]],
    stopped: set[tuple[str, int, str, str]],
    result: TurnKeys,
    by: Person | None,
    second: Person | None,
) -> None:
    """Bring one turn's keys to what they should be: end what is not wanted, give what is missing."""
    moment = now()
    kept: dict[tuple[int, str, str], list[Span]] = defaultdict(list)
    ways = {(turn.person.pk, turn.role, turn.scope): turn for turn in turns}
    for mandate in mine:
        key = (mandate.person_id, mandate.role, mandate.scope)
        turn = ways.get(key)
        lower, upper = mandate.during.lower, mandate.during.upper
        if turn is not None and turn.since <= lower and upper <= turn.until:
            kept[key].append((lower, upper))
            result.kept.append(mandate)
            continue
        # It was right until now: what has passed stays written.
        _cut(mandate, moment)
        result.ended += 1
        _note("federation.end_mandate", by, mandate, moment)
    for key, turn in ways.items():
        start = max(turn.since, moment)  # nobody is given the time that has passed
        if start >= turn.until or (ref, *key) in stopped:
            result.over.append(turn)
            continue
        spans = _without((start, turn.until), [*others[key], *kept[key]])
        if not spans and not kept[key]:
            result.covered.append(turn)
        for since, until in spans:
            mandate = Mandate.objects.create(
                person=turn.person,
                role=turn.role,
                scope=turn.scope,
                scope_label=turn.scope_label,
                source=Mandate.Source.TURN,
                source_ref=ref,
                during=DateTimeTZRange(since, until),
                given_by=by,
                seconded_by=second if turn.role in SENSITIVE else None,
            )
            others[key].append((since, until))
            result.given.append(mandate)
            _note("federation.give_mandate", by, mandate, until)


def _stopped(refs: set[str]) -> set[tuple[str, int, str, str]]:
    """Keys of these turns that somebody ended, or handed back, before their time: so they stay."""
    rows = Mandate.objects.filter(source=Mandate.Source.TURN, source_ref__in=refs)
    rows = rows.filter(ended_early=Mandate.EndedEarly.BY_HAND)
    return set(rows.values_list("source_ref", "person_id", "role", "scope"))


def _cut(mandate: Mandate, moment: dt.datetime) -> None:
    mandate.during = DateTimeTZRange(mandate.during.lower, max(moment, mandate.during.lower))
    mandate.ended_early = Mandate.EndedEarly.BY_SOURCE
    mandate.save(update_fields=["during", "ended_early"])


def _without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a span once others are cut out of it."""
    left = [span]
    for start, end in taken:
        left = [
            piece
            for since, until in left
            for piece in ((since, min(until, start)), (max(since, end), until))
            if piece[0] < piece[1]
        ]
    return sorted(set(left))


def _note(verb: str, by: Person | None, mandate: Mandate, until: dt.datetime) -> None:
    audit.record(
        by=by,
        verb=verb,
        thing=mandate,
        new={
            "role": mandate.role,
            "scope": mandate.scope,
            "until": until,
            "source": f"turn:{mandate.source_ref}",
        },
    )


def end_mandates_of(*, by: Person | None, source: str, ref: str, reason: str) -> int:
    """End every key that a turn or a decision gave and that has not ended yet. Returns how many.

    What begins later never begins. Asked again, nothing is left to end.
    """
    with transaction.atomic():
        rows = Mandate.objects.select_for_update(of=("self",)).select_related("person")
        moment = now()
        live = rows.filter(
            source=Mandate.Source(source), source_ref=ref, during__isempty=False, during__endswith__gt=moment
        )
        ended = 0
        for mandate in live.order_by("id"):
            old = mandate.during.upper
            _cut(mandate, moment)
            audit.record(
                by=by,
                verb="federation.end_mandate",
                thing=mandate,
                old={"until": old},
                new={"until": moment, "reason": reason},
            )
            ended += 1
    return ended
