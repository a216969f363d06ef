"""Forms of cooperatives, of their certificates and of who belongs to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import Currency
from cecosesola.ui.fields import DayField, FigureField
from cecosesola.ui.forms import HouseForm
from federation.forms.common import CitingForm, DecisionField
from federation.forms.person_field import PersonField
from federation.models import (
    Area,
    Cooperative,
    CooperativeService,
    Leaving,
    Membership,
    NetworkService,
    Sector,
)
from federation.selectors.cooperatives import in_spanish_order


class CooperativeForm(HouseForm):
    """What the register says of a cooperative or organisation."""

    code = forms.SlugField(
        label=_("Short code"), max_length=24, help_text=_("In its address and its books; it does not change.")
    )
    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Cooperative.Kind.choices)
    sectors = forms.MultipleChoiceField(
        label=_("What it works at"),
        choices=Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    runs = forms.MultipleChoiceField(
        label=_("Services of the network that it runs"),
        choices=NetworkService.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    uses = forms.MultipleChoiceField(
        label=_("Services of the network that it uses"),
        choices=NetworkService.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rif = forms.CharField(label=_("RIF"), max_length=14, required=False, help_text="J-08500000-7")
    registered_name = forms.CharField(label=_("Registered name"), max_length=200, required=False)
    registry_number = forms.CharField(label=_("Registry number"), max_length=60, required=False)
    registered_on = DayField(label=_("Registered on"), required=False)
    sunacoop = forms.CharField(label=_("SUNACOOP number"), max_length=40, required=False)
    state = forms.CharField(label=_("State"), max_length=60, required=False)
    municipality = forms.CharField(label=_("Municipality"), max_length=60, required=False)
    parish = forms.CharField(label=_("Parish"), max_length=60, required=False)
    community = forms.CharField(label=_("Community"), max_length=80, required=False)
    directions = forms.CharField(
        label=_("How to get there"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("In words, as you would tell somebody who has never been there."),
    )

    def __init__(self, *args: Any, cooperative: Cooperative | None = None, **kwargs: Any) -> None:
        if cooperative is not None:
            pairs = list(cooperative.services.values_list("service", "how"))
            kwargs["initial"] = {
                name: getattr(cooperative, name)
                for name in self.base_fields
                if name not in {"code", "runs", "uses"}
            } | {how: [service for service, way in pairs if way == how] for how in ("runs", "uses")}
        super().__init__(*args, **kwargs)
        if cooperative is not None:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["services"] = [
            f"{service}:{how}" for how in CooperativeService.How.values for service in data.pop(how, [])
        ]
        return data


class JoiningForm(CitingForm):
    on = DayField(label=_("From which day"))
    decision = DecisionField()
    reason = forms.CharField(label=_("In a few words, why"), max_length=300, required=False)


class LeavingForm(CitingForm):
    on = DayField(label=_("From which day it is not in the network"))
    decision = DecisionField()
    reason = forms.CharField(label=_("In a few words, why"), max_length=300)


class ContactForm(HouseForm):
    name = forms.CharField(label=_("Who"), max_length=120)
    task = forms.CharField(label=_("For what"), max_length=80, help_text=_("Orders, accounts, meetings…"))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=24,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Every worker sees it."),
    )


class CertificateForm(HouseForm):
    number = forms.CharField(label=_("Number on the paper"), max_length=24)
    issuer = forms.ModelChoiceField(label=_("Issued by"), queryset=Cooperative.objects.none())
    issued_on = DayField(label=_("Date"))
    amount = FigureField(label=_("Amount"), digits=2, max_digits=16)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    cooperative = forms.ModelChoiceField(
        label=_("Held by a cooperative"), queryset=Cooperative.objects.none(), required=False
    )
    person = PersonField(
        label=_("Or held by a person"), required=False, help_text=_("Their cédula or internal number.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = in_spanish_order(Cooperative.objects.all()).order_by("in_order", "id")
        for name in ("issuer", "cooperative"):
            self.fields[name].queryset = everyone  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("issuer", Cooperative.objects.filter(is_primary=True).first())
            self.initial.setdefault("issued_on", today())


class CancelForm(HouseForm):
    on = DayField(label=_("From which day"))
    reason = forms.CharField(label=_("Why"), max_length=300)


class MemberForm(CitingForm):
    """A person enters a cooperative."""

    person = PersonField(label=_("Who enters"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Membership.Kind.choices)
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none(), required=False)
    since = DayField(label=_("From which day"))
    decision = DecisionField(required=False)

    def __init__(self, *args: Any, cooperative: Cooperative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cooperative.is_primary:
            self.fields["area"].queryset = Area.objects.filter(is_active=True)  # type: ignore[attr-defined]
        else:
            del self.fields["area"]
        if not self.is_bound:
            self.initial.setdefault("since", today())


class LeaveForm(CitingForm):
    on = DayField(label=_("From which day they do not belong here"))
    leaving = forms.ChoiceField(label=_("Why"), choices=Leaving.choices)
    words = forms.CharField(
        label=_("In their own words"),
        max_length=300,
        required=False,
        help_text=_("Only they and whoever keeps the register read this."),
    )
    decision = DecisionField(required=False)
