"""The week on the wall: who is where, what lacks, hearing and publishing it, and who came."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import require
from cecosesola.kernel.weeks import Week
from cecosesola.ui import export, pdf
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from rotation import policies
from rotation.forms.keeping import HeardForm
from rotation.models import AttendanceNote, Post
from rotation.selectors import absences, papers
from rotation.selectors import turns as read
from rotation.selectors import weeks as wall
from rotation.services import attendance, planning, rosters
from rotation.views.common import found_roster, found_week, one, who

VIEWS = ("", "personas", "ferias")


@guarded(policies.may_read)
def this_week(request: HttpRequest) -> HttpResponse:
    return redirect("rotation:week", str(Week.of(today())))


@guarded(policies.may_read)
def week(request: HttpRequest, iso: str) -> HttpResponseBase:
    """A week by post, by person or by fair; also as a file."""
    me, asked = who(request), found_week(iso)
    near = wall.around(asked)
    roster = next((one for one in near if one.monday == asked.monday), None)
    if roster is None:
        return render(request, "rotation/no_week.html", {"week": asked, "near": near})
    turns = read.standing(roster)
    if kind := export.wanted(request):
        return export.answer(kind, f"rol-{roster.week}", papers.columns(), turns)
    which = request.GET.get("ver", "")
    boxes = wall.boxes_of(turns)
    context = {
        "roster": roster,
        "week": asked,
        "near": near,
        "which": which if which in VIEWS else "",
        "groups": wall.by_fair(boxes) if which == "ferias" else wall.by_area(boxes),
        "people": wall.by_person(turns) if which == "personas" else [],
        "count": len(turns),
        "shorts": wall.shorts_of(roster, boxes),
        "under": sum(box.under for box in boxes),
        "changes": read.changes_of(roster, 20),
        "standing_by": absences.standing_by(roster.monday),
        "hear_refusal": policies.may_hear_roster(me, roster),
        "publish_refusal": policies.may_publish(me, roster),
        "plan_refusal": policies.may_plan(me),
    }
    return render(request, "rotation/week.html", context)


@guarded(policies.may_read)
def week_pdf(request: HttpRequest, iso: str) -> HttpResponse:
    """The sheet for the wall."""
    roster = found_roster(iso)
    boxes = wall.boxes_of(read.standing(roster))
    groups = wall.by_fair(boxes) if request.GET.get("ver") == "ferias" else wall.by_area(boxes)
    return pdf.answer(papers.wall_pdf(roster, groups), f"rol-{roster.week}")


@guarded(policies.may_keep_roster)
def hear(request: HttpRequest, iso: str) -> HttpResponse:
    me, roster = who(request), found_roster(iso)
    require(policies.may_hear_roster(me, roster))
    form = HeardForm(request.POST or None)
    if request.method == "POST" and attempt(form, rosters.hear_roster, by=me, roster=roster) is not None:
        messages.success(request, _("Written down."))
        return redirect("rotation:week", iso)
    return form_page(request, "rotation/hear.html", form, roster=roster)


@guarded(policies.may_keep_roster)
@require_POST
def publish(request: HttpRequest, iso: str) -> HttpResponse:
    rosters.publish_roster(by=who(request), roster=found_roster(iso))
    messages.success(request, _("Published: everybody sees their turn, and the keys come with it."))
    return redirect("rotation:week", iso)


@guarded(policies.may_plan)
@require_POST
def plan_again(request: HttpRequest, iso: str) -> HttpResponse:
    """Plan a draft anew. What has not changed gives the same plan."""
    roster = found_roster(iso)
    planned = planning.plan_again(by=who(request), roster=roster)
    said = _("Planned anew.") if planned else _("Nothing has changed: the plan is the same.")
    messages.success(request, said)
    return redirect("rotation:week", iso)


@guarded(policies.may_note_attendance)
def list_of_post(request: HttpRequest, iso: str, pk: int) -> HttpResponse:
    """A post's list for a week: who came."""
    me, roster = who(request), found_roster(iso)
    post = one(Post.objects.select_related("area"), pk)
    turns = [turn for turn in read.standing(roster) if turn.post_id == post.pk]
    refusal = policies.may_note_attendance(me, turns[0]) if turns else None
    if request.method == "POST":
        require(refusal)
        said = {
            turn.pk: request.POST[f"t{turn.pk}"]
            for turn in turns
            if request.POST.get(f"t{turn.pk}") in AttendanceNote.Said.values
        }
        count = attendance.note_post(by=me, roster=roster, said=said)
        messages.success(
            request, _("Written down: %(n)d.") % {"n": count} if count else _("Nothing changed.")
        )
        return redirect("rotation:list", iso, post.pk)
    context = {
        "roster": roster,
        "post": post,
        "turns": turns,
        "words": AttendanceNote.Said.choices,
        "refusal": refusal,
    }
    return render(request, "rotation/list.html", context)


@guarded(policies.may_note_attendance)
@require_POST
def note_own(request: HttpRequest, pk: int) -> HttpResponse:
    """A word about one turn, with a few words beside it: also how one disputes what was written."""
    turn = read.find_turn(pk)
    found = one(read.published(), turn.pk if turn else 0)
    attendance.note_attendance(
        by=who(request),
        turn=found,
        said=request.POST.get("said", ""),
        words=request.POST.get("words", "")[:200],
    )
    messages.success(request, _("Written down."))
    return redirect("rotation:turn", pk)
