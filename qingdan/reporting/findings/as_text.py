"""A validation report as text and JSON, and the doors to its other forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ...validating.report import Report, Result
from ..phrases import say
from .place import told

_SAMPLES = 5
_HEAD = {
    "en": (
        "{verdict}: {total:,} results from {causes} causes, {nodes:,} subjects in {files}"
        " ({engine})"
    ),
    "zh": "{verdict}：{causes}类原因，共{total:,}条结果；{files}中有{nodes:,}个主体（{engine}）",
}
_VERDICT = {"en": ("conforms", "does not conform"), "zh": ("符合", "不符合")}
_ALONE = {
    "en": "{verdict} ({severities} alone would fail)",
    "zh": "{verdict}（仅以{severities}为不符合）",
}
_MEND = {"en": "mend", "zh": "更正"}
_MORE = {"en": "… and {n:,} more", "zh": "……另有{n:,}条"}
_PAST = {"en": "ignored (outside the vocabulary)", "zh": "未读取（词汇表以外）"}


def render(
    report: Report, form: str, langs: tuple[str, ...] = ("en",)
) -> Iterator[str]:
    """The report as `text`, `json`, `turtle`, `sarif` or `junit`."""
    return _FORMS[form](report, langs)


def _text(report: Report, langs: tuple[str, ...]) -> Iterator[str]:
    for lang in langs:
        files = (
            report.files[0] if len(report.files) == 1 else f"{len(report.files)} files"
        )
        yield (
            _HEAD[lang].format(
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
                yield f"  {_MEND[lang]}: {say(cause.mend, lang)}\n"
            shown = listed.get(id(cause), [])[:_SAMPLES]
            yield from (f"    {told(result, lang)}\n" for result in shown)
            if count > len(shown):
                yield f"    {_MORE[lang].format(n=count - len(shown))}\n"
        if report.ignored:
            yield (
                f"\n{_PAST[lang]}: "
                + ", ".join(
                    f"{predicate} ({count:,})" for predicate, count in report.ignored
                )
                + "\n"
            )


def _verdict(report: Report, lang: str) -> str:
    """What the exit status says, in words; which severities it heeds, where that matters."""
    verdict = _VERDICT[lang][report.failed]
    if report.failed or report.conforms:
        return verdict
    return _ALONE[lang].format(
        verdict=verdict, severities=", ".join(report.fail_on or ())
    )


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
