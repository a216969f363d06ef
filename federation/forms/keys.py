"""Forms of keys."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.clock import now
from cecosesola.ui.fields import MomentField
from cecosesola.ui.forms import HouseForm
from federation.forms.person_field import PersonField
from federation.models import NETWORK, Role
from federation.selectors import lent as read_lent


class GiveKeyForm(HouseForm):
    """A person, a role, a place, the decision that gives it, and until when."""

    person = PersonField(label=pgettext_lazy("of a key", "To whom"))
    role = forms.ChoiceField(label=_("What for"), choices=Role.choices)
    scope = forms.ChoiceField(label=_("Where"))
    decision = forms.ChoiceField(
        label=_("By which decision"),
        help_text=_("A key cites the decision that gives it. If it is not here, tell the decision first."),
    )
    since = MomentField(label=_("From"))
    until = MomentField(label=_("Until"), help_text=_("A key always ends: within a year at most."))
    reason = forms.CharField(label=_("In a few words, what for"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {NETWORK: _("The whole network"), **dict(read_lent.scopes())}
        self.choices("scope").choices = list(self.places.items())
        citable = [(cited.ref, f"{cited.ref} · {cited.title}") for cited in read_lent.citable()]
        self.choices("decision").choices = [("", _("Choose the decision")), *citable]
        if not self.is_bound:
            start = now().replace(second=0, microsecond=0)
            self.fields["since"].initial = start
            self.fields["until"].initial = start + dt.timedelta(days=28)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until <= since:
            self.add_error("until", _("It must end after it begins."))
        data["scope_label"] = str(self.places.get(data.get("scope", ""), ""))
        return data


class EndKeyForm(HouseForm):
    reason = forms.CharField(label=_("Why it ends today"), max_length=300)


class BreakGlassForm(HouseForm):
    """What for, where and why: the hour begins when another worker confirms."""

    role = forms.ChoiceField(label=_("What for"), choices=Role.choices)
    scope = forms.ChoiceField(label=_("Where"))
    reason = forms.CharField(
        label=_("What is happening"),
        max_length=300,
        help_text=_("Whoever confirms reads it, and the next meeting too."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {NETWORK: _("The whole network"), **dict(read_lent.scopes())}
        self.choices("scope").choices = list(self.places.items())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["scope_label"] = str(self.places.get(data.get("scope", ""), ""))
        return data
