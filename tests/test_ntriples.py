"""The reader of N-Triples takes in what Oxigraph takes in, and refuses what Oxigraph refuses."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from guard import examples
from qingdan.errors import InputError
from qingdan.inventory.read import ingest
from qingdan.law.load import law
from qingdan.rdf.names import QD, RDF, XSD
from qingdan.validating.by_pyshacl import stated

A, ITEM = f"<{RDF}type>", f"<{QD}DataItem>"
SUBJECTS = [
    "<urn:x:a>",
    "<urn:x:b>",
    "<http://x.example/p?q=1#f>",
    "<urn:x:%C3%A9>",
    "<urn:x:\\u00e9>",
    "<urn:x:车>",
    "_:b",
    "_:b.1",
    "_:车",
]
PREDICATES = [
    A,
    f"<{QD}title>",
    f"<{QD}heldBy>",
    f"<{QD}coreData>",
    f"<{QD}exportOf>",
    f"<{QD}lists>",
    f"<{QD}judgementReason>",
    "<urn:y:p>",
]
OBJECTS = [
    ITEM, f"<{QD}Export>", f"<{QD}Inventory>", "<urn:x:a>", "_:b", "_:c",
    '"plain"', '"two words"@en', '"词"@zh-Hans', '"\\u8bcd\\t\\"q\\" \\\\ \\U0001F697"@zh', '""', '"a . b"', '"<urn:x:a> # no comment"', '"\\n"',
    f'"true"^^<{XSD}boolean>', f'"1"^^<{XSD}boolean>', f'"false"^^<{XSD}string>', f'"2026-03-02"^^<{XSD}date>',
]  # fmt: skip
WRONG = [
    "<urn:x:a> <urn:y:p>", "<urn:x:a> <urn:y:p> <urn:x:b>", "<urn:x:a <urn:y:p> <urn:x:b> .", 'urn:x:a <urn:y:p> "v" .', '"v" <urn:y:p> "v" .',
    '<urn:x:a> <urn:y:p> "v .', '<urn:x:a> <urn:y:p> "v"@ .', '<urn:x:a> <urn:y:p> "v"^^xsd:date .', '<urn:x:a> _:b "v" .', "@prefix : <urn:x:> .",
    '<urn:x:a> <urn:y:p> "\\x" .', '<urn:x:a b> <urn:y:p> "v" .', "<a> <urn:y:p> <urn:x:b> .", '<urn:x:a> <urn:y:p> "v" "w" .', "<urn:x:a> <urn:y:p> <urn:x:b> . x",
    "<urn:x:{a}> <urn:y:p> <urn:x:b> .", f"<urn:x:%zz^> {A} {ITEM} .", "nonsense", f"<http://[x> {A} {ITEM} .", f"<urn:x:a> {A} {ITEM} . <urn:x:b> {A} {ITEM}",
]  # fmt: skip


def taken_in(path: Path) -> tuple[object, ...]:
    """What a register holds of a file: its statements, its titles, what was ignored."""
    found = ingest(law(), [path])
    try:
        titles = found.store.rows("SELECT title FROM subjects ORDER BY 1")
        return (
            stated(found),
            [title for (title,) in titles],
            found.intake.ignored,
        )
    finally:
        found.close()


def same(content: bytes, folder: Path) -> None:
    """
    Hold the line reader and Oxigraph equal on a file: both
    take in the same, or both refuse it.
    """
    path, other = folder / "inventory.nt", folder / "inventory.nq"
    path.write_bytes(content)
    other.write_bytes(content)
    try:
        expected = taken_in(other)
    except InputError:
        with pytest.raises(InputError, match=r"inventory\.nt"):
            taken_in(path)
        return
    ours = taken_in(path)
    assert isomorphic(ours[0], expected[0])
    assert ours[1:] == expected[1:]


statement = st.builds(
    "{} {} {} .".format,
    st.sampled_from(SUBJECTS),
    st.sampled_from(PREDICATES),
    st.sampled_from(OBJECTS),
)
spaced = st.builds(
    lambda s, p, o, gap, tail, comment: f"{gap}{s}{gap or ' '}{p}\t{o}{tail}.{comment}",
    st.sampled_from(SUBJECTS), st.sampled_from(PREDICATES), st.sampled_from(OBJECTS),
    st.sampled_from(["", " ", "  ", "\t"]), st.sampled_from(["", " ", "\t "]), st.sampled_from(["", " # said once", "#", " "]),
)  # fmt: skip
LIGHT = settings(
    max_examples=examples(12),
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@LIGHT
@given(
    lines=st.lists(
        statement
        | statement
        | spaced
        | st.sampled_from(["", "# a comment", "   "]),
        max_size=12,
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
)
def test_lines_are_read_as_oxigraph_reads_them(
    lines: list[str],
    end: str,
    last: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """
    Escapes, languages, datatypes, comments, blank nodes,
    both line ends, with and without one at the end.
    """
    whole = [f"<urn:x:a> {A} {ITEM} .", *lines]
    same(
        (end.join(whole) + (end if last else "")).encode(),
        tmp_path_factory.mktemp("lines"),
    )


@LIGHT
@given(
    text=st.text(alphabet=st.characters(codec="utf-8"), max_size=8),
    tag=st.sampled_from(["", "@en", "@zh", "@de-CH"]),
)
def test_any_text_is_read_as_oxigraph_reads_it(
    text: str, tag: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A text of any characters that may stand in a line, as a title and as another literal."""
    shown = (
        re.sub(r'([\\"])', r"\\\1", text)
        .replace("\n", "\\n")
        .replace("\r", "\\r")
    )
    lines = [f"<urn:x:a> {A} {ITEM} ."] + [
        f'<urn:x:{name}> <{QD}{fact}> "{shown}"{tag} .'
        for name, fact in (("a", "title"), ("b", "district"))
    ] * 2
    same(("\n".join(lines) + "\n").encode(), tmp_path_factory.mktemp("text"))


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("known", [True, False])
def test_a_malformed_line_is_refused_with_its_number(
    wrong: str, known: bool, tmp_path: Path
) -> None:
    """The line is named, whether or not its end was seen before."""
    first = f"<urn:x:a> {A} {ITEM} ." if known else "# nothing yet"
    path = tmp_path / "inventory.nt"
    path.write_text(f"{first}\n\n{wrong}\n<urn:x:b> {A} {ITEM} .\n", "utf-8")
    assert not well_formed(path.read_bytes())
    with pytest.raises(
        InputError, match=r"inventory\.nt, line 3: not well-formed"
    ):
        taken_in(path)


