"""What this room tells each person on «Mi día»."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.waiting import Waiting
from federation.policies import keys_of
from federation.selectors.acts import waiting_for


def acts_to_confirm(person: Any) -> list[Waiting]:
    """What waits for a second person, and this one may be it."""
    return [
        Waiting(act.label, reverse("federation:act", args=[act.pk]), _("needs a second person"))
        for act in waiting_for(person)[:5]
    ]


def second_factor_lacking(person: Any) -> list[Waiting]:
    """Keys that open once the second factor is given."""
    if not keys_of(person).waiting:
        return []
    title = _("Give your second factor: some of your keys wait for it")
    return [Waiting(title, reverse("federation:second_factor"), _("your keys"))]
