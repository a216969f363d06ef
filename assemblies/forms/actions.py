"""«Lo hace…»: who, what, until when; and how it ended."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.models import ActionItem
from assemblies.states import ActionState
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm
from federation.forms.person_field import PersonField
from federation.selectors import Person


class PromiseForm(HouseForm):
    what = forms.CharField(label=_("What will be done"), max_length=300)
    person = PersonField(label=_("Who does it"))
    until = DayField(label=_("Until"))
    client_id = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].initial = person
        self.fields["client_id"].initial = uuid.uuid4().hex
        self.fields["until"].initial = today() + dt.timedelta(days=7)


class EndForm(HouseForm):
    """Done, or let go. Only whoever does it lets it go."""

    state = forms.ChoiceField(label=_("How did it go?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In a few words"), required=False, max_length=300, help_text=_("Needed when it is let go.")
    )

    def __init__(self, *args: Any, item: ActionItem, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(ActionState.DONE.value, _("It is done"))]
        if item.person_id == person.pk:
            said.append((ActionState.LET_GO.value, _("I let it go")))
        self.choices("state").choices = said
        self.fields["state"].initial = ActionState.DONE


class HandOnForm(HouseForm):
    person = PersonField(label=_("Who takes it"))
    until = DayField(label=_("Until"))
    note = forms.CharField(label=_("Why, and what is already done"), max_length=300)

    def __init__(self, *args: Any, item: ActionItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = max(item.until, today())
