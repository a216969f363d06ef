"""Dues, funds, a campaign and a savings group of the demo, with a few weeks behind them."""

import datetime as dt
import random
from decimal import Decimal

from cecosesola.demo.people import Cast
from cecosesola.demo.savings import decide
from cecosesola.kernel import clock
from cecosesola.kernel.clock import midnight, today
from cecosesola.kernel.weeks import Week
from finance import services
from finance.selectors import BenefitFund

WEEKS = 6
FAMILIES = 40


def stand_together(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    solidarity = _funds(cast, chance)
    _tell(cast, solidarity)
    _campaign(cast, chance)
    _group(cast)
    _buy(cast)


def _morning(weeks_ago: int) -> dt.datetime:
    return midnight(Week.of(today()).shift(-weeks_ago).monday) + dt.timedelta(hours=10)


def _funds(cast: Cast, chance: random.Random) -> BenefitFund:
    """A funeral plan that fills its fund week by week, and a solidarity fund for everybody."""
    decision = decide(cast, "Plan funerario y fondo solidario", "Cuotas iguales; el fondo hasta 20.000.")
    funeral = services.open_fund(
        by=cast.finance,
        cooperative=cast.primary,
        name="Fondo funerario (demo)",
        purpose=BenefitFund.Purpose.FUNERAL,
    )
    solidarity = services.open_fund(
        by=cast.finance,
        cooperative=cast.primary,
        name="Fondo solidario (demo)",
        purpose=BenefitFund.Purpose.SOLIDARITY,
    )
    plan = services.offer_dues(
        by=cast.finance, cooperative=cast.primary, name="Plan funerario (demo)", fund=funeral
    )
    first = Week.of(today()).shift(-WEEKS).monday
    services.set_dues_rate(by=cast.finance, plan=plan, amount=Decimal(45), since=first, decision=decision)
    for fund, ceiling in ((funeral, 60_000), (solidarity, 20_000)):
        services.set_benefit_rule(
            by=cast.finance,
            fund=fund,
            since=first,
            waiting_days=30,
            ceiling=Decimal(ceiling),
            decision=decision,
        )
    families = [cast.coordinator, cast.by_document["V10000009"], *cast.workers[10 : 8 + FAMILIES]]
    joined = [
        services.enrol(by=cast.finance, plan=plan, person=one, since=first + dt.timedelta(weeks=place % 3))
        for place, one in enumerate(dict.fromkeys(families))
        if one != cast.finance
    ]
    services.charge_due()
    for weeks_ago in (4, 2):
        with clock.at(_morning(weeks_ago)):
            paid = {one.pk: Decimal(90) for one in joined if chance.random() < 0.8}
            services.receive_dues(by=cast.finance, plan=plan, paid=paid, key=f"demo-dues-{weeks_ago}")
    services.contribute(by=cast.finance, fund=solidarity, amount=Decimal(48_000), key="demo-fund")
    return solidarity


def _tell(cast: Cast, fund: BenefitFund) -> None:
    """One that was heard and valued, and one that waits to be heard."""
    claim = services.tell_claim(
        by=cast.by_document["V10000009"],
        fund=fund,
        what="A mi mamá la operaron de la cadera y hubo que comprar la prótesis.",
        happened_on=today() - dt.timedelta(days=9),
        asked=Decimal(18_500),
        key="demo-claim-1",
    )
    services.hear_claim(
        by=cast.finance, claim=claim, said="Se oyó en la reunión de área. Estamos de acuerdo."
    )
    services.value_claim(
        by=cast.finance,
        claim=claim,
        amount=Decimal(15_000),
        decision=decide(cast, "Apoyo para una operación", "El fondo da quince mil."),
    )
    services.tell_claim(
        by=cast.coordinator,
        fund=fund,
        what="El aguacero se llevó parte del techo de mi casa.",
        happened_on=today() - dt.timedelta(days=3),
        asked=Decimal(12_000),
        key="demo-claim-2",
    )


def _campaign(cast: Cast, chance: random.Random) -> None:
    decision = decide(cast, "Un ecógrafo para el centro de salud", "Lo juntamos entre todas, de lo nuestro.")
    services.set_own_money_rule(
        by=cast.finance, words="Lo que hacemos lo sostenemos con nuestro trabajo.", decision=decision
    )
    with clock.at(_morning(WEEKS)):
        campaign = services.begin_campaign(
            by=cast.finance,
            cooperative=cast.primary,
            name="Un ecógrafo (demo)",
            purpose="Para no mandar a nadie a otra parte a hacerse un eco.",
            goal=Decimal(250_000),
            ends=today() + dt.timedelta(days=60),
            decision=decision,
        )
    for number in range(26):
        source = chance.choice(["pocket", "food", "food", "raffle", "raffle", "event"])
        with clock.at(_morning(WEEKS - number // 5)):
            services.receive_gift(
                by=cast.finance,
                campaign=campaign,
                source=source,
                amount=Decimal(chance.randrange(20, 140) * 50),
                key=f"demo-gift-{number}",
                person=cast.workers[30 + number] if source == "pocket" else None,
                shows_name=source == "pocket" and number % 2 == 0,
            )


def _group(cast: Cast) -> None:
    """Six people, two weeks in: one turn handed out, one that somebody has missed."""
    group = services.begin_group(
        by=cast.finance,
        cooperative=cast.primary,
        name="San de los lunes (demo)",
        amount=Decimal(500),
        starts=Week.of(today()).previous.monday,
    )
    for one in (cast.coordinator, cast.by_document["V10000009"], *cast.workers[12:16]):
        services.join_group(by=one, group=group)
    services.start_group(by=cast.finance, group=group)
    places = list(group.places.select_related("person", "group").order_by("turn"))
    for place in places:
        services.receive_turn(by=cast.finance, place_of=place, turn=1)
    services.hand_turn_out(by=cast.finance, place_of=places[0])
    for place in places[:4]:
        services.receive_turn(by=cast.finance, place_of=place, turn=2)


def _buy(cast: Cast) -> None:
    """What the network bought for two of its organisations, and what one of them paid."""
    services.set_purchase_share(
        by=cast.finance,
        percent=Decimal("1.5"),
        since=today() - dt.timedelta(days=365),
        decision=decide(cast, "Uno y medio por ciento de las compras", "Para el fondo de apoyo mutuo."),
    )
    bought = (("Harina y arroz (demo)", 64_000), ("Semillas (demo)", 21_500))
    for number, (buyer, (what, amount)) in enumerate(zip(cast.affiliates, bought, strict=False)):
        services.buy_for(
            by=cast.finance,
            cooperative=cast.primary,
            buyer=buyer,
            what=what,
            amount=Decimal(amount),
            key=f"demo-purchase-{number}",
        )
    services.receive_purchase_payment(
        by=cast.finance,
        cooperative=cast.primary,
        buyer=cast.affiliates[0],
        amount=Decimal(40_000),
        key="demo-purchase",
    )
