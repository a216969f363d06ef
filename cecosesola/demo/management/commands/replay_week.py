"""Drives a full market week on real baskets and produce prices, and prints its balance and books."""

import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from cecosesola.demo.replay import Result, replay
from cecosesola.kernel.money import format_kilos, format_money, format_number
from federation.models import Person

NEEDED = ("produce_items.csv", "produce_wholesale_prices.csv")


class Command(BaseCommand):
    help = "Replay a market week from real baskets through the real services, in an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--baskets", type=Path, required=True, help="a file of baskets, one a line")
        parser.add_argument("--sales", type=int, default=150_000)
        parser.add_argument("--seed", type=int, default=1967)

    def handle(self, *args: Any, baskets: Path, sales: int, seed: int, **options: Any) -> None:
        missing = [
            path for path in (baskets, *(baskets.parent / name for name in NEEDED)) if not path.exists()
        ]
        if missing:
            raise CommandError(f"There is no file {missing[0]}.")
        if sales < 1:
            raise CommandError("Replay at least one sale.")
        if settings.PRODUCTION:
            raise CommandError("A replay fills the books with generated money: it never runs in production.")
        if Person.objects.exists():
            raise CommandError("There are people here already: a replay only runs in an empty database.")
        started = time.monotonic()

        def progress(text: str) -> None:
            self.stdout.write(f"  {time.monotonic() - started:6.1f} s  {text}")
            self.stdout.flush()

        with translation.override("es"):
            result = replay(baskets=baskets, sales=sales, seed=seed, progress=progress)
            self._print(result)
        if not (result.books_balanced and result.unexplained_is_what_was_counted and not result.quarantined):
            raise CommandError("The week does not balance.")

    def _print(self, result: Result) -> None:
        out = self.stdout.write
        out(f"\n{format_number(result.sales)} ventas, {format_number(result.lines)} renglones")
        for tier, balance in {**result.tiers, "red": result.balance}.items():
            out(f"\n{tier}")
            for name in ("received", "sold", "waste", "donated", "processed", "left", "unexplained"):
                out(f"  {name:12} {format_kilos(getattr(balance, name) or Decimal(0)):>20}")
        out(f"\nSin explicar según los conteos: {format_kilos(result.counted_unexplained)}")
        for currency, debits in result.books.items():
            out(f"Debe = haber en {currency}: {format_money(debits, currency)}")
        out("Libros: " + ("cuadran al céntimo" if result.books_balanced else "NO CUADRAN"))
        for stage, seconds in result.seconds.items():
            out(f"  {stage:10} {seconds:8.2f} s")
