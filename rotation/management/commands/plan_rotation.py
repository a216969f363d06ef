"""`manage.py plan_rotation`: plans the weeks of an instance that is given as a file. No database is asked."""

import json
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rotation.management.reading import read_text, refusal
from rotation.planner import BadInstance, Plan, files, generate, succession

MOST_WEEKS = 520


def whole(least: int, most: int) -> Any:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most:
            raise ArgumentTypeError(f"needs a whole number from {least} to {most}")
        return int(text)

    return read


class Command(BaseCommand):
    help = "Plans the weeks of an instance (docs/rotation-instance.md) and holds them against their bounds."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        given = parser.add_mutually_exclusive_group(required=True)
        given.add_argument("--instance", metavar="FILE.json", help='"-" reads standard input')
        given.add_argument(
            "--made-up",
            metavar="WORKERSxPOSTS",
            help="print an instance made up from the seed, for so many weeks, instead of planning one",
        )
        parser.add_argument("--weeks", type=whole(1, MOST_WEEKS), default=1)
        parser.add_argument("--seed", type=whole(0, 10**8), default=0)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["made_up"]:
            self._make_up(options["made_up"], options["weeks"], options["seed"])
            return
        try:
            file = files.read_instance(read_text(options["instance"]))
            plans = succession.plan_weeks(file, options["weeks"], options["seed"])
        except BadInstance as wrong:
            raise refusal(wrong) from None
        figures = succession.figures(file, plans)
        if options["json"]:
            told = {"plans": [files.plan_json(plan) for plan in plans], "figures": figures}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for plan in plans:
            self._tell(plan)
        self.stdout.write("All weeks: " + ", ".join(f"{name} {value}" for name, value in figures.items()))

    def _tell(self, plan: Plan) -> None:
        self.stdout.write(f"{plan.week}  (input {plan.input_hash[:12]}, weights {plan.weights_version})")
        for one in sorted(plan.assignments, key=lambda one: (one.post, one.worker)):
            why = ", ".join(f"{name} {cost}" for name, cost in one.terms.items())
            after = f"; next best {one.next_post} (+{one.next_price})" if one.next_post else ""
            beside = f" beside {one.beside}" if one.beside else ""
            self.stdout.write(f"  {one.post}: {one.worker}{beside}  [{why}; {one.expected} expected{after}]")
        for short in plan.shortfalls:
            self.stdout.write(
                f"  {short.post} lacks {short.lacking}: {short.able} of those present may take it"
            )
        self.stdout.write("  " + ", ".join(f"{name} {value}" for name, value in plan.metrics.items()))

    def _make_up(self, size: str, weeks: int, seed: int) -> None:
        workers, _x, posts = size.partition("x")
        if not (workers.isdigit() and posts.isdigit() and 60 <= int(workers) <= 20_000):
            raise CommandError("--made-up needs WORKERSxPOSTS, such as 630x60, with 60 to 20000 workers.")
        if not 6 <= int(posts) <= int(workers) // 6:
            raise CommandError("--made-up needs at least 6 posts, and six workers for each.")
        world = generate.world(int(workers), int(posts), weeks, seed)
        said = tuple(
            files.Week(absent=away, mentors=mentors)
            for away, mentors in zip(world.away, world.mentors, strict=True)
        )
        made = files.instance_json(files.InstanceFile(world.first, said))
        self.stdout.write(json.dumps(made, ensure_ascii=False))
