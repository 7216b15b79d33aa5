"""`qingdan conformance`: the suite of cases that any engine can answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import CallError
from ..output import deliver
from .kinds import Command, Read
from .options import OUTPUT

if TYPE_CHECKING:
    from ..conforming import Case, Score

_SHOWN = 20


@click.command(cls=Command)
@click.option(
    "--engine",
    metavar="COMMAND",
    help="Command that reads cases on standard input and writes answers. Default: this engine.",
)
@click.option(
    "--answers",
    type=Read(),
    help="File of answers, one JSON object on a line, in place of an engine.",
)
@click.option(
    "--print",
    "printed",
    type=click.Choice(["cases", "inventories"]),
    help="Write the cases, or the inventory of each in JSON-LD, one a line; nothing is asked.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Of the comparison.",
)
@OUTPUT
def conformance(
    engine: str | None,
    answers: Path | None,
    printed: str | None,
    form: str,
    output: Path | None,
) -> None:
    """
    Hold the answers of an engine against the cases of the suite.

    The exit status is 1 where an answer differs or a case has none.

    \b
    qingdan conformance
    qingdan conformance --print cases --output cases.jsonl
    qingdan conformance --engine "python my_engine.py" --format json
    """
    from .. import conforming as of

    if sum(map(bool, (engine, answers, printed))) > 1:
        raise CallError(
            "--engine, --answers and --print ask for different things; name one of them"
        )
    suite = list(of.cases())
    if printed:
        deliver(_printed(suite, printed), output)
        return
    if answers:
        given = of.read_answers(answers)
    elif engine:
        given = of.answers_of(engine, suite)
    else:
        given = of.own_answers(suite)
    score = of.compared(suite, given)
    report = _as_text(score)
    if form == "json":
        report = iter(
            [json.dumps(_as_json(score), ensure_ascii=False, indent=2)]
        )
    deliver(report, output)
    if not score.conforms:
        raise SystemExit(1)


def _printed(suite: list[Case], printed: str) -> Iterator[str]:
    from ..conforming import inventory

    for case in suite:
        line = case.asked()
        if printed == "inventories":
            line["inventory"] = inventory(line.pop("facts"))
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _as_json(score: Score) -> dict[str, Any]:
    return {
        "cases": score.cases,
        "answered": score.answered,
        "unsupported": {case.name: why for case, why in score.unsupported},
        "withoutAnswer": [case.name for case in score.missing],
        "keys": {
            key: {"compared": many, "right": score.right[key]}
            for key, many in score.compared.items()
        },
        "differences": [
            {
                "case": each.case.name,
                "title": each.case.title,
                "key": each.key,
                "expected": each.expected,
                "answered": each.answered,
            }
            for each in score.differences
        ],
        "conforms": score.conforms,
    }


def _as_text(score: Score) -> Iterator[str]:
    yield (
        f"{score.cases:,} cases: {score.answered:,} answered,"
        f" {len(score.unsupported):,} unsupported,"
        f" {len(score.missing):,} without an answer\n"
    )
    for key, many in score.compared.items():
        yield f"  {key:<20} {score.right[key]:>5,} of {many:>5,} right\n"
    for case in score.missing[:_SHOWN]:
        yield f"without an answer: {case.name} ({case.title['en']})\n"
    for each in score.differences[:_SHOWN]:
        yield f"{each.case.name} ({each.case.title['en']})\n"
        yield f"  {each.key}: {each.answered!r}, but the suite has {each.expected!r}\n"
    left = len(score.differences) - _SHOWN
    if left > 0:
        yield f"and {left:,} more; --format json has all\n"
