"""A full-size week on real baskets through the real services: seconds by stage, and whether it balances.

BASKETS names the file of baskets (by default the one beside the checkout, where it is); SALES how many.
"""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("CECOSESOLA_ENV", "local")
os.environ["DJANGO_SETTINGS_MODULE"] = "cecosesola.settings"

import django

django.setup()

from django.utils import translation

from cecosesola.demo.replay import replay
from federation.models import Person


def main() -> None:
    baskets = Path(os.environ.get("BASKETS", ROOT.parent / "shared" / "data" / "baskets.csv"))
    if not baskets.exists():
        sys.exit(f"There is no file {baskets}: name one with BASKETS=…")
    if Person.objects.exists():
        sys.exit("This benchmark wants a database of its own: a fresh, migrated one.")
    with translation.override("es"):
        result = replay(
            baskets=baskets,
            sales=int(os.environ.get("SALES", "150000")),
            seed=1967,
            progress=lambda text: print(text, file=sys.stderr, flush=True),
        )
    seconds = result.seconds
    print(
        json.dumps(
            {
                "sales": result.sales,
                "lines": result.lines,
                "replay_s": round(seconds["sell"], 2),
                "count_s": round(seconds["count"], 2),
                "settle_s": round(seconds["settle"], 2),
                "close_s": round(seconds["close"], 2),
                "unexplained_kg": str(result.balance.unexplained),
                "counted_unexplained_kg": str(result.counted_unexplained),
                "books_balanced": result.books_balanced,
                "quarantined": result.quarantined,
                "received_kg": str(result.balance.received),
                "sold_kg": str(result.balance.sold),
            }
        )
    )


if __name__ == "__main__":
    main()
