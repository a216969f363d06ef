"""The journal: what the network remembers, told by anyone, corrected by anyone, with nothing lost."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel import files
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.forms.memory import CorrectForm, LinkForm, PhotoForm, TellForm, WithdrawForm
from federation.models import Cooperative, JournalEntry, JournalPhoto, Person
from federation.policies import memory as policies
from federation.selectors import memory as read_memory
from federation.services import memory as services


def _story(pk: int) -> JournalEntry:
    found = JournalEntry.objects.filter(pk=pk, withdrawn_at=None).select_related("told_by").first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_read_journal)
def journal(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    kind = request.GET.get("tipo", "")
    kind = kind if kind in JournalEntry.Kind.values else ""
    year = request.GET.get("anio", "")
    wanted = int(year) if year.isascii() and year.isdigit() and 1900 <= int(year[:5]) <= 9999 else None
    page = paging.page(request, read_memory.stories(words, kind, wanted), by=read_memory.NEWEST, size=20)
    return render(
        request,
        "federation/journal.html",
        {
            "page": page,
            "photos": read_memory.first_photos(page.rows),
            "query": words,
            "kind": kind,
            "kinds": JournalEntry.Kind.choices,
            "year": wanted,
            "years": read_memory.years(),
            "tell_refusal": policies.may_tell_story(_who(request)),
        },
    )


@guarded(policies.may_read_journal)
def story(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _story(pk)
    reader = _who(request)
    photos = [(photo, policies.may_take_photo_down(reader, photo)) for photo in read_memory.photos_of(entry)]
    return render(
        request,
        "federation/story.html",
        {
            "entry": entry,
            "photos": photos,
            "people": entry.people.all(),
            "cooperatives": entry.cooperatives.all(),
            "revisions": read_memory.revisions_of(entry),
            "tell_refusal": policies.may_tell_story(reader),
            "withdraw_refusal": policies.may_withdraw_story(reader, entry),
        },
    )


@guarded(policies.may_tell_story)
def tell(request: HttpRequest) -> HttpResponse:
    form = TellForm(request.POST or None)
    if request.method == "POST":
        entry = attempt(form, services.tell_story, by=_who(request))
        if entry is not None:
            messages.success(request, _("It is in the journal. Now add photographs, people, cooperatives."))
            return redirect("federation:story", pk=entry.pk)
    return form_page(request, "federation/tell_story.html", form)


@guarded(policies.may_tell_story)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _story(pk)
    names = [name for name in CorrectForm.base_fields if name != "base"]
    initial = {name: getattr(entry, name) for name in names} | {"base": entry.revision}
    typed = request.POST.copy() if request.method == "POST" else None
    form = CorrectForm(typed, initial=initial)
    if typed is not None:
        saved = attempt(form, services.correct_story, by=_who(request), entry=entry)
        if saved is not None:
            messages.success(request, _("Saved. How it read before can still be read."))
            return redirect("federation:story", pk=entry.pk)
        entry = _story(pk)
        theirs = typed.get("base") != str(entry.revision)
        # What was typed stays in the boxes; the next save is against what now stands beside them.
        typed["base"] = str(entry.revision)
        return form_page(request, "federation/correct_story.html", form, entry=entry, theirs=theirs)
    return form_page(request, "federation/correct_story.html", form, entry=entry)


@guarded(policies.may_tell_story)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _story(pk)
    require(policies.may_withdraw_story(_who(request), entry))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST":
        gone = attempt(form, services.withdraw_story, by=_who(request), entry=entry)
        if gone is not None:
            messages.success(request, _("It has left the journal. The reason stands in «What changed»."))
            return redirect("federation:journal")
    return form_page(request, "federation/withdraw_story.html", form, entry=entry)


@guarded(policies.may_tell_story)
def put_photo(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _story(pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        photo = attempt(form, services.put_photo, by=_who(request), entry=entry)
        if photo is not None:
            messages.success(request, _("The photograph is there."))
            return redirect("federation:story", pk=entry.pk)
    return form_page(request, "federation/put_photo.html", form, entry=entry)


@guarded(policies.may_read_journal)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    found = (
        JournalPhoto.objects.filter(pk=pk, removed_at=None, entry__withdrawn_at=None)
        .select_related("file")
        .first()
    )
    if found is None:
        raise Refused(NOT_FOUND)
    return files.answer(found.file)


@guarded(policies.may_read_journal)
@require_POST
def take_photo_down(request: HttpRequest, pk: int) -> HttpResponse:
    found = JournalPhoto.objects.filter(pk=pk).select_related("entry").first()
    if found is None or found.entry.withdrawn_at is not None:
        raise Refused(NOT_FOUND)
    services.take_photo_down(by=_who(request), photo=found)
    messages.success(request, _("The photograph is gone."))
    return redirect("federation:story", pk=found.entry_id)


@guarded(policies.may_tell_story)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _story(pk)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for who in (form.cleaned_data["person"], form.cleaned_data["cooperative"]):
            if who is not None:
                services.link_story(by=_who(request), entry=entry, who=who, linked=True)
        return redirect("federation:story", pk=entry.pk)
    return form_page(request, "federation/link_story.html", form, entry=entry)


@guarded(policies.may_read_journal)
@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry is not about somebody: a worker says so, or they themselves."""
    entry = _story(pk)
    person, code = request.POST.get("person", ""), request.POST.get("cooperative", "")[:24]
    who: Any = None
    if person.isascii() and person.isdigit():
        who = Person.objects.filter(pk=int(person[:15])).first()
    elif code:
        who = Cooperative.objects.filter(code=code).first()
    if who is None:
        raise Refused(NOT_FOUND)
    services.link_story(by=_who(request), entry=entry, who=who, linked=False)
    return redirect("federation:story", pk=entry.pk)


def _who(request: HttpRequest) -> Any:
    return request.user
