"""Every page that a person reaches from the menu, as each kind of holder, on the full demo federation.

Follows the links of the pages, one page of each kind for each login, and measures queries, time (p95 of
several visits, in process) and what a first visit loads, compressed. Then the tables grow tenfold and
the queries are counted again: they must not.

SCALE=small looks at the small demo instead; VISITS says how often each page is timed.
"""

import gzip
import json
import os
import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("CECOSESOLA_ENV", "local")
os.environ["DJANGO_SETTINGS_MODULE"] = "cecosesola.settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils import translation
from house import as_owner, say

from cecosesola.demo.load import load
from cecosesola.demo.people import LOGINS
from federation.models import Person

VISITS = int(os.environ.get("VISITS", "12"))
SKIPPED = {"federation:logout", "api_docs", "schema", "metrics", "health"}
# Nine copies of each row: people, what they did, what they brought, sold and were paid.
COPIED = {
    "federation_person": {"document": "'N' || id || n", "family_names": "family_names || n"},
    "kernel_auditevent": {},
    "assemblies_topic": {"source": "''"},
    "markets_receipt": {"replaces_id": "NULL"},
    "markets_settlement": {"number": "number + n"},
    "markets_outflow": {},
}


class Links(HTMLParser):
    """The addresses a page leads to, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.assets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and (given.get("href") or "").startswith("/"):
            self.links.append(urldefrag(str(given["href"]))[0])
        if tag == "script" and given.get("src"):
            self.assets.append(str(given["src"]))
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "manifest"}:
            self.assets.append(str(given["href"]))


@dataclass
class Page:
    """A kind of page as one login sees it."""

    name: str
    login: str
    address: str
    queries: int = 0
    times: list[float] = field(default_factory=list)
    kb: float = 0.0

    @property
    def p95(self) -> float:
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * 0.95))] * 1000


def route(address: str) -> str | None:
    try:
        return resolve(address.split("?")[0]).view_name
    except Resolver404:
        return None


def asset_kb(address: str, known: dict[str, float]) -> float:
    """What a stylesheet or script weighs on the line: its brotli or gzip file."""
    if address not in known:
        path = Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL).split("?")[0]
        best = [path.with_name(path.name + end) for end in (".br", ".gz")]
        found = next((file for file in best if file.exists()), path)
        known[address] = found.stat().st_size / 1024 if found.exists() else 0.0
        if known[address]:
            text = path.read_text(errors="ignore") if path.suffix == ".js" else ""
            for part in re.findall(r'(?:from|import)\s*"(\./[^"]+)"', text):
                known[address] += asset_kb(str(Path(address).parent / part), known)
    return known[address]


def walk(document: str) -> dict[str, Page]:
    """One page of each kind that this login reaches by following links from «Mi día»."""
    client = Client()
    client.force_login(Person.objects.get(document=document), backend=settings.AUTHENTICATION_BACKENDS[1])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    waiting, found, assets = ["/"], {}, {}
    while waiting:
        address = waiting.pop(0)
        name = route(address)
        if name is None or name in found or name in SKIPPED:
            continue
        client.get(address)  # what a worker process remembers after its first request is not the page's cost
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            if answer.status_code in {301, 302}:
                waiting.append(answer["Location"])
            elif answer.status_code >= 400:
                raise RuntimeError(f"{document} {address}: {answer.status_code}")
            continue
        page = found[name] = Page(name, document, address, queries=len(queries))
        for _ in range(VISITS):
            started = time.perf_counter()
            client.get(address)
            page.times.append(time.perf_counter() - started)
        reader = Links()
        reader.feed(answer.content.decode())
        page.kb = len(gzip.compress(answer.content)) / 1024 + sum(
            asset_kb(asset, assets) for asset in reader.assets
        )
        waiting += reader.links
    return found


def analyze() -> None:
    """What autovacuum does by itself within a minute, as the owner."""
    as_owner("ANALYZE")


def grow() -> None:
    """Nine copies of the rows that pages list."""
    with connection.cursor() as cursor:
        for table, changed in COPIED.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                " AND is_generated = 'NEVER' AND column_name <> 'id' ORDER BY ordinal_position",
                [table],
            )
            columns = [name for (name,) in cursor.fetchall()]
            values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, generate_series(1, 9) AS n"
            )
    analyze()


def measure() -> dict[tuple[str, str], Page]:
    pages = {}
    for login in LOGINS:
        found = walk(login.document)
        say(f"{login.document} {login.does}: {len(found)} pages")
        pages |= {(name, login.document): page for name, page in found.items()}
    return pages


def main() -> None:
    if Person.objects.exists():
        sys.exit("This benchmark wants a database of its own: a fresh, migrated one.")
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", interactive=False, verbosity=0)
    with translation.override("es"):
        load(os.environ.get("SCALE", "full"), seed=1967, progress=say)
    analyze()
    pages = measure()
    say("growing tenfold")
    grow()
    grown = measure()
    worst: dict[str, Page] = {}
    for page in pages.values():
        if page.name not in worst or page.p95 > worst[page.name].p95:
            worst[page.name] = page
    changed = defaultdict(list)
    for key, page in pages.items():
        if key in grown and grown[key].queries > page.queries:
            changed[page.name].append((page.queries, grown[key].queries))
    listed = [
        {
            "page": name,
            "queries": max(p.queries for p in pages.values() if p.name == name),
            "p95_ms": round(page.p95, 1),
            "p95_ms_tenfold": round(max(p.p95 for p in grown.values() if p.name == name), 1)
            if any(p.name == name for p in grown.values())
            else None,
            "kb": round(page.kb, 1),
        }
        for name, page in sorted(worst.items())
    ]
    print(
        json.dumps(
            {
                "worst_queries": max(row["queries"] for row in listed),
                "worst_p95_ms": max(row["p95_ms"] for row in listed),
                "worst_p95_ms_tenfold": max(row["p95_ms_tenfold"] or 0 for row in listed),
                "worst_kb": max(row["kb"] for row in listed),
                "queries_constant": not changed,
                "queries_changed": changed,
                "pages": listed,
            }
        )
    )


if __name__ == "__main__":
    main()
