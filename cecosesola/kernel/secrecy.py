"""Words that must be used again but never read in the database: addresses with keys in them.

Sealed with a key derived from the installation's own (`SECRET_KEY`); when that is changed, the one before
it in `SECRET_KEY_FALLBACKS` still opens what it sealed.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


def _fernet(purpose: str) -> MultiFernet:
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    HKDF(SHA256(), 32, salt=b"cecosesola", info=purpose.encode()).derive(force_bytes(secret))
                )
            )
            for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]
    )


def seal(words: str, purpose: str) -> str:
    """The words, readable only with the installation's key and for the same purpose."""
    return _fernet(purpose).encrypt(words.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """The words again, or nothing when the key that sealed them is gone."""
    try:
        return _fernet(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""
