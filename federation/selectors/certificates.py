"""Reads of share certificates."""

from django.db.models import Q, QuerySet, Sum

from federation.models import Person, ShareCertificate
from federation.policies.cooperatives import sees_all_certificates


def certificates_for(reader: Person, words: str = "") -> QuerySet[ShareCertificate]:
    """The register and the finance desk read all; everybody else their own. `words` begin a number."""
    found = ShareCertificate.objects.select_related("issuer", "cooperative", "person")
    if not sees_all_certificates(reader):
        found = found.filter(person=reader)
    words = words.replace("\x00", "").strip()
    if words:
        found = found.filter(
            Q(number__istartswith=words)
            | Q(person__document__startswith=Person.normalise(words))
            | Q(cooperative__name__icontains=words)
        )
    return found


def totals_for(reader: Person) -> dict[str, object]:
    """What the certificates that stand come to, by currency."""
    live = certificates_for(reader).filter(cancelled_on=None).order_by()
    return dict(live.values_list("currency").annotate(total=Sum("amount")))
