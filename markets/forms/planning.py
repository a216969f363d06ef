"""Forms of the plan: weeks, demand, calendar, mix, prices, crates."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import citable_decisions
from cecosesola.kernel.weeks import Week
from cecosesola.ui.fields import KilosInputField, MoneyInputField
from cecosesola.ui.forms import HouseForm
from markets.models import FairDay, FairWeek, Item, MixItem, Product, Tier


class WeekField(forms.CharField):
    """An ISO week such as 2026-W48."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput({"type": "week", "placeholder": "2026-W48"}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return Week.parse(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write a week such as 2026-W48.")) from error


class OpenWeekForm(HouseForm):
    iso = WeekField(label=_("Week"), help_text=_("The year and the number of the week."))


class AdvanceForm(HouseForm):
    """Move a week on. Where it is not ready, a reason is needed."""

    expected = forms.CharField(widget=forms.HiddenInput())
    override_reason = forms.CharField(
        label=_("Why it moves all the same"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Everybody reads it on the week's board."),
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["override_reason"].required = True
        else:
            del self.fields["override_reason"]


class DemandForm(HouseForm):
    """What a fair asks for: kilos by item, with last week's beside."""

    def __init__(
        self,
        *args: Any,
        items: Iterable[Item],
        now: dict[int, Decimal],
        before: dict[int, Decimal],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        self.before = before
        for item in self.items:
            self.fields[f"item_{item.pk}"] = KilosInputField(
                label=item.name, min_value=0, required=False, initial=now.get(item.pk)
            )

    def rows(self) -> Iterator[tuple[Item, forms.BoundField, Decimal | None]]:
        """Each item with its field and last week's kilos."""
        for item in self.items:
            yield item, self[f"item_{item.pk}"], self.before.get(item.pk)

    def quantities(self) -> dict[int, Decimal]:
        return {item.pk: self.cleaned_data.get(f"item_{item.pk}") or Decimal(0) for item in self.items}


class CalendarForm(HouseForm):
    """A fair's days in a week: tick the day and give its hours."""

    def __init__(self, *args: Any, fair_week: FairWeek, days: dict[dt.date, FairDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates = [fair_week.week.monday + dt.timedelta(days=n) for n in range(7)]
        for date in self.dates:
            known = days.get(date)
            self.fields[f"open_{date:%u}"] = forms.BooleanField(required=False, initial=known is not None)
            for name, default in (("opens", dt.time(6)), ("closes", dt.time(14))):
                at = getattr(known, f"{name}_at") if known else None
                self.fields[f"{name}_{date:%u}"] = forms.TimeField(
                    required=False,
                    initial=timezone.localtime(at).time() if at else default,
                    widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
                )

    def rows(self) -> Iterator[tuple[dt.date, forms.BoundField, forms.BoundField, forms.BoundField]]:
        for date in self.dates:
            yield date, self[f"open_{date:%u}"], self[f"opens_{date:%u}"], self[f"closes_{date:%u}"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for date in self.dates:
            opens, closes = data.get(f"opens_{date:%u}"), data.get(f"closes_{date:%u}")
            if data.get(f"open_{date:%u}") and (opens is None or closes is None or closes <= opens):
                self.add_error(f"closes_{date:%u}", _("A fair closes after it opens."))
        return data

    def days(self) -> Iterator[tuple[dt.date, dt.datetime | None, dt.datetime | None]]:
        """Each date with its hours, or with None where the fair does not open."""
        zone = timezone.get_default_timezone()
        for date in self.dates:
            if self.cleaned_data.get(f"open_{date:%u}"):
                opens, closes = self.cleaned_data[f"opens_{date:%u}"], self.cleaned_data[f"closes_{date:%u}"]
                yield date, dt.datetime.combine(date, opens, zone), dt.datetime.combine(date, closes, zone)
            else:
                yield date, None, None


class MixItemForm(HouseForm):
    """What the round agreed for an item."""

    cost = MoneyInputField(label=_("Agreed cost per kilo"), min_value=Decimal("0.01"))
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, widget=forms.RadioSelect)
    is_excluded = forms.BooleanField(label=_("It stays out of this week's mix"), required=False)
    reason = forms.CharField(
        label=_("Why it stays out"),
        max_length=200,
        required=False,
        help_text=_("For instance: it is scarce and would raise everybody's price."),
    )

    def __init__(self, *args: Any, row: MixItem | None, item: Item, **kwargs: Any) -> None:
        first: dict[str, Any] = {"tier": item.tier}
        if row is not None:
            first = {"cost": row.cost, "tier": row.tier, "is_excluded": row.is_excluded, "reason": row.reason}
        super().__init__(*args, initial=first, **kwargs)


class PublishForm(HouseForm):
    """Publish a version of the prices, citing the decision of the round."""

    decision = forms.ModelChoiceField(
        label=_("Decision"),
        queryset=citable_decisions(),
        empty_label=_("Choose the round's decision"),
        help_text=_("Is it not there? Tell it first in «Meetings»."),
    )

    def __init__(self, *args: Any, tiers: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision: Any = self.fields["decision"]
        decision.queryset = citable_decisions().order_by("-taken_on", "-id")[:100]
        self.tiers = list(tiers)
        for tier in self.tiers:
            self.fields[f"price_{tier.tier}"] = MoneyInputField(
                label=_("Price per kilo of %(tier)s") % {"tier": Tier(tier.tier).label},
                initial=tier.price,
                help_text=_("The sum comes to %(price)s; it may be rounded by at most half a bolívar.")
                % {"price": tier.price},
            )

    def prices(self) -> dict[str, Decimal]:
        return {tier.tier: self.cleaned_data[f"price_{tier.tier}"] for tier in self.tiers}


class ProductPricesForm(HouseForm):
    """Prices of dry goods for the next version: those that change."""

    def __init__(
        self, *args: Any, products: Iterable[Product], prices: dict[int, Decimal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.products = list(products)
        for product in self.products:
            self.fields[f"product_{product.pk}"] = MoneyInputField(
                label=product.name, required=False, min_value=Decimal("0.01"), initial=prices.get(product.pk)
            )

    def rows(self) -> Iterator[tuple[Product, forms.BoundField]]:
        for product in self.products:
            yield product, self[f"product_{product.pk}"]

    def prices(self) -> dict[int, Decimal]:
        given = {p.pk: self.cleaned_data.get(f"product_{p.pk}") for p in self.products}
        return {pk: price for pk, price in given.items() if price is not None}


class AllotForm(HouseForm):
    """Crates of an item for a fair."""

    crates = forms.IntegerField(label=_("Crates"), min_value=0, max_value=1_000_000)
