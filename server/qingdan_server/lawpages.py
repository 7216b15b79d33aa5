"""The law to read: instruments and their provisions, catalogue, list, rules, open questions; and a search in both languages."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from flask import Blueprint, Response, request

from qingdan.graph import Text
from qingdan.law import law
from qingdan.lists.comparison import compare
from qingdan.lists.records import records
from qingdan.names import CQ25, DCTERMS, QD, SKOS, curie
from qingdan.report.comparison_html import fragment

from .pages import at_home, language, rendered

blueprint = Blueprint("lawpages", __name__)
_FOUND = 200
_KINDS = {
    "articles": ("Provision",),
    "catalogue": ("Level1Category", "Level2Category"),
    "list": ("ListedItem", "Scenario", "SensitivePersonalInformationKind"),
    "rules": ("Rule", "Override", "Duty"),
    "readings": ("OpenQuestion",),
    "sources": ("Instrument",),
}
PARTS = {
    "articles": {"en": "Articles", "zh": "条款"},
    "catalogue": {"en": "Catalogue", "zh": "目录"},
    "list": {"en": "List", "zh": "清单"},
    "rules": {"en": "Rules", "zh": "规则"},
    "readings": {"en": "Open questions", "zh": "待决问题"},
    "sources": {"en": "Sources", "zh": "法律文件"},
}


class Entry(NamedTuple):
    """A term of the law: what it is part of, its name, what it says."""

    iri: str
    whole: str
    label: Text
    says: Text
    cites: tuple[str, ...]


@cache
def entries(part: str) -> tuple[Entry, ...]:
    """The terms of a part, grouped by what they belong to, in the order of their numbers."""
    graph = law().graph
    found = []
    for kind in _KINDS[part]:
        for iri in graph.members(QD + kind):
            whole = str(graph.one(iri, DCTERMS + "isPartOf") or QD + kind)
            says = next(
                (text for name in ("summary", "question") if (text := graph.text(iri, QD + name))), graph.text(iri, SKOS + "definition")
            )
            found.append(Entry(iri, whole, law().label(iri), says, tuple(graph.iris(iri, DCTERMS + "source"))))
    return tuple(sorted(found, key=lambda entry: (not entry.whole.startswith(CQ25), _numbers(entry.whole), _numbers(entry.iri))))


def _numbers(iri: str) -> list[tuple[int, str]]:
    """Parts of a name, so that Article 9 comes before Article 10."""
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in re.split(r"(\d+)", iri)]


@blueprint.route("/law")
def page() -> Response:
    """A part of the law, or what a search finds in all of them."""
    part, words = request.args.get("part", "articles"), request.args.get("q", "").strip()
    part = part if part in PARTS else "articles"
    shown = [entry for name in PARTS for entry in entries(name) if _has(entry, words.casefold())] if words else list(entries(part))
    wholes = {entry.whole: law().label(entry.whole) for entry in shown}
    return rendered(
        "law.html", part=part, parts=PARTS, words=words, found=shown[:_FOUND] if words else shown, many=len(shown), wholes=wholes
    )


@blueprint.route("/compare")
def lists() -> Response:
    """The lists of the zones side by side; every cell leads to its sources."""
    return rendered("compare.html", html=_compared(language()))


@cache
def _compared(lang: str) -> str:
    return at_home(fragment(compare(records()), lang))


def _has(entry: Entry, words: str) -> bool:
    texts = (*entry.label.values(), *entry.says.values(), curie(entry.iri))
    return any(words in text.casefold() for text in texts)
