"""Topics: what is open, and «I want to bring this»."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assemblies import policies
from assemblies.forms.meetings import TopicForm as ChangeForm
from assemblies.forms.topics import TopicForm
from assemblies.selectors import topics as read
from assemblies.selectors.agenda import briefings_of
from assemblies.selectors.proposals import proposals_of_topic
from assemblies.services import topics as services
from assemblies.states import TopicState
from assemblies.views.common import found_topic, who
from cecosesola.kernel.errors import require
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded


@guarded(policies.may_read)
def topics(request: HttpRequest) -> HttpResponse:
    """The open topics, oldest first; the same page brings a new one."""
    state = request.GET.get("ver", "")
    state = state if state in TopicState.values else TopicState.OPEN
    form = TopicForm(request.POST or None)
    status = 200
    if request.method == "POST":
        brought = attempt(form, services.bring_topic, by=request.user)
        if brought is not None:
            messages.success(request, _("It is on the agenda of «%(space)s».") % {"space": brought.space})
            return redirect("assemblies:topics")
        status = 422
    by = ("brought_at", "id") if state == TopicState.OPEN else ("-brought_at", "-id")
    page = paging.page(request, read.topics_in(state), by=by, size=40)
    context = {"page": page, "form": form, "state": state, "states": TopicState.choices}
    return render(request, "assemblies/topics.html", context, status=status)


@guarded(policies.may_read_some)
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic: what it is, what to read before, where it was treated and what may become of it."""
    found = found_topic(request, pk)
    person = who(request)
    moves = [
        (state, words, policies.may_move_topic(person, found, state))
        for state, words in MOVES.items()
        if state in read.next_states(found)
    ]
    return render(
        request,
        "assemblies/topic.html",
        {
            "topic": found,
            "moves": moves,
            "briefings": briefings_of(found),
            "items": read.meetings_of(found),
            "decisions": read.decisions_of(found),
            "works_here": policies.may_read(person) is None,
            "proposals": proposals_of_topic(found, person),
            "change_refusal": policies.may_change_topic(person, found),
            "brief_refusal": policies.may_brief(person, found),
        },
    )


@guarded(policies.may_read)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_topic(request, pk)
    require(policies.may_change_topic(who(request), found))
    initial = {"title": found.title, "body": found.body, "space": found.space}
    form = ChangeForm(request.POST or None, initial=initial)
    if request.method == "POST":
        changed = attempt(form, services.change_topic, by=who(request), topic=found)
        if changed is not None:
            messages.success(request, _("Written down."))
            return redirect("assemblies:topic", pk)
    return form_page(request, "assemblies/change_topic.html", form, topic=found)


MOVES = {
    TopicState.RESOLVED: gettext_lazy("It is resolved"),
    TopicState.PARKED: gettext_lazy("Leave it for later"),
    TopicState.OPEN: gettext_lazy("Open it again"),
    TopicState.WITHDRAWN: gettext_lazy("I take it back"),
}


@guarded(policies.may_bring_topic)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    services.move_topic(by=request.user, topic=found_topic(request, pk), state=request.POST.get("state", ""))  # type: ignore[arg-type]
    messages.success(request, _("Written down."))
    return redirect("assemblies:topic", pk)
