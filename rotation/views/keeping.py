"""Posts, skills, trainings, places that stay, files and weights."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import add_refusal, attempt, form_page
from cecosesola.ui.guard import guarded
from rotation import policies
from rotation.forms import keeping as forms
from rotation.models import FixedPlace, Post, Qualification, Training, Weights
from rotation.selectors import keeping as read
from rotation.selectors.weights import WORDS
from rotation.services import importing, posts, skills, weights
from rotation.views.common import one, who


@guarded(policies.may_read)
def all_posts(request: HttpRequest) -> HttpResponse:
    context = {"groups": read.posts_by_area(), "keep_refusal": policies.may_keep_roster(who(request))}
    return render(request, "rotation/posts.html", context)


@guarded(policies.may_read)
def post(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(read.posts(), pk)
    context = {
        "post": found,
        "hours": found.hours.all(),
        "able": read.able_at(found),
        "places": read.places_at(found),
        "recent": read.recent_at(found),
        "keep_refusal": policies.may_keep_roster(who(request)),
    }
    return render(request, "rotation/post.html", context)


def _keep_post(request: HttpRequest, found: Post | None) -> HttpResponse:
    initial: dict[str, Any] = {}
    if found is not None:
        initial = {name: getattr(found, name) for name in posts.FIELDS}
        initial["skills"] = found.skills.all()
        initial["hours"] = [(h.weekday, h.starts, h.ends) for h in found.hours.all()]
        initial["roles"] = [key.role for key in found.keys.all()]
    form = forms.PostForm(request.POST or None, initial=initial)
    if request.method == "POST":
        kept = attempt(form, posts.keep_post, by=who(request), post=found)
        if kept is not None:
            messages.success(request, _("Kept. The weeks to plan read it so."))
            return redirect("rotation:post", kept.pk)
    return form_page(request, "rotation/keep_post.html", form, post=found)


@guarded(policies.may_keep_roster)
def new_post(request: HttpRequest) -> HttpResponse:
    return _keep_post(request, None)


@guarded(policies.may_keep_roster)
def change_post(request: HttpRequest, pk: int) -> HttpResponse:
    return _keep_post(request, one(read.posts(), pk))


def _form(
    request: HttpRequest,
    form: Any,
    service: Callable[..., Any],
    template: str,
    to: tuple[Any, ...],
    about: Any,
    **given: Any,
) -> HttpResponse:
    """A form of one service, about a thing whose page follows."""
    if request.method == "POST" and attempt(form, service, by=who(request), **given) is not None:
        messages.success(request, _("Written down."))
        return redirect(*to)
    return form_page(request, template, form, about=about, to=to)


@guarded(policies.may_keep_roster)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody stays at this post, by decision."""
    found = one(read.posts(), pk)
    form = forms.PlaceForm(request.POST or None)
    return _form(
        request, form, posts.place, "rotation/place.html", ("rotation:post", found.pk), found, post=found
    )


