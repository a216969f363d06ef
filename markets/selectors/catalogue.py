"""The catalogue as its pages list it."""

from django.db.models import Count, Prefetch, Q, QuerySet

from markets.models import Fair, FairHours, Item, Parameter, Producer, Product, StageSchedule, Till
from markets.states import ORDER


def items(words: str = "") -> QuerySet[Item]:
    found = Item.objects.all()
    for word in words.split()[:6]:
        found = found.filter(name__icontains=word)
    return found


def products(words: str = "") -> QuerySet[Product]:
    """Dry goods whose name holds every word, or whose barcode begins so."""
    found = Product.objects.all()
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(barcode__startswith=word))
    return found


def producers(words: str = "") -> QuerySet[Producer]:
    found = Producer.objects.select_related("cooperative")
    for word in words.split()[:6]:
        found = found.filter(
            Q(name__icontains=word) | Q(zone__icontains=word) | Q(document__startswith=word.upper())
        )
    return found


def fairs(words: str = "") -> QuerySet[Fair]:
    """Fairs with how many tills each has and its usual hours."""
    found = Fair.objects.select_related("cooperative").annotate(
        till_count=Count("tills", filter=Q(tills__is_active=True))
    )
    for word in words.split()[:6]:
        found = found.filter(name__icontains=word)
    return found.prefetch_related(Prefetch("hours", FairHours.objects.order_by("weekday")))


def schedule() -> dict[str, StageSchedule | None]:
    """Each stage, in order, with by when it is expected."""
    known = {row.stage: row for row in StageSchedule.objects.all()}
    return {stage: known.get(stage) for stage in ORDER}


def parameters() -> QuerySet[Parameter]:
    return Parameter.objects.select_related("decision")


def till_numbers(fair: Fair) -> list[int]:
    return list(Till.objects.filter(fair=fair).order_by("number").values_list("number", flat=True))
