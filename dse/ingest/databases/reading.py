"""Run every query of every source and propose an import of the results, or say why a source does not answer."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from dse.errors import Refused
from dse.ingest.databases import failures, results
from dse.ingest.databases.failures import QueryFailure, SourceFailure
from dse.ingest.databases.results import Result
from dse.ingest.databases.source import Query, Source
from dse.ingest.forms.definitions import Form
from dse.ingest.proposal import ImportSource, Proposal, propose_sources
from dse.ingest.recognition import form_matching
from dse.store import Store

_PACKAGES = {"postgresql": "pg8000", "mariadb": "PyMySQL"}


def propose(
    sources: Sequence[Source], store: Store, *, complete: bool = False, forms_directory: Path | None = None
) -> Proposal:
    """What the databases would change, as if their results were files imported together.

    Raises Refused if a form is not one, SourceFailure naming every source that does not answer, StoreError
    if the current version cannot be read.
    """
    known_forms = form_matching.load_known_forms(forms_directory)
    forms = {
        query: _choose_form(query, source, known_forms) for source in sources for query in source.queries
    }
    import_sources: list[ImportSource] = []
    failed: list[str] = []
    for source in sources:
        try:
            query_results = read_results(source)
        except SourceFailure as failure:
            failed.append(str(failure))
            continue
        import_sources.extend(
            ImportSource(result.provenance, (result.sheet,), (forms[query],))
            for query, result in zip(source.queries, query_results, strict=True)
        )
    if failed:
        raise SourceFailure("\n".join(failed))
    return propose_sources(import_sources, store, known_forms=known_forms, complete=complete)


def read_results(source: Source) -> list[Result]:
    """Results of the queries of a source, all of one moment.

    Raises SourceFailure if it does not answer, Refused if a result is too large.
    """
    password = os.environ.get(source.password_env)
    if not password:
        raise failures.no_variable(source)
    driver = _import_driver(source)
    with driver.open_session(source, password) as connection:
        return [_run_query(driver, connection, source, query) for query in source.queries]


def _choose_form(query: Query, source: Source, known_forms: Sequence[Form]) -> Form:
    form = form_matching.choose_form(query.form, known_forms)
    if form.survey is not None:
        raise Refused(
            f"La requête « {query.name} » de « {source.name} » suit une enquête, « {query.form} » : une enquête s’importe par "
            "son fichier, vague par vague. Donnez à la requête un autre formulaire."
        )
    return form


def _import_driver(source: Source) -> ModuleType:
    try:
        return import_module(f"dse.ingest.databases.{source.kind}")
    except ImportError:
        raise failures.no_driver(source, _PACKAGES[source.kind]) from None


def _run_query(driver: ModuleType, connection: Any, source: Source, query: Query) -> Result:
    chunks: Iterator[results.Chunk] = driver.read_rows(connection, source, query.sql)
    try:
        return results.read_result(source.name, query.name, chunks)
    except QueryFailure as failure:
        return results.build_failed_result(source.name, query.name, failure.issue)
