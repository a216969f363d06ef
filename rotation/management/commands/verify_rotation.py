"""`manage.py verify_rotation`: whether a plan keeps every rule, whoever made it. No database is asked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rotation.management.reading import read_text, refusal
from rotation.planner import BadInstance, files, succession


class Command(BaseCommand):
    help = "Holds a plan against every rule of its instance; ends with 1 and names the broken ones."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--instance", metavar="FILE.json", required=True)
        parser.add_argument(
            "--plan",
            metavar="PLAN.json",
            required=True,
            help='one plan, or what "plan_rotation --json" printed for weeks that follow one another',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file = files.read_instance(read_text(options["instance"]))
        except BadInstance as wrong:
            raise CommandError(f"The instance: {refusal(wrong)}") from None
        try:
            plans = files.read_plans(read_text(options["plan"]))
        except BadInstance as wrong:
            raise CommandError(f"The plan: {refusal(wrong)}") from None
        try:
            broken = succession.broken_rules(file, plans)
        except BadInstance as wrong:
            raise CommandError(f"The instance: {refusal(wrong)}") from None
        if broken:
            told = [f"{week}  {one.rule}: {one.where} {one.words}" for week, one in broken]
            raise CommandError("\n".join([f"{len(broken)} rules are broken.", *told]))
        lacking = sum(one.lacking for plan in plans for one in plan.shortfalls)
        self.stdout.write(
            f"Every rule is kept: {len(plans)} week(s), {sum(len(p.assignments) for p in plans)} turns,"
            f" {lacking} lacking at the minimums."
        )
