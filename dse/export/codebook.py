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
    _column("name", "Nom technique", "Nom de la colonne dans les CSV pour machines."),
    _column("figure_id", "Figure (nom technique)", "Nom de la figure dans les fichiers."),
)


def figures_csv(figures: Iterable[Figure]) -> bytes:
    """Every column of the tables of these figures, as CSV for French Excel."""
    rows = [_of_figure(figure, column) for figure in figures for column in figure.columns]
    return _csv(FIGURES, _table(FIGURES, rows))


def columns() -> pa.Table:
    """Every column of every table, in the order of the schemas. Columns `COLUMNS`."""
    return _table(COLUMNS, [_of_column(each) for table in schemas.TABLES for each in schemas.columns(table)])


def codes() -> pa.Table:
    """Every code of every list, by title of the list, in display order. Columns `CODES`."""
    lists = sorted(codelists.names(), key=list_title)
    return _table(CODES, [row for name in lists for row in _of_list(name)])


def triennials() -> pa.Table:
    """The triennials, in order of time. Columns `TRIENNIALS`."""
    return _table(
        TRIENNIALS, [(each.label, each.starts_on, each.ends_on, each.code) for each in codelists.triennials()]
    )


def breaks() -> pa.Table:
    """The declared breaks in series. Columns `BREAKS`."""
    return _table(BREAKS, [(_broken(each.what), each.from_date, each.reason) for each in codelists.breaks()])


def columns_csv() -> bytes:
    """Every column, as CSV for French Excel."""
    return _csv(COLUMNS, columns())


def codes_csv() -> bytes:
    """Every code, as CSV for French Excel."""
    return _csv(CODES, codes())


def list_title(name: str) -> str:
    """French title of a list of codes, with a capital."""
    title = codelists.TITLES[name]
    return title[0].upper() + title[1:]


def kind(column: Column) -> str:
    """What may stand in a column, in a word or two of French."""
    if column.codelists:
        return "code : " + " ou ".join(codelists.TITLES[name] for name in column.codelists)
    return next(word for fits, word in TYPES if fits(column.type))


def _of_figure(figure: Figure, column: Column) -> tuple[object, ...]:
    return (
        figure.question,
        column.label,
        column.description,
        kind(column),
        column.unit,
        ", ".join(column.codelists) or None,
        column.name,
        figure.id,
    )


def _of_column(column: Column) -> tuple[object, ...]:
    return (
        schemas.title(column.table),
        column.label,
        column.description,
        kind(column),
        column.role == "key",
        not column.nullable,
        column.name,
        column.table,
        column.personal,
    )


def _of_list(name: str) -> Iterable[tuple[object, ...]]:
    labels = codelists.labels(name)
    for each in codelists.load(name):
        parent = labels.get(each.parent or "")
        dates = (each.valid_from, each.valid_to)
        yield (list_title(name), each.code, each.label, each.description, parent, *dates, each.source, name)


def _broken(what: str) -> str:
    """`Thème Genre` for `theme:GENRE`; as written where it is something else."""
    subject, _, code = what.partition(":")
    label = codelists.labels("themes").get(code) if subject == "theme" else None
    return f"Thème {label}" if label else what


def _table(declared: Sequence[Column], rows: Sequence[Sequence[object]]) -> pa.Table:
    return pa.table(
        {
            column.name: pa.array([row[place] for row in rows], column.type)
            for place, column in enumerate(declared)
        }
    )


def _csv(declared: Sequence[Column], table: pa.Table) -> bytes:
    return b"".join(delimited_text.lines(declared, table.to_batches(), delimited_text.FRENCH))
