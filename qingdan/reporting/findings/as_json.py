"""A validation report as JSON: every cause with its number, the results that are listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...validating.report import Report, Result
from ..style import Style

if TYPE_CHECKING:
    from ..documents import reports


def written(report: Report, style: Style) -> Iterator[str]:
    """The report as one object."""
    document: reports.Validation = {
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


def _result(result: Result) -> reports.Result:
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
