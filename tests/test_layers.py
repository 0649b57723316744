"""Data flow one way: no verb imports another, and what verbs share imports no verb."""

import ast
from pathlib import Path

import park

PACKAGE = Path(park.__file__).parent
VERBS = {
    *("generate", "filter", "export", "finetune", "evaluate", "report"),
    *("study", "benchmark", "serve"),
}
ROOTS = {"__main__", "cli", "cluster", "run", "pipeline", "worker", "workers", "crew", "cores"}
"""What puts the verbs together."""


def imports(path):
    """Yield the part of the package that each import of a module names."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        else:
            continue
        for name in names:
            if name.startswith("park."):
                yield name.split(".")[1]


def crossings():
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own in ROOTS or path == PACKAGE / "__init__.py" or "_builtin" in path.parts:
            continue
        for other in imports(path):
            if other in VERBS | ROOTS and other != own:
                yield f"{path.relative_to(PACKAGE)} imports {other}"


def test_no_verb_imports_another_and_what_they_share_imports_none():
    assert sorted(set(crossings())) == []
