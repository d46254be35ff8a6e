"""The size and the words of the code: small modules, short functions, a docstring on everything that is public."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path
    for package in ("kamcoach", "assessments")
    for path in (ROOT / package).rglob("*.py")
    if "versions" not in path.parts
)
_LONGEST_MODULE, _LONGEST_FUNCTION = 300, 40

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Every module of both packages, parsed; a migration is history and keeps its length."""
    assert len(MODULES) > 100
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def _definitions(tree: ast.Module) -> Iterator[Definition]:
    return (node for node in ast.walk(tree) if isinstance(node, Definition))


def _public(scope: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """What others may use: not what begins with an underscore, nor what lives inside a function."""
    for node in scope.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def test_no_module_has_300_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length >= _LONGEST_MODULE} == {}


def test_no_function_has_40_lines(trees: dict[str, ast.Module]) -> None:
    lengths = {
        f"{name}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, tree in trees.items()
        for node in _definitions(tree)
        if not isinstance(node, ast.ClassDef)
    }
    assert len(lengths) > 500
    assert {name: length for name, length in lengths.items() if length >= _LONGEST_FUNCTION} == {}


def test_everything_public_says_what_it_is_for(trees: dict[str, ast.Module]) -> None:
    silent = [name for name, tree in trees.items() if not ast.get_docstring(tree)]
    for name, tree in trees.items():
        silent += [f"{name}:{node.lineno} {node.name}" for node in _public(tree) if not ast.get_docstring(node)]
    assert silent == []
