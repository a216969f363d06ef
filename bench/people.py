"""The register's speed: searching people as one types, and bringing them in from a file.

    DATABASE_URL=postgresql://… python bench/people.py [--people 23000] [--seed 1967]

On a fresh migrated database with the server's own durable settings. Brings a file of 23,000 people in (dry
run and writing) and, beside it, what those rows cost at the least: a plain COPY and INSERT … SELECT. Then
searches and counts the queries of the list pages, at that size and at ten times it. Progress goes to stderr;
the last line of stdout is one JSON object.
"""

import argparse
import csv
import io
import json
import random
import statistics
import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from house import as_owner, say

from cecosesola.kernel.clock import now, today
from cecosesola.ui import paging
from federation.models import Cooperative, Import, Mandate, Membership, Person, Role
from federation.selectors.people import BY_NAME
from federation.selectors.search import search
from federation.services import admit, give_mandate
from federation.services.doubles import find_doubles
from federation.services.importing import flow

SYLLABLES = ("ra", "mo", "li", "ver", "tu", "go", "pe", "chi", "ña", "res", "quin", "dal", "so", "ya", "fer",
             "ber", "cas", "ti", "lle", "zu")  # fmt: skip
COMMON_FAMILY = ("Rodríguez", "González", "Pérez", "Mendoza", "Rojas", "Torrealba", "Sánchez", "Álvarez",
                 "Núñez", "Yépez", "Colmenárez", "Jiménez", "Hernández", "Vásquez", "Peña", "Gil",
                 "Escalona")  # fmt: skip
COMMON_GIVEN = (
    "María",
    "José",
    "Luis",
    "Carmen",
    "Ana",
    "Juan",
    "Rosa",
    "Jesús",
    "Johana",
    "Yelitza",
    "Zulay",
    "Pedro",
)
TYPED = 400
PAGES = ("/gente/", "/gente/?q=ana", "/gente/llaves/", "/gente/cooperativas/", "/gente/cooperativas/coop-01/",
         "/gente/repetidas/", "/gente/cambios/")  # fmt: skip


class Names:
    """Names as unevenly spread as people's: a few that many have, many that few have."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.rare_family = [self.made(2, 4) for _ in range(3000)]
        self.rare_given = [self.made(2, 3) for _ in range(1500)]

    def made(self, least: int, most: int) -> str:
        return "".join(
            self.chance.choice(SYLLABLES) for _ in range(self.chance.randint(least, most))
        ).capitalize()

    def given(self) -> str:
        return self.chance.choice(COMMON_GIVEN if self.chance.random() < 0.5 else self.rare_given)

    def family(self) -> str:
        return self.chance.choice(COMMON_FAMILY if self.chance.random() < 0.4 else self.rare_family)

    def both(self) -> tuple[str, str]:
        return f"{self.given()} {self.given()}", f"{self.family()} {self.family()}"


def people_file(names: Names, count: int, first: int) -> bytes:
    """A file as a cooperative's spreadsheet saves it."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";")
    writer.writerow(
        [
            "Cédula",
            "Nombres",
            "Apellidos",
            "Fecha de nacimiento",
            "Teléfono",
            "Correo",
            "Cooperativa",
            "Ingreso",
        ]
    )
    chance = names.chance
    for number in range(count):
        given, family = names.both()
        born = f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{chance.randint(1940, 2007)}"
        phone = f"0414-{chance.randint(1000000, 9999999)}"
        writer.writerow(
            [f"V-{first + number * 7}", given, family, born, phone, f"p{first + number}@ejemplo.org",
             f"coop-{chance.randint(1, 29):02d}", "05/01/2015"]
        )  # fmt: skip
    return made.getvalue().encode()


def tidy() -> None:
    """What autovacuum does by itself within a minute, as the owner."""
    as_owner("VACUUM ANALYZE")


