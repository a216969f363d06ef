"""Rotating savings groups: mine, those I may join, the turns, and the desk that receives and hands out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import pdf
from cecosesola.ui.guard import guarded, may_enter
from federation.selectors import primary_cooperative
from finance import policies, services
from finance.forms import AgreedOrderForm, GroupForm
from finance.models import GroupPlace, SavingsGroup
from finance.selectors import groups as told
from finance.states import GROUP_TONES, GroupState
from finance.views.act import act
from finance.views.common import found_cooperative, who


def _group(request: HttpRequest, pk: int) -> SavingsGroup:
    found = told.group(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_see_group(who(request), found))
    return found


def _place(pk: int) -> GroupPlace:
    found = GroupPlace.objects.select_related("group", "person").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_read_funds)
def groups(request: HttpRequest) -> HttpResponse:
    """One's own groups, those that come together, and all of them for the desk."""
    person = who(request)
    keeps = policies.may_keep_books(person) is None
    mine = told.groups_of(person)
    known = {one.pk for one in mine}
    forming = told.groups_to_join(person)
    known |= {one.pk for one in forming}
    lists = [(_("Mine"), mine), (_("Coming together"), forming)]
    if keeps:
        lists.append((_("All the others"), [one for one in told.all_groups() if one.pk not in known]))
    shown = [
        (words, [(one, GROUP_TONES[GroupState(one.state)]) for one in rows]) for words, rows in lists if rows
    ]
    context = {"lists": shown, "keeps": keeps, "cooperative": primary_cooperative()}
    return render(request, "finance/groups.html", context)


@guarded(may_enter)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose turn it is, who has put in and who is missing."""
    found, person = _group(request, pk), who(request)
    turns = told.turns_of(found)
    return render(
        request,
        "finance/group.html",
        {
            "group": found,
            "tone": GROUP_TONES[GroupState(found.state)],
            "turns": turns,
            "forming": found.state == GroupState.FORMING,
            "mine": any(one.place.person_id == person.pk for one in turns),
            "me": person.pk,
            "keeps": policies.may_keep_books(person) is None,
            "start": policies.may_start_group(person, found),
        },
    )


@guarded(may_enter)
def group_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The turns, to hang where the group meets."""
    return pdf.answer(told.group_pdf(_group(request, pk)), f"grupo-{pk}")


@guarded(policies.may_keep_books)
def begin_group(request: HttpRequest, code: str) -> HttpResponse:
    return act(
        request,
        GroupForm(request.POST or None),
        services.begin_group,
        by=who(request),
        cooperative=found_cooperative(code),
        title=_("A new savings group"),
        lead=_("Each turn everybody puts in the same, and one of them takes it all."),
        submit=_("Begin it"),
        done=_("People may join now."),
        up=_("Savings groups"),
        up_url=reverse("finance:groups"),
        then=lambda made: reverse("finance:group", args=[made.pk]),
    )


@guarded(may_enter)
@require_POST
def join_group(request: HttpRequest, pk: int) -> HttpResponse:
    services.join_group(by=who(request), group=_group(request, pk))
    messages.success(request, _("You are in."))
    return redirect("finance:group", pk)


@guarded(may_enter)
@require_POST
def leave_group(request: HttpRequest, pk: int) -> HttpResponse:
    services.leave_group(by=who(request), group=_group(request, pk))
    messages.success(request, _("You are out."))
    return redirect("finance:groups")


@guarded(policies.may_keep_books)
def start_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Say the order as agreed, or draw it."""
    found = _group(request, pk)
    require(policies.may_start_group(who(request), found))
    agreed = found.order == SavingsGroup.Order.AGREED
    places = list(found.places.select_related("person").order_by("pk")) if agreed else []
    return act(
        request,
        AgreedOrderForm(request.POST if request.method == "POST" else None, places=places),
        services.start_group,
        by=who(request),
        group=found,
        title=_("Let the turns begin"),
        lead=_("As the group agreed.") if agreed else _("The order is drawn now, once, with a seed all see."),
        submit=_("Begin") if agreed else _("Draw the order"),
        done=_("The turns have begun."),
        up=found.name,
        up_url=reverse("finance:group", args=[pk]),
    )


@guarded(policies.may_keep_books)
@require_POST
def receive_turn(request: HttpRequest, pk: int, turn: int) -> HttpResponse:
    place = _place(pk)
    services.receive_turn(by=who(request), place_of=place, turn=turn)
    messages.success(request, _("Received of %(who)s.") % {"who": place.person.get_full_name()})
    return redirect("finance:group", place.group_id)


@guarded(policies.may_keep_books)
@require_POST
def hand_turn_out(request: HttpRequest, pk: int) -> HttpResponse:
    place = services.hand_turn_out(by=who(request), place_of=_place(pk))
    messages.success(request, _("Handed to %(who)s.") % {"who": place.person.get_full_name()})
    return redirect("finance:group", place.group_id)
