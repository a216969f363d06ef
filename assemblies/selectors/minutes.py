"""What the minutes say."""

from typing import Any

from assemblies.models import Meeting
from assemblies.selectors.agenda import items_of


def acta_content(meeting: Meeting) -> dict[str, Any]:
    """What was treated and what became of it, as plain JSON."""
    return {
        "topics": [
            {
                "title": item.topic.title,
                "kind": item.topic.kind,
                "outcome": item.outcome,
                "blocks": [],
            }
            for item in items_of(meeting)
        ],
        "actions": [],
    }
