"""Where the knowledge lies: inside the installed package, else beside it in a checkout."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent
KEPT = _PACKAGE / "closed"
SITE = _PACKAGE / "site"


@cache
def folder(name: str) -> Path:
    """The folder `ontology`, `shapes`, `data` or `queries`, wherever this installation keeps it."""
    inside = _PACKAGE / name
    if inside.is_dir():
        return inside
    return _PACKAGE.parent / name


def ontology_files() -> list[Path]:
    """
    Every Turtle file of the law and the vocabulary, in a fixed
    order; not those that only a DL reasoner needs.
    """
    reasoning = folder("ontology") / "dl"
    return [
        path
        for path in sorted(folder("ontology").rglob("*.ttl"))
        if path.parent != reasoning
    ]


def reasoning_files() -> list[Path]:
    """The Turtle files of axioms that only a DL reasoner needs; no answer rests on them."""
    return sorted((folder("ontology") / "dl").glob("*.ttl"))


def shape_files() -> list[Path]:
    """
    Every Turtle file of condition shapes, in a fixed order;
    not those that judge the form of a file.
    """
    others = (
        *form_shape_files(),
        list_shapes(),
        folder("shapes") / "house-style.ttl",
        folder("shapes") / "determination.ttl",
    )
    return [
        path
        for path in sorted(folder("shapes").rglob("*.ttl"))
        if path not in others
    ]


def list_files(suffix: str = ".ttl") -> list[Path]:
    """
    The files of the lists of the zones: what is known of
    each, or with the suffix `.rules.ttl` the rules of each.
    """
    paths = sorted((folder("data") / "lists").glob("*.ttl"))
    return [
        path
        for path in paths
        if path.name.endswith(".rules.ttl") == (suffix == ".rules.ttl")
    ]


def anchor_files() -> list[Path]:
    """The files that tie the law to the words of its texts; no answer rests on them."""
    return sorted((folder("data") / "anchors").glob("*.ttl"))


def list_shapes() -> Path:
    """The shapes that ask whether a file about a list is well formed."""
    return folder("shapes") / "lists.ttl"


def form_shape_files() -> tuple[Path, Path]:
    """
    The shapes that ask whether an inventory is well formed, of each
    fact and of all together; they bear on no outcome.
    """
    return folder("shapes") / "facts.ttl", folder("shapes") / "inventory.ttl"


def law_content() -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file of the law: ontology, then shapes."""
    for path in ontology_files() + shape_files():
        yield path.name, path.read_bytes()


@cache
def sources_digest() -> str:
    """
    SHA-256 over all files that the law is read from, those
    of the lists too, by name and bytes.
    """
    digest = hashlib.sha256()
    for name, content in law_content():
        digest.update(name.encode() + b"\0" + content + b"\0")
    for path in list_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with open(path, "rb") as content:
        return "sha256:" + hashlib.file_digest(content, "sha256").hexdigest()
