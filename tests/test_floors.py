"""
The house: a module imports only from floors below, and each
heavy library stays in its one room.
"""

from __future__ import annotations

import ast
import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import qingdan
import qingdan_server

ROOT = Path(qingdan.__file__).parent
MODEL = Path(__file__).parent.parent / "docs" / "model.md"
FLOORS = re.findall(
    r"^\| `(\w+)` \|", MODEL.read_text("utf-8").split("## Rooms")[1], re.M
)
ROOMS = {
    "owlrl": {"law"},
    "rdflib": {"law", "serving", "validating"},
    "pyshacl": {"validating"},
    "mcp": {"mcp_server"},
    "pydantic": {"mcp_server"},
    "pyoxigraph": {
        "checking",
        "comparing",
        "duties",
        "inventory",
        "law",
        "mcp_server",
        "querying",
        "rdf",
        "reporting",
        "serving",
        "validating",
    },
    "duckdb": {"counting", "inventory"},
    "python_calamine": {"inventory"},
    "rapidfuzz": {"inventory"},
    "xlsxwriter": {"inventory", "packs", "serving"},
    "yaml": {"inventory"},
    "junitparser": {"reporting"},
    "click": {"cli"},
    "rich": {"reporting"},
    "docx": {"packs", "reporting"},
    "pdfplumber": {"packs"},
    "jinja2": {"reporting"},
}
MODULES = sorted(ROOT.rglob("*.py"))


def _room(path: Path) -> str:
    relative = path.relative_to(ROOT)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def _imports(path: Path) -> set[tuple[str, bool]]:
    """Names imported: rooms of the house (own) and libraries."""
    found: set[tuple[str, bool]] = set()
    level_down = len(path.relative_to(ROOT).parts)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            if node.level == level_down:
                found |= (
                    {(node.module.split(".")[0], True)}
                    if node.module
                    else {(alias.name, True) for alias in node.names}
                )
        elif isinstance(node, ast.ImportFrom):
            found.add((str(node.module).split(".")[0], False))
        elif isinstance(node, ast.Import):
            found |= {
                (alias.name.split(".")[0], False) for alias in node.names
            }
    return found


def _floor(room: str) -> int:
    return FLOORS.index(room)


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: str(path.relative_to(ROOT))
)
def test_imports_go_down(path: Path) -> None:
    """Every import leads to a lower floor, and every heavy library is in its room."""
    room = _room(path)
    for name, own in _imports(path):
        if own and name != room:
            assert _floor(name) < _floor(room), (
                f"{room} imports {name} from above"
            )
        if not own and name in ROOMS:
            assert room in ROOMS[name], f"{room} imports {name}"


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: str(path.relative_to(ROOT))
)
def test_rooms_stay_small(path: Path) -> None:
    """No module over 350 lines, no function over 50, everything public documented."""
    text = path.read_text("utf-8")
    assert text.count("\n") <= 350
    tree = ast.parse(text)
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name
    public = [
        *tree.body,
        *(
            inner
            for node in tree.body
            if isinstance(node, ast.ClassDef)
            for inner in node.body
        ),
    ]
    for node in public:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            assert node.name.startswith("_") or ast.get_docstring(node), (
                node.name
            )


def _docstring_lines(tree: ast.AST) -> set[int]:
    """The numbers of the lines that docstrings take."""
    documented = (
        ast.Module,
        ast.ClassDef,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
    )
    docstrings = [
        node.body[0]
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node)
    ]
    return {
        number
        for docstring in docstrings
        for number in range(docstring.lineno, (docstring.end_lineno or 0) + 1)
    }


def _code_lines(text: str) -> int:
    """The lines of a module that hold code: no blank ones, no comments, no docstrings."""
    prose = _docstring_lines(ast.parse(text))
    return sum(
        bool(line.strip()) and not line.strip().startswith("#")
        for number, line in enumerate(text.splitlines(), 1)
        if number not in prose
    )


def _statements(text: str) -> int:
    """The statements of a module, docstrings aside: a number that no format changes."""
    return sum(
        isinstance(node, ast.stmt)
        and not (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )
        for node in ast.walk(ast.parse(text))
    )


