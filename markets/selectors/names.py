"""How the fair week's things are called where only their references stand, as in the books."""

from collections.abc import Collection, Mapping

from cecosesola.ui.names import Names
from federation.selectors import Cooperative
from markets.models import FairWeek, MarketWeek, Producer, TillSession


def producers(numbers: Collection[int]) -> Mapping[int, str]:
    return dict(Producer.objects.filter(pk__in=numbers).values_list("pk", "name"))


def sessions(numbers: Collection[int]) -> Mapping[int, str]:
    found = TillSession.objects.filter(pk__in=numbers).select_related("till__fair")
    return {session.pk: str(session.till) for session in found}


def weeks(numbers: Collection[int]) -> Mapping[int, str]:
    return {week.pk: str(week) for week in MarketWeek.objects.filter(pk__in=numbers)}


def fair_weeks(numbers: Collection[int]) -> Mapping[int, str]:
    found = FairWeek.objects.filter(pk__in=numbers).select_related("fair", "week")
    return {fair_week.pk: str(fair_week) for fair_week in found}


def cooperatives(numbers: Collection[int]) -> Mapping[int, str]:
    return dict(Cooperative.objects.filter(pk__in=numbers).values_list("pk", "name"))


KINDS: dict[str, Names] = {
    "producer": producers,
    "session": sessions,
    "cooperative": cooperatives,
    "markets.tillsession": sessions,
    "markets.marketweek": weeks,
    "markets.fairweek": fair_weeks,
}
