"""What this room tells each person on «Mi día»."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cecosesola.ui.waiting import Waiting
from federation.models import Role
from federation.policies.keys import keys_of
from federation.selectors import beginnings as read_beginnings
from federation.selectors.acts import waiting_for
from federation.states import BeginningState


def acts_to_confirm(person: Any) -> list[Waiting]:
    """What waits for a second person, and this one may be it."""
    return [
        Waiting(act.label, reverse("federation:act", args=[act.pk]), _("needs a second person"))
        for act in waiting_for(person)[:5]
    ]


def beginnings_waiting(person: Any) -> list[Waiting]:
    """What a mentor, a newcomer and whoever keeps the register have before them."""
    rows = read_beginnings.waiting_counts(person)

    def page(pk: int) -> str:
        return reverse("federation:beginning", args=[pk])

    found = [
        Waiting(_("Be the mentor of %(who)s?") % {"who": row.newcomer}, page(row.pk), _("they ask you"))
        for row in rows["asked"]
    ]
    found += [
        Waiting(_("The trial of %(who)s is over") % {"who": row.newcomer}, page(row.pk), _("to the meeting"))
        for row in rows["over"]
    ]
    found += [
        Waiting(
            _("Walk beside %(who)s") % {"who": row.newcomer},
            page(row.pk),
            ngettext("%(n)d line to go", "%(n)d lines to go", row.open_lines) % {"n": row.open_lines},
            "info",
        )
        for row in rows["open"]
    ]
    found += [
        Waiting(
            _("Your beginning"),
            page(row.pk),
            _("the meeting will talk about it")
            if row.state == BeginningState.PROPOSED
            else ngettext("%(n)d line to go", "%(n)d lines to go", row.open_lines) % {"n": row.open_lines},
            "info",
        )
        for row in rows["own"]
    ]
    if keys_of(person).holds(Role.REGISTER) and (count := read_beginnings.without_answer()):
        words = ngettext(
            "%(n)d newcomer waits for the meeting's answer",
            "%(n)d newcomers wait for the meeting's answer",
            count,
        )
        found.append(Waiting(words % {"n": count}, reverse("federation:beginnings"), _("to the meeting")))
    return found
