"""Words under a key of their own, itself wrapped by the installation's: destroy the one, lose the words.

The installation's keys are `settings.CASES_KEYS`, newest first: the first wraps, all of them unwrap, so that
a key is changed by putting another before it and running `rotate_case_keys`. AES-GCM throughout; what is
sealed is bound to a place (`about`), so that a row copied to another place does not open there.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
BLOCK = 256
"""Words are filled up to whole blocks, so that their length tells little."""


class Unreadable(Exception):
    """What was sealed does not open: another key, another place, or changed bytes."""


@lru_cache(maxsize=8)
def _derived(secret: str) -> tuple[str, bytes]:
    """A wrapping key and its name, which says nothing of it."""

    def derive(use: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt=None, info=use).derive(secret.encode())

    return derive(b"cases:name", 8).hex(), derive(b"cases:wrap", 32)


def wrapping() -> str:
    """The name of the key that wraps now."""
    return _derived(settings.CASES_KEYS[0])[0]


def new_key() -> bytes:
    return AESGCM.generate_key(256)


def wrap(key: bytes, about: str) -> tuple[bytes, str]:
    """The key as it may be kept, and the name of what wraps it."""
    name, over = _derived(settings.CASES_KEYS[0])
    return _encrypt(over, key, about), name


def unwrap(wrapped: bytes, under: str, about: str) -> bytes:
    """Raises Unreadable when the installation no longer has that wrapping key."""
    known = dict(_derived(secret) for secret in settings.CASES_KEYS)
    if under not in known:
        raise Unreadable(under)
    return _decrypt(known[under], wrapped, about)


def seal(key: bytes, words: str, about: str) -> bytes:
    plain = words.encode()
    padded = len(plain).to_bytes(4) + plain
    padded += b"\0" * (-len(padded) % BLOCK)
    return _encrypt(key, padded, about)


def unseal(key: bytes, sealed: bytes, about: str) -> str:
    padded = _decrypt(key, sealed, about)
    return padded[4 : 4 + int.from_bytes(padded[:4])].decode()


def _encrypt(key: bytes, plain: bytes, about: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def _decrypt(key: bytes, sealed: bytes, about: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(about) from error
