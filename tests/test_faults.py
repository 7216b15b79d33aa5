"""No fault is told in two modules: what is wrong, and how to mend it, stands once."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import qingdan

ROOT = Path(qingdan.__file__).parent
ROOMS = ("deciding", "inventory", "validating")
SHORTEST = 18
READERS = "inventory/readers"


def texts(path: Path) -> set[str]:
    """The texts in a module that people read: long constants of several words, no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value.strip()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
        and len(node.value.strip()) >= SHORTEST
        and " " in node.value.strip()
    }


def test_no_fault_stands_in_two_modules() -> None:
    """Between the two ways in, in memory and in bulk, each text stands in one module."""
    where: dict[str, set[str]] = defaultdict(set)
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for text in texts(path):
                where[text].add(str(path.relative_to(ROOT)))
    twice = {
        text: modules
        for text, modules in where.items()
        if len(modules) > 1 and not text.startswith("SELECT ")
    }
    assert {
        text: modules
        for text, modules in twice.items()
        if not all(module.startswith(READERS) for module in modules)
    } == {}