def make_house() -> Person:
    """Cooperatives, and somebody who keeps the register."""
    primary = Cooperative.objects.create(code="central", name="Central", kind="worker", is_primary=True)
    Cooperative.objects.bulk_create(
        Cooperative(code=f"coop-{n:02d}", name=f"Cooperativa {n:02d}", kind="consumer") for n in range(1, 30)
    )
    keeper = Person.objects.create_user("V1967", given_names="Banco", family_names="de Pruebas")
    admit(by=None, person=keeper, cooperative=primary, kind=Membership.Kind.WORKER, since=today())
    give_mandate(
        by=None,
        person=keeper,
        role=Role.REGISTER,
        source=Mandate.Source.FOUNDING,
        source_ref="1",
        since=now(),
        until=now() + (flow.STALE * 2),
    )
    return keeper


def bring_in(keeper: Person, content: bytes) -> tuple[float, float]:
    """Seconds of the dry run and of the writing."""
    started = time.perf_counter()
    brought = flow.bring(by=keeper, kind=Import.Kind.PEOPLE, file_name="gente.csv", content=content)
    flow.go_on(brought.pk)
    looked = time.perf_counter()
    flow.start_writing(by=keeper, brought=brought)
    flow.go_on(brought.pk)
    wrote = time.perf_counter()
    brought.refresh_from_db()
    say(f"  {brought.counts}")
    if brought.state != "applied":
        raise SystemExit(f"The file was not written: {brought.state} {brought.trouble}")
    return looked - started, wrote - looked


def floor(content: bytes) -> float:
    """The same rows by a plain COPY and INSERT … SELECT into the same tables, rolled back."""
    reader = csv.reader(io.StringIO(content.decode()), delimiter=";")
    next(reader)
    plain = io.StringIO()
    writer = csv.writer(plain)
    for document, given, family, born, phone, email, code, _since in reader:
        day, month, year = born.split("/")
        writer.writerow(
            [
                document.replace("V-", "V"),
                given,
                family,
                f"{year}-{month}-{day}",
                "+58" + phone[1:].replace("-", ""),
                email,
                code,
            ]
        )
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_row (document text, given text, family text, born date, phone text,"
            " email text, code text) ON COMMIT DROP"
        )
        plain.seek(0)
        cursor.copy_expert("COPY bench_row FROM STDIN (FORMAT csv)", plain)
        cursor.execute(
            "INSERT INTO federation_person (password, document, given_names, family_names, birth_date, email,"
            " is_active, language, created_at)"
            " SELECT '!', document, given, family, born, email, true, 'es', now() FROM bench_row"
        )
        cursor.execute(
            "INSERT INTO federation_personphone (person_id, number, preferred)"
            " SELECT id, phone, true FROM bench_row JOIN federation_person USING (document)"
        )
        cursor.execute(
            "INSERT INTO federation_membership (person_id, cooperative_id, kind, period, entry_ref, leaving,"
            " leaving_words, leaving_ref)"
            " SELECT person.id, place.id, 'consumer', '[2015-01-05,)', '', '', '', '' FROM bench_row"
            " JOIN federation_person person USING (document) JOIN federation_cooperative place USING (code)"
        )
        spent = time.perf_counter() - started
        transaction.set_rollback(True)
    return spent


def typed(chance: random.Random) -> list[str]:
    """What people type on the way to somebody: names letter by letter, two words, numbers, misspelt ones."""
    everybody = list(
        Person.objects.order_by("id").values_list("given_names", "family_names", "document")[1:20000:7]
    )
    words: list[str] = []
    while len(words) < TYPED:
        given, family, document = chance.choice(everybody)
        first, last = given.split()[0], family.split()[0]
        letters = chance.randint(1, len(last))
        words += [
            last[:letters],
            first[: chance.randint(2, len(first))],
            f"{first} {last}".lower(),
            f"{last[:3]} {first[:2]}",
            document[1 : chance.randint(3, len(document))],
            document,
            last.replace("z", "s").replace("v", "b").replace("ll", "y").replace("J", "Y"),
        ]
    return words[:TYPED]


