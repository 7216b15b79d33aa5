"""Determinations as results: of one item with its proof, of all items of an inventory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from ..deciding.determination import (
    Determination,
    Finding,
    MissingFact,
    Proven,
)
from ..law.load import law
from ..reporting.formats import DETERMINATIONS, PROOF
from .results import Result, style_of

if TYPE_CHECKING:
    from ..deciding.batch import Decided
    from .inventory import Inventory

_SHOWN = 10
_RULES = ("part", "rule", "status", "outcome", "cites", "text")
_STATUS = {True: "true", False: "false", None: "unknown"}


class Answer(Result):
    """The determination of one item on a day; `determination` holds all of the proof."""

    formats = PROOF

    def __init__(self, proven: Proven, against: str | None = None) -> None:
        self.determination: Determination = proven.determination
        self.subject = proven
        self._against = against

    subject: Proven

    @property
    def item(self) -> str:
        """The IRI of the item."""
        return self.determination.item

    @property
    def title(self) -> dict[str, str]:
        """Its title, by language."""
        return dict(self.determination.title)

    @property
    def as_of(self) -> date:
        """The day of the answer."""
        return self.determination.as_of

    @property
    def outcome(self) -> str:
        """The route, such as `SecurityAssessment`; `NeedsFacts` where facts are missing."""
        return self.determination.outcome

    @property
    def position(self) -> str:
        """Where it stands to the list, such as `in-list` (Article 10)."""
        return self.determination.position

    @property
    def tier(self) -> int | None:
        """The tier of the list that it reaches."""
        return self.determination.tier

    @property
    def grounds(self) -> tuple[Finding, ...]:
        """The rules that carry the outcome."""
        return self.determination.grounds

    @property
    def missing(self) -> tuple[MissingFact, ...]:
        """The facts that are missing, the most decisive first."""
        return self.determination.missing

    def questions(self) -> list[dict[str, str]]:
        """The open questions: item, fact, whom it is about, the question in both languages."""
        return [_question(self.item, fact) for fact in self.missing]

    def stream(
        self,
        format: str | None = None,
        *,
        lang: str = "en",
        detail: str | None = None,
    ) -> Iterator[str]:
        """The proof in a format, piece by piece."""
        row = self.formats.named(format or self.formats.names[0])
        return row.text(self.subject, style_of(lang, detail, self._against))

    def to_dict(self) -> dict[str, Any]:
        """The determination as JSON has it."""
        from ..reporting.determination.as_json import document

        return {**document(self.determination)}

    def rows(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        """Every rule that was weighed."""
        taken = self.determination
        parts = {
            "grounds": taken.grounds,
            "alsoApplies": taken.also_applies,
            "defeated": taken.defeated,
            "failed": taken.failed,
            "unknown": taken.unknown,
        }
        rows = (
            (
                part,
                each.rule,
                _STATUS[each.status],
                each.outcome,
                " ".join(each.cites),
                each.label.get("en", ""),
            )
            for part, findings in parts.items()
            for each in findings
        )
        return _RULES, rows

    def __repr__(self) -> str:
        return f"<{self.item}: {self.outcome} ({self.position}) as of {self.as_of}>"


class Determinations(Result):
    """
    The answers for the items of an inventory, by IRI: as many as `len`, one by one by
    iteration, one by its place, its IRI or the end of that.

    A distinct case is decided at once, and proven when it is asked for.
    """

    formats = DETERMINATIONS
    numbers = ("tier",)

    def __init__(
        self,
        inventory: Inventory,
        edition: str,
        taken: tuple[Determination, ...] | None,
        decide: Callable[[], Decided],
        prove: Callable[[str], Answer],
    ) -> None:
        self._inventory = inventory
        self._edition = edition
        self._found = taken
        self._decided = decide() if taken is None else None
        self._decide = decide
        self._prove = prove

    def of(self, subject: Decided) -> Determinations:
        """The same answers of a decided inventory that counts them otherwise."""
        return Determinations(
            self._inventory, self._edition, None, lambda: subject, self._prove
        )

    @property
    def subject(self) -> Decided:
        """The decided inventory that the writers take; decided anew in bulk where it is small."""
        if self._decided is None:
            self._decided = self._decide()
        return self._decided

    def __len__(self) -> int:
        return (
            len(self._found) if self._found is not None else self.subject.items
        )

    def __iter__(self) -> Iterator[Answer]:
        applied = law(self._edition)
        for each in self.determinations():
            yield Answer(Proven(applied, each))

    def determinations(self) -> Iterator[Determination]:
        """The determinations one by one, each with its whole proof."""
        if self._found is not None:
            return iter(self._found)
        return self.subject.determinations()

    def __getitem__(self, which: int | str) -> Answer:
        """The answer at a place, or for the item of a name; CallError where there is none."""
        if isinstance(which, int):
            names = self._inventory.items
            if not -len(names) <= which < len(names):
                raise IndexError(f"there are {len(names):,} items")
            which = names[which]
        return self._prove(which)

    def outcomes(self) -> Counter[str]:
        """The number of items of each outcome."""
        if self._found is not None:
            return Counter(each.outcome for each in self._found)
        return self.subject.outcomes()

    def flags(self) -> Counter[str]:
        """The number of items for which each flag is raised."""
        return self.subject.flags()

    def uncovered(self) -> int:
        """The number of items for which nothing in hand covers what is required."""
        return self.subject.uncovered()

    def barred(self) -> int:
        """The number of items that an event, such as an order, keeps from leaving."""
        return self.subject.barred()

    def occurrences(self, names: Collection[str]) -> Iterator[tuple[str, str]]:
        """Each item with each of the names that it has: outcome, flags, uncovered, barred."""
        for item, _, answer in self.subject.rows():
            has = {answer.verdict.outcome, *answer.verdict.flags}
            yield from ((item, name) for name in names if name in has)
        if "uncovered" in names:
            yield from (
                (item, "uncovered") for item in self.subject.uncovered_items()
            )
        if "barred" in names:
            yield from (
                (item, "barred") for item in self.subject.barred_items()
            )

    def summary(self, lang: str = "en") -> str:
        """The sums as text: outcomes, first steps, missing facts, by scenario too."""
        from ..reporting.determination.overview import summary

        return summary(self.subject, lang)

    def questions(self) -> list[dict[str, str]]:
        """The open questions of every item, the most decisive of each first."""
        return [
            _question(each.item, fact)
            for each in self.determinations()
            for fact in each.missing
        ]

    def to_json(self) -> str:
        """The determinations as one array."""
        if self._found is None:
            return super().to_json()
        from ..reporting.determination.as_json import document

        documents = [document(each) for each in self._found]
        return json.dumps(documents, ensure_ascii=False, indent=2) + "\n"

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{name} {n:,}" for name, n in self.outcomes().most_common()
        )
        return f"<{len(self):,} determinations: {counts}>"

    def _repr_html_(self) -> str:
        counts = self.outcomes().most_common()
        head = "".join(
            f"<tr><td>{escape(a)}</td><td>{n:,}</td></tr>" for a, n in counts
        )
        first = [each for each, _ in zip(self, range(_SHOWN), strict=False)]
        rows = "".join(
            f"<tr><td>{escape(each.item)}</td><td>{escape(each.outcome)}</td></tr>"
            for each in first
        )
        left = len(self) - len(first)
        more = f"<p>… {left:,} more</p>" if left else ""
        return f"<table>{head}</table><table>{rows}</table>{more}"


def _question(item: str, fact: MissingFact) -> dict[str, str]:
    return {
        "item": item,
        "fact": fact.fact,
        "about": fact.about,
        "question": fact.question.get("en", ""),
        "questionZh": fact.question.get("zh", ""),
    }
