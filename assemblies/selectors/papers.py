"""Actas on paper and in a chat: A4 in black and white, a text of a thousand characters, a book per year."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from assemblies.models import AgendaItem, Meeting
from assemblies.selectors.actas import acta_of, names_in
from assemblies.selectors.heads import label_of
from assemblies.states import Hearing
from cecosesola.kernel.text import spanish_key
from cecosesola.ui import pdf

MOST = 1000
"""Characters of an acta for a chat."""


def moment_words(moment: str | dt.datetime | None) -> str:
    """A moment of an acta as people read it."""
    read = parse_datetime(moment) if isinstance(moment, str) else moment
    if read is None:
        return ""
    local = timezone.localtime(read)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {formats.time_format(local, 'H:i')}"


def day_words(day: str | None) -> str:
    """A day of an acta as people read it; nothing when it names none."""
    read = parse_date(day) if day else None
    return formats.date_format(read, "DATE_FORMAT") if read else ""


def outcome_words(outcome: str) -> str:
    return str(AgendaItem.Outcome(outcome).label) if outcome else ""


def readable(acta: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    """An acta as its page shows it: people by their names, outcomes in words."""
    topics = [{**topic, "said": outcome_words(topic["outcome"])} for topic in acta["topics"]]
    hearings = [{**told, "said": Hearing(told["outcome"]).label} for told in acta["hearings"]]
    actions = [
        {**one, "who": names.get(one.get("person") or 0, ""), "until": day_words(one.get("until"))}
        for one in acta["actions"]
    ]
    people = sorted(filter(None, (names.get(number, "") for number in acta["people"])), key=spanish_key)
    heads = [(label_of(name), head) for name, head in acta["heads"].items()]
    corrections = [
        {**one, "who": names.get(one["by"], ""), "when": moment_words(one["at"])}
        for one in acta.get("corrections", [])
    ]
    return {
        **acta,
        "topics": topics,
        "hearings": hearings,
        "actions": actions,
        "corrections": corrections,
        "names": people,
        "heads": heads,
    }


def acta_pdf(meeting: Meeting) -> bytes:
    """The acta of one meeting as an A4 PDF in black and white."""
    acta = acta_of(meeting)
    return pdf.compiled([*pdf.A4, *_acta(meeting, acta, names_in([acta]))])


def book_pdf(space: str, year: int, meetings: Sequence[Meeting]) -> bytes:
    """The actas of a space in a year as one book, with its contents, each beginning on a page of its own."""
    actas = [(meeting, acta_of(meeting)) for meeting in meetings]
    names = names_in(acta for _meeting, acta in actas)
    title = _("Book of actas %(year)d") % {"year": year}
    source = [
        *pdf.A4,
        f"#align(center + horizon)[{pdf.line(title, '24pt')} \\ #v(8pt) {pdf.line(space, '15pt')}]",
        "#pagebreak()",
        f"#outline(title: [{pdf.line(_('Contents'))}], depth: 1)",
    ]
    for meeting, acta in actas:
        source += ["#pagebreak(weak: true)", *_acta(meeting, acta, names)]
    return pdf.compiled(source)


def _acta(meeting: Meeting, acta: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    title = acta["title"] or acta["space"]
    number = f"{_('Acta')} {acta['number']} · " if acta["number"] else f"{_('Draft of the acta')} · "
    lines = [pdf.heading(1, f"{number}{title}")]
    facts = [(_("Meeting of"), acta["space"]), (_("When"), moment_words(acta["starts_at"]))]
    if acta["place"]:
        facts.append((_("Where"), acta["place"]))
    there = str(len(acta["people"]))
    if acta["guests"]:
        there = _("%(people)s and %(guests)s of the community") % {"people": there, "guests": acta["guests"]}
    facts.append((_("People"), there))
    lines.append(pdf.facts(facts))
    lines += _topics(acta)
    lines += _decisions(acta)
    lines += _actions(acta, names)
    lines += _corrections(acta, names)
    lines += _people(acta, names)
    lines += _seal(meeting, acta)
    return lines


def _topics(acta: Mapping[str, Any]) -> list[str]:
    lines = [pdf.heading(2, _("What was treated"))] if acta["topics"] else []
    for count, topic in enumerate(acta["topics"], start=1):
        outcome = outcome_words(topic["outcome"])
        lines.append(pdf.heading(3, f"{count}. {topic['title']}" + (f" ({outcome})" if outcome else "")))
        for block in topic["blocks"]:
            label = block.get("label") or ""
            before = pdf.strong(f"{label}: ") if label else ""
            lines += [f"{before}{pdf.line(block['text'])}", ""]
    return lines


def _decisions(acta: Mapping[str, Any]) -> list[str]:
    lines = [pdf.heading(2, _("What was decided"))] if acta["decisions"] else []
    for decision in acta["decisions"]:
        named = pdf.strong(f"{decision['ref']} {decision['title']}")
        lines += [named, "", pdf.line(decision["text"]), ""]
    if acta["hearings"]:
        lines.append(pdf.heading(2, _("Decisions told")))
    for told in acta["hearings"]:
        words = f"{told['ref']} {told['title']}: {Hearing(told['outcome']).label}"
        lines += [pdf.line(words), "", *([pdf.line(told["note"]), ""] if told["note"] else [])]
    return lines


def _actions(acta: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    lines = [pdf.heading(2, _("Who does what"))] if acta["actions"] else []
    for action in acta["actions"]:
        who = names.get(action.get("person") or 0, "")
        until = f" · {day_words(action['until'])}" if action.get("until") else ""
        lines.append(pdf.bullet(" · ".join(filter(None, [who, action["what"]])) + until))
    return lines


def _corrections(acta: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    found = acta.get("corrections") or []
    lines = [pdf.heading(2, _("Corrections"))] if found else []
    for correction in found:
        lines += [pdf.line(correction["text"]), ""]
        lines += [pdf.line(f"{names.get(correction['by'], '')}, {moment_words(correction['at'])}", "8pt"), ""]
    return lines


def _people(acta: Mapping[str, Any], names: Mapping[int, str]) -> list[str]:
    if not acta["people"]:
        return []
    present = sorted((names.get(number, "") for number in acta["people"]), key=spanish_key)
    return [
        pdf.heading(2, _("Who was there")),
        pdf.line(", ".join(filter(None, present)), "9pt"),
    ]


def _seal(meeting: Meeting, acta: Mapping[str, Any]) -> list[str]:
    lines = []
    if acta["heads"]:
        lines.append(pdf.heading(2, _("How the chains stand")))
        lines += [
            pdf.line(f"{label_of(name)}: {head}", "7.5pt") + " \\" for name, head in acta["heads"].items()
        ]
    if meeting.acta_sha256:
        lines.append("#v(6pt) " + pdf.line(f"{_('Fingerprint')}: {meeting.acta_sha256}", "7.5pt"))
    return lines


def acta_text(meeting: Meeting) -> str:
    """The acta in at most a thousand characters, to paste in a chat: what was decided comes first."""
    acta = acta_of(meeting)
    title = acta["title"] or acta["space"]
    head = " · ".join(filter(None, [acta["number"], title, moment_words(acta["starts_at"])]))
    lines = [head, _("%(n)d people") % {"n": len(acta["people"]) + acta["guests"]}]
    lines += [f"✔ {decision['ref']} {decision['title']}" for decision in acta["decisions"]]
    lines += _agreed_lines(acta)
    names = names_in([acta])
    lines += [f"→ {names.get(a.get('person') or 0, '')}: {a['what']}" for a in acta["actions"]]
    lines += [
        f"· {topic['title']}" + (f" ({outcome_words(topic['outcome'])})" if topic["outcome"] else "")
        for topic in acta["topics"]
    ]
    return _shortened(lines)


def _agreed_lines(acta: Mapping[str, Any]) -> list[str]:
    return [
        f"✔ {block['text']}"
        for topic in acta["topics"]
        for block in topic["blocks"]
        if block.get("kind") == "agreed"
    ]


def _shortened(lines: Sequence[str]) -> str:
    """As many whole lines as fit, and how many were left out."""
    kept: list[str] = []
    for count, words in enumerate(lines):
        short = words if len(words) <= 200 else words[:199].rstrip() + "…"
        rest = len(lines) - count - 1
        more = _("… and %(n)d more lines in the acta") % {"n": rest + 1}
        tail = 0 if not rest else len(more) + 1
        if sum(len(one) + 1 for one in kept) + len(short) + tail > MOST:
            return "\n".join([*kept, more])
        kept.append(short)
    return "\n".join(kept)
