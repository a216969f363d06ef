"""Sealed actas: the list, the paper, the text for a chat, the book of a year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from assemblies import policies
from assemblies.models import Meeting
from assemblies.selectors import actas as read
from assemblies.selectors import calendar, papers
from assemblies.states import MeetingState
from assemblies.views.common import found_meeting, found_space, who
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging, pdf
from cecosesola.ui.guard import guarded


def _number(text: str, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most else None


@guarded(policies.may_read_some)
def actas(request: HttpRequest) -> HttpResponse:
    """Every sealed acta that one may read, newest first."""
    spaces = calendar.readable_spaces(who(request))
    space = _number(request.GET.get("instancia", ""), 10**9)
    year = _number(request.GET.get("anio", ""), 9999)
    found = read.sealed_actas(space, year).filter(space__in=spaces).defer("acta")
    return render(
        request,
        "assemblies/actas.html",
        {
            "page": paging.page(request, found, by=("-starts_at", "-id"), size=40),
            "spaces": spaces.order_by("name"),
            "space": space,
            "year": year,
            "years": read.years(),
        },
    )


def _with_acta(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that has begun has an acta: sealed, or, for those who work here, the draft of one."""
    meeting = found_meeting(request, pk)
    if meeting.state in {MeetingState.PLANNED, MeetingState.CANCELLED}:
        raise Refused(NOT_FOUND)
    if policies.may_see_minutes(who(request), meeting) is not None:
        require(policies.may_read_acta(who(request), meeting))
    return meeting


@guarded(policies.may_read_some)
def acta(request: HttpRequest, pk: int) -> HttpResponse:
    """The acta to read on a screen, and its text for a chat."""
    meeting = _with_acta(request, pk)
    content = read.acta_of(meeting)
    return render(
        request,
        "assemblies/acta.html",
        {
            "meeting": meeting,
            "acta": papers.readable(content, read.names_in([content])),
            "chat": papers.acta_text(meeting),
            "holds": read.still_holds(meeting),
        },
    )


@guarded(policies.may_read_some)
def acta_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _with_acta(request, pk)
    name = meeting.acta_number or f"borrador-{meeting.pk}"
    return pdf.answer(papers.acta_pdf(meeting), name)


@guarded(policies.may_read_some)
def book(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The actas of a space in a year, as one paper to print and bind."""
    space = found_space(request, pk)
    meetings = list(read.sealed_actas(space.pk, year).prefetch_related("corrections").order_by("number"))
    if not meetings:
        raise Refused(NOT_FOUND)
    return pdf.answer(papers.book_pdf(space.name, year, meetings), f"actas-{slugify(space.name)}-{year}")
