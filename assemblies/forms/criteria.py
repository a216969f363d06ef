"""Writing down a criterion and looking at it again."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.models import Criterion, CriterionArea, Decision, Space
from assemblies.selectors.criteria import linkable_stories
from assemblies.selectors.decisions import citable_decisions
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm, KeyedForm
from federation.selectors import JournalEntry

RECENT = 100
YEAR = dt.timedelta(days=365)


class DecisionField(forms.ModelChoiceField):
    """A decision taken by consensus that stands, the newest first."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Decision that made it"))
        super().__init__(queryset=Decision.objects.none(), **kwargs)

    def label_from_instance(self, obj: Decision) -> str:
        return f"{obj.number} {obj.title}"


def agreed_decisions() -> Any:
    newest = citable_decisions().filter(mode=Decision.Mode.COLLECTIVE).order_by("-taken_on", "-id")
    return Decision.objects.filter(pk__in=newest.values("pk")[:RECENT]).order_by("-taken_on", "-id")


class _Cites(HouseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = agreed_decisions()  # type: ignore[attr-defined]
        for name, day in (("since", today()), ("review_on", today() + YEAR)):
            if name in self.fields:
                self.fields[name].initial = day


class CriterionForm(KeyedForm, _Cites):
    """A new criterion, with the decision that made it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(
        label=_("What it is about"), max_length=240, help_text=_("As somebody would ask for it.")
    )
    areas = forms.MultipleChoiceField(
        label=_("Where it applies"), choices=CriterionArea.choices, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(label=_("What it says"), max_length=10_000, widget=forms.Textarea({"rows": 7}))
    space = forms.ModelChoiceField(label=_("Who looks after it"), queryset=Space.objects.none())
    decision = DecisionField()
    since = DayField(label=_("In force since"))
    review_on = DayField(label=_("To be looked at again on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spaces = Space.objects.filter(closed_at=None)
        self.fields["space"].queryset = spaces  # type: ignore[attr-defined]
        self.fields["space"].initial = spaces.filter(is_network=True).first()


class WhyForm(HouseForm):
    words = forms.CharField(label=_("Why"), max_length=2_000, widget=forms.Textarea({"rows": 3}))


class ConfirmForm(_Cites):
    words = forms.CharField(
        label=_("What was looked at"), max_length=2_000, widget=forms.Textarea({"rows": 3})
    )
    review_on = DayField(label=_("To be looked at again on"))
    decision = DecisionField(label=_("Decision, if one was taken"), required=False, empty_label=_("None"))


class RenewForm(_Cites):
    """The same criterion in other words."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)
    text = forms.CharField(label=_("How it says now"), max_length=10_000, widget=forms.Textarea({"rows": 7}))
    changes = forms.CharField(label=_("What changed"), max_length=400)
    decision = DecisionField()
    since = DayField(label=_("In force since"))
    review_on = DayField(label=_("To be looked at again on"))

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = criterion.number
        self.fields["text"].initial = criterion.text


class RetireForm(_Cites):
    words = forms.CharField(label=_("Why"), max_length=2_000, widget=forms.Textarea({"rows": 3}))
    decision = DecisionField(label=_("Decision that retires it"))


class StoryForm(HouseForm):
    """A story of the journal that tells how it came to be."""

    story = forms.ModelChoiceField(label=_("Which story"), queryset=JournalEntry.objects.none())

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["story"].queryset = linkable_stories(criterion)  # type: ignore[attr-defined]
