"""What several forms of the register share: a decision that is cited."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.forms import HouseForm
from federation.selectors import lent as read_lent


class DecisionField(forms.ChoiceField):
    """A decision that stands, to be cited. Its choices are read when the form is made."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("By which decision"))
        kwargs.setdefault("help_text", _("If it is not here, tell the decision first."))
        super().__init__(**kwargs)


class CitingForm(HouseForm):
    """A form that cites a decision in a field named `decision`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        citable = [(cited.ref, f"{cited.ref} · {cited.title}") for cited in read_lent.citable()]
        self.choices("decision").choices = [("", _("Choose the decision")), *citable]
