"""Taking people's personal data out of the house: a few by whoever keeps the register, many by two people."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation import policies
from federation.models import Cooperative, Person, TwoPersonAct
from federation.policies.acts import ActKind
from federation.selectors.cooperatives import members_today
from federation.selectors.search import search
from federation.services.acts import ask_second
from federation.states import ActState

TAKE = "federation.export_people"
MANY = 500
GOOD_FOR = dt.timedelta(hours=24)


def whom(words: str, cooperative: Cooperative | None) -> QuerySet[Person]:
    """The people whose data are asked for."""
    found = search(words).people
    return found.filter(pk__in=members_today(cooperative).values("person_id")) if cooperative else found


def take(*, by: Person, people: QuerySet[Person], about: Cooperative | None, reason: str) -> int:
    """Note that these few people's data go out. Returns how many. Raises Refused for more than 500."""
    require(policies.may_keep_register(by))
    count = people.count()
    if count > MANY:
        raise refuse("takes_two", _("More than 500 people's data take two people."), status=403)
    with transaction.atomic():
        audit.record(
            by=by, verb="federation.take_out", thing=about or by, new={"people": count, "reason": reason}
        )
    return count


def ask_take(
    *, by: Person, words: str, cooperative: Cooperative | None, kind: str, reason: str
) -> TwoPersonAct:
    """Ask for the data of many people."""
    count = whom(words, cooperative).count()
    return ask_second(
        by=by,
        kind=TAKE,
        label=as_written(_("Take out the data of %(count)s people"), count=count),
        reason=reason,
        about=f"federation.person:{by.pk}",
        payload={"cooperative": cooperative.pk if cooperative else None, "words": words, "kind": kind},
    )


def ready_for(person: Person) -> list[TwoPersonAct]:
    """What this person asked for and a second one confirmed, for a day."""
    done = TwoPersonAct.objects.filter(
        kind=TAKE, state=ActState.DONE, asked_by=person, ended_at__gt=now() - GOOD_FOR
    )
    return list(done.select_related("ended_by").order_by("-ended_at")[:20])


def taken(*, by: Person, act: TwoPersonAct) -> QuerySet[Person]:
    """The people of an act that was confirmed. Each time it is noted."""
    require(policies.may_keep_register(by))
    if act not in ready_for(by):
        raise refuse("not_ready", _("This is no longer to be had. Ask again."), status=409)
    where = Cooperative.objects.filter(pk=act.payload["cooperative"]).first()
    people = whom(act.payload["words"], where)
    with transaction.atomic():
        audit.record(
            by=by,
            verb="federation.take_out",
            thing=where or by,
            new={"people": people.count(), "reason": act.reason, "second": act.ended_by_id},
        )
    return people


def _do(*, act: TwoPersonAct, by: Person, second: Person) -> Mapping[str, Any]:
    require(policies.may_keep_register(by))
    return {"until": (now() + GOOD_FOR).isoformat()}


def _details(act: TwoPersonAct) -> list[tuple[Any, Any]]:
    where = Cooperative.objects.filter(pk=act.payload["cooperative"]).first()
    return [
        (_("Whose"), where or _("Everybody in the register")),
        (_("Only those whom these words find"), act.payload["words"] or "—"),
        (_("What goes out"), _("names, numbers, birth, phones, e-mail; for whoever asks, during a day")),
    ]


ACTS = (
    ActKind(
        TAKE,
        _("taking people's data out"),
        _do,
        policies.may_keep_register,
        lambda person, act: policies.may_keep_register(person),
        _details,
    ),
)
