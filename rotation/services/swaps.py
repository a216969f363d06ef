"""Two people change their turns of a week: one asks, the other agrees, and it is done."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person
from rotation import policies
from rotation.models import Swap, Turn, TurnChange
from rotation.selectors.crew import crew_of
from rotation.services import turns
from rotation.states import SwapState


def ask_swap(*, by: Person, turn: Turn, other: Turn, words: str = "") -> Swap:
    """Ask the person of another turn of that week to change. Asked twice, it is asked once."""
    with transaction.atomic():
        turns.lock(turn.roster_id)
        turn, other = _again(turn), _again(other)
        require(policies.may_ask_swap(by, turn) or policies.swap_fits(turn, other))
        _require_able(turn, other)
        known = Swap.objects.filter(turn=turn, other=other, state=SwapState.ASKED).first()
        if known is not None:
            return known
        swap = Swap.objects.create(
            turn=turn,
            other=other,
            asked_by=by,
            asked_of=other.person,
            words=words.strip(),
            asked_at=now(),
        )
        audit.record(by=by, verb="rotation.ask_swap", thing=swap)
    return swap


def _again(turn: Turn) -> Turn:
    return Turn.objects.select_related("roster", "post", "person").get(pk=turn.pk)


def _require_able(turn: Turn, other: Turn) -> None:
    """Each may take the other's post: they know what it asks for and are in that week."""
    crew = crew_of(turn.roster.week)
    for person, post in ((turn.person, other.post), (other.person, turn.post)):
        if not crew.may_take(person.pk, post.pk):
            raise refuse(
                "cannot_take",
                _("%(person)s cannot take «%(post)s»: it asks for something else, or they are away.")
                % {"person": person, "post": post},
                status=409,
            )


def answer_swap(*, by: Person, swap: Swap, agree: bool) -> Swap:
    """Say yes, and both turns change at once with their keys; or say no."""
    with transaction.atomic():
        roster = turns.lock(swap.turn.roster_id)
        swap = (
            Swap.objects.select_for_update(of=("self",))
            .select_related("asked_by", "asked_of")
            .get(pk=swap.pk)
        )
        require(policies.may_answer_swap(by, swap, SwapState.DONE if agree else SwapState.DECLINED))
        turn, other = _again(swap.turn), _again(swap.other)
        if agree:
            moved = turn.person_id != swap.asked_by_id or other.person_id != swap.asked_of_id
            if moved:
                raise refuse("moved_on", _("The turns changed meanwhile. Ask again."), status=409)
            require(policies.swap_fits(turn, other))
            _require_able(turn, other)
            first, second = turn.post, other.post
            why = TurnChange.Why.SWAP
            turns.move(turn, second, why=why, by=swap.asked_by)
            turns.move(other, first, why=why, by=by)
            turns.settle_keys([turn, other], by=None)
        _end(swap, SwapState.DONE if agree else SwapState.DECLINED)
        audit.record(
            by=by,
            verb="rotation.swap" if agree else "rotation.decline_swap",
            thing=swap,
            new={"week": str(roster.week)},
        )
    return swap


def take_back_swap(*, by: Person, swap: Swap) -> Swap:
    """Whoever asked no longer asks."""
    with transaction.atomic():
        swap = Swap.objects.select_for_update().get(pk=swap.pk)
        require(policies.may_take_back_swap(by, swap))
        _end(swap, SwapState.WITHDRAWN)
        audit.record(by=by, verb="rotation.take_back_swap", thing=swap)
    return swap


def _end(swap: Swap, state: str) -> None:
    swap.state, swap.answered_at = state, now()
    swap.save(update_fields=["state", "answered_at"])


def lapse_swaps() -> int:
    """What nobody answered before the week began, or whose turns are gone, waits no longer."""
    with transaction.atomic():
        due = Swap.objects.select_for_update(of=("self",), skip_locked=True).filter(state=SwapState.ASKED)
        over = [
            swap
            for swap in due.select_related("turn", "other")
            if swap.turn.monday <= today() or swap.turn.dropped_at or swap.other.dropped_at
        ]
        for swap in over:
            _end(swap, SwapState.LAPSED)
    return len(over)
