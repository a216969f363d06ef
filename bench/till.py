"""How many sales a second the sync endpoint takes over HTTP, against a bare view that only inserts.

gunicorn with two workers and the house's own settings; one sale of six lines a request, then batches of
50; the floor's requests alternate with the house's in the same run. Afterwards every sale is looked
for: none lost, none doubled, totals and ledger equal to the cent.
"""

import http.client
import itertools
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("CECOSESOLA_ENV", "local")
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor_settings"

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone
from house import as_owner, say

from bench.floor import TABLES
from cecosesola.demo.load import KINDS, SCALES, make_market
from cecosesola.demo.machine import Machine, PriceList
from cecosesola.demo.market import Market, WeekDrive
from cecosesola.kernel.weeks import Week
from markets.models import Device, Sale, SaleLine, SessionHour
from markets.services.sync import issue_token

CLIENTS = 4
SINGLE, BATCHES, BATCH, ROUNDS = 4_000, 400, 50, 4
SEED = 1967


def open_market() -> tuple[Market, PriceList]:
    """A week in sale with every till open."""
    market = make_market(SCALES["small"], seed=SEED, progress=say)
    iso = Week.of(timezone.localdate())
    drive = WeekDrive(market, iso, sales=0, baskets=iter(()), kinds=KINDS)
    opening = drive._hour(4, 7)
    drive.run(until="sell", now=opening)
    return market, drive.list


def tokens(market: Market) -> dict[int, str]:
    secrets = {}
    for machine in market.machines.values():
        token = issue_token()
        Device.objects.filter(pk=machine.device.pk).update(token_hash=token.digest)
        secrets[machine.device.pk] = token.secret
    return secrets


