"""Who may do what in the fair week, and when it may be done. One place; denied by default.

Every function answers None or a Refusal, shared by buttons, services and the API.
"""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import NO_KEY, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, key_refusal, keys_of, worker_refusal
from markets.models import Device, Fair, FairWeek, MarketWeek, Producer, TillSession
from markets.states import WEEK, SessionState, Stage, next_stage, reached

CLOSED = Refusal("week_closed", _("This week is closed. Its figures stand."), status=409)
UNKNOWN_DEVICE = Refusal(
    "unknown_device", _("This machine is not registered as a till. Register it again."), status=401
)
BLIND = Refusal("blind_count", _("What is expected shows when two people have signed the count."), status=403)
SAME_PERSON = Refusal(
    "same_person", _("A second person must confirm: you cannot confirm your own count."), status=409
)


def may_read(person: Person) -> Refusal | None:
    """Every worker reads weeks, prices, balances, differences and settlements."""
    return worker_refusal(person)


def may_coordinate(person: Person) -> Refusal | None:
    """Move stages, plan, publish prices, allocate: the coordinators of the week."""
    return key_refusal(person, Role.WEEK)


def may_keep_catalogue(person: Person) -> Refusal | None:
    """Write produce, dry goods, producers, fairs, tills and dated figures: the coordinators of the week."""
    return key_refusal(person, Role.WEEK)


def may_plan(person: Person, week: MarketWeek) -> Refusal | None:
    return may_coordinate(person) or _at(week, Stage.PLAN, Stage.PRICE)


def may_pledge(person: Person, week: MarketWeek, producer: Producer | None = None) -> Refusal | None:
    """Buyers and coordinators for anyone; whoever speaks for a producer, for that producer."""
    return _pledge_key(person, producer) or _at(week, Stage.PLAN, Stage.RECEIVE)


def _pledge_key(person: Person, producer: Producer | None) -> Refusal | None:
    keys = keys_of(person)
    if keys.holds(Role.WEEK) or keys.holds_any(Role.BUYING):
        return None
    if producer is not None and keys.holds(Role.SUPPLY, f"producer:{producer.pk}"):
        return None
    if producer is None and keys.holds_any(Role.SUPPLY):
        return None
    return NO_KEY


def may_speak_for(person: Person, producer: Producer) -> Refusal | None:
    """See and answer a producer's own statements: whoever speaks for it."""
    return None if keys_of(person).holds(Role.SUPPLY, f"producer:{producer.pk}") else NO_KEY


def may_read_producer(person: Person, producer: Producer) -> Refusal | None:
    """Workers read every producer; an outsider only the one that she speaks for."""
    if may_read(person) is None or may_speak_for(person, producer) is None:
        return None
    return NOT_FOUND


def may_price(person: Person, week: MarketWeek) -> Refusal | None:
    return may_coordinate(person) or _at(week, Stage.PLEDGE, Stage.ALLOCATE)


def may_publish(person: Person, week: MarketWeek) -> Refusal | None:
    """A new price version may come in the middle of the week."""
    return may_coordinate(person) or _at(week, Stage.PRICE, Stage.SELL)


def may_allocate(person: Person, week: MarketWeek) -> Refusal | None:
    return may_coordinate(person) or _at(week, Stage.ALLOCATE, Stage.RECEIVE)


def may_receive(person: Person, fair: Fair) -> Refusal | None:
    return _at_fair(person, fair, Role.RECEIVING)


def may_receive_now(person: Person, fair_week: FairWeek) -> Refusal | None:
    return may_receive(person, fair_week.fair) or _at(fair_week.week, Stage.ALLOCATE, Stage.COUNT)


def may_correct_receipt(person: Person, fair_week: FairWeek) -> Refusal | None:
    """A wrong weighing is put right until the week is closed, also while it is settled."""
    return may_receive(person, fair_week.fair) or (CLOSED if fair_week.week.stage == Stage.CLOSED else None)


def may_move_goods(person: Person, fair_week: FairWeek) -> Refusal | None:
    return may_receive(person, fair_week.fair) or _at(fair_week.week, Stage.RECEIVE, Stage.COUNT)


def may_count_goods(person: Person, fair_week: FairWeek) -> Refusal | None:
    return may_receive(person, fair_week.fair) or _at(fair_week.week, Stage.RECEIVE, Stage.COUNT)


