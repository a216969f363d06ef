"""Solidarity brigades: homes enter with their consent, rounds share what was donated, deliveries end."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.idempotency import once
from cecosesola.kernel.money import ZERO, kilos
from cecosesola.kernel.text import as_written
from federation.models import Delivery, Person, RoundDonation, SupportedHome, SupportRound
from federation.policies import support as policies
from federation.selectors import lent
from federation.services.reaching import as_dialled
from federation.states import DELIVERY, DeliveryState

LONGEST_WITHOUT_REVIEW = dt.timedelta(days=184)
PRIVATE = ("contact", "contact_name", "phone", "address", "needs", "reason")


def enter_home(*, by: Person, key: str, consent: bool, **home: Any) -> SupportedHome:
    """Write down a home that asked for support and agreed to be in this register. The same key, once.

    What the audit keeps of it is only that it happened: who, where and why stay with the brigade.
    """
    require(policies.may_go_with_brigade(by))
    if not consent:
        raise refuse(
            "no_consent", _("Without their consent nobody is written down."), consent=_("Ask them first.")
        )
    _check(home)
    home["phone"] = as_dialled(home.get("phone", ""))

    def do() -> int:
        day = today()
        entered = SupportedHome.objects.create(**home, since=day, consent_on=day, consent_told_to=by)
        _record(by, "federation.enter_home", entered)
        return entered.pk

    plain = {name: getattr(value, "pk", value) for name, value in home.items()}
    pk, _replay = once(f"home:{by.pk}", key, plain, do)
    return SupportedHome.objects.get(pk=pk)


def change_home(*, by: Person, home: SupportedHome, consent: bool, **changes: Any) -> SupportedHome:
    """Look at a home again: what changed, and that they still agree."""
    with transaction.atomic():
        home = SupportedHome.objects.select_for_update().get(pk=home.pk)
        require(policies.may_change_home(by, home))
        if not consent:
            raise refuse(
                "no_consent",
                _("If they no longer agree, end their support: what is written of them is erased."),
                consent=_("Ask them, or end it."),
            )
        _check(changes)
        changes["phone"] = as_dialled(changes.get("phone", ""))
        for name, value in changes.items():
            setattr(home, name, value)
        home.save(update_fields=list(changes))
        _record(by, "federation.change_home", home)
    return home


def end_support(*, by: Person, home: SupportedHome) -> SupportedHome:
    """The home no longer needs it, or no longer agrees: what is written of them is erased, now.

    What was planned for them is marked as not brought; what was brought stays as kilos to a zone.
    """
    with transaction.atomic():
        home = SupportedHome.objects.select_for_update().get(pk=home.pk)
        require(policies.may_end_consent(by, home))
        moment = now()
        Delivery.objects.filter(home=home, state=DeliveryState.PLANNED).update(
            state=DeliveryState.MISSED, ended_by=by, ended_at=moment, why_not=as_written(_("support ended"))
        )
        erase(home, at=moment)
        _record(by, "federation.end_support", home)
    return home


def erase(home: SupportedHome, *, at: dt.datetime) -> None:
    """Erase who lives there, where and why; the row stays for the kilos that were brought. Holds its lock."""
    home.contact = None
    for name in PRIVATE[1:]:
        setattr(home, name, "")
    home.ended_at = home.ended_at or at
    home.save(update_fields=[*PRIVATE, "ended_at"])


def plan_round(*, by: Person, key: str, day: dt.date, name: str, donations: list[str]) -> SupportRound:
    """A round on a day, with what was donated for it. Each donation goes to one round only."""
    require(policies.may_go_with_brigade(by))
    if day < today():
        raise refuse("past_day", _("Look at the day."), day=_("Choose today or a day to come."))
    if not donations:
        raise refuse("no_donation", _("A round needs something to bring."), donations=_("Choose a donation."))
    given = {gift.ref: gift for gift in lent.donations()}
    if unknown := [ref for ref in donations if ref not in given]:
        raise refuse(
            "no_such_donation", _("That donation is no longer there: %(ref)s.") % {"ref": unknown[0]}
        )

    def do() -> int:
        made = SupportRound.objects.create(day=day, name=name, made_by=by, made_at=now())
        # The unique reference decides who was first: the second waits here, and then sees it taken.
        rows = [
            RoundDonation(round=made, ref=ref, label=given[ref].label, kilos=given[ref].kilos)
            for ref in sorted(set(donations))
        ]
        RoundDonation.objects.bulk_create(rows, ignore_conflicts=True)
        if RoundDonation.objects.filter(round=made).count() != len(rows):
            raise refuse(
                "donation_taken",
                _("Another round has already taken one of these donations. Choose again."),
                status=409,
                donations=_("Choose among what is left."),
            )
        audit.record(
            by=by, verb="federation.plan_round", thing=made, new={"day": day, "donations": sorted(donations)}
        )
        return made.pk

    pk, _replay = once(f"round:{by.pk}", key, [day, name, sorted(donations)], do)
    return SupportRound.objects.get(pk=pk)


def plan_deliveries(*, by: Person, round: SupportRound, shares: Mapping[int, Decimal]) -> int:
    """Say what each home gets: `shares` maps homes to kilos; zero leaves a home out.

    Asked again, it replaces what is still planned; what was brought or missed stays. Returns how many
    are planned. Raises Refused `too_much` when the round has not so much.
    """
    require(policies.may_go_with_brigade(by))
    with transaction.atomic():
        round = SupportRound.objects.select_for_update().get(pk=round.pk)
        wanted = {home: kilos(weight) for home, weight in shares.items() if weight > 0}
        ended = round.deliveries.exclude(state=DeliveryState.PLANNED)
        settled = set(ended.values_list("home_id", flat=True))
        brought = ended.filter(state=DeliveryState.DONE).aggregate(sum=Sum("kilos"))["sum"] or ZERO
        has = round.donations.aggregate(sum=Sum("kilos"))["sum"] or ZERO
        # Homes are locked, so that none ends its consent while it is being planned for.
        homes = SupportedHome.objects.select_for_update().filter(pk__in=wanted, ended_at=None).order_by("pk")
        live = {home.pk for home in homes} - settled
        planned = {home: weight for home, weight in wanted.items() if home in live}
        if sum(planned.values(), brought) > has:
            raise refuse(
                "too_much",
                _("The round has %(has)s kg and this adds up to %(sum)s kg. Bring some down.")
                % {"has": has, "sum": sum(planned.values(), brought)},
            )
        round.deliveries.filter(state=DeliveryState.PLANNED).delete()
        Delivery.objects.bulk_create(
            Delivery(round=round, home_id=home, kilos=weight) for home, weight in sorted(planned.items())
        )
        audit.record(
            by=by,
            verb="federation.plan_deliveries",
            thing=round,
            new={"homes": len(planned), "kilos": sum(planned.values(), ZERO)},
        )
    return len(planned)


def end_delivery(*, by: Person, delivery: Delivery, done: bool, why_not: str = "") -> Delivery:
    """Brought, or not and why. Saying the same twice is once; what was missed may still be brought."""
    require(policies.may_go_with_brigade(by))
    state = DeliveryState.DONE if done else DeliveryState.MISSED
    with transaction.atomic():
        round = SupportRound.objects.select_for_update().get(pk=delivery.round_id)
        delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if delivery.state == state:
            return delivery
        require(DELIVERY.refusal(delivery.state, state))
        if not done and not why_not.strip():
            raise refuse("no_reason", _("Say why it was not brought."), why_not=_("In a few words."))
        if delivery.state == DeliveryState.MISSED:
            _require_left(round, delivery)
        delivery.state, delivery.ended_by, delivery.ended_at = state, by, now()
        delivery.why_not = "" if done else why_not.strip()
        delivery.save(update_fields=["state", "ended_by", "ended_at", "why_not"])
        audit.record(by=by, verb=f"federation.delivery_{state}", thing=round, new={"kilos": delivery.kilos})
    return delivery


def _require_left(round: SupportRound, delivery: Delivery) -> None:
    """What was missed may have gone to others since."""
    has = round.donations.aggregate(sum=Sum("kilos"))["sum"] or ZERO
    held = round.deliveries.exclude(state=DeliveryState.MISSED).aggregate(sum=Sum("kilos"))["sum"] or ZERO
    if held + delivery.kilos > has:
        raise refuse("nothing_left", _("Those kilos have gone to other homes since."), status=409)


def _check(home: Mapping[str, Any]) -> None:
    if not (home.get("contact") or home.get("contact_name")):
        raise refuse("no_contact", _("Say whom to ask for."), contact_name=_("Write a name."))
    if not any(home.get(name) for name in ("adults", "children", "elders")):
        raise refuse("nobody", _("Say how many live there."), adults=_("At least one person."))
    latest = today() + LONGEST_WITHOUT_REVIEW
    if not today() < home["review_on"] <= latest:
        raise refuse("review", _("Look at the day."), review_on=_("Choose a day within the next six months."))


def _record(by: Person, verb: str, home: SupportedHome) -> None:
    """Private, and without who lives there: a home's name in the audit is its number."""
    audit.record(by=by, verb=verb, thing=home, private=True)
