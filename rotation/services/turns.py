"""Changing published turns, and the keys that go with them. Whoever calls holds the week's row."""

from collections.abc import Iterable

from django.db.models import Prefetch

from cecosesola.kernel.clock import now
from federation.selectors import Mandate, Person
from federation.services import TurnKey, TurnKeys, end_mandates_of, give_turn_mandates
from rotation.models import Post, PostHours, PostKey, Roster, Turn, TurnChange
from rotation.selectors.turns import span_of


def lock(roster_id: int) -> Roster:
    """The week's row, held until the end: whatever changes a week's turns waits here."""
    return Roster.objects.select_for_update().get(pk=roster_id)


def write_change(
    turn: Turn, old: Post | None, new: Post | None, *, why: str, by: Person | None, words: str = ""
) -> TurnChange:
    return TurnChange.objects.create(
        turn=turn, person_id=turn.person_id, old_post=old, new_post=new, why=why, words=words, by=by, at=now()
    )


def move(turn: Turn, post: Post, *, why: str, by: Person | None, words: str = "") -> None:
    """Take somebody to another post of the same week. Why they were put here no longer holds."""
    old, turn.post = turn.post, post
    turn.reasons = {}
    turn.save(update_fields=["post", "reasons"])
    write_change(turn, old, post, why=why, by=by, words=words)


def drop(turn: Turn, *, why: str, by: Person | None, words: str = "") -> None:
    """Take somebody out of a week."""
    turn.dropped_at = now()
    turn.save(update_fields=["dropped_at"])
    write_change(turn, turn.post, None, why=why, by=by, words=words)


def settle_keys(turns: Iterable[Turn], *, by: Person | None) -> TurnKeys:
    """Let the keys of these turns be what the turns say now: given, changed, or ended."""
    numbers = [turn.pk for turn in turns]
    rows = Turn.objects.filter(pk__in=numbers).select_related("person", "post")
    hours = Prefetch("post__hours", queryset=PostHours.objects.order_by("weekday", "starts"))
    keys = Prefetch("post__keys", queryset=PostKey.objects.order_by("role"))
    wanted: list[TurnKey] = []
    gone: list[Turn] = []
    for turn in rows.prefetch_related(hours, keys).order_by("pk"):
        given = [] if turn.dropped_at else list(turn.post.keys.all())
        if not given:
            gone.append(turn)
            continue
        since, until = span_of(turn)
        wanted += [
            TurnKey(
                ref=turn.ref,
                person=turn.person,
                role=key.role,
                since=since,
                until=until,
                scope=turn.post.scope,
                scope_label=turn.post.scope_label,
            )
            for key in given
        ]
    held = set(
        Mandate.objects.filter(
            source=Mandate.Source.TURN, source_ref__in=[turn.ref for turn in gone]
        ).values_list("source_ref", flat=True)
    )
    for turn in gone:
        if turn.ref in held:
            end_mandates_of(by=by, source=Mandate.Source.TURN, ref=turn.ref, reason=str(turn))
    return give_turn_mandates(by=by, turns=wanted)
