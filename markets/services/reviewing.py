"""Looking at what is odd: flagged sales and what could not be read. Nothing is changed or thrown away."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused, refuse, require
from federation.selectors import Person
from markets import policies
from markets.models import QuarantinedSale, Sale, SaleReview


def review_sale(*, by: Person, sale: Sale, note: str) -> SaleReview:
    """Write what was found out about a flagged sale. The sale itself stays as it came."""
    require(policies.may_review(by, sale.session.till.fair))
    text = _written(note)
    if not sale.flags:
        raise refuse("nothing_odd", _("There is nothing odd about this sale."), status=409)
    with transaction.atomic():
        # The sale cannot be locked by us: its row is nobody's to change. The unique key decides a race.
        review, created = SaleReview.objects.get_or_create(
            sale=sale, defaults={"note": text, "by": by, "at": now()}
        )
        if not created:
            raise refuse(
                "already_reviewed",
                _("%(name)s has looked at it already: «%(note)s».")
                % {"name": review.by, "note": review.note},
                status=409,
            )
        audit.record(by=by, verb="markets.review_sale", thing=review, new={"flags": sale.flags, "note": text})
    return review


def resolve_quarantine(*, by: Person, quarantined: QuarantinedSale, note: str) -> QuarantinedSale:
    """Say how something unreadable was put right. What came stays kept."""
    till = quarantined.device.till
    require(policies.may_review(by, till.fair) if till else policies.may_coordinate(by))
    text = _written(note)
    with transaction.atomic():
        row = QuarantinedSale.objects.select_for_update().get(pk=quarantined.pk)
        if row.resolved_at is not None:
            raise refuse(
                "already_resolved",
                _("Somebody has resolved it already: «%(note)s».") % {"note": row.resolution},
                status=409,
            )
        row.resolved_at, row.resolution = now(), text
        row.save(update_fields=["resolved_at", "resolution"])
        audit.record(by=by, verb="markets.resolve_quarantine", thing=row, new={"note": text})
    return row


def _written(note: str) -> str:
    text = note.strip()
    if not text:
        raise _nothing_written()
    return text[:300]


def _nothing_written() -> Refused:
    words = _("Write what you found out.")
    return refuse("no_note", words, note=words)
