"""Passwords that many would guess here, refused without asking anybody outside.

Django's own list holds the twenty thousand most common of the world. `local_words.txt` holds what it
lacks: obvious words of this country, region, language and network, one a line, written by us. A password
made of up to three of those words, and beside them of nothing but years, figures and signs, is refused
too, however it is spelt.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LOOKS_LIKE = str.maketrans("0134578@$!", "oieastbasi")
RUNS = ("abcdefghijklmnñopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjklñ", "zxcvbnm")
LEAST_RUN = 4
MOST_WORDS = 3


@lru_cache(maxsize=1)
def local_words() -> frozenset[str]:
    lines = (Path(__file__).parent / "local_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(plain(line) for line in lines if line and not line.startswith("#"))


def plain(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def is_guessable(password: str) -> bool:
    """Whether only local words, runs of keys, repetitions and figures are in it."""
    small = plain(password)
    # One figure among letters stands for a letter; several in a row, or at the end, are a number.
    words = re.sub(r"\d{2,}", " ", small)
    spellings = (small, words.translate(LOOKS_LIKE), re.sub(r"\d+\W*$", "", words).translate(LOOKS_LIKE))
    return any(_nothing_own(spelling) for spelling in spellings)


def _nothing_own(text: str) -> bool:
    letters = "".join(sign for sign in text if sign.isalpha())
    return not letters or _made_of_words(letters) or _repeats(text)


def _repeats(text: str) -> bool:
    """`abcabcabc`, `holahola1234`: the same few signs again and again."""
    core = re.sub(r"[\W\d_]+$", "", text) or text
    return any(
        len(core) >= 2 * size and core == (core[:size] * len(core))[: len(core)] for size in range(1, 5)
    )


def _made_of_words(letters: str) -> bool:
    """Whether the letters can be cut, from the left, into at most three known words and runs of keys.

    Words of one to three letters join the others and do not count.
    """
    words = local_words()
    longest = max(map(len, words))
    fewest = {0: 0}  # how far one gets with how many words
    for start in range(len(letters)):
        if start not in fewest:
            continue
        for end in range(start + 1, min(len(letters), start + max(longest, 26)) + 1):
            piece = letters[start:end]
            if piece in words or (len(piece) >= LEAST_RUN and _is_run(piece)):
                cost = fewest[start] + (len(piece) > 3)
                fewest[end] = min(cost, fewest.get(end, cost))
    return fewest.get(len(letters), MOST_WORDS + 1) <= MOST_WORDS


def _is_run(piece: str) -> bool:
    return any(piece in run or piece in run[::-1] for run in RUNS)


class NotObvious:
    """A validator of Django's kind: refuses what anybody here would try first."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password):
            raise ValidationError(
                _("Many here would guess this one: it is made of well-known words, years or keys in a row."),
                code="password_obvious",
            )

    def get_help_text(self) -> str:
        return _("Not made of well-known words, years or keys in a row.")
