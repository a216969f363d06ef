"""Search over everything that one may read: topics, minutes, decisions, criteria, stories.

Each kind of thing tells how it is found (`register_source`). What matches is gathered in one query,
newest first within each kind, ranked, and only the page's rows have their words marked. Words of reserved
cases are not in any index: they are encrypted, and no source holds them.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchRank
from django.db.models import CharField, DateTimeField, F, FloatField, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cecosesola.kernel.search import HouseQuery
from federation.selectors import Person

MOST = 100
"""Of each kind, how many of the newest matches are ranked: who looks for a common word sees the recent."""

START, STOP = "\ue000", "\ue001"


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be found.

    `rows(person)` are those that the person may read; `search` is their tsvector, `at` their moment, `title`
    and `text` the columns whose words are shown, `page` the column by which `url` finds their page.
    """

    kind: str
    label: Any
    rows: Callable[[Person], QuerySet[Any]]
    url: Callable[[int], str]
    at: str
    title: str = "title"
    text: str = "body"
    search: str = "search"
    page: str = "pk"


@dataclass(frozen=True)
class Found:
    kind: str
    label: Any
    title: SafeString
    snippet: SafeString
    url: str
    at: dt.datetime


_SOURCES: dict[str, Source] = {}


def register_source(source: Source) -> None:
    _SOURCES[source.kind] = source


def sources() -> list[Source]:
    return list(_SOURCES.values())


class _Age(Func):
    """One and the years since: what is a year old weighs half."""

    template = "(1 + abs(extract(epoch FROM now() - %(expressions)s)) / 31557600.0)"
    output_field = FloatField()


def find(person: Person, words: str, kind: str = "", size: int = 20, skip: int = 0) -> list[Found]:
    """What holds these words in any of their forms, best and newest first."""
    query = HouseQuery(words)
    wanted = [source for source in _SOURCES.values() if kind in {"", source.kind}]
    if not words.strip() or not wanted:
        return []
    first, *others = [_hits(source, person, query) for source in wanted]
    # A union even of a single kind: each part keeps its own limit.
    rows = first.union(*others or [first.none()], all=True)
    ranked = list(rows.order_by("-found_score", "-found_at", "found_kind", "found_pk")[skip : skip + size])
    marked = _marked(person, ranked, query)
    return [
        Found(
            row["found_kind"],
            _SOURCES[row["found_kind"]].label,
            *marked[row["found_kind"], row["found_pk"]],
            row["found_at"],
        )
        for row in ranked
        if (row["found_kind"], row["found_pk"]) in marked
    ]


def _hits(source: Source, person: Person, query: HouseQuery) -> QuerySet[Any, Any]:
    """The newest matches of a source, with their rank."""
    moment = Cast(F(source.at), DateTimeField())
    matches = source.rows(person).filter(**{source.search: query}).order_by(F(source.at).desc(), "-pk")
    return matches.values(
        found_kind=Value(source.kind, output_field=CharField()),
        found_pk=F("pk"),
        found_at=moment,
        found_score=SearchRank(F(source.search), query) / _Age(moment),
    )[:MOST]


def _marked(
    person: Person, ranked: Iterable[Mapping[str, Any]], query: HouseQuery
) -> dict[tuple[str, int], tuple[SafeString, SafeString, str]]:
    """Titles, snippets and addresses of the page's rows, the words found marked: a query for each kind."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in ranked:
        by_kind[row["found_kind"]].append(row["found_pk"])
    found = {}
    for kind, numbers in by_kind.items():
        source = _SOURCES[kind]
        rows = source.rows(person).filter(pk__in=numbers).order_by()
        rows = rows.annotate(
            title_marked=_headline(source.title, query, whole=True),
            text_marked=_headline(source.text, query, whole=False),
        )
        for pk, title, text, page in rows.values_list("pk", "title_marked", "text_marked", source.page):
            found[kind, pk] = (shown(title or ""), shown(text or ""), source.url(page))
    return found


def _headline(column: str, query: HouseQuery, *, whole: bool) -> SearchHeadline:
    options: dict[str, Any] = {"highlight_all": True} if whole else {"max_words": 32, "min_words": 12}
    return SearchHeadline(
        Cast(column, TextField()),
        query,
        config="public.house_spanish",
        start_sel=START,
        stop_sel=STOP,
        **options,
    )


def shown(marked: str) -> SafeString:
    """Marked words as HTML: what people wrote is escaped, and only our own marks become tags."""
    safe = re.sub(f"{START}([^{START}{STOP}]*){STOP}", r"<mark>\1</mark>", escape(marked))
    return mark_safe(re.sub(f"[{START}{STOP}]", "", safe))  # noqa: S308 - escaped just above
