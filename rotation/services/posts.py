"""Posts, what they ask for and when they are worked; and who stays at one by decision."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel import audit
from cecosesola.kernel.errors import refuse, require
from federation.selectors import NETWORK, SENSITIVE, Person, worker_refusal
from rotation import policies
from rotation.models import FixedPlace, Post, PostHours, PostKey, Skill

Hours = tuple[int, dt.time, dt.time]
FIELDS = (
    "name", "area", "kind", "about", "scope", "scope_label", "minimum", "target", "maximum", "home_only",
    "gap_weeks", "yearly_cap", "is_active",
)  # fmt: skip


def keep_post(
    *,
    by: Person,
    post: Post | None = None,
    skills: Iterable[Skill] = (),
    hours: Sequence[Hours] = (),
    roles: Iterable[str] = (),
    **fields: Any,
) -> Post:
    """Make a post, or say it otherwise. What is published stays as it was; later plans read the new words."""
    require(policies.may_keep_roster(by))
    given = {"scope": NETWORK, "scope_label": "", **{name: fields[name] for name in FIELDS if name in fields}}
    _require_sense(given, hours, roles)
    try:
        with transaction.atomic():
            if post is None:
                post, old = Post.objects.create(**given), {}
            else:
                post = Post.objects.select_for_update().get(pk=post.pk)
                old = {name: str(getattr(post, name)) for name in given}
                for name, value in given.items():
                    setattr(post, name, value)
                post.save()
            post.skills.set(skills)
            _keep_parts(post, hours, roles)
            new = {name: str(getattr(post, name)) for name in given}
            changed = {name: value for name, value in new.items() if old.get(name) != value}
            audit.record(
                by=by,
                verb="rotation.keep_post",
                thing=post,
                old={name: old[name] for name in changed if name in old},
                new=changed,
            )
    except IntegrityError as error:
        if "post_once_at_a_place" in str(error):
            raise refuse(
                "post_known",
                _("There is a post with that name there."),
                status=409,
                name=_("Choose another."),
            ) from error
        raise
    return post


def _require_sense(given: dict[str, Any], hours: Sequence[Hours], roles: Iterable[str]) -> None:
    if not given["minimum"] <= given["target"] <= given["maximum"]:
        raise refuse(
            "no_headcount",
            _("Look at how many people it takes."),
            target=_("At least ≤ wanted ≤ at most."),
        )
    if given["kind"] == Post.Kind.COORDINATION and (
        given.get("gap_weeks", 0) < 12 or given.get("yearly_cap") is None
    ):
        raise refuse(
            "passes_on",
            _("A coordination group passes on."),
            gap_weeks=_("Twelve weeks or more before one comes again, and a most per year."),
        )
    for _weekday, starts, ends in hours:
        if not starts < ends:
            raise refuse("no_hours", _("Look at the hours."), hours=_("Each day begins before it ends."))
    if set(roles) & set(SENSITIVE):
        raise refuse(
            "takes_two", _("That key takes two people: no turn gives it."), roles=_("Choose other keys.")
        )


def _keep_parts(post: Post, hours: Sequence[Hours], roles: Iterable[str]) -> None:
    post.hours.all().delete()
    PostHours.objects.bulk_create(
        PostHours(post=post, weekday=day, starts=starts, ends=ends)
        for day, starts, ends in sorted(set(hours))
    )
    post.keys.all().delete()
    PostKey.objects.bulk_create(PostKey(post=post, role=role) for role in sorted(set(roles)))


def place(
    *, by: Person, person: Person, post: Post, since: dt.date, until: dt.date | None, decision: Decision
) -> FixedPlace:
    """Let somebody stay at a post that does not rotate, because a decision says so."""
    require(policies.may_note_skill(by, person))
    if post.kind != Post.Kind.FIXED:
        raise refuse("rotates", _("This post rotates: nobody stays at it."), status=409)
    if worker_refusal(person) is not None:
        raise refuse("not_worker", _("Only workers have turns."), person=_("Choose somebody who works."))
    if until is not None and until <= since:
        raise refuse("ends_before", _("It must end after it begins."), until=_("Choose a later end."))
    try:
        with transaction.atomic():
            placed = FixedPlace.objects.create(
                person=person, post=post, during=DateRange(since, until), decision=decision
            )
            audit.record(by=by, verb="rotation.place", thing=placed, new={"decision": decision.number})
    except IntegrityError as error:
        if "fixed_place_one_at_a_time" in str(error):
            raise refuse("placed", _("They stay at a post already on those days."), status=409) from error
        raise
    return placed


def end_place(*, by: Person, placed: FixedPlace, on: dt.date) -> FixedPlace:
    """From a day on they rotate like everybody."""
    with transaction.atomic():
        placed = FixedPlace.objects.select_for_update(of=("self",)).select_related("person").get(pk=placed.pk)
        require(policies.may_note_skill(by, placed.person))
        if not placed.during.lower < on or (placed.during.upper and placed.during.upper <= on):
            raise refuse("no_such_day", _("Look at the day."), on=_("Choose a day within the period."))
        placed.during = DateRange(placed.during.lower, on)
        placed.save(update_fields=["during"])
        audit.record(by=by, verb="rotation.end_place", thing=placed, new={"until": on})
    return placed
