"""`manage.py verify_audit`: whether what people did still stands as it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cecosesola.kernel import audit
from cecosesola.kernel.models import AuditEvent

WORDS = {
    "changed": "was changed after it was sealed",
    "erased": "was sealed and is gone",
    "moved": "does not stand where the chain says: a seal is missing before it",
    "unsealed": "was slipped in past the chain",
}


class Command(BaseCommand):
    help = "Recomputes the audit's chain of hashes and names the first row that breaks it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            metavar="PLACE:HASH",
            help="a head written down before, such as in the minutes: shows a tail cut off since",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sealed = audit.seal()
        broken = audit.first_break()
        if broken is not None:
            event = AuditEvent.objects.filter(pk=broken.event_id).first()
            told = f" ({event})" if event else ""
            place = f", place {broken.place}" if broken.place else ""
            raise CommandError(f"Event {broken.event_id}{place} {WORDS[broken.how]}{told}.")
        if options["head"] and not audit.holds(options["head"]):
            raise CommandError("The head that you wrote down is not in the chain: events are missing.")
        self.stdout.write(f"{sealed} events sealed now. The chain holds. Head: {audit.head() or 'empty'}")
