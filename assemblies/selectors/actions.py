"""What people said they would do."""

from django.db.models import Q, QuerySet

from assemblies.models import ActionItem, Meeting
from assemblies.states import ActionState
from federation.selectors import Person


def action_items() -> QuerySet[ActionItem]:
    return ActionItem.objects.select_related("person", "meeting__space", "topic", "decision")


def open_items(person: Person | None = None) -> QuerySet[ActionItem]:
    """What is still to be done, by anybody or by one person, the soonest first."""
    found = action_items().filter(state=ActionState.OPEN).order_by("until", "id")
    return found if person is None else found.filter(person=person)


def ended_items() -> QuerySet[ActionItem]:
    """What ended, of whoever did it: people are asked how it went, nobody is ranked."""
    return action_items().exclude(state=ActionState.OPEN).select_related("ended_by", "followed_by__person")


def items_for_meeting(meeting: Meeting) -> QuerySet[ActionItem]:
    """What this meeting asks about: still to do, promised at its space or about its topics."""
    return (
        open_items()
        .filter(Q(meeting__space=meeting.space_id) | Q(topic__space=meeting.space_id))
        .exclude(meeting=meeting)
        .distinct()
    )


def find_item(pk: int) -> ActionItem | None:
    return action_items().filter(pk=pk).first()
