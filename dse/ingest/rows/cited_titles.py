"""Cells that cite an offer, an accompaniment or an activity by its title: the identifier of the only one that has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import schemas
from dse import formula
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.issues import CellIssue, Issue, quoted_list
from dse.ingest.registry import ERROR, cells, check
from dse.ingest.rows.row_building import Current, Reading
from dse.ingest.spelling import canonical, words

_MOST_NAMED = 3
Owners = Mapping[str, Sequence[str]]


@check(
    "IMP-416",
    level=ERROR,
    title="Intitulé porté par plusieurs",
    explanation=(
        "La case désigne une activité, un accompagnement ou une offre par son intitulé, et plusieurs le portent : on ne peut pas savoir "
        "laquelle est désignée."
    ),
    advice="Écrivez la référence à la place de l’intitulé.",
    trips=cells(
        "presences",
        {"Activité": "Suivre et évaluer"},
        before=(cells("activites", {"Référence": "ACT-9", "Date": "12/03/2018", "Fin": ""}),),
        comment="Une présence à « Suivre et évaluer », quand deux activités ont cet intitulé.",
    ),
    passes=cells("presences", {"Activité": "ACT-1"}),
)
def describe_ambiguous_title(identifiers: Sequence[str]) -> CellIssue:
    """A title of several rows."""
    named = quoted_list(identifiers[:_MOST_NAMED], "et")
    return CellIssue(f"Plusieurs ont cet intitulé : {named}.", "Écrivez la référence à la place.")


def resolve_cited_titles(readings: Sequence[Reading], current: Current) -> tuple[list[Reading], list[Issue]]:
    """The sheets with identifiers in place of the titles that cite a row, already there or of these sheets."""
    owners_by_table: dict[str, Owners] = {}
    resolved, issues = [], []
    for reading in readings:
        for position, table in _find_citing_columns(reading):
            if table not in owners_by_table:
                owners_by_table[table] = _index_titles(table, readings, current)
            reading, ambiguous = _resolve_column(reading, position, owners_by_table[table])
            issues += ambiguous
        resolved.append(reading)
    return resolved, issues


def _find_citing_columns(reading: Reading) -> Iterator[tuple[int, str]]:
    """Columns of a sheet that cite a table whose rows have a title, and that table."""
    form = reading.form
    if form.closed:
        return
    cited = {
        source.header: column.references
        for rows in form.rows
        for name, source in rows.columns.items()
        if source.header and (source.header,) != form.identity and not form.is_split(source)
        if (column := schemas.column(rows.table, name)).references in schemas.TABLES
    }
    for header, table in cited.items():
        if header in reading.recognised.positions and table and schemas.has_titles(table):
            yield reading.recognised.positions[header], table


def _index_titles(table: str, readings: Iterable[Reading], current: Current) -> Owners:
    """Identifiers by the words of their title; an identifier itself leads nowhere else."""
    key = schemas.key(table)[0]
    rows = current(table)
    titles = dict(zip(rows[key].to_pylist(), rows["title"].to_pylist(), strict=True))
    for reading in readings:
        first = reading.form.rows[0]
        if first.table == table and reading.is_active(first) and {key, "title"} <= first.columns.keys():
            ids, names = (reading.values_of(first, name) for name in (key, "title"))
            titles |= {one: title for one, title in zip(ids, names, strict=True) if one is not None and title}
    owners: dict[str, list[str]] = defaultdict(list)
    spellings = {canonical(identifier) for identifier in titles}
    for identifier, title in titles.items():
        if title and canonical(title) not in spellings:
            owners[words(title)].append(identifier)
    return owners


def _resolve_column(reading: Reading, position: int, owners: Owners) -> tuple[Reading, list[Issue]]:
    sheet = reading.sheet
    cells_encoded = DictionaryColumn.encode(sheet.columns[position])
    ids = {text: owners.get(words(formula.unescape(text)), ()) for text in cells_encoded.dictionary}
    if not any(ids.values()):
        return reading, []
    ambiguous = [
        sheet.problem(describe_ambiguous_title(sorted(ids[text])), line, position)
        for line, text in enumerate(cells_encoded)
        if len(ids[text]) > 1
    ]
    column = cells_encoded.map(lambda text: min(ids[text], default=text))
    columns = (*sheet.columns[:position], column, *sheet.columns[position + 1 :])
    recognised = replace(reading.recognised, sheet=replace(sheet, columns=columns))
    titles = {(line, position): text for line, text in enumerate(cells_encoded) if len(ids[text]) == 1}
    cited_titles = {**reading.cited_titles, **titles}
    return Reading(recognised, reading.organisations, reading.current, reading.wave, cited_titles), ambiguous
