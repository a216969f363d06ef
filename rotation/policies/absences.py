"""Time off is asked by oneself and answered by another; a swap takes the two whose turns they are."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal
from rotation.models import Swap, TimeOff, Turn
from rotation.states import SWAP, TIME_OFF, RosterState, TimeOffState

OVER = Refusal("over", _("That week has begun. Talk with the people at the post."), status=409)


def may_answer_time_off(person: Person, time_off: TimeOff, state: str) -> Refusal | None:
    """Any worker writes what the meeting said, of somebody else's time off."""
    if state not in {TimeOffState.AGREED, TimeOffState.PUT_OFF}:
        return Refusal("no_such_state", _("That cannot become of it."))
    refusal = worker_refusal(person) or TIME_OFF.refusal(time_off.state, state)
    if refusal is None and time_off.person_id == person.pk:
        return Refusal(
            "own_time_off", _("Somebody else writes what the meeting said of your days."), status=403
        )
    return refusal


def may_take_back_time_off(person: Person, time_off: TimeOff) -> Refusal | None:
    """Whoever asked takes it back while it is not over."""
    refusal = worker_refusal(person)
    if refusal is not None:
        return refusal
    if time_off.person_id != person.pk:
        return Refusal("not_yours", _("Only whoever asked takes it back."), status=403)
    if time_off.last_day < today():
        return Refusal("over", _("Those days have passed."), status=409)
    return TIME_OFF.refusal(time_off.state, TimeOffState.WITHDRAWN)


def may_read_time_off_words(person: Person, time_off: TimeOff) -> Refusal | None:
    """Why somebody is away is read by them alone; that they are away, by everybody."""
    refusal = worker_refusal(person)
    if refusal is None and time_off.person_id != person.pk:
        return Refusal("not_yours", _("That is theirs."), status=403)
    return refusal


def may_ask_swap(person: Person, turn: Turn) -> Refusal | None:
    """Whoever has a turn that is published and has not begun asks to change it."""
    refusal = worker_refusal(person)
    if refusal is not None:
        return refusal
    if turn.person_id != person.pk:
        return Refusal("not_yours", _("Only whoever has this turn changes it."), status=403)
    return _still(turn) or _beside_a_newcomer(turn)


def _still(turn: Turn) -> Refusal | None:
    if turn.dropped_at is not None:
        return Refusal("dropped", _("This turn was taken out of the roster."), status=409)
    if turn.roster.state != RosterState.PUBLISHED:
        return Refusal("draft", _("This week is not published yet. Say it at the meeting."), status=409)
    if turn.monday <= today():
        return OVER
    if turn.beside_id is not None:
        return Refusal("beside", _("Whoever begins stays beside their mentor."), status=409)
    return None


def swap_fits(turn: Turn, other: Turn) -> Refusal | None:
    """Two turns of one week at two posts, both to come, none of a newcomer or of a mentor beside one."""
    refusal = _still(turn) or _still(other)
    if refusal is None and (turn.monday != other.monday or turn.post_id == other.post_id):
        return Refusal("not_a_swap", _("A swap is of two posts in the same week."), status=409)
    return refusal or _beside_a_newcomer(turn, other)


def _beside_a_newcomer(*turns: Turn) -> Refusal | None:
    people = [turn.person_id for turn in turns]
    if Turn.objects.filter(monday=turns[0].monday, dropped_at=None, beside__in=people).exists():
        return Refusal("mentor", _("Whoever has a newcomer beside them stays at that post."), status=409)
    return None


def may_answer_swap(person: Person, swap: Swap, state: str) -> Refusal | None:
    """Only whoever was asked says yes or no."""
    refusal = worker_refusal(person)
    if refusal is not None:
        return refusal
    if swap.asked_of_id != person.pk:
        return Refusal("not_asked", _("Somebody else was asked."), status=403)
    return SWAP.refusal(swap.state, state)


def may_take_back_swap(person: Person, swap: Swap) -> Refusal | None:
    """Whoever asked for it."""
    refusal = worker_refusal(person)
    if refusal is not None:
        return refusal
    if swap.asked_by_id != person.pk:
        return Refusal("not_yours", _("Only whoever asked takes it back."), status=403)
    return SWAP.refusal(swap.state, "withdrawn")


def may_stand_by(person: Person) -> Refusal | None:
    """Whoever works here says that they can be called."""
    return worker_refusal(person)
