"""A validation report for build pipelines: SARIF 2.1.0 and JUnit XML."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from junitparser import Failure, JUnitXml, TestCase, TestSuite

from ...law.severities import severities
from ...validating.report import Cause, Report, Result
from ...version import VERSION
from ..phrases import say, visible
from ..style import Style
from .place import told

_HOME = "https://w3id.org/qingdan/"
_SAMPLES = 5


def sarif_written(report: Report, style: Style) -> Iterator[str]:
    """The report as SARIF; its texts are English."""
    yield json.dumps(sarif(report), ensure_ascii=False, indent=2) + "\n"


def junit_written(report: Report, style: Style) -> Iterator[str]:
    """The report as JUnit XML."""
    yield junit(report, style.lang)


def rule_id(cause: Cause) -> str:
    """A stable name of a cause: the shape, the fact, the constraint."""
    parts = [
        cause.shape.removeprefix("shape:"),
        cause.path,
        cause.component.removesuffix("ConstraintComponent"),
    ]
    return "/".join(part for part in parts if part)


def _truncated(report: Report) -> list[dict[str, Any]]:
    """The notice that not all results are listed."""
    note = (
        f"{len(report.results)} of {report.total} results are listed; the rules carry the whole"
        " numbers"
    )
    return [{"level": "note", "message": {"text": note}}]


def sarif(report: Report) -> dict[str, Any]:
    """The report as a SARIF log with one run."""
    causes = [cause for cause, _ in report.counts]
    rules = _distinct(causes)
    index = {rule_id(cause): number for number, cause in enumerate(rules)}
    counts = {
        rule: sum(
            count for cause, count in report.counts if rule_id(cause) == rule
        )
        for rule in map(rule_id, causes)
    }
    truncated = len(report.results) < report.total
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "qingdan",
                "version": VERSION,
                "informationUri": _HOME,
                "rules": [
                    _rule(cause, counts[rule_id(cause)]) for cause in rules
                ],
            }
        },
        "columnKind": "utf16CodeUnits",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": _truncated(report)
                if truncated
                else [],
            }
        ],
        "properties": {
            "engine": report.engine,
            "subjects": report.nodes,
            "total": report.total,
            "truncated": truncated,
        },
        "results": [
            _result(result, index) | _suppressions(result, report.waived)
            for result in report.results
        ],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _distinct(causes: list[Cause]) -> list[Cause]:
    """One cause for each rule."""
    return list(
        {rule_id(cause): cause for cause in reversed(causes)}.values()
    )[::-1]


def _rule(cause: Cause, count: int) -> dict[str, Any]:
    message = say(cause.message, "en") or rule_id(cause)
    mend = say(cause.mend, "en")
    cited = ""
    if cause.cites:
        cited = f" [{', '.join(cause.cites)}]"
    severity = severities()[cause.severity]
    return {
        "id": rule_id(cause),
        "name": rule_id(cause).replace("/", "-").replace(":", "-"),
        "shortDescription": {"text": message},
        "fullDescription": {"text": f"{message}{cited}"},
        "help": {"text": (mend or message) + cited},
        "defaultConfiguration": {
            "level": severity.level,
            "rank": severity.rank,
        },
        "properties": {
            "severity": cause.severity,
            "cites": list(cause.cites),
            "count": count,
            "zh": say(cause.message, "zh"),
        },
    }


def _result(result: Result, index: dict[str, int]) -> dict[str, Any]:
    rule = rule_id(result.cause)
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(result.file)}}
    if result.line is not None:
        physical["region"] = {"startLine": result.line}
    severity = severities()[result.cause.severity]
    title = say(result.title, "en")
    name = f"{result.focus} · {title}" if title else result.focus
    message = f"{say(result.cause.message, 'en') or rule}: {name}"
    logical = {"fullyQualifiedName": result.focus} | (
        {"name": title} if title else {}
    )
    finger = hashlib.sha256(
        "\0".join([rule, result.focus, result.value or ""]).encode()
    ).hexdigest()
    return {
        "ruleId": rule,
        "ruleIndex": index[rule],
        "level": severity.level,
        "rank": severity.rank,
        "message": {
            "text": message
            + (f" ({visible(result.value)})" if result.value else "")
        },
        "locations": [
            {"physicalLocation": physical, "logicalLocations": [logical]}
        ],
        "partialFingerprints": {"qingdan/v1": finger},
    }


def _suppressions(
    result: Result, waived: Mapping[tuple[str, str], str] | None
) -> dict[str, Any]:
    """
    What waives a result (SARIF 2.1.0, section 3.27.23): where
    something may, each result says so, an empty list where nothing does.
    """
    if waived is None:
        return {}
    reason = waived.get((result.focus, result.cause.shape))
    if reason is None:
        return {"suppressions": []}
    accepted = {
        "kind": "external",
        "status": "accepted",
        "justification": reason,
    }
    return {"suppressions": [accepted]}


def _uri(file: str) -> str:
    """A file relative to where the command runs, where it lies below it."""
    path = Path(file)
    try:
        shown = path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        shown = path.as_posix()
    return quote(shown)


def junit(report: Report, lang: str) -> str:
    """The report as JUnit XML: one test case for each cause, failed by its results."""
    suite = TestSuite("qingdan validate")
    suite.add_property("engine", report.engine)
    suite.add_property("subjects", str(report.nodes))
    listed: dict[str, list[Result]] = {}
    for result in report.results:
        listed.setdefault(rule_id(result.cause), []).append(result)
    for cause in _distinct([cause for cause, _ in report.counts]):
        rule = rule_id(cause)
        count = sum(
            number for cause, number in report.counts if rule_id(cause) == rule
        )
        case = TestCase(rule, classname=cause.severity, time=0.0)
        samples = [
            told(result, lang) for result in listed.get(rule, [])[:_SAMPLES]
        ]
        more = [f"… {count - len(samples):,}"] if count > len(samples) else []
        lines = "\n".join(
            filter(None, [say(cause.mend, lang), *samples, *more])
        )
        summary = f"{count:,}: {visible(say(cause.message, lang))}"
        if report.fails(cause.severity):
            failure = Failure(summary, cause.severity)
            failure.text = lines
            case.result = [failure]
        else:
            case.system_out = f"{summary}\n{lines}"
        suite.add_testcase(case)
    if report.conforms:
        suite.add_testcase(TestCase("conforms", classname="qingdan", time=0.0))
    suites = JUnitXml("qingdan")
    suites.add_testsuite(suite)
    suites.update_statistics()  # type: ignore[no-untyped-call]
    suites._elem.attrib.pop(
        "skipped", None
    )  # the schema that build servers read has it on a suite, not on all of them
    return str(suites.tostring().decode()) + "\n"  # type: ignore[no-untyped-call]
