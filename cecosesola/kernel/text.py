"""Words in Spanish order."""

import unicodedata


def spanish_key(words: str) -> str:
    """A key that sorts as a Spanish reader expects: accents do not count, ñ comes after n."""
    kept = words.casefold().replace("ñ", "n\uffff")
    plain = unicodedata.normalize("NFD", kept)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
