"""Spaces: opening one, changing what is said of it, closing it, and coming usually."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Space, SpacePerson, Topic
from assemblies.services.series import end_series
from assemblies.states import TopicState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Cooperative, Person


def open_space(
    *,
    by: Person,
    name: str,
    about: str = "",
    openness: str = Space.Openness.WORKERS,
    cooperative: Cooperative | None = None,
) -> Space:
    """Open a space where people will meet. Whoever opens it usually comes."""
    require(policies.may_keep_spaces(by))
    with transaction.atomic():
        _refuse_taken(name)
        space = Space.objects.create(name=name, about=about, openness=openness, cooperative=cooperative)
        SpacePerson.objects.create(space=space, person=by, since=now())
        audit.record(by=by, verb="assemblies.open_space", thing=space, new={"openness": openness})
    return space


def change_space(*, by: Person, space: Space, **changes: Any) -> Space:
    """Say better what a space is: its name, what it is for, whom it is open to, its cooperative."""
    require(policies.may_keep_spaces(by))
    with transaction.atomic():
        space = Space.objects.select_for_update().get(pk=space.pk)
        names = {"name", "about", "openness", "cooperative"} & set(changes)
        old = {name: getattr(space, name) for name in names if getattr(space, name) != changes[name]}
        if "name" in old:
            _refuse_taken(changes["name"])
        if not old:
            return space
        for name in old:
            setattr(space, name, changes[name])
        space.save(update_fields=list(old))
        audit.record(
            by=by, verb="assemblies.change_space", thing=space, old=old, new={n: changes[n] for n in old}
        )
    return space


def close_space(*, by: Person, space: Space, heir: Space) -> Space:
    """A space no longer meets: its series end today and its open topics go on in another space."""
    require(policies.may_keep_spaces(by))
    if heir.pk == space.pk or heir.closed_at is not None:
        raise refuse("no_heir", _("Choose a space that still meets."), heir=_("Choose another space."))
    with transaction.atomic():
        space = Space.objects.select_for_update().get(pk=space.pk)
        if space.is_network:
            raise refuse("network_stays", _("The network's meeting cannot be closed."), status=409)
        if space.closed_at is not None:
            raise refuse("already_closed", _("This space no longer meets."), status=409)
        for series in space.series.filter(until=None):
            end_series(by=by, series=series, reason=_("The space no longer meets"))
        going = Topic.objects.filter(space=space, state__in=[TopicState.OPEN, TopicState.PARKED])
        moved = going.update(space=heir, changed_at=now())
        space.closed_at = now()
        space.save(update_fields=["closed_at"])
        audit.record(
            by=by, verb="assemblies.close_space", thing=space, new={"heir": heir.name, "topics": moved}
        )
    return space


def come_usually(*, by: Person, space: Space, comes: bool) -> None:
    """Say that one usually comes to a space, or no longer does. It changes one's calendar, no right."""
    require(policies.may_read_space(by, space))
    with transaction.atomic():
        if comes:
            SpacePerson.objects.get_or_create(space=space, person=by, defaults={"since": now()})
        else:
            SpacePerson.objects.filter(space=space, person=by).delete()


def _refuse_taken(name: str) -> None:
    if Space.objects.filter(name=name).exists():
        raise refuse(
            "name_taken", _("There is a space by this name already."), name=_("Choose another name.")
        )
