"""Where a text in Turtle, TriG or N-Quads begins to tell of a subject, which no parser says."""

from __future__ import annotations

import re
from collections.abc import Collection

_TOKEN = re.compile(
    r"""
    \#[^\n]* | (?P<iri><[^<>\s]*>) |
    (?P<text>
        \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*''' |
        "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    ) |
    (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+|(?<=\d))(?![\w:])) |
    (?P<name>[^\W\d_]?[\w.-]*:(?:[\w:%-]|\\.|\.(?=[\w:%\\.-]))*) | (?P<word>@?\w[\w-]*) |
    (?P<mark>[.;,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIX = ("@prefix", "prefix")
_BASE = ("@base", "base")


def first_lines(text: str, wanted: Collection[str]) -> dict[str, int]:
    """The line at which the first statement about each wanted subject begins, where it is found."""
    prefixes: dict[str, str] = {}
    lines: dict[str, int] = {}
    line = 1
    counted = 0
    depth = 0
    fresh = True
    heading = ""
    base = ""
    named = ""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        token = match.group()
        if kind == "word" and fresh and token.lower() in _PREFIX + _BASE:
            heading = token.lower()
            fresh = False
        elif heading and kind == "name":
            named = token
        elif heading and kind == "iri":
            if heading in _PREFIX:
                prefixes[named] = _resolved(token[1:-1], base)
            else:
                base = token[1:-1]
            heading = ""
            fresh = True
        elif kind == "mark":
            depth += (token in "([") - (token in ")]")
            fresh = depth == 0 and token in ".{}"
        elif fresh and kind in ("iri", "name"):
            fresh = False
            iri = (
                _resolved(token[1:-1], base)
                if kind == "iri"
                else _whole(token, prefixes)
            )
            if iri in wanted and iri not in lines:
                line += text.count("\n", counted, match.start())
                counted = match.start()
                lines[iri] = line
        elif kind and fresh:
            fresh = False
    return lines


def _resolved(iri: str, base: str) -> str:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        return iri
    return base + iri


def _whole(name: str, prefixes: dict[str, str]) -> str:
    prefix, colon, rest = name.partition(":")
    return prefixes.get(prefix + colon, "") + re.sub(r"\\(.)", r"\1", rest)
