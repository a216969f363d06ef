"""Rows that may be one person: telling them apart, joining and parting them; and forgetting."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation import policies
from federation.forms.people import ApartForm, MergeForm, OtherRowForm, ReasonForm
from federation.models import LikelyDouble, Merge
from federation.selectors import doubles as read_doubles
from federation.selectors import people as read_people
from federation.services import merging, redacting
from federation.views.register import standing


@guarded(policies.may_keep_register)
def doubles(request: HttpRequest) -> HttpResponse:
    apart = request.GET.get("ver") == "aparte"
    pairs = read_doubles.told_apart() if apart else read_doubles.open_pairs()
    page = paging.page(request, pairs, by=("-id",), size=30)
    people = {row.pk: row for pair in page for row in (pair.one, pair.other)}
    now_in = {row.pk: row for row in read_people.with_memberships(list(people.values()))}
    for pair in page:
        pair.one, pair.other = now_in[pair.one_id], now_in[pair.other_id]
    return render(request, "federation/doubles.html", {"page": page, "apart": apart})


@guarded(policies.may_keep_register)
def tell_apart(request: HttpRequest, pk: int) -> HttpResponse:
    pair = read_doubles.open_pairs().filter(pk=pk).first()
    if pair is None:
        raise Refused(NOT_FOUND)
    form = ApartForm(request.POST or None)
    if request.method == "POST":
        told = attempt(form, merging.tell_apart, by=request.user, pair=pair)
        if told is not None:
            messages.success(request, _("Noted: they are two people."))
            return redirect("federation:doubles")
    return form_page(
        request,
        "federation/double_apart.html",
        form,
        pair=LikelyDouble.objects.select_related("one", "other").get(pk=pair.pk),
    )


@guarded(policies.may_keep_register)
def find_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Which other row is this person: the first step of joining them."""
    person = standing(pk)
    form = OtherRowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        if other.pk != person.pk:
            return redirect("federation:merge", pk=person.pk, other=other.pk)
        form.add_error("other", _("These are the same row."))
    return form_page(request, "federation/merge_other.html", form, person=person)


@guarded(policies.may_keep_register)
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Field by field, which row is right; then a second person is asked."""
    survivor, merged = standing(pk), standing(other)
    if survivor.pk == merged.pk:
        raise Refused(NOT_FOUND)
    reader: Any = request.user
    require(policies.may_settle(reader, {survivor.pk, merged.pk}))
    form = MergeForm(request.POST or None, survivor=survivor, merged=merged)
    if request.method == "POST":
        act = attempt(form, merging.ask_merge, by=reader, survivor=survivor, merged=merged)
        if act is not None:
            messages.success(request, _("Asked. It is done when a second person confirms it."))
            return redirect("federation:act", pk=act.pk)
    return form_page(
        request,
        "federation/merge.html",
        form,
        survivor=survivor,
        merged=merged,
        parts=[(part.label, part.preview(survivor, merged)) for part in merging.merge_parts()],
        swap_url=reverse("federation:merge", args=[merged.pk, survivor.pk]),
    )


@guarded(policies.may_keep_register)
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back, with a second person."""
    found = (
        Merge.objects.filter(pk=pk, undone_at__isnull=True, sealed=False)
        .select_related("survivor", "merged")
        .first()
    )
    if found is None:
        raise Refused(NOT_FOUND)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        act = attempt(form, merging.ask_part, by=request.user, merge=found)
        if act is not None:
            messages.success(request, _("Asked. It is done when a second person confirms it."))
            return redirect("federation:act", pk=act.pk)
    return form_page(request, "federation/part.html", form, merge=found)


@guarded(policies.may_keep_register)
def redact(request: HttpRequest, pk: int) -> HttpResponse:
    """A person asks that their data be removed."""
    person = standing(pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        act = attempt(form, redacting.ask_redaction, by=request.user, person=person)
        if act is not None:
            messages.success(request, _("Asked. It is done when a second person confirms it."))
            return redirect("federation:act", pk=act.pk)
    return form_page(request, "federation/redact.html", form, person=person)
