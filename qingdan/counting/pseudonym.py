"""Keyed pseudonyms: HMAC-SHA-256 (RFC 2104) of an identifier, computed by the database, cut to 128 bits (RFC 2104, section 5)."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from ..errors import CallError

VARIABLE = "QINGDAN_KEY"
_BLOCK = 64
_LEAST = 16


class Key(NamedTuple):
    """A secret, and a name for it that tells nothing of it."""

    secret: bytes
    name: str


def key(path: Path | None) -> Key:
    """
    The key from a file, else from the environment, else a new one for this run alone.

    Raises CallError where it cannot be read or has less than 16 bytes. Tallies are the same under every key.
    """
    if path is not None:
        try:
            secret = path.read_bytes().strip()
        except OSError as error:
            raise CallError(f"the key file {path} cannot be read ({error.strerror}); name a file that may be read") from None
        return _named(secret, f"the key file {path}")
    if VARIABLE in os.environ:
        return _named(os.environ[VARIABLE].encode(), f"the variable {VARIABLE}")
    return Key(secrets.token_bytes(32), "of this run alone")


def _named(secret: bytes, where: str) -> Key:
    if len(secret) < _LEAST:
        raise CallError(f"{where} holds {len(secret)} bytes; a key has at least {_LEAST}, for example from `openssl rand -hex 32`")
    return Key(secret, "sha256:" + hashlib.sha256(b"qingdan key id\0" + secret).hexdigest()[:16])


def expression(key: Key, text: str) -> str:
    """The SQL of the pseudonym of a text, as a UUID."""
    secret = key.secret if len(key.secret) <= _BLOCK else hashlib.sha256(key.secret).digest()
    padded = secret.ljust(_BLOCK, b"\0")
    inner, outer = (_literal(bytes(byte ^ mask for byte in padded)) for mask in (0x36, 0x5C))
    return f"CAST(substr(sha256({outer} || unhex(sha256({inner} || encode({text})))), 1, 32) AS UUID)"


def _literal(content: bytes) -> str:
    return "'" + "".join(f"\\x{byte:02X}" for byte in content) + "'::BLOB"
