"""Floats and counts: two people, blind, and the difference told once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from assemblies.models import Topic
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Role
from finance import selectors as finance
from markets import policies
from markets.models import CashCount, QuarantinedSale, Sale, SaleReview
from markets.services import reviewing
from markets.services import tills as services
from tests.factories import federation as f
from tests.markets.till_world import FLOAT, kilos, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_world()


def refusal(service, **given):
    with pytest.raises(Refused) as caught:
        service(**given)
    return caught.value.refusal.code


def count(world, counts=FLOAT, **more):
    return services.count_session(by=world.first, session=world.session, counts=counts, **more)


def test_the_float_needs_two_people(db):
    world = make_world(opened=False)
    opened = services.open_session(
        by=world.first, device=world.device, fair_week=world.fair_week, counts=FLOAT
    )
    assert refusal(services.confirm_opening, by=world.first, session=opened) == "same_person"
    assert refusal(services.confirm_opening, by=f.worker(), session=opened) == "no_key"
    other_fair = f.holder(Role.TILL, "fair:999999")
    assert refusal(services.confirm_opening, by=other_fair, session=opened) == "no_key"
    confirmed = services.confirm_opening(by=world.second, session=opened)
    assert (confirmed.state, confirmed.confirmed_by) == ("open", world.second)
    assert finance.balance(confirmed.cash_ves_account) == 500
    assert finance.balance(confirmed.cash_usd_account) == 10


def test_a_float_that_nobody_confirmed_sells_nothing(db):
    world = make_world(opened=False)
    opened = services.open_session(
        by=world.first, device=world.device, fair_week=world.fair_week, counts=FLOAT
    )
    world.machine.session = opened.pk
    assert world.send(world.machine.sale())[0]["status"] == "quarantined"


def test_a_revoked_machine_opens_nothing(db):
    world = make_world(opened=False)
    services.revoke_device(by=world.coordinator, device=world.device, reason="Se perdió.")
    world.device.refresh_from_db()
    code = refusal(
        services.open_session, by=world.first, device=world.device, fair_week=world.fair_week, counts=FLOAT
    )
    assert code == "other_fair"


def test_the_count_is_blind_until_the_second_signs(world):
    world.send(world.machine.sale(kilos(1000)))
    counting = count(world)
    assert policies.may_see_expected(world.first, counting).code == "blind_count"
    assert set(CashCount.objects.filter(kind="closing").values_list("expected", flat=True)) == {None}
    assert refusal(services.sign_count, by=world.first, session=counting) == "same_person"
    signed = services.sign_count(by=world.second, session=counting)
    assert policies.may_see_expected(world.first, signed) is None
    ves = CashCount.objects.get(kind="closing", currency="VES")
    assert (ves.amount, ves.expected) == (500, 648)


def test_whoever_counts_does_not_read_the_sums(world):
    assert policies.may_see_sums(world.first, world.session).code == "blind_count"
    assert policies.may_see_sums(world.second, world.session) is None


def test_the_difference_is_posted_and_brought_once(world):
    world.send(world.machine.sale(kilos(1000)))
    signed = services.sign_count(by=world.second, session=count(world))
    assert finance.balance(signed.cash_ves_account) == 0
    assert abs(finance.balance(signed.difference_account)) == 148
    topics = Topic.objects.filter(title__contains=str(world.till))
    assert topics.count() == 1
    assert "148" in topics.get().title
    assert refusal(services.sign_count, by=world.second, session=signed)
    assert topics.count() == 1


def test_an_exact_count_brings_nothing(world):
    services.sign_count(by=world.second, session=count(world))
    assert Topic.objects.count() == 0


def test_counting_again_keeps_the_first_figures_in_the_audit(world):
    first = count(world, {"VES": {"100": 4}, "USD": {}})
    again = services.recount_session(by=world.second, session=first)
    assert again.state == "open"
    signed = services.sign_count(by=world.second, session=count(world))
    assert [c.amount for c in signed.counts.filter(kind="closing", currency="VES")] == [500]
    told = AuditEvent.objects.get(verb="markets.recount_till")
    assert told.old == {"VES": "400.00", "USD": "0.00"}
    assert Topic.objects.count() == 0


def test_what_the_machine_says_must_have_arrived(world):
    sealed = [world.machine.sale(kilos(1000)) for _ in range(3)]
    world.send(*sealed[:2])
    said = {"count": 3, "last": 3, "total": Decimal("444.00")}
    signed = services.sign_count(by=world.second, session=count(world, manifest=said))
    assert refusal(services.reconcile_session, by=world.first, session=signed) == "sales_missing"
    world.send(sealed[2])
    assert Sale.objects.filter(is_late=True).count() == 1
    assert services.reconcile_session(by=world.first, session=signed).state == "closed"


def test_another_total_than_the_machines(world):
    world.send(world.machine.sale(kilos(1000)))
    said = {"count": 1, "last": 1, "total": Decimal("1.00")}
    signed = services.sign_count(by=world.second, session=count(world, manifest=said))
    assert refusal(services.reconcile_session, by=world.first, session=signed) == "totals_differ"
    services.revoke_device(by=world.coordinator, device=world.device, reason="Se quemó.")
    signed.refresh_from_db()
    assert services.reconcile_session(by=world.first, session=signed).state == "closed"


def test_a_difference_is_explained_by_a_till_worker(world):
    assert refusal(services.explain_difference, by=world.first, session=world.session, explanation="x")
    signed = services.sign_count(by=world.second, session=count(world))
    assert (
        refusal(services.explain_difference, by=world.first, session=signed, explanation=" ")
        == "no_explanation"
    )
    told = services.explain_difference(by=world.first, session=signed, explanation="Se dio mal un vuelto.")
    assert (told.explanation, told.explained_by) == ("Se dio mal un vuelto.", world.first)


def test_negative_pieces_are_refused(world):
    assert refusal(count, world=world, counts={"VES": {"100": -1}}) == "negative"
    assert not CashCount.objects.filter(kind="closing").exists()


def test_letters_are_never_used_twice(world):
    seen = {world.device.letters}
    for _ in range(30):
        device, _secret = world.another_till()
        assert device.letters not in seen
        seen.add(device.letters)


def test_a_flagged_sale_is_looked_at_once_with_a_note(world):
    world.send(world.machine.sale(kilos(1000, price=1)))
    sale = Sale.objects.get()
    assert refusal(reviewing.review_sale, by=world.first, sale=sale, note="x") == "no_key"
    assert refusal(reviewing.review_sale, by=world.coordinator, sale=sale, note="  ") == "no_note"
    reviewing.review_sale(by=world.coordinator, sale=sale, note="Se tecleó el precio viejo.")
    assert refusal(reviewing.review_sale, by=world.coordinator, sale=sale, note="x") == "already_reviewed"
    assert SaleReview.objects.get().by == world.coordinator
    assert AuditEvent.objects.filter(verb="markets.review_sale").count() == 1


def test_a_sale_without_flags_is_not_reviewed(world):
    world.send(world.machine.sale())
    sale = Sale.objects.get()
    assert refusal(reviewing.review_sale, by=world.coordinator, sale=sale, note="x") == "nothing_odd"


def test_what_could_not_be_read_is_resolved_with_a_note(world):
    world.send({"prev": "", "hash": "", "body": "?"})
    row = QuarantinedSale.objects.get()
    assert refusal(reviewing.resolve_quarantine, by=world.first, quarantined=row, note="x") == "no_key"
    done = reviewing.resolve_quarantine(by=world.coordinator, quarantined=row, note="Se pasó a mano.")
    assert done.resolved_at is not None
    again = refusal(reviewing.resolve_quarantine, by=world.coordinator, quarantined=row, note="x")
    assert again == "already_resolved"
    assert QuarantinedSale.objects.get().payload == row.payload
    assert timezone.now() - done.resolved_at < dt.timedelta(minutes=1)
