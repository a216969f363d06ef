"""What the minutes say: every block as it reads now, and what somebody has still to join."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from assemblies.models import (
    AgendaItem,
    AsideWords,
    BlockRevision,
    Concern,
    Meeting,
    MinuteBlock,
    MinuteCorrection,
)
from assemblies.selectors.agenda import items_of
from cecosesola.kernel.text import as_written
from federation.selectors import Person

Kind = MinuteBlock.Kind


def open_texts(revisions: Iterable[BlockRevision]) -> list[BlockRevision]:
    """The revisions that nobody has written over, oldest first. More than one: they wait to be joined."""
    known = list(revisions)
    under = {number for revision in known for number in revision.bases}
    return sorted((r for r in known if r.number not in under), key=lambda r: r.number)


@dataclass(frozen=True)
class Words:
    """A block as it reads now: its open texts, and whether it is still in the acta."""

    block: MinuteBlock
    texts: Sequence[BlockRevision]
    concern: Concern | None
    revisions: int

    @property
    def now(self) -> BlockRevision:
        return self.texts[-1]

    @property
    def is_out(self) -> bool:
        return all(not revision.text for revision in self.texts)

    @property
    def bases(self) -> str:
        return ",".join(str(revision.client_id) for revision in self.texts)


@dataclass
class Treated:
    """A topic of the meeting with what was written on it; without a topic, what was written on none."""

    item: AgendaItem | None
    words: list[Words] = field(default_factory=list)

    @property
    def standing(self) -> list[Words]:
        return [one for one in self.words if not one.is_out]


def blocks_of(meeting: Meeting) -> list[Words]:
    """Every block of a meeting, in the order in which they were made: three queries, however many."""
    revisions = BlockRevision.objects.select_related("author", "person").defer("search").order_by("number")
    found = (
        meeting.blocks.select_related("concern__owner")
        .prefetch_related(Prefetch("revisions", revisions))
        .order_by("made_at", "id")
    )
    return [words_of(block) for block in found]


def words_of(block: MinuteBlock) -> Words:
    revisions = list(block.revisions.all())
    concern = getattr(block, "concern", None) if block.kind == Kind.CONCERN else None
    return Words(block, open_texts(revisions), concern, len(revisions))


def minutes_of(meeting: Meeting) -> list[Treated]:
    """The whole minutes: first what was written on no topic, then topic after topic."""
    loose = Treated(None)
    by_item = {item.pk: Treated(item) for item in items_of(meeting)}
    for words in blocks_of(meeting):
        (by_item.get(words.block.item_id or 0) or loose).words.append(words)
    return [loose, *by_item.values()] if loose.words else list(by_item.values())


def open_concerns(minutes: Iterable[Treated]) -> list[Words]:
    """Concerns that nobody has said are taken up."""
    return [
        words
        for treated in minutes
        for words in treated.standing
        if words.concern is not None and words.concern.closed_at is None
    ]


def acta_content(meeting: Meeting) -> dict[str, Any]:
    """What was treated, as it reads now, what became of it, and who does what: plain JSON.

    People are named by number. Two open texts of one block both stand in it: nobody chooses for them.
    """
    minutes = minutes_of(meeting)
    return {
        "topics": [_topic(treated) for treated in minutes],
        "actions": [
            {
                "person": revision.person_id,
                "what": revision.text,
                "until": revision.until.isoformat() if revision.until else None,
            }
            for treated in minutes
            for words in treated.standing
            if words.block.kind == Kind.ACTION
            for revision in words.texts
            if revision.text
        ],
        "corrections": corrections_as_json(meeting),
    }


def corrections_as_json(meeting: Meeting) -> list[dict[str, Any]]:
    """What was put right after the acta was sealed, signed by number."""
    return [
        {"number": correction.number, "text": correction.text, "by": correction.by_id}
        | {"at": correction.at.isoformat(), "sha256": correction.sha256}
        for correction in meeting.corrections.all()
    ]


def _topic(treated: Treated) -> dict[str, Any]:
    topic = treated.item.topic if treated.item else None
    return {
        "title": topic.title if topic else "",
        "kind": topic.kind if topic else "",
        "outcome": treated.item.outcome if treated.item else "",
        "blocks": [
            {
                "kind": words.block.kind,
                "label": "" if words.block.kind == Kind.NOTE else as_written(Kind(words.block.kind).label),
                "text": revision.text,
                "open": words.concern is not None and words.concern.closed_at is None,
            }
            for words in treated.standing
            if words.block.kind != Kind.ACTION
            for revision in words.texts
            if revision.text
        ],
    }


def meeting_fingerprint(meeting: Meeting) -> str:
    """SHA-256 of what is read back, as canonical JSON: what two people attest, letter by letter."""
    content = acta_content(meeting)
    del content["corrections"]
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def find_block(meeting: Meeting, pk: int) -> MinuteBlock | None:
    return (
        meeting.blocks.select_related("meeting__space", "concern__owner", "item__topic").filter(pk=pk).first()
    )


def history_of(block: MinuteBlock) -> list[BlockRevision]:
    return list(
        block.revisions.select_related("author", "entered_by", "person").defer("search").order_by("number")
    )


def aside_of(meeting: Meeting) -> list[AsideWords]:
    """Words that came when they were no longer minutes."""
    return list(meeting.aside.select_related("author").order_by("received_at", "id"))


def corrections_of(meeting: Meeting) -> list[MinuteCorrection]:
    return list(meeting.corrections.select_related("by").order_by("number"))


def blocks_by(person: Person, meeting: Meeting) -> set[int]:
    """The blocks in which somebody's words stand: their phone says of these that they were sent."""
    return set(
        BlockRevision.objects.filter(block__meeting=meeting, author=person).values_list("block", flat=True)
    )
