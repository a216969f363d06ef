"""Spanish full text, with or without accents, in any inflection: «limpió» finds «limpiar».

    search = GeneratedField(HouseVector("title", "A") + HouseVector("body", "B"), …)
    Entry.objects.filter(search=HouseQuery("limpiar galpon"))

What words the database compares is in `sql/words.sql`.
"""

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorCombinable, SearchVectorField
from django.db.models import Func, Value


class HouseVector(SearchVectorCombinable, Func):
    """The stems of a column, weighing A (most) to D."""

    function = "public.house_vector"
    output_field = SearchVectorField()
    config = None

    def __init__(self, column: Any, weight: Any = "D", **extra: Any) -> None:
        given = Value(weight) if isinstance(weight, str) else weight
        super().__init__(column, given, **extra)


class HouseQuery(SearchQuery):
    """What somebody typed: words, "phrases", -without, or. Nothing that is typed breaks it."""

    def __init__(self, words: Any, **extra: Any) -> None:
        super().__init__(words, **extra)
        self.function = "public.house_query"
