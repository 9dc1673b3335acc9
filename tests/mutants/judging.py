"""What an import makes of a mutant, and what is wrong with that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import uploads

from dse.ingest import Proposal, Upload, propose
from dse.ingest.issues import Issue, letters
from dse.store import Store
from mutants.bases import Base, build_store
from mutants.operators import Mutant, Planted
from mutants.sheets import csv_of

_QUOTED = re.compile("« [^»]*»|« [^»]*…")
_ENGLISH = re.compile(
    r"\b(?:the|file|error|invalid|failed|not|is|cell|sheet|expected|line|field|none|null|traceback|exception|"
    r"object|unexpected|could|value|row|column|codec|byte)\b",
    re.IGNORECASE,
)


@cache
def store_of(names: tuple[str, ...]) -> Store:
    """The store that waits for a base, made once."""
    return build_store(names, Path(mkdtemp(prefix="dse-mutants-")) / "store")


def proposed(base: Base, name: str, content: bytes, *, complete: bool = False) -> Proposal:
    """What importing a file in place of a base would do."""
    return propose([Upload(name, content)], store_of(base.earlier_files), wave=base.wave, complete=complete)


@cache
def clean(name: str, headers: tuple[str, ...], part: int) -> Proposal:
    """What a base itself would do."""
    from mutants.bases import base

    base_file = base(name, part)
    assert base_file.headers == headers
    return proposed(base_file, f"{name}.csv", csv_of(base_file.rows))


def wrong(base: Base, part: int, mutant: Mutant) -> list[str]:
    """Everything that an import of a mutant does not do as it should; the store is looked at before and after."""
    store = store_of(base.earlier_files)
    before = uploads.bytes_of(store)
    proposal = proposed(base, mutant.name, mutant.content, complete=mutant.complete)
    failures = [] if uploads.bytes_of(store) == before else ["le dépôt a changé"]
    failures += _ill_said(proposal)
    if mutant.faults:
        return [*failures, *_missed(proposal, mutant)]
    return [*failures, *_bent(proposal, clean(base.name, base.headers, part), mutant)]


def _bent(proposal: Proposal, expected: Proposal, mutant: Mutant) -> Iterator[str]:
    """What a harmless change makes of the tables, or says for nothing."""
    yield from (f"fausse alerte : {each.sentence}" for each in proposal.problems)
    if proposal.problems:
        return
    expected_codes = {each.code for each in expected.doubts}
    doubts = [each for each in proposal.doubts if each.code not in expected_codes]
    if doubts and mutant.may_ask:
        return
    yield from (f"doute en trop : {each.sentence}" for each in doubts)
    if proposal.changes.keys() != expected.changes.keys():
        yield f"tables : {sorted(proposal.changes)} au lieu de {sorted(expected.changes)}"
        return
    for table, rows in expected.changes.items():
        read = proposal.changes[table]
        if mutant.reorders and table == "survey_items":
            rows, read = rows.drop(columns="position"), read.drop(columns="position")
        if not read.equals(rows):
            yield f"« {table} » diffère : {_difference(rows, read)}"


def _difference(one: pa.Table, other: pa.Table) -> str:
    before, after = ({str(row) for row in table.to_pylist()} for table in (one, other))
    return f"{sorted(before - after)[:1]} devient {sorted(after - before)[:1]}"


def _missed(proposal: Proposal, mutant: Mutant) -> Iterator[str]:
    """Faults that are not told at their place by their code, and what is told besides."""
    problems = list(proposal.problems)
    doubts = list(proposal.doubts)
    for planted in mutant.faults:
        among = [*problems, *doubts] if planted.asks else problems
        if not any(_is_of(problem, planted) for problem in among):
            near = [f"{p.code} {p.row} {p.column}" for p in (*problems, *doubts)][:4]
            yield f"non dit : {_describe_planted(planted)} ; dit : {near or 'rien'}"
    if not any(planted.asks for planted in mutant.faults) and proposal.status != "refused":
        yield f"accepté : {proposal.status}"
    if not mutant.others:
        for problem in problems:
            if mutant.contradicts and problem.code == "IMP-403":
                continue
            if not any(_stands_at(problem, planted) for planted in mutant.faults):
                yield f"fausse alerte : {problem.sentence}"


def _is_of(problem: Issue, planted: Planted) -> bool:
    return problem.code in planted.codes and _stands_at(problem, planted)


def _stands_at(problem: Issue, planted: Planted) -> bool:
    column = None if planted.column is None else letters(planted.column)
    return problem.row == planted.row and (planted.column is None or problem.column == column)


def _describe_planted(planted: Planted) -> str:
    column = "" if planted.column is None else letters(planted.column)
    return f"{'/'.join(sorted(planted.codes))} {planted.row or 'fichier'} {column}"


def _ill_said(proposal: Proposal) -> Iterator[str]:
    """Sentences that are too long, cut, without advice, or not in French."""
    for each in (*proposal.problems, *proposal.doubts, *proposal.notices):
        plain = _QUOTED.sub("", f"{each.reason} {each.advice}")
        if len(each.sentence) > 300 or not each.advice.strip() or _ENGLISH.search(plain):
            yield f"mal dit : {each.sentence}"
        if each.value is not None and len(each.value) > 40:
            yield f"valeur trop longue : {each.sentence}"
