"""The arrow of design.md, section 4: snis <- quality, publish <- assets <- pipelines."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "snis": {"snis"},
    "quality": {"snis", "quality"},
    "publish": {"snis", "publish"},
    "assets": {"snis", "quality", "publish", "assets"},
    "pipelines": {"snis", "quality", "publish", "assets", "pipelines"},
}
NEVER = {
    "snis": {"dagster", "duckdb", "pyarrow", "pandas", "requests", "ckanapi", "great_expectations"},
    "quality": {"dagster", "requests", "ckanapi"},
    "publish": {"dagster", "duckdb", "great_expectations"},
    "assets": {"requests", "ckanapi"},
    "pipelines": set(),
}
ENVIRONMENT_READERS = {"pipelines/settings.py"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_packages_import_only_along_the_arrow(package: str) -> None:
    wrong = {
        path.relative_to(ROOT).as_posix(): sorted(seen)
        for path in modules(package)
        if (seen := (imported(path) & set(MAY_IMPORT)) - MAY_IMPORT[package])
    }
    assert wrong == {}


@pytest.mark.parametrize("package", NEVER)
def test_packages_leave_alone_the_libraries_that_are_not_theirs(package: str) -> None:
    wrong = {
        path.relative_to(ROOT).as_posix(): sorted(seen)
        for path in modules(package)
        if (seen := imported(path) & NEVER[package]) and path.name != "ckan_client.py"
    }
    assert wrong == {}


def test_only_settings_reads_the_environment() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for package in MAY_IMPORT
        for path in modules(package)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers <= ENVIRONMENT_READERS


def test_the_domain_core_has_no_clock() -> None:
    clocks = {
        path.relative_to(ROOT).as_posix()
        for path in modules("snis")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow", "time_ns", "monotonic"}
    }
    assert clocks == set()


@pytest.mark.parametrize("package", ["assets", "pipelines"])
def test_dagster_modules_do_not_postpone_annotations(package: str) -> None:
    postponed = {
        path.relative_to(ROOT).as_posix()
        for path in modules(package)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    }
    assert postponed == set()


def test_packages_have_empty_init_modules() -> None:
    full = {
        path.relative_to(ROOT).as_posix()
        for package in MAY_IMPORT
        for path in modules(package)
        if path.name == "__init__.py" and path.stat().st_size > 0
    }
    assert full == set()


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert not [path for package in MAY_IMPORT for path in modules(package) if path.name in vague]


def test_every_module_says_what_it_is() -> None:
    silent = {
        path.relative_to(ROOT).as_posix()
        for package in MAY_IMPORT
        for path in modules(package)
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert silent == set()


def test_no_module_outgrows_its_reader() -> None:
    """The cap of the house style; most modules stay below 250 lines."""
    longest = {
        path.relative_to(ROOT).as_posix(): length
        for package in MAY_IMPORT
        for path in modules(package)
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert longest == {}
