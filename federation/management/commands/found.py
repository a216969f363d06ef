"""The first keys of an installation, by two people at the keyboard."""

import getpass
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from cecosesola.kernel.errors import Refused
from federation.services.founding import LASTS, Founder, found, refuse_while_keys_live

FIELDS = ("document", "given_names", "family_names", "password")


class Command(BaseCommand):
    help = (
        "Give the first keys of an installation, or the way back in when every key to the register has"
        " ended: two people at the keyboard, for ninety days. See docs/deploy.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--input",
            metavar="FILE",
            help='JSON instead of questions; "-" reads it from standard input:'
            ' {"minutes": "acta 1", "cooperative": "Cecosesola", "people": [{"document": "V12345678",'
            ' "given_names": "…", "family_names": "…", "password": "…"}, {…}]}',
        )
        parser.add_argument(
            "--forget-second-factor",
            action="store_true",
            help="also forget the second factors of these two, when their phones and papers are lost",
        )

    def handle(self, *args: Any, forget_second_factor: bool, **options: Any) -> None:
        with translation.override("es"):
            try:
                refuse_while_keys_live()  # before anybody types; asked again when it counts
                asked = self._read(options["input"]) if options["input"] else self._ask()
                given = found(**asked, forget_second_factor=forget_second_factor)
            except Refused as refused:
                raise CommandError(str(refused)) from refused
            until = max(mandate.during.upper for mandate in given)
            for mandate in given:
                self.stdout.write(f"  {mandate}")
            self.stdout.write(
                f"Estas llaves terminan solas en {LASTS.days} días ({until:%d/%m/%Y}). Antes, denle la del"
                " registro a una tercera persona: una la pide y la otra la confirma."
            )

    def _read(self, source: str) -> dict[str, Any]:
        try:
            text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
            data = json.loads(text)
            people = [Founder(**{name: str(one[name]) for name in FIELDS}) for one in data["people"]]
            extra = {"cooperative": str(data["cooperative"])} if data.get("cooperative") else {}
            return {"people": people, "minutes": str(data["minutes"]), **extra}
        except OSError as error:
            raise CommandError(f"{source}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            # What was given holds passwords: it is never repeated.
            raise CommandError(f"{source}: no es el JSON que se espera (mira --help).") from error

    def _ask(self) -> dict[str, Any]:
        if not sys.stdin.isatty():
            raise CommandError("Hace falta un teclado para dos personas, o --input.")
        self.stdout.write(
            "Las primeras llaves las reciben dos personas, juntas. Las claves no se ven al escribir."
        )
        minutes = self._line("Acta de la reunión que lo acordó")
        people = [self._founder(which) for which in ("Primera persona", "Segunda persona")]
        return {"people": people, "minutes": minutes}

    def _founder(self, which: str) -> Founder:
        self.stdout.write(f"\n{which}")
        document, given, family = map(self._line, ("  Cédula", "  Nombres", "  Apellidos"))
        while True:
            password = getpass.getpass("  Clave: ")
            if password == getpass.getpass("  La misma clave: "):
                return Founder(document, given, family, password)
            self.stderr.write("  No son iguales.")

    def _line(self, words: str) -> str:
        while not (text := input(f"{words}: ").strip()):
            pass
        return text