def p95(spent: list[float]) -> float:
    return round(statistics.quantiles(spent, n=20)[18] * 1000, 2)


def timed(words: list[str], do: Callable[[str], object]) -> list[float]:
    spent = []
    for word in words:
        started = time.perf_counter()
        do(word)
        spent.append(time.perf_counter() - started)
    return spent


def measure(keeper: Person, words: list[str]) -> dict[str, object]:
    """Search through the selector and its stretch, through the whole page; and the lists' queries."""
    asked = RequestFactory().get("/gente/")

    def by_selector(word: str) -> None:
        paging.page(asked, search(word, with_phones=True).people, by=BY_NAME, size=40, keys_first=True)

    client = Client()
    client.force_login(keeper, backend=settings.AUTHENTICATION_BACKENDS[1])

    def by_page(word: str) -> None:
        answer = client.get("/gente/", {"q": word}, headers={"HX-Request": "true"})
        if answer.status_code != 200:
            raise SystemExit(f"«{word}»: {answer.status_code}")

    by_selector("ana")
    by_page("ana")
    selected = timed(words, by_selector)
    paged = timed(words[::4], by_page)
    queries = {}
    for address in PAGES:
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        queries[address] = len(counted)
    worst = max(zip(selected, words, strict=True))
    say(f"  slowest: «{worst[1]}» {worst[0] * 1000:.1f} ms")
    return {
        "p95": p95(selected),
        "median": round(statistics.median(selected) * 1000, 2),
        "page_p95": p95(paged),
        "queries": queries,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--people", type=int, default=23_000)
    options.add_argument("--seed", type=int, default=1967)
    given = options.parse_args()
    if Person.objects.exists():
        sys.exit("This benchmark wants a database of its own: a fresh, migrated one.")
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", interactive=False, verbosity=0)
    chance = random.Random(given.seed)
    names = Names(chance)
    keeper = make_house()
    tidy()

    content = people_file(names, given.people, 5_000_000)
    say(f"What {given.people:,} rows cost at the least…")
    floors = [floor(content) for _ in range(3)]
    tidy()
    say("Bringing them in…")
    dry, written = bring_in(keeper, content)
    say(f"  dry run {dry:.1f} s, writing {written:.1f} s")
    tidy()
    again = time.perf_counter()
    flow_again = bring_in(keeper, content)
    say(f"  the same file again: {time.perf_counter() - again:.1f} s ({flow_again[0]:.1f} s of it looking)")
    tidy()
    words = typed(chance)
    say("Searching…")
    few = measure(keeper, words)

    say("Growing tenfold…")
    for part in range(1, 10):
        bring_in(keeper, people_file(names, given.people, 5_000_000 + part * given.people * 7))
    tidy()
    say("Searching…")
    many = measure(keeper, words)
    started = time.perf_counter()
    pairs = find_doubles()
    doubles_s = time.perf_counter() - started
    say(f"  {pairs} likely doubles found in {doubles_s:.1f} s")

    floor_s = statistics.median(floors)
    print(
        json.dumps(
            {
                "search_p95_ms": few["p95"],
                "search_p95_ms_10x": many["p95"],
                "search_median_ms": few["median"],
                "search_median_ms_10x": many["median"],
                "page_p95_ms": few["page_p95"],
                "page_p95_ms_10x": many["page_p95"],
                "import_s": round(dry + written, 2),
                "import_dry_run_s": round(dry, 2),
                "import_floor_s": round(floor_s, 2),
                "ratio": round((dry + written) / floor_s, 2),
                "list_queries": few["queries"],
                "list_queries_10x": many["queries"],
                "queries_constant": few["queries"] == many["queries"],
                "doubles_s_10x": round(doubles_s, 2),
                "people": given.people,
                "seed": given.seed,
            }
        )
    )


if __name__ == "__main__":
    main()
