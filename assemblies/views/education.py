"""The school: what is offered, one's own courses, an edition with its sessions, materials and list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assemblies.forms import education as forms
from assemblies.models import Course, Enrolment, Offer
from assemblies.policies import education as policies
from assemblies.selectors import education as read
from assemblies.services import education as services
from cecosesola.kernel import files
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded

PAGE = "assemblies/school_form.html"
MOST = 2**63


@guarded(policies.may_see_school)
def school(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    return render(
        request,
        "assemblies/school.html",
        {
            "offers": read.offers_for(person)[:60],
            "mine": read.my_enrolments(person)[:20],
            "given": read.offers_given_by(person)[:20],
            "teach_refusal": policies.may_teach(person),
        },
    )


@guarded(policies.may_teach)
def courses(request: HttpRequest) -> HttpResponse:
    page = paging.page(request, read.courses(), by=("name", "id"), size=40)
    return render(request, "assemblies/courses.html", {"page": page})


@guarded(policies.may_teach)
def propose(request: HttpRequest) -> HttpResponse:
    form = forms.CourseForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.propose_course, by=request.user)
        if made is not None:
            messages.success(request, _("Now say when it is given."))
            return redirect("assemblies:offer_course", made.pk)
    return _page(request, form, _("Propose a course"), _("Propose it"), "assemblies:courses", _("Courses"))


@guarded(policies.may_teach)
def course(request: HttpRequest, pk: int) -> HttpResponse:
    found = _course(pk)
    return render(
        request,
        "assemblies/course.html",
        {
            "course": found,
            "materials": read.materials(found),
            "taught": read.taught(found),
            "learnt": read.learnt(found),
        },
    )


@guarded(policies.may_teach)
def offer_course(request: HttpRequest, pk: int) -> HttpResponse:
    found = _course(pk)
    form = forms.OfferForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.offer_course, by=request.user, course=found)
        if made is not None:
            messages.success(request, _("It is offered. Add its other sessions here."))
            return redirect("assemblies:offer", made.pk)
    return _page(
        request, form, _("Say when it is given"), _("Offer it"), "assemblies:course", found, found.pk
    )


@guarded(policies.may_teach)
def put_material(request: HttpRequest, pk: int) -> HttpResponse:
    found = _course(pk)
    form = forms.MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        made = attempt(form, services.put_material, by=request.user, course=found)
        if made is not None:
            messages.success(request, _("Put beside the course."))
            return redirect("assemblies:course", found.pk)
    return _page(request, form, _("Put a material"), _("Put it"), "assemblies:course", found, found.pk)


@guarded(policies.may_see_school)
def material(request: HttpRequest, pk: int) -> HttpResponse:
    """A file, for whoever sees the course or an edition of it."""
    person: Any = request.user
    found = read.material(pk) if pk < MOST else None
    if found is None or found.file is None:
        raise Refused(NOT_FOUND)
    open_to = Offer.objects.filter(course=found.course_id)
    if policies.may_teach(person) and not any(policies.may_see_offer(person, one) is None for one in open_to):
        raise Refused(NOT_FOUND)
    return files.answer(found.file)


@guarded(policies.may_see_school)
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = _offer(person, pk)
    mine = read.enrolment_of(person, found)
    run_refusal = policies.may_run(person, found)
    return render(
        request,
        "assemblies/offer.html",
        {
            "offer": found,
            "sessions": read.sessions(found),
            "teachers": found.teachers.order_by("family_names", "id"),
            "materials": read.materials(found.course),
            "mine": mine if mine and mine.state != Enrolment.State.WITHDRAWN else None,
            "turn": read.turn_of(mine) if mine and mine.state == Enrolment.State.WAITING else 0,
            "enrol_refusal": policies.may_enrol(person, found),
            "run_refusal": run_refusal,
            "enrolled": [] if run_refusal else read.enrolled(found),
            "now": now(),
        },
    )


@guarded(policies.may_see_school)
@require_POST
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = _offer(person, pk)
    if request.POST.get("do") == "leave":
        services.withdraw(by=person, offer=found)
        messages.success(request, _("You gave your place back."))
    else:
        mine = services.enrol(by=person, offer=found)
        waits = mine.state == Enrolment.State.WAITING
        messages.success(request, _("It is full: you wait for a place.") if waits else _("You have a place."))
    return redirect("assemblies:offer", found.pk)


@guarded(policies.may_see_school)
def add_session(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = _offer(person, pk)
    require(policies.may_run(person, found))
    form = forms.SessionForm(request.POST or None)
    if request.method == "POST" and attempt(form, services.add_session, by=person, offer=found) is not None:
        messages.success(request, _("Added."))
        return redirect("assemblies:offer", found.pk)
    return _page(request, form, _("Another session"), _("Add it"), "assemblies:offer", found, found.pk)


@guarded(policies.may_see_school)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    found = _offer(person, pk)
    services.cancel_offer(by=person, offer=found)
    messages.success(request, _("Cancelled."))
    return redirect("assemblies:offer", found.pk)


@guarded(policies.may_see_school)
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came to a session, ticked by whoever gives it."""
    person: Any = request.user
    session = read.session(pk) if pk < MOST else None
    if session is None:
        raise Refused(NOT_FOUND)
    require(policies.may_run(person, session.offer))
    if request.method == "POST":
        came = [int(n) for n in request.POST.getlist("came") if n.isdecimal() and len(n) < 18]
        services.tick(by=person, session=session, came=came)
        messages.success(request, _("Written down."))
        return redirect("assemblies:offer", session.offer_id)
    here = read.who_came(session)
    rows = [
        (one.person, one.person_id in here)
        for one in read.enrolled(session.offer)
        if one.state == Enrolment.State.IN
    ]
    return render(request, "assemblies/tick_session.html", {"session": session, "rows": rows})


def _course(pk: int) -> Course:
    found = read.courses().filter(pk=pk).first() if pk < MOST else None
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def _offer(person: Any, pk: int) -> Any:
    found = read.offer(pk) if pk < MOST else None
    if found is None or policies.may_see_offer(person, found) is not None:
        raise Refused(NOT_FOUND)
    return found


def _page(
    request: HttpRequest, form: Any, title: Any, submit: Any, back: str, up: Any, *args: int
) -> HttpResponse:
    context = {"title": title, "submit": submit, "up_url": reverse(back, args=args), "up": up}
    return form_page(request, PAGE, form, **context)
