"""Answers of an engine: our own, of a command that reads cases, or of a file."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from .. import api
from ..errors import CallError, Fault, InputError, unreadable
from .suite import Case, answer, inventory

_SECONDS = 3600.0
_MEND = (
    "an answer is one JSON object on a line; docs/conformance.md has its keys"
)


def own_answers(suite: Iterable[Case]) -> dict[str, Any]:
    """What this engine answers."""
    return {case.name: _own(case) for case in suite}


def _own(case: Case) -> dict[str, Any]:
    content = json.dumps(inventory(case.facts)).encode()
    day = date.fromisoformat(case.as_of)
    try:
        chosen = api.readings(case.readings)
        read = api.loads(content, ".jsonld")
        decided = api.decide(read, day, chosen, edition=case.list)
        return answer(next(decided))
    except InputError:
        return {"refused": True}


def answers_of(command: str, suite: Iterable[Case]) -> dict[str, Any]:
    """
    What a command answers: it reads cases on standard input, one
    JSON object a line, and writes answers in the same way.

    Raises CallError where it cannot be started or ends with an error.
    """
    asked = "".join(_lines(suite))
    try:
        ended = subprocess.run(
            shlex.split(command),
            input=asked,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CallError(
            f"the engine {command!r} gave no answers ({reason}); name a command"
            " that reads cases on standard input"
        ) from None
    if ended.returncode:
        raise CallError(
            f"the engine {command!r} ended with exit status {ended.returncode};"
            " what it says of a case that it cannot answer is a line with `unsupported`"
        )
    return _by_case(f"the engine {command!r}", ended.stdout)


def read_answers(path: Path) -> dict[str, Any]:
    """The answers of a file. Raises InputError where a line is none."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(str(path), error, _MEND) from None
    return _by_case(str(path), text)


def _lines(suite: Iterable[Case]) -> Iterator[str]:
    for case in suite:
        yield json.dumps(case.asked(), ensure_ascii=False) + "\n"


def _by_case(where: str, text: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        place = f"{where}, line {number}"
        try:
            given = json.loads(line)
            name = given["case"]
        except (ValueError, KeyError, TypeError):
            raise InputError(
                Fault(place, "is no answer to a case", _MEND)
            ) from None
        if name in answers:
            raise InputError(Fault(place, f"answers {name} again", _MEND))
        answers[name] = given
    return answers
