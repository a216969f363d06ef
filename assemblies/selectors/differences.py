"""What changed between two texts, word by word, for eyes and for readers of the screen."""

import re
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_PIECES = re.compile(r"\s+|[^\s]+")


def word_diff(old: str, new: str) -> SafeString:
    """The new text with what was added in `<ins>` and what was taken out in `<del>`.

    Everything people wrote is escaped. Each mark also says in words what it is, for those who hear the page.
    """
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    parts: list[str] = []
    for what, i1, i2, j1, j2 in _joined(before, after):
        if what == "equal":
            parts.append(escape("".join(after[j1:j2])))
            continue
        parts.append(_marked("del", _("taken out:"), "".join(before[i1:i2])))
        parts.append(_marked("ins", _("added:"), "".join(after[j1:j2])))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above


def _joined(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Steps of the difference; changes with only a space between them are one."""
    steps: list[tuple[str, int, int, int, int]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        kind = "equal" if what == "equal" else "change"
        last = steps[-1] if steps else None
        if (
            kind == "equal"
            and last is not None
            and last[0] == "change"
            and not "".join(before[i1:i2]).strip()
        ) or (kind == "change" and last is not None and last[0] == "change"):
            steps[-1] = ("change", last[1], i2, last[3], j2)
        else:
            steps.append((kind, i1, i2, j1, j2))
    return steps


def _marked(tag: str, says: str, words: str) -> str:
    if not words.strip():
        return escape(words) if tag == "ins" else ""
    ends = words[len(words.rstrip()) :]
    inside = escape(words.rstrip())
    return f'<{tag}><span class="visually-hidden">{escape(says)} </span>{inside}</{tag}>{escape(ends) or " "}'
