"""Raising a case, writing in it, moving it: few fields, words that do not wound."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.models import CaseEntry, CaseMeasure, CasePerson, Decision, Space
from assemblies.policies.conduct import NAMED
from assemblies.selectors.decisions import citable_decisions
from assemblies.services.redacting import Why, WhyNote
from assemblies.states.conduct import CaseState
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm
from federation.forms.person_field import PersonField

RECENT = 100


def _words(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=20_000,
        widget=forms.Textarea({"rows": rows, "autocomplete": "off"}),
        help_text=help_text,
    )


def _decisions() -> Any:
    recent = citable_decisions().order_by("-taken_on", "-id").values("pk")[:RECENT]
    return Decision.objects.filter(pk__in=list(recent.values_list("pk", flat=True)))


class RaiseCaseForm(HouseForm):
    subject = PersonField(label=_("Of whom it speaks"))
    words = _words(
        _("What happened"),
        help_text=_("What you saw or lived, and when. Facts before opinions of the person."),
        rows=8,
    )
    space = forms.ModelChoiceField(
        label=_("Which meeting hears it"), queryset=Space.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spaces = Space.objects.filter(closed_at=None, openness=Space.Openness.WORKERS)
        self.fields["space"].queryset = spaces  # type: ignore[attr-defined]
        network = spaces.filter(is_network=True).first()
        self.fields["space"].initial = network.pk if network else None


class EntryForm(HouseForm):
    kind = forms.ChoiceField(label=_("What it is"), choices=CaseEntry.Kind.choices)
    words = _words(
        _("What was said"), help_text=_("It is not changed afterwards. Set it right with another.")
    )


class NamePersonForm(HouseForm):
    person = PersonField(label=_("Who"))
    role = forms.ChoiceField(
        label=_("Which part"),
        choices=[(role.value, role.label) for role in CasePerson.Role if role in NAMED],
        widget=forms.RadioSelect,
    )


class MoveCaseForm(HouseForm):
    words = _words(_("What was said"), required=False)

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helps = {
            CaseState.HEARD: _("What they said of it, as they said it. Read it to them before you save."),
            CaseState.DISMISSED: _("Why it is not taken up."),
            CaseState.REHEARING: _("What is new."),
            CaseState.NO_MEASURE: _("What was agreed instead."),
        }
        self.fields["words"].help_text = helps.get(CaseState(state), _("You may leave it empty."))


class MeasureForm(HouseForm):
    what = forms.ChoiceField(
        label=_("What was agreed"), choices=CaseMeasure.What.choices, widget=forms.RadioSelect
    )
    is_permanent = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[("no", _("for a time")), ("si", _("permanent"))],
        coerce=lambda value: value == "si",
        widget=forms.RadioSelect,
        initial="no",
    )
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"), required=False, help_text=_("Empty when it is permanent."))
    review_on = DayField(
        label=_("Looked at again on"), help_text=_("A permanent measure is looked at again too.")
    )
    decision = forms.ModelChoiceField(
        label=_("The decision that says so"),
        queryset=Decision.objects.none(),
        help_text=_("Everybody reads a decision: tell it without names, such as «A reserved matter»."),
    )
    words = _words(_("How it was agreed"), required=False, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today()
        self.fields["decision"].queryset = _decisions()  # type: ignore[attr-defined]


class LiftForm(HouseForm):
    decision = forms.ModelChoiceField(label=_("The decision that lifts it"), queryset=Decision.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = _decisions()  # type: ignore[attr-defined]


class RedactCaseForm(HouseForm):
    why = forms.ChoiceField(label=_("Why"), choices=Why.choices, widget=forms.RadioSelect)


class NoteOffForm(HouseForm):
    why = forms.ChoiceField(label=_("Why"), choices=WhyNote.choices, widget=forms.RadioSelect)


class NoteForm(HouseForm):
    space = forms.ModelChoiceField(
        label=_("For which meeting"), queryset=Space.objects.none(), empty_label=None
    )
    words = forms.CharField(
        label=_("What you want to say"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 5, "autocomplete": "off"}),
        help_text=_("Nobody can tell whose it is, not even the computer. Say what hurts, not who."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spaces = Space.objects.filter(closed_at=None)
        self.fields["space"].queryset = spaces  # type: ignore[attr-defined]
        network = spaces.filter(is_network=True).first()
        self.fields["space"].initial = network.pk if network else None
