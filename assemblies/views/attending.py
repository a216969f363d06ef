"""Who is there, in under a minute: a code on the screen, a list to tick, a list to sign."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assemblies import policies
from assemblies.forms.running import GuestsForm, SheetForm
from assemblies.models import Space
from assemblies.selectors import running
from assemblies.selectors.lists import attendance_pdf
from assemblies.services import attendance
from assemblies.views.holding import meeting_for, number_in, person_of
from cecosesola.kernel import files
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.kernel.models import StoredFile
from cecosesola.ui import pdf
from cecosesola.ui.forms import attempt
from cecosesola.ui.guard import guarded
from federation.selectors import Person, find_people


@guarded(policies.may_read)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who usually comes, ticked several at once, and a search for whoever does not."""
    meeting, person = meeting_for(request, pk), person_of(request)
    require(policies.may_see_attendance(person, meeting))
    if request.method == "POST":
        shown = {pk for pk in map(number_in, request.POST.getlist("shown")) if pk}
        ticked = {pk for pk in map(number_in, request.POST.getlist("there")) if pk}
        attendance.tick(
            by=person,
            meeting=meeting,
            ticks={pk: pk in ticked for pk in shown | ticked},
            on_paper=request.POST.get("paper") == "1",
        )
        messages.success(request, _("Written down."))
        return redirect("assemblies:attendance", pk)
    return _page(request, pk)


def _page(
    request: HttpRequest,
    pk: int,
    guests: GuestsForm | None = None,
    sheet: SheetForm | None = None,
) -> HttpResponse:
    meeting, person = meeting_for(request, pk), person_of(request)
    words = request.GET.get("q", "").strip()[:80]
    lines = running.attendance_list(meeting)
    known = {line.person.pk for line in lines}
    found: list[Person] = [one for one in find_people(words) if one.pk not in known] if words else []
    context: dict[str, Any] = {
        "meeting": meeting,
        "lines": lines,
        "present": sum(line.is_there for line in lines),
        "query": words,
        "found": found,
        "is_community": meeting.space.openness == Space.Openness.COMMUNITY,
        "guests_form": guests or GuestsForm(initial={"guests": meeting.guests}),
        "sheet_form": sheet or SheetForm(),
        "sheets": list(meeting.sheets.select_related("put_by")),
        "tick_refusal": policies.may_tick(person, meeting),
        "is_there": policies.was_there(person, meeting),
        "attend_refusal": policies.may_attend(person, meeting),
    }
    broken = (guests is not None and guests.errors) or (sheet is not None and sheet.errors)
    return render(request, "assemblies/run/attendance.html", context, status=422 if broken else 200)


@guarded(policies.may_read_some)
@require_POST
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """«I am here»: then to where one came from."""
    meeting = meeting_for(request, pk)
    attendance.attend(by=person_of(request), meeting=meeting)
    messages.success(request, _("You are on the list."))
    worker = policies.may_read(person_of(request)) is None
    return redirect("assemblies:write", pk) if worker else redirect("assemblies:meeting_turns", pk)


@never_cache
@guarded(policies.may_read_some)
@require_http_methods(["GET", "POST"])
def here_by_code(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What a phone opens when it reads the code on the screen: one tap."""
    meeting, person = meeting_for(request, pk), person_of(request)
    if request.method == "POST":
        attendance.attend_by_code(by=person, meeting=meeting, code=code)
        messages.success(request, _("You are on the list."))
        return redirect("assemblies:here_by_code", pk, code)
    context = {
        "meeting": meeting,
        "is_there": policies.was_there(person, meeting),
        "attend_refusal": policies.may_attend(person, meeting),
        "holds": attendance.code_holds(meeting, code),
        "is_worker": policies.may_read(person) is None,
    }
    return render(request, "assemblies/run/here.html", context)


@guarded(policies.may_read)
@require_POST
def guests(request: HttpRequest, pk: int) -> HttpResponse:
    form = GuestsForm(request.POST)
    if (
        attempt(form, attendance.count_guests, by=person_of(request), meeting=meeting_for(request, pk))
        is None
    ):
        return _page(request, pk, guests=form)
    messages.success(request, _("Written down."))
    return redirect("assemblies:attendance", pk)


@guarded(policies.may_read)
@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The list on A4, with a line to sign beside each name."""
    meeting = meeting_for(request, pk)
    require(policies.may_see_attendance(person_of(request), meeting))
    return pdf.answer(attendance_pdf(meeting), f"asistencia-{meeting.pk}")


@guarded(policies.may_read)
@require_POST
def put_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    form = SheetForm(request.POST, request.FILES)
    if attempt(form, attendance.keep_sheet, by=person_of(request), meeting=meeting_for(request, pk)) is None:
        return _page(request, pk, sheet=form)
    messages.success(request, _("The photograph is kept with the meeting."))
    return redirect("assemblies:attendance", pk)


@guarded(policies.may_read)
@require_GET
def sheet(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    """The photograph itself: it bears names and signatures, so only workers see it."""
    meeting = meeting_for(request, pk)
    found = meeting.sheets.filter(pk=sheet).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return files.answer(StoredFile.objects.get(pk=found.file_id))
