"""Wrap the keys of all cases with the newest of `CASES_KEY`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assemblies.services.conduct import rotate_keys
from cecosesola.kernel.sealed import Unreadable


class Command(BaseCommand):
    help = "Wrap the keys of all cases of conduct with the newest key of CASES_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changed = rotate_keys()
        except Unreadable as error:
            raise CommandError(
                f"A case is wrapped under {error}, which CASES_KEY no longer holds. Put that key back after"
                " the new one, and run this again."
            ) from error
        self.stdout.write(f"{changed} wrapped anew")
