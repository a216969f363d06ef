"""Who comes and who goes: the figures against a slow count by hand, and what is not told."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from cecosesola.kernel.clock import today
from federation.models import Leaving, Membership
from federation.selectors.turnover import FEWEST_TOLD, reasons, suppressed, turnover
from tests.factories import coops as c
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
URL = "/gente/quien-llega-y-quien-se-va/"


def history(seed, people=60):
    chance = random.Random(seed)
    primary, areas = f.primary(), [c.area(name) for name in ("ferias", "salud")]
    for _ in range(people):
        since = today() - dt.timedelta(days=chance.randrange(0, 365 * 8))
        until = since + dt.timedelta(days=chance.randrange(1, 365 * 5)) if chance.random() < 0.6 else None
        until = until if until and until <= today() else None
        Membership.objects.create(
            person=f.person(),
            cooperative=primary,
            kind="worker",
            area=chance.choice(areas),
            period=DateRange(since, until),
            leaving=chance.choice(Leaving.values) if until else "",
        )
    return primary


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_those_of_a_slow_count(seed):
    primary = history(seed)
    rows = list(Membership.objects.filter(cooperative=primary, kind="worker"))
    for one in turnover(primary):
        starts, ends = dt.date(one.year, 1, 1), dt.date(one.year + 1, 1, 1)
        last = min(ends, today())
        mine = [r for r in rows if one.whole or r.area_id == one.area]
        before = [r for r in mine if r.period.lower < starts]
        assert one.at_start == len([r for r in before if not r.period.upper or r.period.upper > starts])
        assert one.joined == len([r for r in mine if starts <= r.period.lower < ends])
        gone = [r for r in mine if r.period.upper and starts < r.period.upper <= last]
        assert one.left == len(gone)
        assert one.at_start + one.joined - one.left == one.at_end
        if gone:
            stayed = sorted((r.period.upper - r.period.lower).days for r in gone)
            middle = (stayed[(len(stayed) - 1) // 2] + stayed[len(stayed) // 2]) / 2
            assert one.median_days == middle
    assert {one.year for one in turnover(primary)} == set(range(today().year - 9, today().year + 1))


@pytest.mark.parametrize("seed", range(40))
def test_no_small_figure_is_told_nor_given_away(seed):
    chance = random.Random(seed)
    cells = {name: chance.choice([0, 0, 1, 2, 3, 4, 5, 9, 20]) for name in "abcdefgh"}
    told = suppressed(cells)
    assert all(value is None or value == cells[name] for name, value in told.items())
    assert not [value for value in told.values() if value and value < FEWEST_TOLD]
    hidden = [name for name, value in told.items() if value is None]
    total = sum(cells[name] for name in hidden)
    assert not hidden or len(hidden) == len(cells) or (len(hidden) > 1 and total >= FEWEST_TOLD)


def test_whoever_went_alone_is_not_told_of(enter):
    primary = f.primary()
    Membership.objects.create(
        person=f.person(),
        cooperative=primary,
        kind="worker",
        period=DateRange(today() - dt.timedelta(days=800), today() - dt.timedelta(days=1)),
        leaving="health",
    )
    year = (today() - dt.timedelta(days=2)).year
    assert set(reasons(primary)[year].values()) == {None}
    body = enter(f.worker()).get(URL).content.decode()
    assert "no se dice" in body
    assert f"{year}" in body


def test_the_page_costs_the_same_with_many_years_and_people(enter):
    history(1, people=2)
    inside = enter(f.worker())
    inside.get(URL)
    with CaptureQueriesContext(connection) as few:
        assert inside.get(URL).status_code == 200
    history(2, people=40)
    with CaptureQueriesContext(connection) as many:
        assert inside.get(f"{URL}?ano={today().year - 1}").status_code == 200
    assert len(many) == len(few) <= 12


@pytest.mark.parametrize("year", ["x", "1", "99999999999999999999", "-1", ""])
def test_an_odd_year_is_this_one(enter, year):
    history(3, people=5)
    answer = enter(f.worker()).get(URL, {"ano": year})
    assert answer.context["year"] == today().year


def test_without_anybody_the_page_teaches(enter):
    someone = f.worker()
    assert enter(someone).get(URL).status_code == 200
