"""The codebook: every column, every code, every triennial and break, as tables and as CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

import schemas
from dse.export.files import delimited_text
from dse.figures import Figure
from schemas import Column, codelists

TYPES = (
    (pa.types.is_string, "texte"),
    (pa.types.is_date, "date"),
    (pa.types.is_boolean, "oui/non"),
    (pa.types.is_integer, "nombre entier"),
    (pa.types.is_decimal, "montant"),
    (pa.types.is_floating, "nombre"),
)


def _column(name: str, title: str, description: str, kind: pa.DataType | None = None) -> Column:
    return Column("codebook", name, title, description, kind or pa.string(), "text", nullable=True)


COLUMNS = (
    _column("table_title", "Table", "Table de la colonne."),
    _column("title", "Colonne", "Titre de la colonne, avec son unité."),
    _column("description", "Description", "Ce que la colonne contient."),
    _column("kind", "Nature", "Ce qui peut s’y trouver."),
    _column("is_key", "Clé", "Vrai si la colonne sert à reconnaître la ligne.", pa.bool_()),
    _column("is_required", "Obligatoire", "Vrai si la case ne peut pas être vide.", pa.bool_()),
    _column("name", "Nom technique", "Nom de la colonne dans les fichiers."),
    _column("table_name", "Table (nom technique)", "Nom de la table dans les fichiers."),
    _column("is_personal", "Donnée personnelle", "Vrai si la colonne parle d’une personne.", pa.bool_()),
)
CODES = (
    _column("list_title", "Liste", "Liste de codes."),
    _column("code", "Code", "Code tel qu’il est enregistré."),
    _column("label", "Libellé", "Libellé affiché."),
    _column("description", "Description", "Ce que le code veut dire."),
    _column("parent", "Parent", "Libellé du code qui le contient."),
    _column("valid_from", "Depuis", "Premier jour où le code vaut.", pa.date32()),
    _column("valid_to", "Jusqu’au", "Dernier jour où le code vaut.", pa.date32()),
    _column("source", "Source", "D’où vient le code."),
    _column("list_name", "Liste (nom technique)", "Nom de la liste dans les fichiers."),
)
TRIENNIALS = (
    _column("label", "Triennal", "Nom du triennal."),
    _column("starts_on", "Du", "Premier jour.", pa.date32()),
    _column("ends_on", "Au", "Dernier jour.", pa.date32()),
    _column("code", "Code", "Code tel qu’il s’écrit."),
)
BREAKS = (
    _column("what", "Série", "Ce qui change de sens."),
    _column("from_date", "À partir du", "Premier jour du nouveau sens.", pa.date32()),
    _column("reason", "Raison", "Pourquoi la série n’est plus comparable."),
)


FIGURES = (
    _column("question", "Figure", "Question à laquelle répond le tableau."),
    _column("label", "Colonne", "Titre de la colonne, avec son unité."),
    _column("description", "Description", "Ce que la colonne contient."),
    _column("kind", "Nature", "Ce qui peut s’y trouver."),
    _column("unit", "Unité", "Unité de la valeur."),
    _column("lists", "Listes de codes", "Noms des listes dont viennent ses codes."),
    _column("name", "Nom technique", "Nom de la colonne dans les fichiers « CSV brut »."),
    _column("figure_id", "Figure (nom technique)", "Nom de la figure dans les fichiers."),
)


def render_figures_csv(figures: Iterable[Figure]) -> bytes:
    """Every column of the tables of these figures, as CSV for French Excel."""
    rows = [_figure_column_row(figure, column) for figure in figures for column in figure.columns]
    return _render_csv(FIGURES, _build_table(FIGURES, rows))


def list_columns() -> pa.Table:
    """Every column of every table, in the order of the schemas. Columns `COLUMNS`."""
    return _build_table(
        COLUMNS, [_column_row(column) for table in schemas.TABLES for column in schemas.columns(table)]
    )


def list_codes() -> pa.Table:
    """Every code of every list, by title of the list, in display order. Columns `CODES`."""
    lists = sorted(codelists.names(), key=list_title)
    return _build_table(CODES, [row for name in lists for row in _code_rows(name)])


def list_triennials() -> pa.Table:
    """The triennials, in order of time. Columns `TRIENNIALS`."""
    return _build_table(
        TRIENNIALS,
        [
            (triennial.label, triennial.starts_on, triennial.ends_on, triennial.code)
            for triennial in codelists.triennials()
        ],
    )


def list_breaks() -> pa.Table:
    """The declared breaks in series. Columns `BREAKS`."""
    return _build_table(
        BREAKS,
        [
            (_describe_break(series_break.what), series_break.from_date, series_break.reason)
            for series_break in codelists.breaks()
        ],
    )


def render_columns_csv() -> bytes:
    """Every column, as CSV for French Excel."""
    return _render_csv(COLUMNS, list_columns())


def render_codes_csv() -> bytes:
    """Every code, as CSV for French Excel."""
    return _render_csv(CODES, list_codes())


def list_title(name: str) -> str:
    """French title of a list of codes, with a capital."""
    title = codelists.TITLES[name]
    return title[0].upper() + title[1:]


def describe_kind(column: Column) -> str:
    """What may stand in a column, in a word or two of French."""
    if column.codelists:
        return "code : " + " ou ".join(codelists.TITLES[name] for name in column.codelists)
    return next(kind for is_of_type, kind in TYPES if is_of_type(column.type))


def _figure_column_row(figure: Figure, column: Column) -> tuple[object, ...]:
    return (
        figure.question,
        column.label,
        column.description,
        describe_kind(column),
        column.unit,
        ", ".join(column.codelists) or None,
        column.name,
        figure.id,
    )


def _column_row(column: Column) -> tuple[object, ...]:
    return (
        schemas.title(column.table),
        column.label,
        column.description,
        describe_kind(column),
        column.role == "key",
        not column.nullable,
        column.name,
        column.table,
        column.personal,
    )


def _code_rows(name: str) -> Iterable[tuple[object, ...]]:
    labels = codelists.labels(name)
    for code in codelists.load(name):
        parent = labels.get(code.parent or "")
        dates = (code.valid_from, code.valid_to)
        yield (list_title(name), code.code, code.label, code.description, parent, *dates, code.source, name)


def _describe_break(what: str) -> str:
    """`Thème Genre` for `theme:GENRE`; as written where it is something else."""
    subject, _, code = what.partition(":")
    label = codelists.labels("themes").get(code) if subject == "theme" else None
    return f"Thème {label}" if label else what


def _build_table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> pa.Table:
    return pa.table(
        {
            column.name: pa.array([row[index] for row in rows], column.type)
            for index, column in enumerate(columns)
        }
    )


def _render_csv(columns: Sequence[Column], table: pa.Table) -> bytes:
    return b"".join(delimited_text.render_csv(columns, table.to_batches(), delimited_text.FRENCH))
