"""Where the knowledge lies: inside the installed package, else beside it in a checkout."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def folder(name: str) -> Path:
    """The folder `ontology`, `shapes`, `data` or `queries`, wherever this installation keeps it."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def law_files() -> list[Path]:
    """Every Turtle file of the law and of its condition shapes, in a fixed order; house style judges only these files."""
    found = [path for name in ("ontology", "shapes") for path in sorted(folder(name).rglob("*.ttl"))]
    return [path for path in found if path.name != "house-style.ttl"]


def rules_digest() -> str:
    """SHA-256 over the names and bytes of the law files: the identity of the rule set."""
    digest = hashlib.sha256()
    for path in law_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
