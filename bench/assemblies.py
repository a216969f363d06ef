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
import io
import json
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cecosesola.settings")
os.environ.setdefault("CECOSESOLA_ENV", "local")

import django

django.setup()

import psycopg2
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from assemblies.models import Meeting, MeetingSeries, Space
from assemblies.selectors import actas, papers
from assemblies.selectors.finding import find
from assemblies.selectors.series import Rhythm, live_series
from assemblies.selectors.since import since_last
from assemblies.services import series as series_services
from cecosesola import embedded
from cecosesola.kernel.clock import now, today
from cecosesola.ui import pdf
from federation.models import Cooperative, Membership, Person

# Regular verbs by their stem, so that what is written and what is asked are different forms of one word.
STEMS = """limpi|compr|carg|cocin|arregl|pint|organiz|visit|pes|cuid|pag|prest|revis|acord|convers|orden|repar
ayud""".replace("\n", "|").split("|")
PAST, ASKED = ("ó", "amos", "aron", "ado", "aba", "ará"), ("ar", "o", "an", "ando", "aron", "o")
NOUNS = """galpón|camión|depósito|balanza|cesta|nevera|huacal|caja|feria|clínica|reunión|escuela|cocina
cooperativa|ambulancia|almacén|pasillo|cuaderno|producción|atención|compañera|teléfono|préstamo|análisis
papelón|plátano|ñame|yuca|auyama|cebolla""".replace("\n", "|").split("|")
PLACES = """en la mañana|en Ruiz Pineda|en el Este|en la feria del Centro|cuando llegó la gente|antes de abrir
con el equipo de Sanare|por la lluvia|sin luz|entre todas""".replace("\n", "|").split("|")
TABLES = ("meeting", "minuteblock", "blockrevision", "agendaitem", "attendance", "topic", "decision")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Words:
    """Spanish sentences from a small grammar; common words are common and rare ones rare."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.rare = [f"{noun[:4]}{tail}" for noun in NOUNS for tail in ("ote", "illa", "ón", "ucho", "ería")]

    def noun(self) -> str:
        place = min(int(self.chance.expovariate(0.15)), len(NOUNS) - 1)
        return NOUNS[place] if self.chance.random() < 0.85 else self.chance.choice(self.rare)

    def sentence(self) -> str:
        verb = self.chance.choice(STEMS) + self.chance.choice(PAST)
        return f"Se {verb} la {self.noun()} y el {self.noun()} {self.chance.choice(PLACES)}."

    def title(self) -> str:
        return f"{self.noun().capitalize()} que se {self.chance.choice(STEMS)}{self.chance.choice(PAST)}"

    def text(self, sentences: int) -> str:
        return " ".join(self.sentence() for _each in range(sentences))

    def asked(self) -> str:
        """What somebody types: a verb in another form, a noun without its accent, or both."""
        verb = self.chance.choice(STEMS) + self.chance.choice(ASKED)
        noun = self.chance.choice(NOUNS).translate(str.maketrans("áéíóú", "aeiou"))
        return self.chance.choice([verb, noun, f"{verb} {noun}", f"{noun} {self.chance.choice(self.rare)}"])


def owner() -> "psycopg2.extensions.connection":
    """A connection of the database's owner: who may write a past year without its people."""
    held = psycopg2.connect(embedded.address(settings.VAR_DIR, "DATABASE_OWNER_URL"))
    held.autocommit = True
    return held


def copy(
    held: "psycopg2.extensions.connection", table: str, columns: str, rows: Iterable[Iterable[Any]]
) -> int:
    """Write rows by COPY. Returns how many."""
    out, count = io.StringIO(), 0
    for row in rows:
        out.write("\t".join(_cell(value) for value in row) + "\n")
        count += 1
    out.seek(0)
    with held.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", out)
    return count


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n")


def next_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
        return int(cursor.fetchone()[0])


def people(count: int, chance: random.Random) -> list[int]:
    """Worker-members, written plainly: how they come in is another bench."""
    coop, _new = Cooperative.objects.get_or_create(
        is_primary=True, defaults={"name": "Cooperativa de prueba", "code": "prueba", "kind": "worker"}
    )
    made = [
        Person(
            document=f"V{20_000_000 + n}",
            given_names=f"Persona {n}",
            family_names=chance.choice(("Rodríguez", "Yépez", "Gil")),
            password="!",
        )
        for n in range(count)
    ]
    made = Person.objects.bulk_create(made, batch_size=1000)
    since = DateRange(today() - dt.timedelta(days=900), None)
    Membership.objects.bulk_create(
        [Membership(person=one, cooperative=coop, kind="worker", period=since) for one in made],
        batch_size=1000,
    )
    return [one.pk for one in made]


