"""
N-Triples line by line: each distinct end of a line is
parsed once, by Oxigraph, and known again by its text.

A line is its subject and the rest. Where the rest was parsed before and the subject is a plain IRI,
the line is well formed; every other line is parsed whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from ...errors import Fault, InputError
from ...rdf.names import QD
from ..intake import Block, Intake
from ..marks import HOLDERS, PAST, TITLE
from ..titles import as_title
from .rdf import too_long

_CHARACTERS = rb"[!$&-;=?-Z_a-z~]*"
_PLAIN_IRI = re.compile(
    rb"<[A-Za-z][A-Za-z0-9+.-]*:(?:(?!//)|//[A-Za-z0-9.-]+(?=[/?#>]))"
    + _CHARACTERS
    + rb"(?:#"
    + _CHARACTERS
    + rb")?>"
)
_PLAIN_TEXT = re.compile(rb'"([^"\\\x00-\x1f]*)"(?:@(en|zh))? \.\r?\n')
_TITLE = f"<{QD}title>".encode()


class LineReader:
    """Reads one file of N-Triples into an intake."""

    def __init__(self, intake: Intake, where: str) -> None:
        self.intake = intake
        self.where = where
        self._known: dict[bytes, dict[bytes, int]] = {}
        self._label = f"f{len(intake.files)}x"

    def read(self, lines: Iterable[bytes]) -> None:
        """
        Take in every line; raise InputError with the number
        of the first that is not well formed.
        """
        known = self._known
        current = b""
        block = Block()
        count = 0
        for line in lines:
            count += 1
            other = None
            try:
                subject, predicate, rest = line.split(b" ", 2)
                number = known[predicate][rest]
                plain = subject == current or bool(
                    _PLAIN_IRI.fullmatch(subject)
                )
            except (KeyError, ValueError):
                plain = False
            if not plain:
                parsed = self._parse(line, count)
                if parsed is None:
                    continue
                subject, number, other = parsed
            if subject != current:
                self.intake.flush(current.decode().strip("<>"), block)
                current = subject
                block = Block(count)
            if number >= 0:
                block.numbers.append(number)
            else:
                block.others.append((number, other))
        self.intake.flush(current.decode().strip("<>"), block)

    def _parse(
        self, line: bytes, count: int
    ) -> tuple[bytes, int, object] | None:
        """
        One line as subject, number and what is kept apart;
        None for an empty line or one that is ignored.
        """
        subject, _, end = line.partition(b" ")
        predicate, _, rest = end.partition(b" ")
        if predicate == _TITLE and predicate in self._known:
            text = _PLAIN_TEXT.fullmatch(rest)
        else:
            text = None
        try:
            if text and _PLAIN_IRI.fullmatch(subject):
                return (
                    subject,
                    TITLE,
                    as_title(text[1].decode(), (text[2] or b"en").decode()),
                )
            quads = list(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))
        except (SyntaxError, UnicodeDecodeError) as error:
            what = " ".join(str(getattr(error, "msg", None) or error).split())
            mend = "mend the syntax, or rename the file if it is not .nt"
            raise InputError(
                Fault(
                    f"{self.where}, line {count}",
                    f"not well-formed: {what}",
                    mend,
                )
            ) from None
        except MemoryError:
            raise too_long(f"{self.where}, line {count}") from None
        if quads:
            return self._number(quads[0], predicate, rest)
        return None

    def _number(
        self, quad: ox.Quad, predicate: bytes, rest: bytes
    ) -> tuple[bytes, int, object] | None:
        subject = self._own(quad.subject)
        term = self._own(quad.object)
        number = self.intake.column(quad.predicate.value)[term]
        known = self._known.setdefault(predicate, {})
        if number >= 0 or number <= HOLDERS:
            known[rest] = number
        if number == PAST:
            return None
        return (
            str(subject).encode(),
            number,
            self.intake.other(number, quad.predicate.value, term),
        )

    def _own(self, term: Any) -> Any:
        """A blank node under a label that no other file uses."""
        if isinstance(term, ox.BlankNode):
            return ox.BlankNode(self._label + term.value)
        return term
