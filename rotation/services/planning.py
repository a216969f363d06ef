"""Weeks are planned by themselves, ahead of time, and repaired when somebody cannot come.

The planner runs outside any transaction; what it found is written under the week's lock, and only when what
it was found from still holds. The same input is planned once, however often it is asked for.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.weeks import Week
from federation.selectors import Person
from rotation import planner, policies
from rotation.models import Post, Roster, Turn, TurnChange
from rotation.selectors.absences import standing_by
from rotation.selectors.crew import Crew, crew_of
from rotation.selectors.inputs import Inputs, inputs_of
from rotation.services import turns as change
from rotation.services.rosters import AHEAD, tell_draft
from rotation.services.weights import weights_now
from rotation.states import RosterState

DRAFTS = 1
"""Weeks that are planned beyond those that are published: what the meeting hears."""
CHUNK = 2_000


def plan_due() -> int:
    """Plan each week from this one on that is not published and whose input is new. Returns how many."""
    if not Post.objects.filter(is_active=True).exists():
        return 0
    this = Week.of(today())
    return sum(plan_one(this.shift(n)) is not None for n in range(AHEAD + DRAFTS + 1))


def plan_again(*, by: Person, roster: Roster) -> bool:
    """Plan a draft anew because somebody asks. False when its input is what it was planned from."""
    require(policies.may_plan(by))
    if roster.state == RosterState.PUBLISHED:
        raise refuse("published", _("This roster is published."), status=409)
    return plan_one(roster.week, by=by) is not None


def plan_one(week: Week, *, by: Person | None = None) -> Roster | None:
    """Plan one week. None when there is nothing to do: it is published, or planned from this very input.

    What a meeting heard is planned anew only when somebody asks (`by`): what changes meanwhile is repaired
    once it is published.
    """
    known = Roster.objects.filter(monday=week.monday).first()
    if known is not None and (
        known.state == RosterState.PUBLISHED or (known.state == RosterState.HEARD and by is None)
    ):
        return None
    weights = weights_now()
    inputs = inputs_of(week, weights)
    if known is not None and known.input_hash == inputs.digest:
        return None
    plan = planner.plan_week(inputs.instance, str(week))
    with transaction.atomic():
        _alone()
        roster = Roster.objects.select_for_update().filter(monday=week.monday).first()
        moved_on = roster is not None and roster.state != (known.state if known else None)
        if roster is not None and (moved_on or roster.input_hash == inputs.digest):
            return None  # somebody else was quicker
        if inputs_of(week, weights).digest != inputs.digest:
            return None  # something changed while it was planned: the next run reads it
        if roster is None:
            roster = Roster(monday=week.monday)
        else:
            roster.turns.all().delete()
        roster.state, roster.heard_at, roster.heard_by, roster.heard_words = RosterState.DRAFT, None, None, ""
        roster.input_hash, roster.weights, roster.planned_at = inputs.digest, weights, now()
        roster.plan = _kept(plan)
        roster.save()
        Turn.objects.bulk_create(_turns(roster, plan, inputs), batch_size=CHUNK)
        audit.record(
            by=by,
            verb="rotation.plan_roster",
            thing=roster,
            new={"turns": len(plan.assignments), "input": inputs.digest[:12], "weights": weights.version},
        )
        if week > Week.of(today()).shift(AHEAD):
            tell_draft(roster)
    return roster


def _alone() -> None:
    """One plan is written at a time: weeks build on one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rotation.plan'))")


def _kept(plan: planner.Plan) -> dict[str, object]:
    """What a plan tells beside its turns, as plain JSON."""
    return {
        "metrics": dict(plan.metrics),
        "shortfalls": [
            {"post": int(short.post), "lacking": short.lacking, "able": short.able}
            for short in plan.shortfalls
        ],
        "planner_hash": plan.input_hash,
        "versions": dict(plan.versions),
    }


def _turns(roster: Roster, plan: planner.Plan, inputs: Inputs) -> Iterable[Turn]:
    for one in plan.assignments:
        newcomer = int(one.worker)
        yield Turn(
            roster=roster,
            monday=roster.monday,
            person_id=newcomer,
            post_id=int(one.post),
            beside_id=int(one.beside) if one.beside else None,
            reasons=_reasons(one),
        )


def _reasons(one: planner.Assignment) -> dict[str, object]:
    return {
        "terms": dict(one.terms),
        "next_post": int(one.next_post) if one.next_post else None,
        "next_price": one.next_price or 0,
        "expected": one.expected,
    }


def repair_due() -> int:
    """Repair each published week, this one and those to come, that no longer holds. Returns how many."""
    monday = Week.of(today()).monday
    due = Roster.objects.filter(state=RosterState.PUBLISHED, monday__gte=monday).order_by("monday")
    return sum(repair_one(roster) for roster in due)