def fill(meetings: int, topics: int, persons: int, chance: random.Random) -> list[int]:
    """A year of meetings of 60 spaces, with agendas, minutes, attendance, decisions and sealed actas."""
    words, ids = Words(chance), people(persons, chance)
    spaces = Space.objects.bulk_create([Space(name=f"Equipo {n:02d}", is_network=n == 0) for n in range(60)])
    start = now() - dt.timedelta(days=364)
    held = owner()
    with held.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE assemblies_{table} DISABLE TRIGGER USER")
    comes = {space.pk: chance.sample(ids, 40) for space in spaces}
    copy(
        held,
        "assemblies_spaceperson",
        "space_id, person_id, since",
        ((space, person, start.isoformat()) for space, chosen in comes.items() for person in chosen),
    )
    each = max(topics // meetings, 1)
    rows: dict[str, list[list[Any]]] = {name: [] for name in ("meeting", "topic", "item", "block", "revision",
                                                              "attendance", "decision")}  # fmt: skip
    topic, item, block = (next_id(f"assemblies_{t}") for t in ("topic", "agendaitem", "minuteblock"))
    first = next_id("assemblies_meeting")
    kinds = ("note", "note", "agreed")
    for number, n in enumerate(range(meetings), start=1):
        space = spaces[n % 60]
        at = start + dt.timedelta(days=364 * n / meetings)
        meeting = first + n
        there = chance.sample(comes[space.pk], chance.randint(8, 30))
        treated = []
        for place in range(each):
            title = words.title()
            state = "resolved" if chance.random() < 0.8 else "parked"
            rows["topic"].append(
                [
                    topic,
                    space.pk,
                    "matter",
                    title,
                    words.text(2),
                    state,
                    False,
                    "",
                    "",
                    chance.choice(there),
                    at,
                    at,
                ]
            )
            rows["item"].append([item, meeting, topic, place, state])
            said = []
            for kind in kinds:
                text = words.text(chance.randint(1, 4))
                rows["block"].append(
                    [block, meeting, item, kind, uuid.UUID(int=chance.getrandbits(128)), False, at]
                )
                author = chance.choice(there)
                rows["revision"].append(
                    [block, 1, "{}", uuid.UUID(int=chance.getrandbits(128)), text, author, author, at, at]
                )
                said.append({"kind": kind, "text": text})
                block += 1
            treated.append({"title": title, "kind": "matter", "outcome": state, "blocks": said})
            topic, item = topic + 1, item + 1
        rows["attendance"] += [[meeting, person, "qr", at, person] for person in there]
        acta = {
            "number": f"A-{at.year}-{number:04d}", "space": space.name, "title": "",
            **dict.fromkeys(("starts_at", "opened_at", "closed_at"), at.isoformat()),
            "place": "Galpón", "people": sorted(there), "guests": 0, "topics": treated,
            **{part: [] for part in ("actions", "corrections", "decisions", "hearings")},
            "heads": {},
        }  # fmt: skip
        end = at + dt.timedelta(hours=2)
        rows["meeting"].append(
            [meeting, space.pk, "", at, end, "Galpón", "sealed", 0, False, "", at, end, end, end,
             at.year, number, json.dumps(acta, ensure_ascii=False), actas.fingerprint(acta)]
        )  # fmt: skip
        for _each in range(2):
            rows["decision"].append(
                [
                    words.title(),
                    words.text(3),
                    "individual",
                    at.date(),
                    space.pk,
                    "kept",
                    chance.choice(there),
                    at,
                ]
            )
    say("writing…")
    columns = {
        "meeting": "id, space_id, title, starts_at, ends_at, place, state, guests, wants_turns, reason,"
        " opened_at, closed_at, agreed_at, sealed_at, year, number, acta, acta_sha256",
        "topic": "id, space_id, kind, title, body, state, is_reserved, source, link, brought_by_id,"
        " brought_at, changed_at",
        "item": "id, meeting_id, topic_id, place, outcome",
        "block": "id, meeting_id, item_id, kind, client_id, needs_joining, made_at",
        "revision": "block_id, number, bases, client_id, text, author_id, entered_by_id, typed_at,"
        " received_at",
        "attendance": "meeting_id, person_id, how, at, recorded_by_id",
        "decision": "title, text, mode, taken_on, space_id, hearing, recorded_by_id, recorded_at",
    }
    tables = {"item": "agendaitem", "block": "minuteblock", "revision": "blockrevision"}
    for name, listed in columns.items():
        written = copy(held, f"assemblies_{tables.get(name, name)}", listed, rows[name])
        say(f"  {name}: {written}")
    with held.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE assemblies_{table} ENABLE TRIGGER USER")
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('assemblies_{table}', 'id'), max(id))"
                f" FROM assemblies_{table}"
            )
        cursor.execute("ANALYZE")
    held.close()
    return ids


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
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, text FROM assemblies_blockrevision WHERE search @@ public.house_query(%s)"
            " ORDER BY received_at DESC LIMIT 200",
            [words],
        )
        cursor.fetchall()


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
    with connection.cursor() as cursor:
        cursor.execute(
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
        cursor.fetchall()


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
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1967)
    given = parser.parse_args()
    if Meeting.objects.exists():
        sys.exit("This database already holds meetings: give a fresh one.")
    chance = random.Random(given.seed)
    say("a year of meetings…")
    ids = fill(given.meetings, given.topics, given.people, chance)
    figures: dict[str, Any] = {}
    say("searching…")
    figures |= searches(ids, Words(random.Random(given.seed + 1)), given.searches)
    say("since one last came…")
    figures |= away(ids, 200)
    say("actas on paper…")
    figures |= on_paper(100)
    say("a year of series…")
    figures |= a_year_of_series()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM assemblies_topic")
        topics = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM assemblies_meeting WHERE state = 'sealed'")
        held = cursor.fetchone()[0]
    print(json.dumps(figures | {"topics": topics, "meetings": held}))


if __name__ == "__main__":
    main()
