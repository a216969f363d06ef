"""The catalogue: every worker reads it, the coordinators of the week write it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.money import format_kilos, format_number
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from cecosesola.ui.templatetags.dates import day as day_words
from federation.selectors import Person
from markets import policies
from markets.forms import catalogue as forms
from markets.models import Fair, FairHours, Item, Parameter, Producer, Product, StageSchedule
from markets.selectors import catalogue as reads
from markets.services import catalogue as services
from markets.services.weeks import set_schedule
from markets.states import Stage
from markets.views.common import who

# The lists of the catalogue: address name, words, words for making another, its address name.
LISTS: dict[str, tuple[Any, Any, str]] = {
    "catalogue": (gettext_lazy("Produce"), gettext_lazy("New item"), "new_item"),
    "catalogue_products": (gettext_lazy("Dry goods"), gettext_lazy("New dry good"), "new_product"),
    "catalogue_producers": (gettext_lazy("Producers"), gettext_lazy("New producer"), "new_producer"),
    "catalogue_fairs": (gettext_lazy("Fairs and tills"), gettext_lazy("New fair"), "new_fair"),
    "catalogue_schedule": (gettext_lazy("Stages"), "", ""),
    "catalogue_parameters": (gettext_lazy("Figures"), gettext_lazy("New figure"), "new_parameter"),
}
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Line:
    """A thing as the list draws it; without an address it is only read."""

    title: str
    under: str
    url: str = ""
    mark: str = ""


def _words(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _list(request: HttpRequest, name: str, lines: Iterable[Line], **context: Any) -> HttpResponse:
    label, making, new = LISTS[name]
    refusal = policies.may_keep_catalogue(who(request))
    return render(
        request,
        "markets/catalogue.html",
        {
            "lists": [(reverse(f"markets:{key}"), words, key == name) for key, (words, *_) in LISTS.items()],
            "label": label,
            "making": making,
            "new_url": reverse(f"markets:{new}") if new else "",
            "refusal": refusal,
            "lines": list(lines),
            **context,
        },
    )


def _searched(
    request: HttpRequest,
    name: str,
    find: Callable[[str], QuerySet[Row]],
    under: Callable[[Row], str],
    *,
    by: tuple[str, ...] = ("name", "id"),
) -> HttpResponse:
    """A list that is searched and paged, each line leading to its form for whoever may write."""
    query = request.GET.get("q", "").replace("\x00", "")[:80]
    page = paging.page(request, find(query), by=by, size=50)
    writes = policies.may_keep_catalogue(who(request)) is None
    lines = [
        Line(
            str(row),
            under(row),
            reverse(f"markets:change_{row._meta.model_name}", args=[row.pk]) if writes else "",
            "" if getattr(row, "is_active", True) else _("not in use"),
        )
        for row in page
    ]
    return _list(request, name, lines, page=page, query=query, searched=True)


@guarded(policies.may_read)
def items(request: HttpRequest) -> HttpResponse:
    def under(item: Item) -> str:
        kilos = format_kilos(item.crate_kg)
        return _words(
            item.get_tier_display(),
            _("crate of %(kilos)s") % {"kilos": kilos},
            _("shrinkage %(percent)s %%") % {"percent": format_number(item.loss_percent, 2)},
        )

    return _searched(request, "catalogue", reads.items, under)


@guarded(policies.may_read)
def products(request: HttpRequest) -> HttpResponse:
    def under(product: Product) -> str:
        limit = _("at most %(n)s a sale") % {"n": product.limit} if product.limit else ""
        return _words(product.department, product.barcode, limit)

    return _searched(request, "catalogue_products", reads.products, under)


@guarded(policies.may_read)
def producers(request: HttpRequest) -> HttpResponse:
    def under(producer: Producer) -> str:
        return _words(producer.document, producer.zone, producer.cooperative or _("paid on the spot"))

    return _searched(request, "catalogue_producers", reads.producers, under)


@guarded(policies.may_read)
def fairs(request: HttpRequest) -> HttpResponse:
    def under(fair: Any) -> str:
        tills = ngettext("%(n)s till", "%(n)s tills", fair.till_count) % {"n": fair.till_count}
        return _words(fair.get_kind_display(), fair.cooperative, tills, *map(_hours, fair.hours.all()))

    return _searched(request, "catalogue_fairs", reads.fairs, under)


def _hours(row: FairHours) -> str:
    return f"{WEEKDAYS_ABBR[row.weekday - 1]} {row.opens:%H:%M}–{row.closes:%H:%M}"


@guarded(policies.may_read)
def schedule(request: HttpRequest) -> HttpResponse:
    writes = policies.may_keep_catalogue(who(request)) is None
    lines = [
        Line(
            str(Stage(stage).label),
            _due(row),
            reverse("markets:change_schedule", args=[stage]) if writes else "",
        )
        for stage, row in reads.schedule().items()
    ]
    return _list(request, "catalogue_schedule", lines)


def _due(row: StageSchedule | None) -> str:
    if row is None:
        return _("no hour set")
    weeks, day = divmod(row.day_offset, 7)
    when = {-2: _("two weeks before"), -1: _("the week before"), 0: "", 1: _("the week after")}.get(
        weeks, _("%(n)s weeks after") % {"n": weeks}
    )
    return _words(f"{WEEKDAYS_ABBR[day]} {row.time:%H:%M}", when)


@guarded(policies.may_read)
def parameters(request: HttpRequest) -> HttpResponse:
    page = paging.page(request, reads.parameters(), by=("name", "-since", "-id"), size=50)
    lines = [
        Line(
            row.get_name_display(),
            _words(_("since %(day)s") % {"day": day_words(row.since)}, row.decision),
            mark=_figure(row),
        )
        for row in page
    ]
    return _list(request, "catalogue_parameters", lines, page=page)


def _figure(row: Parameter) -> str:
    if row.name == Parameter.Name.FUND:
        return f"{format_number(row.value * 100, 2)} %"
    return f"Bs {format_number(row.value, 2 if row.value == round(row.value, 2) else 4)}"


# --- writing ------------------------------------------------------------------------------------


def _find(model: type[Row], pk: int) -> Row:
    found = model._default_manager.filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def _form(request: HttpRequest, form: Any, title: Any, up: str, **context: Any) -> HttpResponse:
    return form_page(
        request,
        "markets/catalogue_form.html",
        form,
        title=title,
        up=LISTS[up][0],
        up_url=reverse(f"markets:{up}"),
        **context,
    )


def _thing(
    request: HttpRequest,
    up: str,
    model: type[Row],
    service: Callable[..., Row],
    pk: int | None = None,
    **context: Any,
) -> HttpResponse:
    """The form of a thing, new or known; the service takes it by its model's name."""
    thing = _find(model, pk) if pk is not None else None
    form = forms.THINGS[model](request.POST if request.method == "POST" else None, thing=thing)
    if request.method == "POST":
        given = {str(model._meta.model_name): thing} if thing else {}
        made = attempt(form, service, by=who(request), **given)
        if made is not None:
            messages.success(request, _("%(thing)s is written.") % {"thing": made})
            return redirect(f"markets:{up}")
    return _form(request, form, thing or LISTS[up][1], up, **context)