def may_register_device(person: Person, fair: Fair) -> Refusal | None:
    return _at_fair(person, fair, Role.FAIR)


def may_work_till(person: Person, fair: Fair) -> Refusal | None:
    return _at_fair(person, fair, Role.TILL)


def may_use_till(person: Person) -> Refusal | None:
    """Open the till's page and read the prices: whoever holds a key to some till today."""
    keys = keys_of(person)
    if keys.holds_any(Role.TILL) or keys.holds_any(Role.FAIR) or keys.holds(Role.WEEK):
        return None
    return NO_KEY


def may_keep_machines(person: Person) -> Refusal | None:
    """Register and revoke machines somewhere; where exactly, `may_register_device` says."""
    keys = keys_of(person)
    return None if keys.holds_any(Role.FAIR) or keys.holds(Role.WEEK) else NO_KEY


def may_review(person: Person, fair: Fair) -> Refusal | None:
    """Say what was found out about a sale that is odd: whoever coordinates the fair or the week."""
    return _at_fair(person, fair, Role.FAIR)


def may_open_till(person: Person, fair_week: FairWeek) -> Refusal | None:
    return may_work_till(person, fair_week.fair) or _at(fair_week.week, Stage.SELL, Stage.SELL)


def may_confirm(person: Person, session: TillSession, first: Person) -> Refusal | None:
    """The second of two people: anyone with a till's, the fair's or the week's key, but the first."""
    if person.pk == first.pk:
        return SAME_PERSON
    return may_work_till(person, session.till.fair)


def may_count_session(person: Person, session: TillSession) -> Refusal | None:
    return may_work_till(person, session.till.fair)


def may_see_expected(person: Person, session: TillSession) -> Refusal | None:
    """The count is blind: nobody reads what a till should hold until two people have signed."""
    if session.state in {SessionState.COUNTED, SessionState.CLOSED}:
        return may_read(person)
    return BLIND


def may_see_sums(person: Person, session: TillSession) -> Refusal | None:
    """What a till has sold by tier. Whoever will count it does not know until two people have signed."""
    if session.state not in {SessionState.COUNTED, SessionState.CLOSED} and person.pk == session.operator_id:
        return BLIND
    return may_read(person)


def may_settle(person: Person, week: MarketWeek) -> Refusal | None:
    return _settlement_key(person) or _at(week, Stage.SETTLE, Stage.CLOSED)


def may_pay(person: Person) -> Refusal | None:
    return key_refusal(person, Role.FINANCE)


def _settlement_key(person: Person) -> Refusal | None:
    return None if keys_of(person).holds(Role.WEEK) else key_refusal(person, Role.FINANCE)


def _at_fair(person: Person, fair: Fair, role: str) -> Refusal | None:
    """A key for this fair's task; whoever coordinates the fair or the week has it too."""
    keys = keys_of(person)
    if keys.holds(role, fair.scope) or keys.holds(Role.FAIR, fair.scope) or keys.holds(Role.WEEK):
        return None
    return NO_KEY


def _at(week: MarketWeek, first: str, last: str) -> Refusal | None:
    """None when the week stands between two stages."""
    if week.stage == Stage.CLOSED and last != Stage.CLOSED:
        return CLOSED
    if reached(week.stage, first) and reached(last, week.stage):
        return None
    return Refusal(
        "wrong_stage",
        _("The week is in «%(stage)s». This is done from «%(first)s» to «%(last)s».")
        % {"stage": Stage(week.stage).label, "first": Stage(first).label, "last": Stage(last).label},
        status=409,
    )


def may_advance(person: Person, week: MarketWeek) -> Refusal | None:
    """A coordinator moves the week on by one stage; whether the week is ready is another question."""
    if next_stage(week.stage) is None:
        return CLOSED
    return may_coordinate(person) or WEEK.refusal(week.stage, next_stage(week.stage) or "")


def may_send(device: Device | None) -> Refusal | None:
    """Sales come from a registered machine, whoever stands at it; `authenticate` knows no revoked ones."""
    return None if device is not None else UNKNOWN_DEVICE


def may_read_pledges(person: Person) -> Refusal | None:
    """Workers see every promise and cost sheet; whoever speaks for a producer comes in too."""
    if may_read(person) is None or keys_of(person).holds_any(Role.SUPPLY):
        return None
    return NOT_FOUND
