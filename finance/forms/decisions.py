"""Citing a decision."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision, citable_decisions
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField, FigureField
from cecosesola.ui.forms import HouseForm

SHOWN = 200


def citable() -> QuerySet[Decision]:
    """The latest decisions that stand. A field looks one up in it, which a plain slice does not allow."""
    latest = citable_decisions().order_by("-taken_on", "-pk")[:SHOWN]
    return Decision.objects.filter(pk__in=latest.values("pk")).order_by("-taken_on", "-pk")


class DecisionField(forms.ModelChoiceField):
    """A decision that stands."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Decision it follows"))
        kwargs.setdefault("empty_label", _("Choose the decision"))
        super().__init__(queryset=Decision.objects.none(), **kwargs)


class CitingForm(HouseForm):
    """A form that cites a decision."""

    decision = DecisionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = citable()  # type: ignore[attr-defined]


class YearlyRateForm(CitingForm):
    """A yearly rate from a day on."""

    percent = FigureField(label=_("A year"), digits=4, unit="%", min_value=0, max_value=1000)
    since = DayField(label=_("From"))
    field_order = ("percent", "since", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today()
