"""What this room tells each person on «Mi día»."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cecosesola.kernel.clock import today
from cecosesola.ui.waiting import News, Waiting
from federation.policies.memory import may_read_journal
from federation.policies.support import may_go_with_brigade
from federation.selectors.acts import waiting_for
from federation.selectors.memory import on_this_day
from federation.selectors.support import due_for_review, rounds_today


def acts_to_confirm(person: Any) -> list[Waiting]:
    """What waits for a second person, and this one may be it."""
    return [
        Waiting(act.label, reverse("federation:act", args=[act.pk]), _("needs a second person"))
        for act in waiting_for(person)[:5]
    ]


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