def lines(prices: PriceList, chance: random.Random) -> list[list[Any]]:
    """Six lines: both tiers and four dry goods."""
    rows: list[list[Any]] = []
    for tier in ("L", "M"):
        grams = chance.randrange(500, 9000, 10)
        rows.append(
            [tier, grams + 130, 130, grams, prices.tiers[tier], (prices.tiers[tier] * grams + 500) // 1000]
        )
    for product, price, _limit in chance.sample(prices.products, 4):
        rows.append(["P", product, 1, price, price])
    return rows


def requests(
    machines: list[Machine], prices: PriceList, count: int, size: int, chance: random.Random
) -> list[tuple[int, bytes]]:
    """Ready-made request bodies, `size` sales each, by device in turn."""
    made = []
    moment = timezone.now()
    turn = itertools.cycle(machines)
    for _ in range(count):
        machine = next(turn)
        for _sale in range(size):
            machine.sell(lines(prices, chance), moment, prices, chance)
        made.append((machine.device.pk, json.dumps({"unsent": 0, "sales": machine.take(size)}).encode()))
    return made


class Server:
    """gunicorn with two workers on a free port."""

    def __enter__(self) -> "Server":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = {
            **os.environ,
            "WEB_BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": "2",
            "LOG_LEVEL": "WARNING",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "cecosesola.wsgi"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=sys.stderr,
        )
        for _ in range(100):
            try:
                connect = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
                connect.request("GET", "/healthz")
                connect.getresponse().read()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("gunicorn did not start")

    def __exit__(self, *details: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def send(
        self, path: str, bodies: list[tuple[int, bytes]], secrets: dict[int, str]
    ) -> tuple[float, list[float]]:
        """Send everything from four clients with open connections. Returns seconds and each request's."""
        # A device's own requests stay in order: each client has its own devices.
        shares: list[list[tuple[int, bytes]]] = [[] for _ in range(CLIENTS)]
        for device, body in bodies:
            shares[device % CLIENTS].append((device, body))
        times: list[float] = []
        failures: list[str] = []

        def client(share: list[tuple[int, bytes]]) -> None:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            mine = []
            for device, body in share:
                started = time.perf_counter()
                headers = {"Content-Type": "application/json", "Authorization": f"Device {secrets[device]}"}
                link.request("POST", path, body, headers)
                answer = link.getresponse()
                text = answer.read()
                mine.append(time.perf_counter() - started)
                if answer.status != 200:
                    failures.append(f"{answer.status} {text[:200]!r}")
                    return
            times.extend(mine)

        threads = [threading.Thread(target=client, args=(share,)) for share in shares]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise RuntimeError(failures[0])
        return time.perf_counter() - started, times


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def check(market: Market) -> dict[str, Any]:
    """Everything that was sent is there once, and its sums are equal everywhere."""
    made = sum(machine.sold for machine in market.machines.values())
    total = Decimal(sum(machine.total for machine in market.machines.values())) / 100
    stored = Sale.objects.count()
    doubled = Sale.objects.values("device", "counter").annotate(n=Count("id")).filter(n__gt=1).count()
    sums = {
        "sales": Sale.objects.aggregate(s=Sum("total"))["s"],
        "lines": SaleLine.objects.aggregate(s=Sum("amount"))["s"],
        "hours": sum(row for row in SessionHour.objects.values_list("large_ves", flat=True))
        + sum(SessionHour.objects.values_list("mini_ves", flat=True))
        + sum(SessionHour.objects.values_list("dry_ves", flat=True)),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT -sum(l.amount) FROM finance_leg l JOIN finance_account a ON a.id = l.account_id"
            " JOIN finance_node n ON n.id = a.node_id WHERE n.code = '4.1.1.01'"
        )
        sums["ledger"] = cursor.fetchone()[0]
    return {
        "lost": made - stored,
        "doubled": doubled,
        "totals_equal": all(value == total for value in sums.values()),
    }


def main() -> None:
    if Device.objects.exists():
        sys.exit("This benchmark wants a database of its own: a fresh, migrated one.")
    market, prices = open_market()
    as_owner(TABLES.format(role=settings.DATABASE_WEB_ROLE))
    secrets = tokens(market)
    chance = random.Random(SEED)
    machines = [machine for machine in market.machines.values() if machine.session is not None]
    figures: dict[str, list[float]] = {"single": [], "floor": [], "batch": [], "batch_floor": []}
    times: list[float] = []
    with Server() as server:
        warm = requests(machines, prices, 200, 1, chance)
        server.send("/api/v1/till/sync", warm, secrets)
        server.send("/bench/insert", warm, secrets)
        for turn in range(ROUNDS):
            say(f"round {turn + 1} of {ROUNDS}")
            singles = requests(machines, prices, SINGLE // ROUNDS, 1, chance)
            batches = requests(machines, prices, BATCHES // ROUNDS, BATCH, chance)
            seconds, _ = server.send("/bench/insert", singles, secrets)
            figures["floor"].append(len(singles) / seconds)
            seconds, each = server.send("/api/v1/till/sync", singles, secrets)
            figures["single"].append(len(singles) / seconds)
            times += each
            seconds, _ = server.send("/bench/insert", batches, secrets)
            figures["batch_floor"].append(len(batches) * BATCH / seconds)
            seconds, _ = server.send("/api/v1/till/sync", batches, secrets)
            figures["batch"].append(len(batches) * BATCH / seconds)
        say("replaying a tenth of the last batches: nothing may change")
        server.send("/api/v1/till/sync", batches[:10], secrets)
    middle = {name: sorted(values)[len(values) // 2] for name, values in figures.items()}
    result = {
        "sales_per_s": round(middle["single"]),
        "floor_sales_per_s": round(middle["floor"]),
        "ratio": round(middle["single"] / middle["floor"], 3),
        "p95_ms": round(p95(times) * 1000, 2),
        "batch_sales_per_s": round(middle["batch"]),
        "batch_floor_sales_per_s": round(middle["batch_floor"]),
        "batch_ratio": round(middle["batch"] / middle["batch_floor"], 3),
        **check(market),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