def well_formed(content: bytes) -> bool:
    """Whether Oxigraph reads it."""
    try:
        return bool(
            list(ox.parse(content, format=ox.RdfFormat.N_TRIPLES)) or True
        )
    except SyntaxError:
        return False


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe<\x00u\x00r\x00n\x00",
        b'<urn:x:a> <urn:y:p> "\xff" .\n',
        b"\x00\n",
        b"<urn:x:\x00> <urn:y:p> <urn:x:b> .\n",
    ],
)
def test_bytes_that_are_no_text_are_refused(
    content: bytes, tmp_path: Path
) -> None:
    """UTF-16, broken UTF-8 and NUL bytes."""
    path = tmp_path / "inventory.nt"
    path.write_bytes(f"<urn:x:a> {A} {ITEM} .\n".encode() + content)
    with pytest.raises(InputError, match=r"line 2: not well-formed"):
        taken_in(path)


def test_statements_of_a_subject_that_stand_apart_are_one(
    tmp_path: Path,
) -> None:
    """Lines in any order, and a statement told twice, make one subject."""
    lines = [
        f"<urn:x:{name}> {end} ."
        for end in (
            f"{A} {ITEM}",
            f"<{QD}heldBy> <urn:x:h>",
            f'<{QD}title> "t"',
        )
        for name in "abab"
    ]
    path = tmp_path / "inventory.nt"
    path.write_text("\n".join(lines), "utf-8")
    found = ingest(law(), [path])
    try:
        assert Counter(found.store.rows("SELECT subject FROM subjects")) == {
            ("urn:x:a",): 1,
            ("urn:x:b",): 1,
        }
    finally:
        found.close()