@guarded(policies.may_keep_catalogue)
def new_item(request: HttpRequest) -> HttpResponse:
    return _thing(request, "catalogue", Item, services.save_item)


@guarded(policies.may_keep_catalogue)
def change_item(request: HttpRequest, pk: int) -> HttpResponse:
    return _thing(request, "catalogue", Item, services.save_item, pk)


@guarded(policies.may_keep_catalogue)
def new_product(request: HttpRequest) -> HttpResponse:
    return _thing(request, "catalogue_products", Product, services.save_product)


@guarded(policies.may_keep_catalogue)
def change_product(request: HttpRequest, pk: int) -> HttpResponse:
    return _thing(request, "catalogue_products", Product, services.save_product, pk)


@guarded(policies.may_keep_catalogue)
def new_producer(request: HttpRequest) -> HttpResponse:
    return _thing(request, "catalogue_producers", Producer, services.save_producer)


@guarded(policies.may_keep_catalogue)
def change_producer(request: HttpRequest, pk: int) -> HttpResponse:
    return _thing(request, "catalogue_producers", Producer, services.save_producer, pk)


@guarded(policies.may_keep_catalogue)
def new_fair(request: HttpRequest) -> HttpResponse:
    return _thing(request, "catalogue_fairs", Fair, services.save_fair)


