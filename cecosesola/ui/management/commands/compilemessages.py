"""Compiles the words, without the gettext programs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cecosesola.launch.translations import compile_translations


class Command(BaseCommand):
    help = "Compile each locale/*/django.po that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"compiled: {compile_translations(settings.BASE_DIR)}")
