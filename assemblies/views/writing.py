"""Writing the minutes: one page for a phone, its moving part, and the door for what a phone kept."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assemblies import policies
from assemblies.models import Meeting, MinuteBlock
from assemblies.selectors import minutes as read
from assemblies.selectors import running
from assemblies.services.syncing import sync as sync_phone
from assemblies.views.holding import (
    fresh_key,
    meeting_for,
    number_in,
    person_of,
    same_as_before,
    with_etag,
)
from assemblies.views.words import words_for_phone
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.bodies import TooLong, json_of
from cecosesola.ui.guard import guarded, may_enter

Kind = MinuteBlock.Kind
BUTTONS = (
    (Kind.NOTE, gettext_lazy("Write down"), "pencil-line"),
    (Kind.CONCERN, gettext_lazy("Concern"), "hand"),
    (Kind.PROPOSAL, gettext_lazy("Proposal"), "lightbulb"),
    (Kind.AGREED, gettext_lazy("It stays so"), "circle-check"),
    (Kind.ACTION, gettext_lazy("Somebody does it…"), "user-round-check"),
)
OUTCOMES = (
    ("resolved", gettext_lazy("It is resolved")),
    ("parked", gettext_lazy("Leave it for later")),
    ("", gettext_lazy("It stays open")),
)


def board(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What the moving part of the page shows."""
    person = person_of(request)
    minutes = read.minutes_of(meeting)
    pen = running.pen_of(meeting)
    current = next((one for one in minutes if one.item and one.item.pk == meeting.current_id), None)
    return {
        "meeting": meeting,
        "minutes": minutes,
        "current": current,
        "loose": next((one for one in minutes if one.item is None), None),
        "others": [one for one in minutes if one.item is not None and one is not current],
        "pen": pen,
        "pen_here": pen if pen is not None and pen.account_id == person.pk else None,
        "mine": read.blocks_by(person, meeting),
        "aside": read.aside_of(meeting),
        "write_refusal": policies.may_write(person, meeting),
        "settle_refusal": policies.may_settle(person, meeting),
        "pen_refusal": policies.may_take_pen(person, meeting),
        "read_refusal": policies.may_read_back(person, meeting),
        "is_there": policies.was_there(person, meeting),
        "people": running.there(meeting),
        "outcome_words": OUTCOMES,
        "fresh_key": fresh_key,  # called for each form
    }


@guarded(policies.may_read)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The page where minutes are written. Every form in it is one operation, as a phone would send it."""
    meeting = meeting_for(request, pk)
    require(policies.may_see_minutes(person_of(request), meeting))
    typed: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        (answer,) = sync_phone(by=person_of(request), meeting=meeting, operations=[operation_of(request)])
        if answer["status"] != "refused":
            if answer["status"] == "aside":
                messages.warning(request, _("Kept beside the acta, with your name."))
            return redirect("assemblies:write", pk)
        typed, status = {"answer": answer, **request.POST.dict()}, 422
    if meeting.state == "sealed":
        return redirect("assemblies:corrections", pk)
    context = board(request, meeting) | {
        "buttons": BUTTONS,
        "typed": typed,
        "key": fresh_key(),
        "config": _config(request, meeting),
        "words": words_for_phone(),
    }
    return render(request, "assemblies/run/write.html", context, status=status)


def operation_of(request: HttpRequest) -> dict[str, Any]:
    """A plain form as the operation that a phone would send."""
    given: dict[str, Any] = {name: request.POST.get(name, "") for name in ("do", "kind", "text", "outcome")}
    given["id"] = request.POST.get("key", "")
    given["block"] = request.POST.get("block") or None
    given["bases"] = [base for base in request.POST.get("bases", "").split(",") if base]
    given["until"] = request.POST.get("until") or None
    given["there"] = request.POST.get("there") == "1"
    for name in ("item", "person", "pen"):
        given[name] = number_in(request.POST.get(name))
    return given


def _config(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting.pk,
        "person": person_of(request).pk,
        "sync": reverse("assemblies:sync", args=[meeting.pk]),
        "part": reverse("assemblies:writing_part", args=[meeting.pk]),
        "worker": reverse("assemblies:notebook"),
    }


@guarded(policies.may_read)
@require_GET
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """What has changed on the page, or 304."""
    meeting = meeting_for(request, pk)
    require(policies.may_see_minutes(person_of(request), meeting))
    etag = f'"{running.pulse(meeting)}-{person_of(request).pk}-{request.LANGUAGE_CODE}"'
    return same_as_before(request, etag) or with_etag(
        render(request, "assemblies/run/_minutes.html", board(request, meeting)), etag
    )


@guarded(policies.may_read)
@require_POST
def sync(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what a phone kept without a line. Each operation is answered; nothing is half done."""
    meeting = meeting_for(request, pk)
    try:
        given = json_of(request)
    except TooLong:
        return JsonResponse({"error": _("Too much at once.")}, status=413)
    except ValueError:
        return JsonResponse({"error": _("The house could not read this. It stays on the phone.")}, status=400)
    operations = given.get("operations") if isinstance(given, dict) else None
    if not isinstance(operations, list):
        return JsonResponse({"error": _("The house could not read this. It stays on the phone.")}, status=400)
    return JsonResponse(
        {"answers": sync_phone(by=person_of(request), meeting=meeting, operations=operations)}
    )


@guarded(policies.may_read)
@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, pk: int, block: int) -> HttpResponse:
    """One piece with everything that was ever written on it; here the wording of both is joined."""
    meeting = meeting_for(request, pk)
    require(policies.may_see_minutes(person_of(request), meeting))
    found = read.find_block(meeting, block)
    if found is None:
        raise Refused(NOT_FOUND)
    typed: dict[str, Any] = {}
    if request.method == "POST":
        (answer,) = sync_phone(by=person_of(request), meeting=meeting, operations=[operation_of(request)])
        if answer["status"] != "refused":
            if answer["status"] == "aside":
                messages.warning(request, _("Kept beside the acta, with your name."))
            return redirect("assemblies:write", pk)
        typed = {"answer": answer, **request.POST.dict()}
    context = {
        "meeting": meeting,
        "words": read.words_of(found),
        "history": read.history_of(found),
        "people": running.there(meeting),
        "write_refusal": policies.may_write(person_of(request), meeting),
        "typed": typed,
        "fresh_key": fresh_key,
    }
    return render(request, "assemblies/run/block.html", context, status=422 if typed else 200)


@guarded(may_enter)
@require_GET
def notebook(request: HttpRequest) -> HttpResponse:
    """The service worker that opens the writing page without a line. It stands above the pages it helps."""
    path = finders.find("js/meeting/worker.js") or settings.STATIC_ROOT / "js/meeting/worker.js"
    with open(path, encoding="utf-8") as script:
        response = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
