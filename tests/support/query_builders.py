"""Results of queries for the examples of checks: what a server answers, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dse.ingest import Issue
from dse.ingest.databases import failures, kinds, results
from dse.ingest.databases.source import Query, Source
from dse.ingest.issues import CellIssue
from dse.store import Store

SQL = "SELECT nom FROM membres"
SOURCE = Source(
    name="base",
    kind="postgresql",
    host="localhost",
    port=5432,
    database="reseau",
    user="dse",
    password_env="DSE_BASE_MDP",  # noqa: S106 - the name of a variable
    queries=(Query("membres", "membres", SQL),),
)


def answered_query(clean_store: Store, folder: Path) -> Iterator[Issue]:
    return _read("Terres d’Orvaine")


def query_of_bytes(clean_store: Store, folder: Path) -> Iterator[Issue]:
    return _read(b"\xff")


def query_of_lists(clean_store: Store, folder: Path) -> Iterator[Issue]:
    return _read(["Eau ; climat"])


def forbidden_query(clean_store: Store, folder: Path) -> Iterator[Issue]:
    return _fail(failures.forbidden("42501", "permission denied for table membres", SQL))


def slow_query(clean_store: Store, folder: Path) -> Iterator[Issue]:
    return _fail(failures.too_slow(SOURCE))


def writing_query(clean_store: Store, folder: Path) -> Iterator[Issue]:
    return _fail(failures.writes())


def undecodable_query(clean_store: Store, folder: Path) -> Iterator[Issue]:
    return _fail(failures.undecodable())


def _read(value: kinds.Sent) -> Iterator[Issue]:
    sheet = results.read_result("base", "membres", [(["Nom"], [kinds.text], [[value]])]).sheet
    return iter([*sheet.problems, *(sheet.problem(issue) for issue in sheet.cell_issues.values())])


def _fail(issue: CellIssue) -> Iterator[Issue]:
    return iter(results.build_failed_result("base", "membres", issue).sheet.problems)
