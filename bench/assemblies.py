"""A year of meetings: finding a word, what changed since one last came, a year's calendar, an acta on paper.

    DATABASE_URL=postgresql://… python bench/assemblies.py [--meetings 3000] [--topics 24000] [--seed 1967]

On a fresh migrated database. Fills it with a year of generated Spanish text, then asks as people do: words
with and without accents, in other inflections than those written; the page of somebody who was away for
weeks; a year of every series; a sealed acta as PDF. Each figure stands beside its floor in the same run: one
plain SQL that finds the same rows, COPY of the same meetings, an empty page of the same compiler. Progress
goes to stderr; the last line of stdout is one JSON object.
"""

import argparse
import datetime as dt
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from django.test import Client
from house import copy, owner, plain, say
from year_of_meetings import Words, fill

from assemblies.models import Criterion, CriterionArea, Meeting, MeetingSeries, Space, Topic
from assemblies.selectors import papers
from assemblies.selectors.criteria import applying
from assemblies.selectors.finding import find
from assemblies.selectors.series import Rhythm, live_series
from assemblies.selectors.since import since_last
from assemblies.services import series as series_services
from cecosesola.kernel.clock import today
from cecosesola.ui import pdf
from federation.models import Person


def timed(run: Callable[[], Any]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def searches(ids: list[int], words: Words, count: int) -> dict[str, float]:
    """Searches as people type them, and beside each one plain SQL that finds the minutes' newest matches."""
    reader = Person.objects.get(pk=ids[0])
    asked = [words.asked() for _each in range(count)]
    for one in asked[:10]:
        find(reader, one)
    took, floor, hits = [], [], 0
    for one in asked:
        fresh = Person.objects.get(pk=reader.pk)
        found: list[Any] = []
        took.append(timed(lambda: found.extend(find(fresh, one))))  # noqa: B023
        hits += bool(found)
        floor.append(timed(lambda: _plain(one)))  # noqa: B023
    page = Client()
    page.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    whole = [timed(lambda: page.get("/reuniones/buscar/", {"q": one})) for one in asked[:60]]  # noqa: B023
    (forms,) = [find(reader, "limpiar")]
    say(f"  {hits} of {count} found something; «limpiar» finds «{forms[0].snippet[:80] if forms else '—'}»")
    return {
        "search_p95_ms": round(p95(took), 1),
        "search_p50_ms": round(statistics.median(took), 1),
        "search_floor_p95_ms": round(p95(floor), 1),
        "search_ratio": round(p95(took) / p95(floor), 2),
        "search_page_p95_ms": round(p95(whole), 1),
        "search_found_pct": round(100 * hits / count, 1),
    }


def _plain(words: str) -> None:
    plain(
        "SELECT id, text FROM assemblies_blockrevision WHERE search @@ public.house_query(%s)"
        " ORDER BY received_at DESC LIMIT 200",
        [words],
    )


def questions(words: Words, count: int) -> dict[str, float]:
    """«¿Qué criterio aplica?» asked in a sentence, and plain SQL that ranks what holds any of its words."""
    asked = [f"¿Quién puede {words.asked()} {words.sentence().lower()}" for _each in range(count)]
    areas = ["", *CriterionArea.values]
    took = [timed(lambda: applying(one, areas[n % len(areas)])) for n, one in enumerate(asked)]  # noqa: B023
    floor = [timed(lambda: _plain_question(one)) for one in asked]  # noqa: B023
    return {
        "criteria_p95_ms": round(p95(took), 1),
        "criteria_floor_p95_ms": round(p95(floor), 1),
        "criteria_ratio": round(p95(took) / p95(floor), 2),
    }


def _plain_question(words: str) -> None:
    any_of = " or ".join(words.strip("¿?.").split())
    plain(
        "SELECT id, name FROM assemblies_criterion, public.house_query(%s) q WHERE search @@ q"
        " AND state <> 'retired' ORDER BY ts_rank(search, q) DESC LIMIT 30",
        [any_of],
    )


def away(ids: list[int], count: int) -> dict[str, float]:
    """«Desde tu última reunión» of people who come to several spaces."""
    took, floor = [], []
    for pk in ids[:count]:
        person = Person.objects.get(pk=pk)
        took.append(timed(lambda: since_last(person)))  # noqa: B023
        floor.append(timed(lambda: _plain_since(pk)))  # noqa: B023
    whole = []
    for pk in ids[:30]:
        client = Client()
        client.force_login(Person.objects.get(pk=pk), backend="django.contrib.auth.backends.ModelBackend")
        whole.append(timed(lambda: client.get("/reuniones/desde/")))  # noqa: B023
    return {
        "since_last_p95_ms": round(p95(took), 1),
        "since_last_floor_p95_ms": round(p95(floor), 1),
        "since_last_ratio": round(p95(took) / p95(floor), 2),
        "since_last_page_p95_ms": round(p95(whole), 1),
    }


def _plain_since(person: int) -> None:
    """One statement for the same rows: last visits by space, and what was held and decided after."""
    plain(
        """
        WITH mine AS (
            SELECT sp.space_id, greatest(coalesce(max(m.starts_at), now() - interval '30 days'),
                                         now() - interval '120 days') AS since
            FROM assemblies_spaceperson sp
            LEFT JOIN assemblies_meeting m ON m.space_id = sp.space_id AND EXISTS (
                SELECT 1 FROM assemblies_attendance a
                WHERE a.meeting_id = m.id AND a.person_id = sp.person_id AND a.undone_at IS NULL)
            WHERE sp.person_id = %s GROUP BY sp.space_id)
        SELECT m.id, m.starts_at, i.topic_id, i.outcome, d.id FROM mine
        JOIN assemblies_meeting m ON m.space_id = mine.space_id AND m.starts_at > mine.since
        LEFT JOIN assemblies_agendaitem i ON i.meeting_id = m.id AND i.outcome <> ''
        LEFT JOIN assemblies_decision d ON d.space_id = mine.space_id AND d.recorded_at > mine.since
        LIMIT 1000
        """,
        [person],
    )


def a_year_of_series() -> dict[str, float]:
    """Every series unrolled over a year, again (nothing new), and the same rows by COPY."""
    spaces = list(Space.objects.order_by("id"))
    MeetingSeries.objects.bulk_create(
        [
            MeetingSeries(
                space=space,
                rule=Rhythm((("MO", "TU", "WE", "TH", "FR")[n % 5],)).rule,
                first_on=today(),
                begins=dt.time(17),
                minutes=120,
            )
            for n, space in enumerate(spaces)
        ]
    )
    year = today() + dt.timedelta(days=364)
    made: list[int] = []
    once = timed(lambda: made.append(series_services.unroll(list(live_series()), today(), year)))
    again = timed(lambda: made.append(series_services.unroll(list(live_series()), today(), year)))
    rows = list(
        Meeting.objects.filter(series__isnull=False).values_list(
            "space",
            "title",
            "starts_at",
            "ends_at",
            "place",
            "state",
            "guests",
            "wants_turns",
            "reason",
            "acta_sha256",
        )
    )
    listed = "space_id, title, starts_at, ends_at, place, state, guests, wants_turns, reason, acta_sha256"
    held = owner()
    held.autocommit = False
    floor = timed(lambda: copy(held, "assemblies_meeting", listed, rows))
    held.rollback()
    held.close()
    return {
        "series_s": round(once / 1000, 2),
        "series_again_s": round(again / 1000, 2),
        "series_meetings": made[0],
        "series_new_again": made[1],
        "series_floor_s": round(floor / 1000, 2),
        "series_ratio": round(once / floor, 1),
    }


def on_paper(count: int) -> dict[str, float]:
    """Sealed actas as PDF, beside an empty page of the same compiler."""
    chosen = list(Meeting.objects.filter(state="sealed").select_related("space").order_by("id")[:count])
    papers.acta_pdf(chosen[0])
    took = [timed(lambda: papers.acta_pdf(meeting)) for meeting in chosen]  # noqa: B023
    floor = [timed(lambda: pdf.compiled([*pdf.A4, pdf.line("x")])) for _each in range(20)]
    return {
        "acta_pdf_ms": round(p95(took), 1),
        "acta_pdf_floor_ms": round(p95(floor), 1),
        "acta_pdf_ratio": round(p95(took) / p95(floor), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=3000)
    parser.add_argument("--topics", type=int, default=24_000)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--criteria", type=int, default=2000)
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1967)
    given = parser.parse_args()
    if Meeting.objects.exists():
        sys.exit("This database already holds meetings: give a fresh one.")
    chance = random.Random(given.seed)
    say("a year of meetings…")
    ids = fill(given.meetings, given.topics, given.people, given.criteria, chance)
    figures: dict[str, Any] = {}
    say("searching…")
    figures |= searches(ids, Words(random.Random(given.seed + 1)), given.searches)
    figures |= questions(Words(random.Random(given.seed + 2)), given.searches)
    say("since one last came…")
    figures |= away(ids, 200)
    say("actas on paper…")
    figures |= on_paper(100)
    say("a year of series…")
    figures |= a_year_of_series()
    held = {
        "topics": Topic.objects.count(),
        "meetings": Meeting.objects.filter(state="sealed").count(),
        "criteria": Criterion.objects.count(),
    }
    print(json.dumps(figures | held))


if __name__ == "__main__":
    main()
