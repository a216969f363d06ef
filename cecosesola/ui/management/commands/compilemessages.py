"""Compiles the words, without the gettext programs."""

from typing import Any

from django.core.management.base import BaseCommand

from cecosesola.ui import catalog


class Command(BaseCommand):
    help = "Compile locale/*/django.po that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        done = catalog.compile_all()
        self.stdout.write(f"compiled: {', '.join(done) or 'nothing new'}")
