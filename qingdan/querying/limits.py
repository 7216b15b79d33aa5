"""
What a query may be: short, shallow, about our own graphs;
read token by token (SPARQL 1.1 Query, section 19.8).
"""

from __future__ import annotations

import re
from collections.abc import Container

_LONGEST = 8 << 10
_DEEPEST = 32
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*) | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>) |
    (?P<text>
        \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*''' |
        "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    ) |
    (?P<word>[A-Za-z_][\w-]*(?![\w:-])) |
    (?P<open>[{(\[]) |
    (?P<close>[})\]]) |
    (?P<escape>\\[uU]) |
    (?P<name>[?$@]?[\w.:%-]+) |
    (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CHANGING = frozenset(["NOW", "RAND", "UUID", "STRUUID"])
_UPDATES = frozenset(
    [
        "INSERT",
        "DELETE",
        "LOAD",
        "CLEAR",
        "DROP",
        "CREATE",
        "ADD",
        "MOVE",
        "COPY",
    ]
)


class Refused(Exception):
    """A query that is not asked: why, and of which kind the refusal is."""

    def __init__(self, why: str, kind: str = "malformed") -> None:
        super().__init__(why)
        self.kind = kind


def check(query: str, graphs: Container[str]) -> bool:
    """
    Whether the query answers the same each time; raise Refused for
    one that is too long or deep, or that would leave the store.
    """
    if len(query.encode()) > _LONGEST:
        raise Refused(
            f"the query is longer than {_LONGEST:,} bytes; shorten it",
            "too large",
        )
    depth = deepest = 0
    tokens = _tokens(query)
    for kind, text in tokens:
        depth += (kind == "open") - (kind == "close")
        deepest = max(deepest, depth)
        if kind == "escape":
            raise Refused(
                "an escape \\u stands outside a text; write the character itself"
            )
        if kind == "word" and text.upper() == "SERVICE":
            raise Refused("SERVICE is refused: nobody else is asked")
    if deepest > _DEEPEST:
        raise Refused(
            f"the query is nested deeper than {_DEEPEST}; flatten it"
        )
    if tokens and tokens[0][0] == "word" and tokens[0][1].upper() in _UPDATES:
        raise Refused(
            "updates are refused: the endpoint is read-only", "refused"
        )
    _check_dataset(tokens, graphs)
    return not any(
        kind == "word" and text.upper() in _CHANGING for kind, text in tokens
    )


def names_graphs(query: str) -> bool:
    """Whether a query says by FROM of which graphs it asks."""
    return any(
        kind == "word" and text.upper() == "FROM"
        for kind, text in _tokens(query)
    )


def _tokens(query: str) -> list[tuple[str | None, str]]:
    tokens = (
        (match.lastgroup, match.group()) for match in _TOKEN.finditer(query)
    )
    return [
        (kind, text)
        for kind, text in tokens
        if kind != "comment" and not text.isspace()
    ]


def _check_dataset(
    tokens: list[tuple[str | None, str]], graphs: Container[str]
) -> None:
    for index, (kind, text) in enumerate(tokens):
        if kind != "word" or text.upper() != "FROM":
            continue
        rest = tokens[index + 1 : index + 3]
        if rest and rest[0][1].upper() == "NAMED" and len(rest) > 1:
            named = rest[1]
        elif rest:
            named = rest[0]
        else:
            named = (None, "")
        if named[0] != "iri" or named[1][1:-1] not in graphs:
            raise Refused(
                f"FROM {named[1]} is none of the graphs served; name one of them by its whole IRI"
            )
