"""Reading back, attesting, and what comes after the seal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assemblies import policies
from assemblies.forms.running import CorrectionForm
from assemblies.selectors import minutes as read
from assemblies.selectors import running
from assemblies.services import reading
from assemblies.states import MeetingState
from assemblies.views.holding import meeting_for, person_of
from cecosesola.kernel.errors import require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded


@guarded(policies.may_read)
@require_http_methods(["GET", "POST"])
def read_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The exact wording, to be read aloud. Posting begins it."""
    meeting, person = meeting_for(request, pk), person_of(request)
    require(policies.may_see_minutes(person, meeting))
    if request.method == "POST":
        reading.read_back(by=person, meeting=meeting)
        return redirect("assemblies:read_back", pk)
    minutes = read.minutes_of(meeting)
    context = {
        "meeting": meeting,
        "minutes": [one for one in minutes if one.standing or one.item],
        "joining": [words for one in minutes for words in one.standing if words.block.needs_joining],
        "sha256": read.meeting_fingerprint(meeting),
        "attested": running.attestations_of(meeting),
        "people": running.there(meeting),
        "begin_refusal": policies.may_read_back(person, meeting),
        "attest_refusal": policies.may_attest(person, meeting),
        "reopen_refusal": policies.may_reopen(person, meeting),
        "seal_refusal": policies.may_seal(person, meeting),
        "is_read": meeting.state == MeetingState.READ_BACK,
    }
    return render(request, "assemblies/run/read_back.html", context)


@guarded(policies.may_read)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    reading.reopen(by=person_of(request), meeting=meeting_for(request, pk))
    messages.success(request, _("Open again. Whoever had attested is asked again."))
    return redirect("assemblies:write", pk)


@guarded(policies.may_read)
@require_POST
def attest(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = reading.attest(
        by=person_of(request), meeting=meeting_for(request, pk), sha256=request.POST.get("sha256", "")
    )
    if meeting.state == MeetingState.AGREED:
        messages.success(request, _("Two people have attested it: the acta is agreed."))
    else:
        messages.success(request, _("Attested. One more person is needed."))
    return redirect("assemblies:read_back", pk)


@guarded(policies.may_read)
@require_http_methods(["GET", "POST"])
def corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said after the acta was sealed, signed; and words that came too late."""
    meeting, person = meeting_for(request, pk), person_of(request)
    require(policies.may_see_minutes(person, meeting))
    form = CorrectionForm(request.POST or None)
    if request.method == "POST":
        signed = attempt(form, reading.correct_acta, by=person, meeting=meeting)
        if signed is not None:
            messages.success(request, _("Signed. It stands after the acta."))
            return redirect("assemblies:corrections", pk)
    return form_page(
        request,
        "assemblies/run/corrections.html",
        form,
        meeting=meeting,
        corrections=read.corrections_of(meeting),
        aside=read.aside_of(meeting),
        correct_refusal=policies.may_correct(person, meeting),
    )
