"""Which engine answers, and what is said where the one that was chosen is not there."""

from __future__ import annotations

import sys

import pytest

from dse import environment, paths
from dse.errors import StoreError
from dse.query.engine import name_engine, open_engine
from dse.query.engine.duckdb_engine import DuckDBEngine


@pytest.mark.parametrize("value", ["", " ", "duckdb", "DuckDB"])
def test_without_a_choice_this_machine_answers(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DSE_ENGINE", value)
    assert name_engine() == "duckdb"
    assert isinstance(open_engine(is_small=True), DuckDBEngine)


def test_an_engine_that_we_do_not_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_ENGINE", "polars")
    with pytest.raises(StoreError, match="« polars »") as refused:
        open_engine(is_small=True)
    assert refused.value.exit_code == 4


@pytest.mark.parametrize("package", ["pyspark", "sqlglot"])
def test_spark_without_its_packages_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    for name in [
        name
        for name in sys.modules
        if name.split(".")[0] == package or name.startswith("dse.query.engine.spark")
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv("DSE_ENGINE", "spark")
    with pytest.raises(StoreError, match=r"-r \.requirements-spark\.txt") as refused:
        open_engine(is_small=True)
    assert refused.value.exit_code == 4


def test_the_translation_is_tested_with_the_release_that_is_installed_for_spark() -> None:
    files = ".requirements-spark.txt", "tests/requirements.txt"
    spark, tests = (environment.read_pins([paths.ROOT / name]) for name in files)
    assert spark["sqlglot"] == tests["sqlglot"]
