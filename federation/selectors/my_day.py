"""What this room tells each person on «Mi día»."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cecosesola.kernel.clock import today
from cecosesola.ui.waiting import News, Waiting
from federation.models import Role
from federation.policies.keys import keys_of
from federation.policies.memory import may_read_journal
from federation.policies.support import may_go_with_brigade
from federation.selectors import beginnings as read_beginnings
from federation.selectors.acts import waiting_for
from federation.selectors.memory import on_this_day
from federation.selectors.support import due_for_review, rounds_today
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


def rounds_to_bring(person: Any) -> list[Waiting]:
    """For whoever goes with the brigade: rounds with something left, and homes to look at again."""
    if may_go_with_brigade(person) is not None:
        return []
    found = [
        Waiting(round.name, reverse("federation:round", args=[round.pk]), _("to bring"))
        for round in rounds_today()
    ]
    due = len(due_for_review(limit=100))
    if due:
        words = ngettext("A home to look at again", "%(count)d homes to look at again", due) % {"count": due}
        found.append(Waiting(words, reverse("federation:homes"), _("support")))
    return found


def remembered_today(person: Any, since: dt.datetime) -> list[News]:
    """What happened on this day of another year."""
    if may_read_journal(person) is not None:
        return []
    year = today().year
    return [
        News(
            ngettext("A year ago today", "%(years)d years ago today", year - entry.happened_on.year)
            % {"years": year - entry.happened_on.year},
            reverse("federation:story", args=[entry.pk]),
            entry.title,
        )
        for entry in on_this_day()
    ]


def second_factor_lacking(person: Any) -> list[Waiting]:
    """Keys that open once the second factor is given."""
    if not keys_of(person).waiting:
        return []
    title = _("Give your second factor: some of your keys wait for it")
    return [Waiting(title, reverse("federation:second_factor"), _("your keys"))]
