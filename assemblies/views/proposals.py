"""Proposals: what is proposed, its wordings, its way, and who else it affects."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assemblies import policies, services
from assemblies.forms import proposals as forms
from assemblies.models import Circulation, Proposal, ProposalVersion, Topic
from assemblies.selectors import proposals as read
from assemblies.states import AGREED_STATES, ProposalState, Travel
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import Person

MOVES = {
    ProposalState.SHARED: gettext_lazy("Share it"),
    ProposalState.DISCUSSING: gettext_lazy("Open the discussion"),
    ProposalState.TESTING: gettext_lazy("Test whether we agree"),
    ProposalState.LAID_ASIDE: gettext_lazy("Lay it aside"),
    ProposalState.WITHDRAWN: gettext_lazy("I take it back"),
}
VIEWS = {
    "": gettext_lazy("Being discussed"),
    "a-prueba": gettext_lazy("On trial"),
    "acordadas": gettext_lazy("Agreed"),
    "aparte": gettext_lazy("Laid aside"),
    "borradores": gettext_lazy("My drafts"),
}


def found(person: Any, pk: int) -> Proposal:
    proposal = read.find_proposal(person, pk)
    if proposal is None:
        raise Refused(NOT_FOUND)
    return proposal


@guarded(policies.may_propose)
def proposals(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    which = request.GET.get("ver", "")
    which = which if which in read.VIEWS else ""
    listed = read.search_proposals(request.user, words, which)  # type: ignore[arg-type]
    page = paging.page(request, listed, by=("-moved_at", "-id"), size=30)
    context = {"page": page, "query": words, "which": which, "views": VIEWS.items()}
    return render(request, "assemblies/proposals.html", context)


@guarded(policies.may_propose)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, found(request.user, pk))


def _page(request: HttpRequest, thing: Proposal, form: forms.StanceForm | None = None) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    versions = read.versions_of(thing)
    present = versions[0]
    said = list(read.said_of(present))
    mine = next((stance for stance in said if stance.person_id == person.pk), None)
    say_refusal = policies.may_say(person, thing, "objection")
    if form is None and say_refusal is None:
        given = {"kind": mine.kind, "reason": mine.reason, "would_answer": mine.would_answer} if mine else {}
        form = forms.StanceForm(initial={"number": thing.number, **given})
    moves = [
        (state, words)
        for state, words in MOVES.items()
        if state in read.next_states(thing) and policies.may_move_proposal(person, thing, state) is None
    ]
    claimable = bool(AGREED_STATES & read.next_states(thing))
    context = {
        "proposal": thing,
        "present": present,
        "versions": versions,
        "changed": read.changed_words(versions),
        "said": [stance for stance in said if stance.kind != "objection"],
        "mine": mine,
        "silent": list(read.silent_on(present)),
        "objections": read.objections_of(thing),
        "moves": moves,
        "history": list(read.moves_of(thing)),
        "affected": read.affected_spaces(thing),
        "form": form,
        "say_refusal": say_refusal,
        "claimable": claimable,
        "claim_refusal": policies.may_claim(person, thing, ProposalState.CONSENTED) if claimable else None,
        "reword_refusal": policies.may_reword(person, thing),
        "ask_refusal": policies.may_ask_stance(person, thing),
        "space_refusal": policies.may_add_space(person, thing),
        "circulates": thing.travel == Travel.CIRCULATING,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "assemblies/proposal.html", context, status=status)


@guarded(policies.may_propose)
def propose(request: HttpRequest) -> HttpResponse:
    number = request.GET.get("tema", "")
    topic = Topic.objects.filter(pk=int(number), is_reserved=False).first() if _is_number(number) else None
    form = forms.ProposeForm(request.POST or None, topic=topic)
    if request.method == "POST":
        made = attempt(form, services.propose, by=request.user, **({"topic": topic} if topic else {}))
        if made is not None:
            messages.success(request, _("Written down as %(code)s.") % {"code": made.code})
            return redirect("assemblies:proposal", made.pk)
    return form_page(request, "assemblies/propose.html", form, topic=topic)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


@guarded(policies.may_propose)
def reword(request: HttpRequest, pk: int) -> HttpResponse:
    thing = found(request.user, pk)
    require(policies.may_reword(request.user, thing))  # type: ignore[arg-type]
    present = read.versions_of(thing)[0]
    form = forms.RewordForm(request.POST or None, proposal=thing, text=present.text)
    if request.method == "POST":
        if attempt(form, services.reword, by=request.user, proposal=thing) is not None:
            messages.success(request, _("Written. Whoever had spoken is asked again."))
            return redirect("assemblies:proposal", pk)
        present = read.versions_of(found(request.user, pk))[0]
        # The next try starts from the wording that is shown below.
        _read_now(form, request, present.number)
    return form_page(request, "assemblies/reword.html", form, proposal=thing, present=present)


def _read_now(form: Form, request: HttpRequest, number: int) -> None:
    """A form that comes back is about the wording that is shown with it."""
    data = request.POST.copy()
    data["number"] = str(number)
    form.data = data


@guarded(policies.may_propose)
@require_POST
def say(request: HttpRequest, pk: int) -> HttpResponse:
    thing = found(request.user, pk)
    form = forms.StanceForm(request.POST)
    if attempt(form, services.take_stance, by=request.user, proposal=thing) is None:
        thing = found(request.user, pk)
        _read_now(form, request, thing.number)
        return _page(request, thing, form)
    messages.success(request, _("Written down, in your name."))
    return redirect("assemblies:proposal", pk)


@guarded(policies.may_propose)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    thing, state = found(request.user, pk), request.POST.get("state", "")
    if state == ProposalState.LAID_ASIDE:
        return redirect("assemblies:lay_aside", pk)
    services.move_proposal(by=request.user, proposal=thing, state=state)  # type: ignore[arg-type]
    messages.success(request, _("Written down."))
    return redirect("assemblies:proposal", pk)


@guarded(policies.may_propose)
def lay_aside(request: HttpRequest, pk: int) -> HttpResponse:
    thing = found(request.user, pk)
    require(policies.may_move_proposal(request.user, thing, ProposalState.LAID_ASIDE))  # type: ignore[arg-type]
    form = forms.NoteForm(request.POST or None)
    given = {"by": request.user, "proposal": thing, "state": ProposalState.LAID_ASIDE}
    if request.method == "POST" and attempt(form, services.move_proposal, **given) is not None:
        messages.success(request, _("Written down."))
        return redirect("assemblies:proposal", pk)
    return _form(request, form, thing, _("Lay it aside"), _("It can be taken up again."))


@guarded(policies.may_propose)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    thing = found(request.user, pk)
    require(policies.may_claim(request.user, thing, ProposalState.CONSENTED))  # type: ignore[arg-type]
    form = forms.ClaimForm(request.POST or None, proposal=thing)
    if request.method == "POST":
        made = attempt(form, services.claim_consensus, by=request.user, proposal=thing)
        if made is not None:
            messages.success(
                request, _("We agreed. It can be cited as %(number)s.") % {"number": made.number}
            )
            return redirect("assemblies:proposal", pk)
    present = read.versions_of(thing)[0]
    silent = list(read.silent_on(present))
    return form_page(request, "assemblies/claim.html", form, proposal=thing, present=present, silent=silent)


@guarded(policies.may_propose)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    thing = found(request.user, pk)
    require(policies.may_ask_stance(request.user, thing))  # type: ignore[arg-type]
    form = forms.AskForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.ask_stance, by=request.user, proposal=thing)
        if made is not None:
            messages.success(request, _("It waits for %(person)s.") % {"person": made.person})
            return redirect("assemblies:proposal", pk)
    return _form(request, form, thing, _("Ask somebody"), _("It appears among what waits for them."))


@guarded(policies.may_propose)
def add_space(request: HttpRequest, pk: int) -> HttpResponse:
    thing = found(request.user, pk)
    require(policies.may_add_space(request.user, thing))  # type: ignore[arg-type]
    form = forms.SpaceForm(request.POST or None, proposal=thing)
    given = {"by": request.user, "proposal": thing}
    if request.method == "POST" and attempt(form, services.add_space, **given) is not None:
        messages.success(request, _("Written down."))
        return redirect("assemblies:proposal", pk)
    lead = _("Once it is agreed at home, it goes on their agenda, and they may object.")
    return _form(request, form, thing, _("Whom else it affects"), lead)


@guarded(policies.may_propose)
def heard(request: HttpRequest, pk: int) -> HttpResponse:
    row = Circulation.objects.select_related("space", "proposal").filter(pk=pk).first()
    thing = found(request.user, row.proposal_id if row else 0)
    require(policies.may_record_circulation(request.user, thing))  # type: ignore[arg-type]
    assert row is not None
    form = forms.HeardForm(request.POST or None, circulation=row)
    given = {"by": request.user, "circulation": row}
    if request.method == "POST" and attempt(form, services.hear_in_space, **given) is not None:
        messages.success(request, _("Written down."))
        return redirect("assemblies:proposal", thing.pk)
    title = _("%(space)s heard it") % {"space": row.space}
    lead = _("If somebody there objects, they say so on the proposal's page, and it is discussed again.")
    return _form(request, form, thing, title, lead)


def _form(request: HttpRequest, form: Any, thing: Proposal, title: str, lead: str) -> HttpResponse:
    return form_page(request, "assemblies/proposal_form.html", form, proposal=thing, title=title, lead=lead)


@guarded(policies.may_propose)
def wording(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a wording found by its words is read: its proposal's page."""
    number = ProposalVersion.objects.filter(pk=pk).values_list("proposal", flat=True).first()
    return redirect("assemblies:proposal", found(request.user, number or 0).pk)