@guarded(policies.may_keep_roster)
def end_place(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(FixedPlace.objects.select_related("person", "post"), pk)
    require(policies.may_note_skill(who(request), found.person))
    form = forms.EndOnForm(request.POST or None)
    to = ("rotation:post", found.post_id)
    return _form(request, form, posts.end_place, "rotation/end_on.html", to, found, placed=found)


@guarded(policies.may_read)
def all_skills(request: HttpRequest) -> HttpResponse:
    context = {"skills": read.skills(), "keep_refusal": policies.may_keep_roster(who(request))}
    return render(request, "rotation/skills.html", context)


@guarded(policies.may_keep_roster)
def new_skill(request: HttpRequest) -> HttpResponse:
    form = forms.SkillForm(request.POST or None)
    if request.method == "POST":
        kept = attempt(form, skills.keep_skill, by=who(request))
        if kept is not None:
            return redirect("rotation:skill", kept.pk)
    return form_page(request, "rotation/keep_skill.html", form, skill=None)


@guarded(policies.may_keep_roster)
def change_skill(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(read.skills(), pk)
    initial = {"name": found.name, "about": found.about}
    form = forms.SkillForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and attempt(form, skills.keep_skill, by=who(request), skill=found) is not None
    ):
        return redirect("rotation:skill", found.pk)
    return form_page(request, "rotation/keep_skill.html", form, skill=found)


@guarded(policies.may_read)
def skill(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(read.skills(), pk)
    context = {
        "skill": found,
        "known": read.who_knows(found),
        "learning": read.who_learns(found),
        "posts": found.posts.filter(is_active=True).select_related("area"),
        "keep_refusal": policies.may_keep_roster(who(request)),
        "today": today(),
    }
    return render(request, "rotation/skill.html", context)


@guarded(policies.may_keep_roster)
def qualify(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(read.skills(), pk)
    form = forms.QualifyForm(request.POST or None)
    to = ("rotation:skill", found.pk)
    return _form(request, form, skills.qualify, "rotation/qualify.html", to, found, skill=found)


@guarded(policies.may_keep_roster)
def end_qualification(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(Qualification.objects.select_related("person", "skill"), pk)
    require(policies.may_note_skill(who(request), found.person))
    form = forms.EndOnForm(request.POST or None)
    to = ("rotation:skill", found.skill_id)
    return _form(request, form, skills.end_qualification, "rotation/end_on.html", to, found, known=found)


@guarded(policies.may_keep_roster)
def train(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(read.skills(), pk)
    form = forms.TrainForm(request.POST or None)
    to = ("rotation:skill", found.pk)
    return _form(request, form, skills.begin_training, "rotation/train.html", to, found, skill=found)


@guarded(policies.may_keep_roster)
def end_training(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(Training.objects.select_related("person", "skill"), pk)
    require(policies.may_note_skill(who(request), found.person))
    form = forms.EndTrainingForm(request.POST or None)
    to = ("rotation:skill", found.skill_id)
    return _form(request, form, skills.end_training, "rotation/end_on.html", to, found, training=found)


@guarded(policies.may_keep_roster)
def bring_file(request: HttpRequest) -> HttpResponse:
    """Look at a file of who knows what; then bring it again to write it."""
    form = forms.FileForm(request.POST or None, request.FILES or None)
    looked, written = None, False
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(importing.MOST_BYTES + 1)
        written = request.POST.get("escribir") == "si"
        try:
            do = importing.bring_qualifications if written else importing.look_at
            looked = do(by=who(request), content=content)
        except Refused as refused:
            add_refusal(form, refused.refusal)
    if looked is not None and written:
        messages.success(request, _("Written: %(n)d.") % {"n": len(looked.new)})
    return form_page(
        request, "rotation/bring_file.html", form, looked=looked, written=written, columns=importing.COLUMNS
    )


@guarded(policies.may_read)
def all_weights(request: HttpRequest) -> HttpResponse:
    """What counts for how much, and which decision said so."""
    versions = list(Weights.objects.select_related("decision", "set_by")[:20])
    values = versions[0].values if versions else weights.BEGINNING
    rows = [(label, help_text, values.get(name, 0)) for name, (label, help_text) in WORDS.items()]
    refusal = policies.may_keep_roster(who(request))
    return render(
        request, "rotation/weights.html", {"rows": rows, "versions": versions, "keep_refusal": refusal}
    )


@guarded(policies.may_keep_roster)
def set_weights(request: HttpRequest) -> HttpResponse:
    form = forms.WeightsForm(request.POST or None, values=dict(weights.weights_now().values))
    if request.method == "POST" and form.is_valid():
        try:
            weights.set_weights(by=who(request), values=form.weights, decision=form.cleaned_data["decision"])
        except Refused as refused:
            add_refusal(form, refused.refusal)
        else:
            messages.success(request, _("Set. The weeks to plan read them so."))
            return redirect("rotation:weights")
    return form_page(request, "rotation/set_weights.html", form)
