"""
Keyed pseudonyms: HMAC-SHA-256 (RFC 2104) of an identifier,
computed by the database, cut to 128 bits (RFC 2104, section 5).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from ..errors import CallError

VARIABLE = "QINGDAN_KEY"
OF_THIS_RUN = "of this run alone"
_BLOCK = 64
_LEAST = 16


class Key(NamedTuple):
    """A secret, and a name for it that tells nothing of it."""

    secret: bytes
    name: str


def key(path: Path | None) -> Key:
    """
    The key from a file, else from the environment, else a new one for this run alone.

    Raises CallError where it cannot be read or has less
    than 16 bytes. Tallies are the same under every key.
    """
    if path is not None:
        try:
            secret = path.read_bytes().strip()
        except OSError as error:
            raise CallError(
                f"the key file {path} cannot be read ({error.strerror}); name a file that may be"
                " read"
            ) from None
        return _named(secret, f"the key file {path}")
    if VARIABLE in os.environ:
        return _named(
            os.fsencode(os.environ[VARIABLE]), f"the variable {VARIABLE}"
        )
    return Key(secrets.token_bytes(32), OF_THIS_RUN)


def _named(secret: bytes, where: str) -> Key:
    if len(secret) < _LEAST:
        raise CallError(
            f"{where} holds {len(secret)} bytes; a key has at least {_LEAST}, for example from"
            " `openssl rand -hex 32`"
        )
    return Key(
        secret,
        "sha256:"
        + hashlib.sha256(b"qingdan key id\0" + secret).hexdigest()[:16],
    )


def pads(key: Key) -> tuple[bytes, bytes]:
    """
    The inner and the outer pad of a key: what is hashed
    before a text, and before the hash of that.
    """
    secret = (
        key.secret
        if len(key.secret) <= _BLOCK
        else hashlib.sha256(key.secret).digest()
    )
    padded = secret.ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in padded), bytes(
        byte ^ 0x5C for byte in padded
    )
