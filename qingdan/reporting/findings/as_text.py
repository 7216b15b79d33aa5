"""A validation report as text: each cause with its number and its first results."""

from __future__ import annotations

from collections.abc import Iterator

from ...language import N_, phrase
from ...validating.report import Report, Result
from ..phrases import say
from ..style import Style
from .place import told

_SAMPLES = 5
_HEAD = N_(
    "{verdict}: {total:,} results from {causes} causes, {nodes:,} subjects in {files}"
    " ({engine})"
)
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
            engine=report.engine,
        )
        + "\n"
    )
    listed: dict[int, list[Result]] = {}
    for result in report.results:
        listed.setdefault(id(result.cause), []).append(result)
    for cause, count in report.counts:
        yield f"\n{cause.severity}  {count:,}  {say(cause.message, lang)} [{cause.shape}]\n"
        if cause.mend:
            yield f"  {phrase('mend', lang)}: {say(cause.mend, lang)}\n"
        shown = listed.get(id(cause), [])[:_SAMPLES]
        for result in shown:
            yield f"    {told(result, lang)}\n"
        if count > len(shown):
            yield f"    {phrase('… and {n:,} more', lang, n=count - len(shown))}\n"
    if report.ignored:
        yield (
            f"\n{phrase('ignored (outside the vocabulary)', lang)}: "
            + ", ".join(
                f"{predicate} ({count:,})"
                for predicate, count in report.ignored
            )
            + "\n"
        )


def _verdict(report: Report, lang: str) -> str:
    """What the exit status says, in words; which severities it heeds, where that matters."""
    if report.failed:
        return phrase("does not conform", lang)
    verdict = phrase("conforms", lang)
    if report.conforms:
        return verdict
    severities = ", ".join(report.fail_on or ())
    return phrase(_ALONE, lang, verdict=verdict, severities=severities)
