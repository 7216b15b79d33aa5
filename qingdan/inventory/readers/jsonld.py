"""
A JSON-LD document before it is parsed: our context put in its place,
other documents refused, and nothing that would be dropped unsaid.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from ...errors import Fault, InputError
from ...files import folder
from ...rdf.names import CONTEXT, OURS, PREFIXES, QD

_DEPTH = 32
_MOST = 1_000
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_LINKS = {"@id", "@type"}
_WITHIN = {"@graph", "@included", "@list", "@nest", "@reverse", "@set"}
_KEYWORDS = {
    *_LINKS,
    *_WITHIN,
    "@context",
    "@direction",
    "@index",
    "@json",
    "@language",
    "@none",
    "@value",
}
Known = Mapping[str, Path]
_MAPS = {"@graph", "@id", "@index", "@language", "@type"}


def self_contained(
    content: bytes, where: str, contexts: Mapping[str, Path] | None = None
) -> bytes:
    """
    The document with our context in the place of its address.

    Raises InputError where it is no JSON, asks for another document, or states what a parser drops
    without a word (JSON-LD 1.1 API, section 5): the value of a link that is no IRI, or a key that
    no context maps.
    """
    try:
        document = json.loads(
            content.decode("utf-8"), object_pairs_hook=_no_duplicates
        )
    except json.JSONDecodeError as error:
        raise InputError(
            Fault(
                f"{where}, line {error.lineno}",
                f"not well-formed: {error.msg}",
                "mend the JSON",
            )
        ) from None
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise InputError(
            Fault(
                where,
                f"not acceptable JSON ({error})",
                "give UTF-8 JSON without repeated keys",
            )
        ) from None
    _refuse_plain(document, where)
    inlined = _inline(document, where, 0, contexts or {})
    lost = chain(
        _unmapped(inlined, where), _Terms(inlined).dropped(inlined, where)
    )
    faults = sorted(set(islice(lost, _MOST)), key=str)
    if faults:
        raise InputError(*faults)
    return json.dumps(inlined).encode()


def _refuse_plain(document: Any, where: str) -> None:
    """Refuse JSON in which nothing is JSON-LD, with the way forward."""
    if _has_keyword(document):
        return
    what = "this is plain JSON and no JSON-LD: no @context says what its keys mean"
    mend = (
        "name a mapping with --mapping (`qingdan map` proposes one), or add"
        f' "@context": "{CONTEXT}" where the keys are facts of ours'
    )
    raise InputError(Fault(where, what, mend))


def _has_keyword(node: Any, depth: int = 0) -> bool:
    if depth > _DEPTH:
        return True
    if isinstance(node, list):
        return any(_has_keyword(member, depth + 1) for member in node)
    if not isinstance(node, dict):
        return False
    if any(key.startswith("@") for key in node):
        return True
    return any(_has_keyword(value, depth + 1) for value in node.values())


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key is repeated within one object")
    return members


def _inline(node: Any, where: str, depth: int, known: Known) -> Any:
    if depth > _DEPTH:
        raise InputError(
            Fault(
                where,
                f"JSON nested deeper than {_DEPTH}",
                "flatten the document",
            )
        )
    if isinstance(node, list):
        return [_inline(member, where, depth + 1, known) for member in node]
    if not isinstance(node, dict):
        return node
    if "@import" in node:
        raise InputError(
            Fault(
                where,
                "a JSON-LD @import is refused",
                "write the context inline",
            )
        )
    inlined = {
        key: _inline(value, where, depth + 1, known)
        for key, value in node.items()
        if key != "@context"
    }
    if "@context" in node:
        inlined["@context"] = _context(node["@context"], where, known)
    return inlined


@cache
def _own_context() -> Any:
    """The context of the package, with the prefixes of every list beside its own."""
    context = json.loads(
        (folder("ontology") / "context.jsonld").read_text("utf-8")
    )["@context"]
    return {
        **{
            prefix: base
            for prefix, base in PREFIXES.items()
            if base.startswith(OURS)
        },
        **context,
    }


def _context(context: Any, where: str, known: Known) -> Any:
    if isinstance(context, list):
        return [_context(member, where, known) for member in context]
    if context == CONTEXT:
        return _own_context()
    if isinstance(context, str) and context in known:
        return _of_file(known[context], where)
    if isinstance(context, str):
        raise InputError(
            Fault(
                where,
                f"the context {context} is not fetched",
                f'use "{CONTEXT}", an inline context, or a local file of it under [contexts] of a'
                " mapping",
            )
        )
    return context


def _of_file(path: Path, where: str) -> Any:
    """A context that a mapping keeps as a local file; it names no further document."""
    try:
        context = json.loads(
            path.read_text("utf-8-sig"), object_pairs_hook=_no_duplicates
        )["@context"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        what = f"the context in {path} cannot be read"
        mend = "give a file of JSON with the key @context"
        raise InputError(Fault(where, what, mend)) from None
    return _context(context, str(path), {})


def _contexts(node: Any) -> Iterator[dict[str, Any]]:
    """Every context of a document, those of single terms too."""
    if isinstance(node, list):
        for member in node:
            yield from _contexts(member)
    elif isinstance(node, dict):
        contexts = node.get("@context")
        for context in contexts if isinstance(contexts, list) else [contexts]:
            if isinstance(context, dict):
                yield context
        for value in node.values():
            yield from _contexts(value)


def _unmapped(document: Any, where: str) -> Iterator[Fault]:
    """
    Keys named as facts of ours that a context of the
    document takes for something else, or for nothing.
    """
    shipped = _own_context()
    contexts = list(_contexts(document))
    bases = {
        key: definition
        for context in contexts
        for key, definition in context.items()
        if isinstance(definition, str)
    }
    for context in contexts:
        for key, definition in context.items() if context != shipped else ():
            term = definition
            if not isinstance(definition, dict):
                term = {"@id": definition}
            if not isinstance(shipped.get(key), dict) or "@id" not in term:
                continue
            iri = term["@id"]
            prefix, colon, rest = str(iri).partition(":")
            whole = iri
            if colon and prefix in bases:
                whole = bases[prefix] + rest
            if iri is None:
                yield Fault(
                    where,
                    f"a context maps {key!r}, a fact of ours, to null, so it would be lost",
                    "leave the key out of the document",
                )
            elif shipped in contexts and whole not in (
                QD + key,
                shipped[key]["@id"],
            ):
                yield Fault(
                    where,
                    f"a context maps {key!r}, a fact of ours, to {iri}",
                    "give the other property another key",
                )


def _texts(value: Any) -> Iterator[str]:
    """The texts that are a value, one or several, in a set or a list of JSON-LD too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)
    elif isinstance(value, dict):
        yield from _texts([value.get("@set"), value.get("@list")])


