"""Topics: what is open, and «I want to bring this»."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assemblies import policies, services
from assemblies.forms.topics import TopicForm
from assemblies.models import Topic
from assemblies.selectors import topics as read
from assemblies.selectors.proposals import proposals_of_topic
from assemblies.states import TopicState
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt
from cecosesola.ui.guard import guarded
from federation.selectors import Person


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


def _found(pk: int) -> Topic:
    found = read.all_topics().filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_read)
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    person: Person = request.user  # type: ignore[assignment]
    moves = [
        (state, words, policies.may_move_topic(person, found, state))
        for state, words in MOVES.items()
        if state in read.next_states(found)
    ]
    proposed = proposals_of_topic(found, person)
    return render(request, "assemblies/topic.html", {"topic": found, "moves": moves, "proposals": proposed})


MOVES = {
    TopicState.RESOLVED: gettext_lazy("It is resolved"),
    TopicState.PARKED: gettext_lazy("Leave it for later"),
    TopicState.OPEN: gettext_lazy("Open it again"),
    TopicState.WITHDRAWN: gettext_lazy("I take it back"),
}


@guarded(policies.may_bring_topic)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    services.move_topic(by=request.user, topic=_found(pk), state=request.POST.get("state", ""))  # type: ignore[arg-type]
    messages.success(request, _("Written down."))
    return redirect("assemblies:topic", pk)
