"""Writes docs/generated/ from the code."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from cecosesola.launch.translations import compile_translations
from cecosesola.papers.shelf import SHELF, stale, written


class Command(BaseCommand):
    help = "Write the diagrams and tables that are made from the code. Needs no server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        compile_translations(settings.BASE_DIR)
        papers = written()
        old = stale(papers)
        if check:
            if old:
                names = ", ".join(path.name for path in old)
                self.stderr.write(f"docs/generated is behind the code ({names}). Run: make docs")
                sys.exit(1)
            return
        SHELF.mkdir(parents=True, exist_ok=True)
        for path in old:
            path.write_text(papers[path])
        self.stdout.write(f"docs/generated: {len(old)} of {len(papers)} written")
