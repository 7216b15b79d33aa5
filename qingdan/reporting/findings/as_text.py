"""A validation report as text and JSON, and the doors to its other forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ...language import N_, phrase
from ...validating.report import Report, Result
from ..phrases import say
from .place import told

_SAMPLES = 5
_HEAD = N_(
    "{verdict}: {total:,} results from {causes} causes, {nodes:,} subjects in {files}"
    " ({engine})"
)
_ALONE = N_("{verdict} ({severities} alone would fail)")


def render(
    report: Report, form: str, langs: tuple[str, ...] = ("en",)
) -> Iterator[str]:
    """The report as `text`, `json`, `turtle`, `sarif` or `junit`."""
    return _FORMS[form](report, langs)


def _text(report: Report, langs: tuple[str, ...]) -> Iterator[str]:
    for lang in langs:
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


def _json(report: Report, _: tuple[str, ...]) -> Iterator[str]:
    document: dict[str, Any] = {
        "conforms": report.conforms,
        "failOn": None if report.fail_on is None else list(report.fail_on),
        "failed": report.failed,
        "engine": report.engine,
        "files": list(report.files),
        "nodes": report.nodes,
        "total": report.total,
        "counts": [
            {
                "shape": cause.shape,
                "component": cause.component,
                "severity": cause.severity,
                "path": cause.path,
                "count": count,
                "message": cause.message,
                "mend": cause.mend,
                "cites": list(cause.cites),
            }
            for cause, count in report.counts
        ],
        "results": [_result(result) for result in report.results],
        "truncated": len(report.results) < report.total,
        "ignored": [
            {"predicate": predicate, "count": count}
            for predicate, count in report.ignored
        ],
        "rules": report.rules,
    }
    yield json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _result(result: Result) -> dict[str, Any]:
    return {
        "shape": result.cause.shape,
        "component": result.cause.component,
        "severity": result.cause.severity,
        "path": result.cause.path,
        "focus": result.focus,
        "title": result.title,
        "value": result.value,
        "file": result.file,
        "line": result.line,
    }


def _turtle(report: Report, _: tuple[str, ...]) -> Iterator[str]:
    from .as_rdf import turtle

    yield turtle(report)


def _sarif(report: Report, _: tuple[str, ...]) -> Iterator[str]:
    from .as_ci import sarif

    yield json.dumps(sarif(report), ensure_ascii=False, indent=2) + "\n"


def _junit(report: Report, langs: tuple[str, ...]) -> Iterator[str]:
    from .as_ci import junit

    yield junit(report, langs[0])


_FORMS: dict[str, Callable[[Report, tuple[str, ...]], Iterator[str]]] = {
    "text": _text,
    "json": _json,
    "turtle": _turtle,
    "sarif": _sarif,
    "junit": _junit,
}
FORMS = tuple(_FORMS)
