"""What this room tells each person on «Mi día»."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.waiting import Waiting
from federation.selectors.acts import waiting_for


def acts_to_confirm(person: Any) -> list[Waiting]:
    """What waits for a second person, and this one may be it."""
    return [
        Waiting(act.label, reverse("federation:act", args=[act.pk]), _("needs a second person"))
        for act in waiting_for(person)[:5]
    ]
