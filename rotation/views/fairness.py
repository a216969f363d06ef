"""How fair it has been, who has worked with whom, and whom to train: for the meeting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cecosesola.ui.charts import Part
from cecosesola.ui.guard import guarded
from rotation import policies
from rotation.models import Post
from rotation.selectors import fairness as read
from rotation.selectors import mixing
from rotation.selectors.weeks import whom_to_train
from rotation.views.common import found_week, one, who


@guarded(policies.may_read)
def fair(request: HttpRequest) -> HttpResponse:
    found = read.fairness()
    met = []
    if found is not None:
        met = [
            Part(
                _("Never together") if one.label == "0" else f"× {one.label}",
                one.pairs,
                f"{one.pairs:,}".replace(",", "."),
                "neutral" if one.label == "0" else "good",
            )
            for one in found.met
        ]
    context = {"fair": found, "met": met, "stays": read.who_stays(), "train": whom_to_train()}
    return render(request, "rotation/fairness.html", context)


@guarded(policies.may_read)
def together(request: HttpRequest) -> HttpResponse:
    """A grid of the people of one post: how often each has worked with each."""
    week = mixing.this_week()
    if request.GET.get("semana"):
        week = found_week(request.GET["semana"])
    posts = list(Post.objects.filter(is_active=True).select_related("area"))
    asked = request.GET.get("puesto", "")
    post = None
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        post = one(Post.objects.select_related("area"), int(asked))
    elif posts:
        mine = mixing.post_of(who(request), week)
        post = next((one for one in posts if one.pk == mine), posts[0])
    grid = mixing.grid_of(post, week) if post else None
    context = {"grid": grid, "post": post, "posts": posts, "week": week}
    return render(request, "rotation/together.html", context)