@guarded(policies.may_keep_catalogue)
def change_fair(request: HttpRequest, pk: int) -> HttpResponse:
    more = [
        (reverse("markets:fair_hours", args=[pk]), _("Usual hours"), "clock"),
        (reverse("markets:new_till", args=[pk]), _("Add a till"), "calculator"),
    ]
    return _thing(request, "catalogue_fairs", Fair, services.save_fair, pk, more=more)


@guarded(policies.may_keep_catalogue)
def fair_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """When a fair usually opens: every week begins with these days."""
    fair = _find(Fair, pk)
    form = forms.HoursForm(request.POST if request.method == "POST" else None, hours=list(fair.hours.all()))
    if request.method == "POST" and form.is_valid():
        written = attempt(form, _set_hours, by=who(request), fair=fair, hours=form.hours())
        if written is not None:
            messages.success(request, _("The usual hours of %(fair)s are written.") % {"fair": fair})
            return redirect("markets:catalogue_fairs")
    return _form(request, form, _("When %(fair)s opens") % {"fair": fair}, "catalogue_fairs", by_day=True)


def _set_hours(*, by: Person, fair: Fair, hours: services.Hours, **_fields: object) -> int:
    return services.set_hours(by=by, fair=fair, hours=hours)


@guarded(policies.may_keep_catalogue)
def new_till(request: HttpRequest, pk: int) -> HttpResponse:
    fair = _find(Fair, pk)
    form = forms.TillForm(
        request.POST if request.method == "POST" else None, numbers=reads.till_numbers(fair)
    )
    if request.method == "POST":
        till = attempt(form, services.add_till, by=who(request), fair=fair)
        if till is not None:
            messages.success(request, _("Till %(till)s is there.") % {"till": till})
            return redirect("markets:catalogue_fairs")
    return _form(request, form, _("New till of %(fair)s") % {"fair": fair}, "catalogue_fairs")


@guarded(policies.may_keep_catalogue)
def change_schedule(request: HttpRequest, stage: str) -> HttpResponse:
    """By when a stage is expected, from the next week that is opened."""
    rows = reads.schedule()
    if stage not in rows:
        raise Refused(NOT_FOUND)
    form = forms.ScheduleForm(request.POST if request.method == "POST" else None, row=rows[stage])
    if request.method == "POST":
        row = attempt(form, set_schedule, by=who(request), stage=stage)
        if row is not None:
            messages.success(request, _("The weeks that are opened from now on follow it."))
            return redirect("markets:catalogue_schedule")
    return _form(request, form, Stage(stage).label, "catalogue_schedule")


@guarded(policies.may_keep_catalogue)
def new_parameter(request: HttpRequest) -> HttpResponse:
    """A figure of the assembly. It is never changed: another follows it."""
    form = forms.ParameterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        row = attempt(form, services.set_parameter, by=who(request))
        if row is not None:
            messages.success(
                request, _("%(thing)s is written.") % {"thing": f"{row.get_name_display()}: {_figure(row)}"}
            )
            return redirect("markets:catalogue_parameters")
    return _form(request, form, LISTS["catalogue_parameters"][1], "catalogue_parameters")
