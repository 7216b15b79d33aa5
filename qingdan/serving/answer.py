"""What a job came to: how it ended, and its answer or the problem that stands in its place."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import NamedTuple

PROBLEM = "application/problem+json"


class Ending(StrEnum):
    """How a job ended; the front says it in the terms of HTTP."""

    ANSWERED = "answered"
    MALFORMED = "malformed"  # the request is not what it says it is
    TOO_LARGE = "too large"
    NOT_READ = "not read"  # of a media type or an encoding that is not taken
    NOT_FOUND = "not found"
    NOT_OFFERED = (
        "not offered"  # there is an answer, in none of the formats wanted
    )
    FAULTY = "faulty"  # the inventory that was sent has a fault
    REFUSED = "refused"
    TIMED_OUT = "timeout"
    CRASHED = "crashed"
    BUSY = "busy"


class Answer(NamedTuple):
    """How a job ended, the media type and the content of its answer, and notes on it."""

    ending: Ending
    type: str
    content: bytes
    notes: dict[str, str] = {}  # noqa: RUF012 (never written to)

    @property
    def is_given(self) -> bool:
        """Whether it is an answer, and no problem in its place."""
        return self.ending is Ending.ANSWERED

    @property
    def problem(self) -> tuple[str, str]:
        """Title and detail of the problem."""
        document = json.loads(self.content)
        return document["title"], document["detail"]


def given(
    kind: str, content: bytes, notes: dict[str, str] | None = None
) -> Answer:
    """An answer of a media type."""
    return Answer(Ending.ANSWERED, kind, content, notes or {})


def attached(answer: Answer, name: str) -> Answer:
    """An answer that a browser keeps as a file of a name, which is plain ASCII."""
    header = f'attachment; filename="{name}"'
    return answer._replace(
        notes={**answer.notes, "Content-Disposition": header}
    )


def as_object(value: object) -> Answer:
    """An answer in JSON."""
    return given(
        "application/json", json.dumps(value, ensure_ascii=False).encode()
    )


def problem(ending: Ending, title: str, detail: str) -> Answer:
    """Why there is no answer: what is wrong, and how to mend it."""
    content = {"title": title, "detail": detail}
    return Answer(
        ending=ending,
        type=PROBLEM,
        content=json.dumps(content, ensure_ascii=False).encode(),
    )
