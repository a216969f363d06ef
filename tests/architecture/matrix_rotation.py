"""What the addresses of the roster mean to whom, and the things that they are asked for."""

from typing import Any

from cecosesola.kernel.clock import now, today
from federation.models import Person
from rotation.models import Skill, Swap, Training, Turn
from rotation.services import time_off
from tests.factories import federation as f
from tests.factories import rotation as r

LOGIN, HIDDEN, FORBIDDEN, OPEN = "login", "hidden", "forbidden", "open"
WORKERS = (LOGIN, HIDDEN, HIDDEN, OPEN, OPEN, OPEN)
KEEPERS = (LOGIN, HIDDEN, HIDDEN, FORBIDDEN, FORBIDDEN, OPEN)

BY_POLICY = {
    "may_keep_roster": KEEPERS,
    "may_plan": KEEPERS,
    "may_stand_by": WORKERS,
    "may_note_attendance": WORKERS,
}
# Somebody's own turn is changed by them alone.
BY_NAME: dict[str, tuple[str, ...] | None] = {
    "rotation:ask_swap": (LOGIN, HIDDEN, HIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN),
}
WEEK: list[str] = []


def pages(keeper: Person) -> dict[str, int]:
    """The number of each thing that an address asks for: a week of a small house."""
    post = r.post(2)
    crew = r.crew(5)
    fixed = r.fixed(crew[4], r.post(1, kind="fixed"))
    what: Skill = r.skill()
    known = r.knows(crew[0], what)
    training = Training.objects.create(
        person=crew[1], skill=what, beside=crew[0], began_on=today(), noted_by=keeper
    )
    for _n in range(2):
        r.post(2)
    roster = r.published(2)
    WEEK[:] = [str(roster.week)]
    turns = (
        Turn.objects.filter(roster=roster, person__in=crew[:4])
        .select_related("person")
        .order_by("post", "pk")
    )
    first = turns[0]
    second = next(turn for turn in turns if turn.post_id != first.post_id)
    swap = Swap.objects.create(
        turn=first, other=second, asked_by=first.person, asked_of=second.person, asked_at=now()
    )
    asked = time_off.ask_time_off(
        by=f.worker(), kind="rest", first_day=r.week(8).monday, last_day=r.week(8).sunday, key="matrix"
    )
    found = {
        **dict.fromkeys(["turn", "ask_swap", "note", "what_if"], first.pk),
        **dict.fromkeys(["swap", "take_back_swap"], swap.pk),
        **dict.fromkeys(["time_off", "answer_time_off", "take_back_time_off"], asked.pk),
        **dict.fromkeys(["post", "change_post", "list"], post.pk),
        "place": fixed.post_id,
        "end_place": fixed.pk,
        **dict.fromkeys(["skill", "change_skill", "qualify", "train"], what.pk),
        "end_qualification": known.pk,
        "end_training": training.pk,
    }
    return {f"rotation:{name}": pk for name, pk in found.items()}


def others() -> dict[str, Any]:
    """Values of the other parts of an address."""
    return {"iso": WEEK[0]} if WEEK else {}
