"""The issues of an import, as a CSV for whoever keeps the data."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from dse.export.files import delimited_text
from dse.ingest import Issue
from schemas import Column


def _column(name: str, title: str, description: str, kind: pa.DataType) -> Column:
    return Column("problems", name, title, description, kind, "text", nullable=True)


COLUMNS = (
    _column("row", "Ligne", "Ligne du tableur, l’en-tête étant la première.", pa.int64()),
    _column("column", "Colonne", "Lettre de la colonne.", pa.string()),
    _column("value", "Valeur", "Valeur trouvée.", pa.string()),
    _column("reason", "Problème", "Ce qui ne va pas.", pa.string()),
    _column("advice", "Que faire", "Ce qu’il faut faire.", pa.string()),
    _column("header", "En-tête", "En-tête de la colonne.", pa.string()),
    _column("file", "Fichier", "Fichier concerné.", pa.string()),
    _column("code", "Code", "Code stable du problème.", pa.string()),
)


def build_table(issues: Sequence[Issue]) -> pa.Table:
    """One row an issue. Columns `COLUMNS`."""
    return pa.table(
        {
            column.name: pa.array([getattr(issue, column.name) for issue in issues], column.type)
            for column in COLUMNS
        }
    )


def render_csv(issues: Sequence[Issue]) -> bytes:
    """The issues as a CSV for French Excel."""
    return b"".join(
        delimited_text.render_csv(COLUMNS, build_table(issues).to_batches(), delimited_text.FRENCH)
    )