def test_the_front_is_thin() -> None:
    """
    It translates: at most 720 statements, its dictionary and the description
    of the API aside, over the service and the web, no engine of its own.
    """
    front = sorted(Path(qingdan_server.__file__).parent.glob("*.py"))
    telling = ("described.py", "words.py")
    translating = [path for path in front if path.name not in telling]
    statements = [_statements(path.read_text("utf-8")) for path in translating]
    assert sum(statements) <= 720
    nodes = [
        node
        for path in front
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    ]
    imported = {
        node.module or ""
        for node in nodes
        if isinstance(node, ast.ImportFrom) and not node.level
    }
    imported |= {
        alias.name
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    others = {
        name.split(".")[0] for name in imported
    } - sys.stdlib_module_names
    assert others == {
        "cachetools",
        "flask",
        "flask_compress",
        "flask_cors",
        "flask_openapi3",
        "pydantic",
        "qingdan",
        "waitress",
        "werkzeug",
    }


def _imported_modules(path: Path) -> set[Path]:
    """The modules of ours that a module imports, at its head or later."""
    found: set[Path] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = path.parents[node.level - 1].joinpath(
                *(node.module or "").split(".")
            )
            for target in (base, *(base / alias.name for alias in node.names)):
                found |= {target.with_suffix(".py")} & set(MODULES)
    return found


def test_no_two_modules_import_each_other() -> None:
    """Neither directly nor in a circle."""
    order = list(
        TopologicalSorter(
            {path: _imported_modules(path) for path in MODULES}
        ).static_order()
    )
    assert len(order) == len(MODULES)


@pytest.mark.parametrize(
    "path",
    sorted(Path(__file__).parent.rglob("*.py")),
    ids=lambda path: path.name,
)
def test_tests_use_no_private_name(path: Path) -> None:
    """What a test imports is a public name: what it holds survives a change of what lies beneath."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "qingdan"
        ):
            private = [
                alias.name
                for alias in node.names
                if re.match("_[a-z]", alias.name)
            ]
            assert not private, (
                f"{path.name} imports {private} from {node.module}"
            )


def test_every_room_has_a_row() -> None:
    """The table of rooms names what there is, each once, and nothing else."""
    assert sorted(FLOORS) == sorted({_room(path) for path in MODULES})


def test_serving_knows_no_status_codes() -> None:
    """How a job ended is told in its own words; only what greets before the front is there speaks HTTP."""
    for path in (ROOT / "serving").glob("*.py"):
        numbers = {
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and type(node.value) is int
        }
        assert path.name == "greeting.py" or not numbers & {
            *range(400, 430),
            *range(500, 506),
        }


def test_code_is_not_dense() -> None:
    """
    At most 7.5 syntax nodes on a line of code, over the package.

    The checker of proofs is measured by itself, as it is kept short. httpx has 6.2.
    """
    short = [path for path in MODULES if _room(path) == "checking"]
    assert sum(_code_lines(path.read_text("utf-8")) for path in short) <= 2300
    texts = [path.read_text("utf-8") for path in MODULES if path not in short]
    nodes = sum(1 for text in texts for _ in ast.walk(ast.parse(text)))
    assert nodes / sum(map(_code_lines, texts)) <= 7.5


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_value_hides_a_function_that_is_called_beside_it(
    path: Path,
) -> None:
    """A function that binds the name of a function of its module and calls it fails when it runs."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            functions |= {alias.asname or alias.name for alias in node.names}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        inside = list(ast.walk(function))
        bound = {
            node.id
            for node in inside
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        called = {
            node.func.id
            for node in inside
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not bound & called & functions, function.name


HIDING = {"found", "told", "one", "own"}
FRONT = sorted(Path(qingdan_server.__file__).parent.glob("*.py"))


@pytest.mark.parametrize(
    "path", [*MODULES, *FRONT], ids=lambda path: path.name
)
def test_values_are_named_by_what_they_are(path: Path) -> None:
    """No variable or parameter has a name that hides what it holds."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.arg):
            assert node.arg not in HIDING, f"{path.name}, line {node.lineno}"
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            assert node.id not in HIDING, f"{path.name}, line {node.lineno}"
