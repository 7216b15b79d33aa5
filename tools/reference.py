"""
The reference pages of the site, made from the program: `python tools/reference.py FOLDER`.

Commands from the command line, calls from /openapi.json, schemas from the same, Python from the
docstrings, vocabulary and readings from the law.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox

from qingdan import files
from qingdan.cli import main as command_line
from qingdan.law.load import law
from qingdan.rdf.graph import Graph
from qingdan.rdf.names import OWL, QD, RDFS, SKOS, curie

Described = Mapping[str, Any]
_KINDS = {
    "Classes": ("Class",),
    "Facts and other properties": ("ObjectProperty", "DatatypeProperty"),
    "What is said of terms of the law": ("AnnotationProperty",),
    "Values": ("NamedIndividual",),
}
_SECTION = ":local:\n:depth: 1"


def main(folder: Path) -> None:
    """Write every page whose text is not there yet: what is unchanged is not read again."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        path = folder / f"{name}.md"
        text = page()
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def commands() -> str:
    """A section for each command, with its help and its options."""
    context = click.Context(command_line)
    sections = [
        f"```{{eval-rst}}\n.. click:: qingdan.cli.{_home(name)}:{name}\n"
        f"   :prog: qingdan {name}\n   :nested: full\n```\n"
        for name in command_line.list_commands(context)
    ]
    head = (
        "# Commands\n\nWhat `qingdan COMMAND --help` says of each command.\n"
    )
    return "\n".join([head, *sections])


def _home(name: str) -> str:
    """The module in which a command stands."""
    context = click.Context(command_line)
    command = command_line.get_command(context, name)
    assert command is not None
    assert command.callback is not None
    return command.callback.__module__.rpartition(".")[2]


def calls() -> str:
    """A section for each call of the API: parameters, bodies, answers."""
    described = openapi()
    sections = [
        _call(method, path, call)
        for path, methods in sorted(described["paths"].items())
        for method, call in sorted(methods.items())
    ]
    head = (
        "# HTTP\n\nThe calls that `/openapi.json` describes;"
        " [the front](../server.md) tells of pages and limits.\n"
    )
    return "\n".join([head, *sections])


def openapi() -> Described:
    """The description of the API."""
    from qingdan_server import api

    app = api.application("reference")
    app.register_api(api.blueprint)
    described: Described = app.api_doc
    return described


def _call(method: str, path: str, call: Described) -> str:
    lines = [
        f"## `{method.upper()} {path}`\n",
        f"{call.get('summary', '')}. {call.get('description', '')}\n",
    ]
    if call.get("parameters"):
        rows = [
            (
                f"`{given['name']}`",
                "yes" if given.get("required") else "no",
                _kind(given["schema"]),
                given.get("description") or given["schema"].get("title", ""),
            )
            for given in call["parameters"]
        ]
        lines.append(_table(("parameter", "required", "value", "says"), rows))
    if body := call.get("requestBody"):
        kinds = ", ".join(f"`{kind}`" for kind in body["content"])
        lines.append(f"The body is one of {kinds}.\n")
    lines.append(_table(("status", "means", "content"), _answers(call)))
    return "\n".join(lines)


def _answers(call: Described) -> list[tuple[str, ...]]:
    return [
        (
            str(status),
            answer["description"],
            "<br>".join(
                f"`{kind}` {_kind(content.get('schema', {}))}"
                for kind, content in answer.get("content", {}).items()
            ),
        )
        for status, answer in sorted(call["responses"].items())
    ]


def schemas() -> str:
    """A section for each schema of the description: its members and what they hold."""
    known = openapi()["components"]["schemas"]
    sections = [_schema(name, known[name]) for name in sorted(known)]
    head = (
        "# JSON\n\nThe schemas of `/openapi.json`: what is sent, what is"
        " answered.\n"
    )
    return "\n".join([head, *sections])


def _schema(name: str, schema: Described) -> str:
    about = f"({_anchor(name)})=\n## {name}\n\n{_line(schema.get('description', ''))}\n"
    required = schema.get("required", ())
    rows = [
        (
            f"`{member}`",
            "yes" if member in required else "no",
            _kind(value),
            _line(value.get("description", "")),
        )
        for member, value in schema.get("properties", {}).items()
    ]
    if not rows:
        return f"{about}\n{_kind(schema)}\n"
    return about + "\n" + _table(("member", "always", "value", "holds"), rows)


def _kind(schema: Described) -> str:
    """A schema in a few words, with a link where it is one of those that have a name."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](<json.md#{_anchor(name)}>)"
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(map(_kind, schema[several]))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    kind = schema.get("type", "")
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    further = schema.get("additionalProperties")
    if kind == "object" and isinstance(further, Mapping):
        return f"object of {_kind(further)}"
    words = kind if isinstance(kind, str) else " or ".join(kind)
    return schema.get("format", words)


def _anchor(name: str) -> str:
    return f"schema-{name.lower()}"


def python() -> str:
    """What `import qingdan` gives."""
    return (
        "# Python\n\nWhat programs import from `qingdan`; [how it is used]"
        "(../python.md).\n\n```{eval-rst}\n.. automodule:: qingdan\n"
        "   :members:\n```\n"
    )


def vocabulary() -> str:
    """The terms under the prefix `qd:` by their kind: labels in both languages, definition."""
    told = Graph(
        triple
        for path in files.ontology_files()
        for triple in ox.parse(path=str(path))
    )
    head = (
        "# Vocabulary\n\nThe terms of `https://w3id.org/qingdan/ns/`, prefix"
        " `qd:`. The front has a page for each, with all that uses it"
        " (`/ns/sector`).\n"
    )
    shown: set[str] = set()
    sections = []
    for title, kinds in _KINDS.items():
        terms = {
            term
            for kind in kinds
            for term in told.members(OWL + kind)
            if term.startswith(QD)
        } - shown
        shown |= terms
        rows = [_term(told, term) for term in sorted(terms)]
        sections += [f"## {title}\n", _table(_TERM, rows)]
    return "\n".join([head, *sections])


_TERM = ("term", "English", "中文", "meaning")


def _term(told: Graph, term: str) -> tuple[str, ...]:
    label = told.text(term, RDFS + "label")
    meaning = told.text(term, SKOS + "definition") or told.text(
        term, QD + "summary"
    )
    return (
        f"`{curie(term)}`",
        label.get("en", ""),
        label.get("zh", ""),
        meaning.get("en", ""),
    )


def readings() -> str:
    """Every open question of the law with its readings, the default first."""
    head = (
        "# Readings\n\nWhere the texts leave a question open, a reading is"
        " taken by default, and an answer says whether another would change"
        " it. `qingdan decide --reading Q3=literal` takes another.\n"
    )
    rows = [
        (
            question.notation,
            _both(question.question),
            _reading(question.readings[0]),
            "<br>".join(map(_reading, question.readings[1:])),
        )
        for question in law().questions
    ]
    return head + "\n" + _table(("", "question", "default", "others"), rows)


def _reading(iri: str) -> str:
    return f"`{law().graph.one(iri, SKOS + 'notation')}` {_both(law().label(iri))}"


def _both(text: Mapping[str, str]) -> str:
    return f"{text.get('en', '')} · {text.get('zh', '')}"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(heads)]
    lines += [tuple("---" for _ in lines[0])]
    lines += [tuple(_line(cell) for cell in row) for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _line(text: str) -> str:
    """A text as one line of a table."""
    return " ".join(text.split()).replace("|", "\\|")


PAGES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "http": calls,
    "json": schemas,
    "python": python,
    "vocabulary": vocabulary,
    "readings": readings,
}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
