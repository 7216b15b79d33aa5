"""
Determinations as one self-contained HTML page: an overview,
then every proof; no script, nothing fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...deciding.batch import Decided
from ...deciding.determination import (
    Determination,
    MissingFact,
    Proven,
)
from ...language import N_, phrase, phrase_in
from ...law.model import Law
from ...law.severities import data_severities
from ...rdf.names import readable
from ..conditions import GROUPS
from ..findings.by_item import Noted, counted, piece
from ..phrases import ABOUT, DISCLAIMER, HOW, by_pack, invented
from ..style import Style
from .as_text import DETAILS
from .changes import Change
from .changes import changes as changes_of
from .citations import anchored, cited
from .digest import Digest
from .proof_lines import CHANGES
from .view import TAGS, View

MOST_IN_PAGE = 500


def written(proven: Proven, style: Style) -> Iterator[str]:
    """The page of one determination; as lawyers read it where no detail is asked for."""
    detail = style.detail or "legal"
    changes = changes_of(proven.law, proven.determination, proven.changes())
    alone = [proven.determination]
    yield page(proven.law, alone, style.langs, detail, changes=changes)


def inventory(decided: Decided, style: Style) -> Iterator[str]:
    """The page of a decided inventory, with the proofs of its first items."""
    yield page(
        law=decided.law,
        determinations=list(decided.determinations(MOST_IN_PAGE)),
        langs=style.langs,
        detail=style.detail,
        overview=overview_of(decided),
    )


def page(
    law: Law,
    determinations: list[Determination],
    langs: tuple[str, ...],
    detail: str | None,
    overview: Overview | None = None,
    changes: Sequence[Change] = (),
) -> str:
    """
    The page: the proof of one determination, or an overview
    of several with every proof folded below it; of one, what would change it.
    """
    return _rendered(
        "page.html.j2", law, determinations, langs, detail, overview, changes
    )


def fragment(
    law: Law,
    determinations: list[Determination],
    langs: tuple[str, ...],
    detail: str | None,
    overview: Overview | None = None,
    changes: Sequence[Change] = (),
    annexed: bool = True,
    noted: Mapping[str, list[Noted]] | None = None,
) -> str:
    """
    The content of the page alone, for a page of another's that links `stylesheet`; without
    the annexes of the proofs where they are not wanted, with what a validation finds.
    """
    return _rendered(
        "fragment.html.j2",
        law,
        determinations,
        langs,
        detail,
        overview,
        changes,
        annexed,
        noted,
    )


def proven_fragment(proven: Proven, langs: tuple[str, ...]) -> str:
    """The proof of one item as lawyers read it, with what would change the answer."""
    changes = changes_of(proven.law, proven.determination, proven.changes())
    alone = [proven.determination]
    return fragment(proven.law, alone, langs, "legal", changes=changes)


@cache
def stylesheet() -> str:
    """The style of the page."""
    return (Path(__file__).parent.parent / "page.css").read_text("utf-8")


def _rendered(
    name: str,
    law: Law,
    determinations: list[Determination],
    langs: tuple[str, ...],
    detail: str | None,
    overview: Overview | None,
    changes: Sequence[Change],
    annexed: bool = True,
    noted: Mapping[str, list[Noted]] | None = None,
) -> str:
    depth = 1
    if detail:
        depth = DETAILS.index(detail)
    html = (
        environment()
        .get_template(name)
        .render(
            view=View(law),
            digest=Digest(law),
            changes=changes,
            annexed=annexed,
            noted=noted or {},
            found=determinations,
            overview=overview,
            langs=langs,
            depth=depth,
            tags=TAGS,
        )
    )
    return re.sub(r"\n\s*\n", "\n", html)


@cache
def environment() -> Environment:
    """The templates of this room, each compiled once."""
    loader = FileSystemLoader(Path(__file__).parent.parent)
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        phrase=phrase,
        phrase_in=phrase_in,
        N_=N_,
        ABOUT=ABOUT,
        CHANGES=CHANGES,
        DISCLAIMER=DISCLAIMER,
        GROUPS=GROUPS,
        HOW=HOW,
        by_pack=by_pack,
        invented=invented,
        cited=cited,
        readable=readable,
        anchored=anchored,
        severities=data_severities,
        counted=counted,
        piece=piece,
    )
    return made


@dataclass(frozen=True)
class Overview:
    """
    What the page of several determinations says of all of
    them, those that it leaves out included.
    """

    total: int
    counts: list[tuple[str, int]]
    blocking: list[tuple[MissingFact, int]]
    scenarios: list[tuple[str, list[tuple[str, int]]]]


def overview_of(decided: Decided) -> Overview:
    """The numbers of a decided inventory."""
    view = View(decided.law)
    facts = {
        fact.fact: fact
        for answer in decided.answers
        for fact in answer.verdict.missing
    }
    return Overview(
        total=decided.items,
        counts=sorted(
            decided.outcomes().items(),
            key=lambda pair: (-pair[1], -view.strictness(pair[0])),
        ),
        blocking=[(facts[name], count) for name, count in decided.missing()],
        scenarios=[
            (scenario, counts.most_common())
            for scenario, counts in decided.scenarios().items()
        ],
    )
