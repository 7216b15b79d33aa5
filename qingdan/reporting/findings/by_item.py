"""
A validation report in, what it finds of each item out, the most serious first: as
data, and as a piece of a page. What the outcome of an item tells is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from ...language import phrase
from ...law.severities import data_severities
from ...rdf.graph import Text
from ...rdf.names import expand
from ...validating.report import Cause, Report
from ..phrases import say, visible

if TYPE_CHECKING:
    from ..documents import reports


class Noted(NamedTuple):
    """What a shape finds of an item: how serious, what, how to mend it, the value."""

    severity: str
    message: Text
    mend: Text
    value: str | None


def by_item(report: Report) -> dict[str, list[Noted]] | None:
    """
    The findings of each subject by IRI, each once; None where the report
    does not list all that was found, so that no row says too little.
    """
    if report.total > len(report.results):
        return None
    of_item: dict[str, list[tuple[Cause, str | None]]] = {}
    for result in report.results:
        if result.cause.severity in data_severities():
            causes = of_item.setdefault(expand(result.focus), [])
            causes.append((result.cause, result.value))
    return {item: [*noted_of(causes)] for item, causes in of_item.items()}


def noted_of(
    causes: Iterable[tuple[Cause, str | None]],
) -> tuple[Noted, ...]:
    """What causes and values tell of one item, each once, the most serious first."""
    noted: list[Noted] = []
    for cause, value in causes:
        finding = Noted(
            severity=cause.severity,
            message=cause.message,
            mend=cause.mend,
            value=value,
        )
        if cause.severity in data_severities() and finding not in noted:
            noted.append(finding)
    return tuple(sorted(noted, key=_order))


def _order(finding: Noted) -> tuple[int, str, str]:
    rank = data_severities()[finding.severity].place
    return rank, say(finding.message, "en"), finding.value or ""


def document(
    noted: Iterable[tuple[str, Text, Sequence[Noted]]],
    many: int,
    page: int = 1,
    pages: int = 1,
) -> reports.FindingsBySubject:
    """The findings of subjects with their titles as one object, or a page of `many`."""
    return {
        "subjects": [
            {
                "subject": subject,
                "title": title,
                "findings": [
                    {
                        "severity": finding.severity,
                        "message": finding.message,
                        "mend": finding.mend,
                        "value": finding.value,
                    }
                    for finding in findings
                ],
            }
            for subject, title, findings in noted
        ],
        "many": many,
        "page": page,
        "pages": pages,
    }


def counted(
    noted: Mapping[str, list[Noted]], items: Iterable[str]
) -> dict[str, list[str]]:
    """The items of each severity, the most serious severity first; one stands under several."""
    by_severity: dict[str, list[str]] = {
        name: [] for name in data_severities()
    }
    for item in items:
        for name in {finding.severity for finding in noted.get(item, ())}:
            by_severity[name].append(item)
    return {name: some for name, some in by_severity.items() if some}


def piece(findings: Sequence[Noted], lang: str) -> Markup:
    """The findings of an item, folded under their numbers; nothing where there are none."""
    if not findings:
        return Markup("")
    counts = Counter(finding.severity for finding in findings)
    head = Markup(" ").join(
        Markup('<span class="badge found-{}">{} {}</span>').format(
            name.lower(),
            say(data_severities()[name].label, lang),
            count,
        )
        for name, count in counts.items()
    )
    lines = Markup("").join(
        Markup("<li>{}</li>").format(_line(finding, lang))
        for finding in findings
    )
    frame = '<details class="found"><summary>{}</summary><ul>{}</ul></details>'
    return Markup(frame).format(head, lines)


def _line(finding: Noted, lang: str) -> str:
    """A finding in a line: what, the value, how to mend it."""
    parts = [say(finding.message, lang)]
    if finding.value:
        parts.append(visible(finding.value))
    if finding.mend:
        mend = say(finding.mend, lang)
        parts.append(f"{phrase('mend', lang)}{phrase(': ', lang)}{mend}")
    return " · ".join(parts)