class _Terms:
    """
    What the contexts of a document make of its keys: which
    are mapped, which name a node, which hold what is no node.
    """

    def __init__(self, document: Any) -> None:
        self._mapped = set[str]()
        self._links = set(_LINKS)
        self._others = set[str]()
        self._any = False
        for context in _contexts(document):
            self._any = self._any or context.get("@vocab") is not None
            for key, definition in context.items():
                term = (
                    definition
                    if isinstance(definition, dict)
                    else {"@id": definition}
                )
                self._mapped.add(key)
                if (
                    term.get("@type") in ("@id", "@vocab")
                    or term.get("@id") in _LINKS
                ):
                    self._links.add(key)
                container = term.get("@container")
                if term.get("@type") == "@json" or _MAPS & {
                    *(
                        container
                        if isinstance(container, list)
                        else [container]
                    )
                }:
                    self._others.add(key)

    def dropped(self, node: Any, where: str) -> Iterator[Fault]:
        """What would be dropped of a document."""
        if isinstance(node, list):
            for member in node:
                yield from self.dropped(member, where)
        if not isinstance(node, dict) or "@value" in node:
            return
        name = next(
            (
                node[key]
                for key in ("@id", "id")
                if isinstance(node.get(key), str)
            ),
            "",
        )
        place = where
        if name:
            place = f"{where}, {name}"
        for key, value in node.items():
            if key not in _KEYWORDS | self._mapped and (
                key.startswith("@") or not (":" in key or self._any)
            ):
                yield Fault(
                    place,
                    f"the key {key!r} is in no context, so it would be lost",
                    "mend its name, or map it to null in the context",
                )
            for text in filter(
                _NO_IRI.search, _texts(value) if key in self._links else ()
            ):
                yield Fault(
                    place,
                    f"{key} has the value {text!r}, which is no IRI",
                    "write an IRI, with %20 for a blank",
                )
            if (
                key != "@context"
                and key not in self._others
                and (not key.startswith("@") or key in _WITHIN)
            ):
                yield from self.dropped(value, where)
