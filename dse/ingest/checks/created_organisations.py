"""Organisations that a form makes from their names: spellings taken for one, and one that may be another renamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

import schemas
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, count_noun, quoted_list, shorten
from dse.ingest.registry import QUESTION, built, check
from dse.ingest.rows.batch import Batch
from dse.ingest.spelling import clean, spelling_words

_NAMES, _ALIASES = "organisations", "organisation_aliases"
_MOST_NAMED = 3
_MOST_PLACES = 3
Owners = Mapping[tuple[object, ...], set[str]]


@check(
    "IMP-528",
    level=QUESTION,
    title="Deux graphies lues comme une seule organisation",
    explanation=(
        "Le formulaire crée les organisations d’après leur nom. Deux noms qui ne diffèrent que par des accents n’en font "
        "qu’une : la commune « Miré » et le groupe « MIRE » seraient confondus."
    ),
    advice="Confirmez si c’est la même ; sinon complétez l’un des deux noms dans le fichier, par exemple « Miré (commune) ».",
    trips=built("Un fichier qui crée « Miré » et cite « MIRE ».", "two_spellings_of_a_new_name"),
    passes=built("Le même fichier, où le second nom est « MIRE (groupe) ».", "two_new_names"),
    on_rows=True,
)
def find_merged_spellings(context: RowContext) -> Iterator[Issue]:
    """Names that a sheet makes one organisation of though their letters differ, once a sheet; not those known before."""
    batches = [batch for batch in context.batches if batch.table == _ALIASES and _is_creating(batch)]
    if not batches:
        return
    names = dict(_pairs(context.content(_NAMES), "organisation_id", "name"))
    before = set(context.current(_ALIASES)["alias"].to_pylist())
    for batch in batches:
        pairs = [
            (names.get(identifier) or identifier, alias)
            for alias, identifier in zip(
                batch.columns["alias"], batch.columns["organisation_id"], strict=True
            )
            if alias not in before
        ]
        if merged := [pair for pair in pairs if _letters(pair[0]) != _letters(pair[1])]:
            yield batch.sheet.problem(_describe_spellings(merged), None, batch.positions["alias"])


def _is_creating(batch: Batch) -> bool:
    header = batch.form.headers.get(batch.rows.columns["alias"].header or "")
    return header is not None and header.organisation == "create"


def _letters(name: str) -> str:
    """The letters of a name with their accents, whatever the case, spaces and punctuation."""
    return spelling_words(clean(name).casefold())


def _describe_spellings(merged: Sequence[tuple[str, str]]) -> CellIssue:
    quoted = " ; ".join(quoted_list(pair, "et") for pair in merged[:_MOST_NAMED])
    others = len(merged) - _MOST_NAMED
    more = f" ; et {count_noun(others, 'autre')}" if others > 0 else ""
    reason = f"Une seule organisation est faite de {quoted}{more}."
    return CellIssue(reason, "Confirmez si c’est la même ; sinon complétez l’un des noms.")


@check(
    "IMP-529",
    level=QUESTION,
    title="Organisation nouvelle à la place d’une autre",
    explanation=(
        "Une ligne déjà enregistrée au nom d’une organisation revient au nom d’une autre, que le formulaire crée. Si la "
        "première a changé de nom, elle serait comptée deux fois et son historique coupé en deux."
    ),
    advice=(
        "Si c’est la même, importez d’abord son nouveau nom, dans un fichier de deux colonnes, « Autre nom » et « Identifiant », "
        "puis recommencez ; sinon confirmez."
    ),
    trips=built("Un second export où le porteur d’une ligne a changé de nom.", "renamed_organisation"),
    passes=built(
        "Un second export où une ligne s’ajoute, d’une organisation nouvelle.", "another_organisation"
    ),
    on_rows=True,
)
def find_renamed_organisations(context: RowContext) -> Iterator[Issue]:
    """Organisations made by the files that stand where the store has another one, which the files no longer name."""
    added = (
        set(context.merged[_NAMES].detail.added["organisation_id"].to_pylist())
        if _NAMES in context.merged
        else set()
    )
    created = added & {
        identifier
        for batch in context.batches
        if batch.table == _NAMES and _creates_names(batch)
        for identifier in batch.columns["organisation_id"]
    }
    if not created:
        return
    reported: set[tuple[str, str]] = set()
    for table, column in _citing_columns(context):
        gathered, current = context.gathered[table], context.current(table)
        others = [name for name in schemas.key(table) if name != column]
        if not others:
            continue
        before, after = _owners(current, column, others), _owners(gathered.rows, column, others)
        still_named = set(gathered.rows[column].to_pylist())
        for row, (key, new) in enumerate(_keyed(gathered.rows, column, others)):
            gone = before.get(key, set()) - still_named if new in created else set()
            if len(gone) == 1 and len(after[key]) == 1 and (old := min(gone)) and (new, old) not in reported:
                reported.add((new, old))
                yield gathered.problem(_describe_renamed(context, old), row, column)


def _creates_names(batch: Batch) -> bool:
    header = (
        batch.form.headers.get(batch.rows.columns["name"].header or "")
        if "name" in batch.rows.columns
        else None
    )
    return header is not None and header.organisation == "create"


def _citing_columns(context: RowContext) -> Iterator[tuple[str, str]]:
    for table in context.gathered:
        for column in schemas.columns(table):
            if column.references == _NAMES and table != _ALIASES:
                yield table, column.name


def _owners(rows: pa.Table, column: str, key: Sequence[str]) -> Owners:
    owners: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for values, owner in _keyed(rows, column, key):
        if owner is not None:
            owners[values].add(owner)
    return owners


def _keyed(rows: pa.Table, column: str, key: Sequence[str]) -> Iterator[tuple[tuple[object, ...], str]]:
    keys = zip(*(rows[name].to_pylist() for name in key), strict=True)
    return zip(keys, rows[column].to_pylist(), strict=True)


def _pairs(rows: pa.Table, first: str, second: str) -> Iterator[tuple[str, str]]:
    return zip(rows[first].to_pylist(), rows[second].to_pylist(), strict=True)


def _describe_renamed(context: RowContext, old: str) -> CellIssue:
    names = dict(_pairs(context.current(_NAMES), "organisation_id", "name"))
    reason = f"Cette organisation nouvelle prend la place de « {shorten(names.get(old) or old)} » : a-t-elle changé de nom ?"
    advice = f"Si oui, importez d’abord ce nom, sous « Autre nom » et « Identifiant » ({shorten(old)}) ; sinon confirmez."
    return CellIssue(reason, advice)
