"""Spaces: who meets, how often, and who usually comes."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assemblies import policies
from assemblies.forms.spaces import CloseSpaceForm, EndSeriesForm, SeriesForm, SpaceForm
from assemblies.models import MeetingSeries, SpacePerson
from assemblies.selectors import calendar, spaces
from assemblies.selectors.series import words_of
from assemblies.services import series as series_services
from assemblies.services import spaces as services
from assemblies.views.common import found_space, who
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded


@guarded(policies.may_read_some)
def all_spaces(request: HttpRequest) -> HttpResponse:
    person = who(request)
    found = spaces.with_their_next(calendar.readable_spaces(person), person)
    return render(
        request,
        "assemblies/spaces.html",
        {"spaces": found, "keep_refusal": policies.may_keep_spaces(person)},
    )


@guarded(policies.may_read_some)
def space(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_space(request, pk)
    person = who(request)
    return render(
        request,
        "assemblies/space.html",
        {
            "space": found,
            "series": words_of(spaces.series_of(found)),
            "coming": spaces.coming_of(found),
            "held": spaces.held_of(found),
            "topics": spaces.open_topics_of(found),
            "years": spaces.years_of(found),
            "comes": SpacePerson.objects.filter(space=found, person=person).exists(),
            "people": found.people.count(),
            "keep_refusal": policies.may_keep_spaces(person),
        },
    )


@guarded(policies.may_keep_spaces)
def new(request: HttpRequest) -> HttpResponse:
    form = SpaceForm(request.POST or None)
    if request.method == "POST":
        opened = attempt(form, services.open_space, by=who(request))
        if opened is not None:
            messages.success(request, _("Open. Say now when it meets."))
            return redirect("assemblies:new_series", opened.pk)
    return form_page(request, "assemblies/space_form.html", form)


@guarded(policies.may_keep_spaces)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_space(request, pk)
    initial = {name: getattr(found, name) for name in ("name", "about", "openness", "cooperative")}
    form = SpaceForm(request.POST or None, initial=initial)
    if request.method == "POST":
        changed = attempt(form, services.change_space, by=who(request), space=found)
        if changed is not None:
            messages.success(request, _("Written down."))
            return redirect("assemblies:space", pk)
    return form_page(request, "assemblies/space_form.html", form, space=found)


@guarded(policies.may_keep_spaces)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_space(request, pk)
    form = CloseSpaceForm(request.POST or None, space=found)
    if request.method == "POST":
        closed = attempt(form, services.close_space, by=who(request), space=found)
        if closed is not None:
            messages.success(request, _("This space no longer meets. Its topics went on."))
            return redirect("assemblies:spaces")
    return form_page(request, "assemblies/close_space.html", form, space=found)


@guarded(policies.may_read_some)
@require_POST
def come(request: HttpRequest, pk: int) -> HttpResponse:
    services.come_usually(
        by=who(request), space=found_space(request, pk), comes=request.POST.get("viene") == "si"
    )
    return redirect("assemblies:space", pk)


@guarded(policies.may_keep_spaces)
def new_series(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_space(request, pk)
    form = SeriesForm(request.POST or None)
    if request.method == "POST":
        begun = attempt(form, series_services.begin_series, by=who(request), space=found)
        if begun is not None:
            messages.success(request, _("Its meetings are on the calendar."))
            return redirect("assemblies:space", pk)
    return form_page(request, "assemblies/series_form.html", form, space=found)


def _series(request: HttpRequest, pk: int) -> MeetingSeries:
    found = MeetingSeries.objects.filter(pk=pk).select_related("space").first()
    if found is None:
        raise Refused(NOT_FOUND)
    found_space(request, found.space_id)
    return found


@guarded(policies.may_keep_spaces)
def change_series(request: HttpRequest, pk: int) -> HttpResponse:
    found = _series(request, pk)
    initial = spaces.series_initial(found)
    form = SeriesForm(request.POST or None, initial=initial)
    if request.method == "POST":
        changed = attempt(form, _changed, by=who(request), series=found)
        if changed is not None:
            messages.success(request, _("From that day on it meets at the new time."))
            return redirect("assemblies:space", found.space_id)
    return form_page(request, "assemblies/series_form.html", form, space=found.space, series=found)


def _changed(*, first_on: dt.date, **given: Any) -> MeetingSeries:
    return series_services.change_series(since=first_on, **given)


@guarded(policies.may_keep_spaces)
def end_series(request: HttpRequest, pk: int) -> HttpResponse:
    found = _series(request, pk)
    form = EndSeriesForm(request.POST or None)
    if request.method == "POST":
        ended = attempt(form, series_services.end_series, by=who(request), series=found)
        if ended is not None:
            messages.success(request, _("It has ended. What it had planned is cancelled."))
            return redirect("assemblies:space", found.space_id)
    return form_page(request, "assemblies/end_series.html", form, space=found.space, series=found)
