"""Posts and skills as they are kept."""

from itertools import groupby

from django.db.models import Count, Prefetch, Q, QuerySet

from cecosesola.kernel.clock import today
from cecosesola.kernel.weeks import Week
from federation.selectors import Person
from rotation.models import FixedPlace, Post, PostHours, Qualification, Skill, Training, Turn
from rotation.selectors.crew import crew_of
from rotation.selectors.turns import published


def posts() -> QuerySet[Post]:
    hours = Prefetch("hours", queryset=PostHours.objects.order_by("weekday", "starts"))
    return Post.objects.select_related("area").prefetch_related(hours, "skills", "keys")


def posts_by_area() -> list[tuple[str, list[Post]]]:
    """Every post, those in use first, area by area."""
    found = posts().order_by("area__place", "area__name", "-is_active", "scope_label", "name", "pk")
    return [(str(area), list(several)) for area, several in groupby(found, key=lambda post: post.area)]


def able_at(post: Post) -> list[Person]:
    """Who of those who are in this week may take a post."""
    crew = crew_of(Week.of(today()))
    able = [person for person in crew.present if post.pk in crew.eligible[person]]
    return list(Person.objects.filter(pk__in=able).order_by("family_order", "given_order", "pk"))


def places_at(post: Post) -> list[FixedPlace]:
    found = FixedPlace.objects.filter(post=post, during__endswith__gt=today()) | FixedPlace.objects.filter(
        post=post, during__upper_inf=True
    )
    return list(found.select_related("person", "decision").order_by("during", "pk"))


def recent_at(post: Post) -> list[Turn]:
    """Who was there in the last weeks, the last first."""
    found = published().filter(post=post, monday__lte=Week.of(today()).monday)
    return list(found.select_related("person").order_by("-monday", "person__given_names", "pk")[:60])


def skills() -> QuerySet[Skill]:
    """Each with how many know it today and how many learn it."""
    return Skill.objects.annotate(
        knows=Count("qualifications", filter=Q(qualifications__during__contains=today()), distinct=True),
        learns=Count("trainings", filter=Q(trainings__ended_on=None), distinct=True),
    ).order_by("-is_active", "name")


def who_knows(skill: Skill) -> list[Qualification]:
    found = Qualification.objects.filter(skill=skill, during__contains=today())
    return list(
        found.select_related("person", "noted_by").order_by(
            "person__family_order", "person__given_order", "pk"
        )
    )


def who_learns(skill: Skill) -> list[Training]:
    return list(
        Training.objects.filter(skill=skill)
        .select_related("person", "beside")
        .order_by("ended_on", "-began_on", "pk")[:60]
    )
