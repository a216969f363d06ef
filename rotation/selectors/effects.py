"""Where decisions took effect in the roster, and what a turn's key cites."""

import re
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies.selectors import Decision, Effect
from federation.selectors import Citation
from rotation.models import FixedPlace, TimeOff, Turn, Weights


def weights_of(decision: Decision) -> list[Effect]:
    return [
        Effect(
            _("Weights of the roster, version %(n)d") % {"n": one.version},
            reverse("rotation:weights"),
            _("weights"),
            "info",
        )
        for one in Weights.objects.filter(decision=decision).order_by("-version")[:20]
    ]


def places_of(decision: Decision) -> list[Effect]:
    found = FixedPlace.objects.filter(decision=decision).select_related("person", "post").order_by("-pk")
    return [
        Effect(str(one), reverse("rotation:post", args=[one.post_id]), _("stays"), "info")
        for one in found[:50]
    ]


def times_off_of(decision: Decision) -> list[Effect]:
    found = TimeOff.objects.filter(decision=decision).select_related("person").order_by("-first_day", "-pk")
    return [
        Effect(str(one), reverse("rotation:time_off", args=[one.pk]), one.get_state_display(), one.tone)
        for one in found[:50]
    ]


class Turns:
    """Lends turns to the register: a key that a turn gave says which (`T-812`)."""

    def citable(self) -> list[Citation]:
        return []  # a turn gives its keys by itself

    def resolve(self, refs: Iterable[str]) -> dict[str, Citation]:
        numbers = {int(ref[2:]): ref for ref in refs if re.fullmatch(r"T-\d{1,15}", ref)}
        if not numbers:
            return {}
        found = Turn.objects.filter(pk__in=numbers).select_related("post", "roster")
        return {
            numbers[turn.pk]: Citation(
                numbers[turn.pk],
                f"{turn.post.name} · {turn.roster.week}",
                reverse("rotation:turn", args=[turn.pk]),
            )
            for turn in found
        }
