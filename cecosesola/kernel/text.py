"""Words in Spanish order, and in the language in which they are kept."""

import unicodedata
from typing import Any

from django.conf import settings
from django.utils import translation


def spanish_key(words: str) -> str:
    """A key that sorts as a Spanish reader expects: accents do not count, ñ comes after n."""
    kept = words.casefold().replace("ñ", "n\uffff")
    plain = unicodedata.normalize("NFD", kept)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def as_written(words: Any, **values: Any) -> str:
    """Lazy words as the books and the minutes keep them: in the house's language, whoever writes them.

    A retry from a screen in another language is then the same text, hence the same entry.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return str(words) % values if values else str(words)
