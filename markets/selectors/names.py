"""How the fair week's things and deeds are called where only their references stand."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from cecosesola.ui.names import Names
from federation.selectors import Cooperative
from markets.models import Fair, FairWeek, MarketWeek, Producer, TillSession


def producers(numbers: Collection[int]) -> Mapping[int, str]:
    return dict(Producer.objects.filter(pk__in=numbers).values_list("pk", "name"))


def fairs(numbers: Collection[int]) -> Mapping[int, str]:
    return dict(Fair.objects.filter(pk__in=numbers).values_list("pk", "name"))


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
    "fair": fairs,
    "session": sessions,
    "cooperative": cooperatives,
    "markets.tillsession": sessions,
    "markets.marketweek": weeks,
    "markets.fairweek": fair_weeks,
}

# What people did to a week, from its opening to its payment. The tills teach their own.
VERBS = {
    "markets.open_week": _("opened a week"),
    "markets.advance_week": _("moved a week on"),
    "markets.set_schedule": _("changed by when a stage is expected"),
    "markets.set_demand": _("wrote what a fair asks for"),
    "markets.set_day": _("changed a fair's days"),
    "markets.set_participation": _("changed whether a fair takes part"),
    "markets.pledge": _("wrote a pledge"),
    "markets.withdraw_pledge": _("took a pledge back"),
    "markets.bring_cost_sheet": _("brought a cost sheet"),
    "markets.set_mix_item": _("changed an item of the mix"),
    "markets.publish_prices": _("published the prices"),
    "markets.propose_allocation": _("proposed the allocation"),
    "markets.adjust_allocation": _("fixed an allocation by hand"),
    "markets.receive": _("wrote a weighing"),
    "markets.dispute_receipt": _("questioned a weighing"),
    "markets.answer_dispute": _("answered about a weighing"),
    "markets.move_goods": _("moved goods"),
    "markets.dispatch": _("loaded a truck"),
    "markets.record_outflow": _("wrote what left without being sold"),
    "markets.count_stock": _("counted what is left"),
    "markets.finish_fair": _("finished a fair's count"),
    "markets.settle_week": _("drew up the statements"),
    "markets.agree_all": _("agreed the statements that nobody questioned"),
    "markets.pay_settlements": _("paid statements"),
    "markets.save_item": _("wrote a produce item"),
    "markets.save_product": _("wrote a dry good"),
    "markets.save_producer": _("wrote a producer"),
    "markets.save_fair": _("wrote a fair"),
    "markets.set_hours": _("changed a fair's usual hours"),
    "markets.add_till": _("added a till"),
    "markets.set_parameter": _("wrote a figure of the assembly"),
}
