"""Meetings: which are coming, and each one's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assemblies import policies
from assemblies.forms.meetings import BringForm, CancelForm, MoveForm, PlaceForm, PlanForm
from assemblies.models import AgendaItem, Meeting, Topic
from assemblies.selectors import agenda as read_agenda
from assemblies.selectors import calendar
from assemblies.selectors.actas import attended
from assemblies.selectors.actions import items_for_meeting
from assemblies.services import agenda, meetings, topics
from assemblies.states import MeetingState
from assemblies.views.common import found_meeting, found_topic, who
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import Person


@guarded(policies.may_read_some)
def coming(request: HttpRequest) -> HttpResponse:
    """What is open now and what comes in three weeks: one's own meetings first."""
    person = who(request)
    everything = request.GET.get("ver") == "todas" or not calendar.my_spaces(person).exists()
    found = calendar.coming_meetings(person, mine=not everything)
    now_open = [m for m in found if m.state not in {MeetingState.PLANNED, MeetingState.CANCELLED}]
    return render(
        request,
        "assemblies/meetings.html",
        {
            "open": now_open,
            "coming": [m for m in found if m.state in {MeetingState.PLANNED, MeetingState.CANCELLED}],
            "everything": everything,
            "plan_refusal": policies.may_keep_spaces(person),
        },
    )


@guarded(policies.may_read_some)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: when, where, what is treated; what is brought to it goes in one field."""
    found = found_meeting(request, pk)
    person = who(request)
    form = BringForm(request.POST or None)
    status = 200
    if request.method == "POST":
        brought = attempt(form, _bring, by=person, meeting=found)
        if brought is not None:
            messages.success(request, _("It is on the agenda."))
            return redirect("assemblies:meeting", pk)
        status = 422
    items, joins = read_agenda.expected_agenda(found)
    return render(
        request,
        "assemblies/meeting.html",
        {
            "meeting": found,
            "items": items,
            "joins": joins,
            "form": form,
            "people": attended(found).count(),
            "works_here": policies.may_read(person) is None,
            "acta_refusal": policies.may_see_minutes(person, found) and policies.may_read_acta(person, found),
            "come_refusal": policies.may_attend(person, found),
            "promised": items_for_meeting(found)[:20] if policies.may_read(person) is None else [],
            "bring_refusal": policies.may_bring_to(person, found.space)
            or (policies.may_keep_agenda(person, found) if policies.may_read(person) is None else None),
            "agenda_refusal": policies.may_keep_agenda(person, found),
            "open_refusal": policies.may_open(person, found),
            "move_refusal": policies.may_move_meeting(person, found),
            "seal_refusal": policies.may_seal(person, found),
        },
        status=status,
    )


def _bring(*, by: Person, meeting: Meeting, title: str) -> Topic:
    """A topic for this meeting. Whoever may not order the agenda brings it to the space."""
    topic = topics.bring_topic(by=by, space=meeting.space, title=title)
    if policies.may_keep_agenda(by, meeting) is None:
        agenda.place_topic(by=by, meeting=meeting, topic=topic)
    return topic


@guarded(policies.may_keep_spaces)
def plan(request: HttpRequest) -> HttpResponse:
    space = request.GET.get("instancia", "")
    form = PlanForm(request.POST or None, initial={"space": space if space.isdigit() else None})
    if request.method == "POST":
        planned = attempt(form, meetings.plan_meeting, by=who(request))
        if planned is not None:
            messages.success(request, _("It is on the calendar."))
            return redirect("assemblies:meeting", planned.pk)
    return form_page(request, "assemblies/plan_meeting.html", form)


@guarded(policies.may_keep_spaces)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_meeting(request, pk)
    require(policies.may_move_meeting(who(request), found))
    form = MoveForm(request.POST or None, meeting=found)
    if request.method == "POST":
        moved = attempt(form, meetings.move_meeting, by=who(request), meeting=found)
        if moved is not None:
            messages.success(request, _("Written down. Calendars that follow it will show it."))
            return redirect("assemblies:meeting", pk)
    return form_page(request, "assemblies/move_meeting.html", form, meeting=found)


@guarded(policies.may_keep_spaces)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_meeting(request, pk)
    require(policies.may_move_meeting(who(request), found))
    form = CancelForm(request.POST or None)
    if request.method == "POST":
        cancelled = attempt(form, meetings.cancel_meeting, by=who(request), meeting=found)
        if cancelled is not None:
            messages.success(request, _("Cancelled. Its topics go to the next meeting."))
            return redirect("assemblies:meeting", pk)
    return form_page(request, "assemblies/cancel_meeting.html", form, meeting=found)


@guarded(policies.may_keep_spaces)
@require_POST
def open_it(request: HttpRequest, pk: int) -> HttpResponse:
    meetings.open_meeting(by=who(request), meeting=found_meeting(request, pk))
    return redirect("assemblies:meeting", pk)


@guarded(policies.may_keep_spaces)
@require_POST
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    sealed = meetings.seal_meeting(by=who(request), meeting=found_meeting(request, pk))
    messages.success(request, _("Closed as acta %(number)s.") % {"number": sealed.acta_number})
    return redirect("assemblies:meeting", pk)


@guarded(policies.may_keep_spaces)
@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """A topic changes places on the agenda."""
    found = found_meeting(request, pk)
    number = request.POST.get("item", "")
    item = (
        AgendaItem.objects.filter(pk=int(number[:15]), meeting=found).first() if number.isdecimal() else None
    )
    if item is None:
        raise Refused(NOT_FOUND)
    agenda.order_item(by=who(request), item=item, earlier=request.POST.get("hacia") == "antes")
    return redirect("assemblies:meeting", pk)


@guarded(policies.may_keep_spaces)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose at which meeting a topic is treated."""
    topic = found_topic(request, pk)
    form = PlaceForm(request.POST or None, topic=topic)
    if request.method == "POST":
        placed = attempt(form, agenda.place_topic, by=who(request), topic=topic)
        if placed is not None:
            messages.success(request, _("It is on the agenda."))
            return redirect("assemblies:meeting", placed.meeting_id)
    return form_page(request, "assemblies/place_topic.html", form, topic=topic)
