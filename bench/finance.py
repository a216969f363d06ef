"""The finance desk's speed: every `bench/finance_*.py` beside this file, one JSON object at the end.

    DATABASE_URL=postgresql://… python bench/finance.py [--only books] [arguments of each part]

Each part measures a figure and, in the same run, the plain SQL that computes it (`*_floor`). Progress goes to
stderr; the last line of stdout is one JSON object with the fields of all parts.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="a single part, such as books")
    given, rest = parser.parse_known_args()
    told: dict[str, object] = {}
    for part in sorted(Path(__file__).resolve().parent.glob("finance_*.py")):
        if given.only in {"", part.stem.removeprefix("finance_")}:
            done = subprocess.run(
                [sys.executable, str(part), *rest], stdout=subprocess.PIPE, text=True, check=True
            )
            told |= json.loads(done.stdout.strip().splitlines()[-1])
    print(json.dumps(told))


if __name__ == "__main__":
    main()
