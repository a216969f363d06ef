"""Gathers the words of code and templates into `locale/es`, without the gettext programs."""

from typing import Any

from django.core.management.base import BaseCommand

from cecosesola.ui import catalog


class Command(BaseCommand):
    help = "Gather the words of code and templates into locale/es. Nothing is ever guessed."

    def handle(self, *args: Any, **options: Any) -> None:
        new, gone = catalog.update("es")
        lacking = catalog.missing("es")
        self.stdout.write(f"es: {new} new, {gone} gone, {len(lacking)} without Spanish")
        for message in lacking:
            self.stdout.write(f"  · {message}")
