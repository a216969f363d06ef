"""The screen that everybody sees, and the turns to speak."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assemblies import policies
from assemblies.models import Meeting
from assemblies.selectors import minutes as read
from assemblies.selectors import running
from assemblies.services import attendance, turns
from assemblies.states import MeetingState
from assemblies.views.holding import meeting_for, number_in, person_of, same_as_before, with_etag
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.guard import guarded


def _shown(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    minutes = read.minutes_of(meeting)
    current = next((one for one in minutes if one.item and one.item.pk == meeting.current_id), None)
    coming = [one for one in minutes if one.item and one is not current and not one.item.treated_at]
    under_way = meeting.state in {MeetingState.OPEN, MeetingState.READ_BACK}
    code = attendance.attendance_code(meeting)
    path = reverse("assemblies:here_by_code", args=[meeting.pk, code])
    return {
        "meeting": meeting,
        "minutes": minutes,
        "current": current,
        "coming": coming[:4],
        "concerns": read.open_concerns(minutes),
        "attested": running.attestations_of(meeting),
        "hands": running.hands(meeting) if meeting.wants_turns else [],
        "present": len(running.there(meeting)) + meeting.guests,
        "address": request.build_absolute_uri(path) if under_way else "",
        "stamp": _stamp(request, meeting),
    }


def _stamp(request: HttpRequest, meeting: Meeting) -> str:
    code = attendance.attendance_code(meeting)
    return f"{running.pulse(meeting)}-{code}-{request.LANGUAGE_CODE}"


@guarded(policies.may_read)
@require_GET
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """What everybody sees. It asks by itself what is new; without JavaScript, `?sigue=1` loads it again."""
    follows = "sigue" in request.GET
    shown = _shown(request, meeting_for(request, pk)) | {"follows": follows}
    response = render(request, "assemblies/run/screen.html", shown)
    if follows:
        response["Refresh"] = "10"
    return response


@guarded(policies.may_read)
@require_GET
def screen_part(request: HttpRequest, pk: int) -> HttpResponse:
    """What the screen shows now, or 304: it asks every few seconds."""
    meeting = meeting_for(request, pk)
    etag = f'"{_stamp(request, meeting)}"'
    return same_as_before(request, etag) or with_etag(
        render(request, "assemblies/run/_screen.html", _shown(request, meeting)), etag
    )


@guarded(policies.may_read_some)
@require_http_methods(["GET", "POST"])
def speaking(request: HttpRequest, pk: int) -> HttpResponse:
    """Raise a hand, speak, end. Totals are everybody's; one's own figures are one's own."""
    meeting, person = meeting_for(request, pk), person_of(request)
    if request.method == "POST":
        _act(request, meeting)
        return redirect("assemblies:meeting_turns", pk)
    hands = running.hands(meeting)
    pen = running.pen_of(meeting)
    context = {
        "meeting": meeting,
        "hands": hands,
        "own": next((turn for turn in hands if turn.person_id == person.pk), None),
        "somebody_speaks": any(turn.began_at for turn in hands),
        "writes": pen is not None and pen.holder_id == person.pk,
        "figures": running.speaking_figures(meeting, person),
        "use_refusal": policies.may_use_turns(person, meeting),
        "choose_refusal": policies.may_choose_turns(person, meeting),
        "is_there": policies.was_there(person, meeting),
        "attend_refusal": policies.may_attend(person, meeting),
        "is_worker": policies.may_read(person) is None,
    }
    return render(request, "assemblies/run/turns.html", context)


def _act(request: HttpRequest, meeting: Meeting) -> None:
    person, what = person_of(request), request.POST.get("do")
    if what == "raise":
        turns.raise_hand(by=person, meeting=meeting)
    elif what == "speak":
        turns.speak(by=person, meeting=meeting)
    elif what == "end":
        turn = meeting.turns.filter(pk=number_in(request.POST.get("turn")) or 0).first()
        if turn is None:
            raise Refused(NOT_FOUND)
        turns.end_turn(by=person, turn=turn)
    elif what in {"keep", "stop"}:
        require(policies.may_read(person))
        turns.choose_turns(by=person, meeting=meeting, wanted=what == "keep")
        messages.success(request, _("Written down."))