def repair_one(roster: Roster) -> bool:
    """Cover for whoever cannot come, moving as few people as possible. False when the week holds.

    A week that has begun moves nobody from where they are: those who stand by take what is lacking.
    """
    crew = crew_of(roster.week)
    standing = _standing(roster)
    gone = _gone(standing, crew)
    back = [person for person in crew.present if person not in standing]
    if roster.monday <= today():
        return bool(gone) and _cover(roster, crew, gone)
    lacking = _lacking(standing, crew)
    if not gone and not (back and _helps(back, lacking, crew)):
        return False
    inputs = inputs_of(roster.week, roster.weights)
    before = {str(person): str(post) for person, post in standing.items()}
    plan = planner.repair(before, inputs.instance, str(roster.week))
    after = {int(one.worker): int(one.post) for one in plan.assignments}
    if after == standing:
        return False
    with transaction.atomic():
        roster = change.lock(roster.pk)
        if _standing(roster) != standing:
            return False  # it changed meanwhile: the next run reads it
        beside = {int(one.worker): int(one.beside) for one in plan.assignments if one.beside}
        _apply(roster, standing, after, beside, gone)
    return True


def _standing(roster: Roster) -> dict[int, int]:
    return dict(Turn.objects.filter(roster=roster, dropped_at=None).values_list("person", "post"))


def _gone(standing: dict[int, int], crew: Crew) -> set[int]:
    """Who has a turn and cannot take it: away, left, suspended, or no longer able to."""
    return {person for person, post in standing.items() if not crew.may_take(person, post)}


def _lacking(standing: dict[int, int], crew: Crew) -> set[int]:
    count: dict[int, int] = dict.fromkeys(crew.posts, 0)
    for person, post in standing.items():
        if crew.may_take(person, post):
            count[post] = count.get(post, 0) + 1
    return {pk for pk, post in crew.posts.items() if count[pk] < post.minimum}


def _helps(back: list[int], lacking: set[int], crew: Crew) -> bool:
    """Whether somebody without a turn gives one to be had: everybody present works, if there is room."""
    return bool(lacking) or any(crew.eligible[person] for person in back)


def _apply(
    roster: Roster, before: dict[int, int], after: dict[int, int], beside: dict[int, int], gone: set[int]
) -> None:
    posts = Post.objects.in_bulk()
    touched: list[Turn] = []
    why = TurnChange.Why
    for turn in Turn.objects.filter(roster=roster, dropped_at=None).select_related("post").order_by("pk"):
        if turn.person_id not in after:
            change.drop(turn, why=why.ABSENCE, by=None)
            touched.append(turn)
        elif after[turn.person_id] != turn.post_id:
            moved = why.ABSENCE if turn.person_id in gone else why.COVER
            change.move(turn, posts[after[turn.person_id]], why=moved, by=None)
            touched.append(turn)
    touched += [
        _add(roster, person, posts[after[person]], why.BACK, beside.get(person))
        for person in sorted(set(after) - set(before))
    ]
    change.settle_keys(touched, by=None)
    audit.record(by=None, verb="rotation.repair_roster", thing=roster, new={"moved": len(touched)})


def _add(roster: Roster, person: int, post: Post, why: str, beside: int | None = None) -> Turn:
    turn = Turn.objects.create(
        roster=roster, monday=roster.monday, person_id=person, post=post, beside_id=beside
    )
    change.write_change(turn, None, post, why=why, by=None)
    return turn


def _cover(roster: Roster, crew: Crew, gone: set[int]) -> bool:
    """In a week that has begun: whoever cannot come is taken out, and those who stand by fill in, in the
    order in which they said so."""
    with transaction.atomic():
        roster = change.lock(roster.pk)
        standing = _standing(roster)
        touched = []
        for turn in Turn.objects.filter(roster=roster, dropped_at=None, person__in=gone).select_related(
            "post"
        ):
            change.drop(turn, why=TurnChange.Why.ABSENCE, by=None)
            standing.pop(turn.person_id)
            touched.append(turn)
        if not touched:
            return False
        for one in standing_by(roster.monday):
            lacking = _lacking(standing, crew)
            takes = sorted(post for post in lacking if crew.may_take(one.person_id, post))
            if one.person_id not in standing and takes:
                touched.append(_add(roster, one.person_id, crew.posts[takes[0]], TurnChange.Why.COVER))
                standing[one.person_id] = takes[0]
        change.settle_keys(touched, by=None)
        audit.record(by=None, verb="rotation.repair_roster", thing=roster, new={"moved": len(touched)})
    return True
