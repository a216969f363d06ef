"""Loads the demo federation."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from cecosesola.demo.cooperatives import welcome
from cecosesola.demo.load import SCALES, load
from cecosesola.demo.people import LOGINS, PASSWORD
from federation.models import Person


class Command(BaseCommand):
    help = "Load a demo federation into an empty database: clearly generated people, real services."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="small")
        parser.add_argument("--seed", type=int, default=1967)

    def handle(self, *args: Any, scale: str, seed: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's passwords are public: it never loads into production.")
        if Person.objects.exists():
            raise CommandError("There are people here already: the demo only loads into an empty database.")
        started = time.monotonic()

        def progress(text: str) -> None:
            self.stdout.write(f"  {time.monotonic() - started:6.1f} s  {text}")
            self.stdout.flush()

        with translation.override("es"):
            load(scale, seed=seed, progress=progress)
        progress("Lista")
        self.stdout.write("\nEntra con una de estas cédulas y la clave " + PASSWORD)
        for login in LOGINS:
            self.stdout.write(f"  {login.document}  {login.does}")
        self.stdout.write("\n".join(welcome()))
