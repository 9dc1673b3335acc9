"""« Télécharger pour corriger »: current data in the columns of a form, to be corrected and imported again."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pyarrow as pa

from dse.errors import Refused
from dse.export.templates.columns import TemplateColumn, explain_columns
from dse.export.templates.form_workbook import WorkbookContent, render_workbook
from dse.export.templates.layout import Layout, lay_out_rows
from dse.export.templates.layout_cells import Cells, Unwritable, cell_text
from dse.export.templates.template import describe_rules
from dse.ingest import preparation
from dse.ingest.files.cells import Sheet
from dse.ingest.files.workbook_scan import MOST_CELLS, MOST_ROWS
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import ERROR, Issue, quoted_list, select_level, shorten
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.recognition import form_matching
from dse.store import Store, Version

_MOST_NAMED = 10

Read = Callable[[str], pa.Table]


class NothingToCorrect(Refused):
    """The data have no row that this form could lay out."""


def render_corrections(form: Form, store: Store, version: Version) -> bytes:
    """An XLSX of the rows of a version in the columns of a form. Imported as it is, it changes nothing.

    Refused if the form or a value cannot be laid out so, NothingToCorrect if there is no row;
    StoreError if a table cannot be read.
    """
    layout, columns = lay_out_corrections(form, store, version), explain_columns(form)
    return render_workbook(
        WorkbookContent(
            title=form.title,
            columns=columns,
            lines=layout.lines,
            guide=tuple(filter(None, _write_guide(form, version, layout, columns))),
            made_on=version.created.replace(tzinfo=None, microsecond=0),
        )
    )


def lay_out_corrections(form: Form, store: Store, version: Version) -> Layout:
    """The lines of `render_corrections`, checked to be read back as the same rows. Raises the same errors."""

    @cache
    def read(table: str) -> pa.Table:
        return store.read(version, table).combine_chunks()

    try:
        layout = lay_out_rows(form, read, Cells(form, Organisations.from_tables(read)))
    except Unwritable as error:
        reason = f"sous « {error.name} », « {shorten(str(error.value))} » n’y serait pas relu à l’identique"
        raise _refusal(form, reason) from None
    if layout.left_out and not layout.lines:
        raise _refusal(form, "il manque à tout ce qu’il décrit une donnée qu’une ligne doit dire")
    if not layout.lines:
        raise NothingToCorrect(
            f"Il n’y a encore rien à corriger dans « {form.title} ». Prenez le modèle vide et remplissez-le."
        )
    if len(layout.lines) >= MOST_ROWS or len(layout.lines) * len(layout.headers) > MOST_CELLS:
        raise _refusal(form, "il aurait plus de lignes que l’import d’un classeur n’en lit")
    _require_unchanged(form, layout, read)
    return layout


def _require_unchanged(form: Form, layout: Layout, read: Read) -> None:
    """Read the lines as the import would. Refused if the result differs from the current data."""
    texts = [[cell_text(cell) for cell in line] for line in layout.lines]
    columns = tuple(zip(*texts, strict=True))
    sheet = Sheet(form.title, layout.headers, columns, tuple(range(2, len(texts) + 2)))
    recognised = form_matching.recognise_sheet(sheet, [form], [form])
    if isinstance(recognised, Issue):
        raise _refusal(form, recognised.reason[:1].lower() + recognised.reason[1:].rstrip("."))
    prepared = preparation.prepare_changes([recognised], read, None, complete=False)
    problems = [*recognised.remarks.problems, *select_level(prepared.issues, ERROR)]
    if problems:
        header = f"« {problems[0].header} » : " if problems[0].header else ""
        raise _refusal(form, f"{header}{problems[0].reason.rstrip('.')}")
    if any(not merged.diff.is_empty for merged in prepared.merged.values()):
        raise _refusal(form, "ses lignes ne suffisent pas à redire les données")


def _refusal(form: Form, reason: str) -> Refused:
    return Refused(
        f"Le formulaire « {form.title} » ne peut pas être téléchargé pour corriger : {reason}. "
        "Corrigez plutôt avec le modèle vide, qui ne dit que ce que vous y mettez."
    )


def _write_guide(
    form: Form, version: Version, layout: Layout, columns: tuple[TemplateColumn, ...]
) -> tuple[str, ...]:
    return (
        form.help,
        f"Voici les données de la version {version.number}, enregistrée le {version.created:%d/%m/%Y}. Corrigez les "
        "cellules, ajoutez des lignes, et importez sans tarder : l’aperçu montrera ce qui change. Si quelqu’un importe "
        "entre-temps, téléchargez-le de nouveau : ce fichier remettrait chaque cellule comme elle est ici.",
        _explain_emptied_cells(form),
        _explain_left_out(layout),
        *describe_rules(columns),
    )


def _explain_emptied_cells(form: Form) -> str:
    """Which emptied cells delete a row when the file is declared complete, and which never do."""
    clearing: list[str] = []
    keeping: list[str] = []
    for rows in form.rows:
        cut = next((source.header for source in rows.columns.values() if form.is_split(source)), None)
        if (name := rows.when or cut) and not rows.replaces:
            (clearing if rows.replaces_when_complete else keeping).append(name)
    under = f", ou une cellule vidée sous {quoted_list(clearing, 'ou')}," if clearing else ""
    never = f" Vider une cellule sous {quoted_list(keeping, 'ou')} ne retire rien." if keeping else ""
    return (
        f"Une cellule vidée efface la valeur. Une ligne retirée{under} ne retire rien, sauf si vous déclarez le "
        f"fichier complet.{never}"
    )


def _explain_left_out(layout: Layout) -> str:
    if not layout.left_out:
        return ""
    more = len(layout.left_out) - _MOST_NAMED
    names = quoted_list(layout.left_out[:_MOST_NAMED], "et") + (f" et {more} de plus" if more > 0 else "")
    return (
        f"N’ont pas de ligne ici, faute d’une donnée qu’une ligne doit dire : {names}. Ajoutez-leur une ligne "
        "complète, et ne déclarez pas ce fichier complet avant : elles seraient retirées."
    )
