"""Codes that people read from paper and type: no sign that looks like another, in groups of four."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def make(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str) -> str:
    """`7KQMW3PX` → `7KQM-W3PX`."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def typed(text: str) -> str:
    """However it was typed: small letters, spaces and dashes do not matter."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:32]
