"""A validation report as text: each cause with its number and its first results."""

from __future__ import annotations

from collections.abc import Iterator

from ...language import N_, phrase
from ...law.severities import severities
from ...validating.report import Report, Result
from ..phrases import say
from ..punctuation import aside, listed, under
from ..style import Style
from .place import told

_SAMPLES = 5
_HEAD = N_(
    "{verdict}: {total:,} results from {causes} causes, {nodes:,} subjects in {files}"
    " ({engine})"
)
ENGINES = {
    "pySHACL": N_("by pySHACL"),
    "each distinct neighbourhood once": N_("subjects alike are checked once"),
}
_ALONE = N_("{verdict} ({severities} alone would fail)")


def written(report: Report, style: Style) -> Iterator[str]:
    """The report in each language."""
    for lang in style.langs:
        yield from _text(report, lang)


def _text(report: Report, lang: str) -> Iterator[str]:
    files = (
        report.files[0]
        if len(report.files) == 1
        else phrase("{many} files", lang, many=len(report.files))
    )
    yield (
        phrase(
            _HEAD,
            lang,
            verdict=_verdict(report, lang),
            total=report.total,
            causes=len(report.counts),
            nodes=report.nodes,
            files=files,
            engine=phrase(ENGINES[report.engine], lang),
        )
        + "\n"
    )
    by_cause: dict[int, list[Result]] = {}
    for result in report.results:
        by_cause.setdefault(id(result.cause), []).append(result)
    for cause, count in report.counts:
        severity = say(severities()[cause.severity].label, lang)
        message = say(cause.message, lang)
        yield f"\n{severity}  {count:,}  {message} [{cause.shape}]\n"
        if cause.mend:
            mend = under(phrase("mend", lang), say(cause.mend, lang), lang)
            yield f"  {mend}\n"
        shown = by_cause.get(id(cause), [])[:_SAMPLES]
        for result in shown:
            yield f"    {told(result, lang)}\n"
        if count > len(shown):
            yield f"    {phrase('… and {n:,} more', lang, n=count - len(shown))}\n"
    if report.ignored:
        names = listed(
            (
                predicate + aside(f"{count:,}", lang)
                for predicate, count in report.ignored
            ),
            lang,
        )
        ignored = phrase("ignored (outside the vocabulary)", lang)
        yield f"\n{under(ignored, names, lang)}\n"


def _verdict(report: Report, lang: str) -> str:
    """What the exit status says, in words; which severities it heeds, where that matters."""
    if report.failed:
        return phrase("does not conform", lang)
    verdict = phrase("conforms", lang)
    if report.conforms:
        return verdict
    labels = (
        say(severities()[name].label, lang) for name in report.fail_on or ()
    )
    return phrase(
        _ALONE, lang, verdict=verdict, severities=listed(labels, lang)
    )
