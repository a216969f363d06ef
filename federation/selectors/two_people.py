"""What the second person reads before confirming."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.ui.templatetags.dates import moment
from federation.models import NETWORK, Person, Role, TwoPersonAct
from federation.policies.powers import POWERS
from federation.selectors import lent as read_lent

Details = list[tuple[Any, Any]]
TO = pgettext_lazy("of a key", "To whom")


def key_details(act: TwoPersonAct) -> Details:
    asked = act.payload
    person = Person.objects.get(pk=asked["person"])
    cited = read_lent.resolve([asked["decision"]]).get(asked["decision"])
    return [
        (TO, f"{person} · {person.document}"),
        *_role(asked),
        (_("Decision"), f"{cited.ref} {cited.title}" if cited else asked["decision"]),
        (_("From"), moment(dt.datetime.fromisoformat(asked["since"]))),
        (_("Until"), moment(dt.datetime.fromisoformat(asked["until"]))),
    ]


def break_glass_details(act: TwoPersonAct) -> Details:
    return [
        (TO, f"{act.asked_by} · {act.asked_by.document}"),
        *_role(act.payload),
        (_("How long"), _("sixty minutes from your confirmation; it comes to the next meeting by itself")),
    ]


def reset_details(act: TwoPersonAct) -> Details:
    person = Person.objects.get(pk=act.payload["person"])
    return [
        (_("Whose"), f"{person} · {person.document}"),
        (_("What happens"), _("their second factor and paper codes are forgotten, and they log in again")),
    ]


def _role(asked: dict[str, Any]) -> Details:
    role = Role(asked["role"])
    where = _("The whole network") if asked["scope"] == NETWORK else asked["scope_label"] or asked["scope"]
    return [
        (_("What for"), role.label),
        (_("Where"), where),
        (_("What it opens"), POWERS[role].opens),
    ]
