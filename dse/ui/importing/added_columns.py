"""Columns that new lines cannot do without and that a file lacks: given here, one text for all its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dse import french
from dse.export.templates.columns import TemplateColumn, explain_columns
from dse.ingest import Proposal
from dse.ingest.files.corrections import Column, Corrections
from dse.ingest.forms.definitions import Form
from dse.ingest.recognition import form_matching
from dse.ingest.recognition.reading_report import SheetReading
from dse.ingest.recognition.title_checks import describe_missing_column
from dse.ingest.recognition.title_matching import find_needed_headers, propose_headers
from dse.ingest.rows.rejected_lines import RejectedLines
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import column_texts, corrected_lines, recognised_files
from dse.ui.importing.correction_steps import Step


@dataclass(frozen=True)
class MissingColumn:
    """A title that a sheet lacks, what its form says of it, and the sheet with its lines, in words."""

    place: Column
    guide: TemplateColumn
    lines: str


def list_missing(proposal: Proposal) -> list[MissingColumn]:
    """The titles that new lines need, sheet by sheet, but those that a title of the file may stand for."""
    forms = {form.name: form for form in form_matching.load_known_forms()}
    lines = {(sheet.file, sheet.sheet): _describe_lines(sheet) for sheet in proposal.read}
    lacking = [sheet for sheet in proposal.rejected if _lacks_column(sheet) and sheet.form in forms]
    return [
        MissingColumn((sheet.file_hash, sheet.sheet, title), guide, lines[sheet.file, sheet.sheet])
        for sheet in lacking
        for title, guide in _explain(sheet, forms[sheet.form]).items()
        if title not in _list_proposed(proposal, sheet, forms[sheet.form])
    ]


def show(proposal: Proposal, round_number: int) -> None:
    """Ask what all lines have under each missing title."""
    missing = list_missing(proposal)
    if not missing:
        return
    keys = {column.place: f"ajouter_{round_number}_{number}" for number, column in enumerate(missing)}
    with st.form(f"colonnes_{round_number}"):
        count = french.count(len(missing), "colonne manque", "colonnes manquent")
        st.markdown(f"**{format_sentence(count)}**")
        st.caption(
            format_sentence(
                "Dites ce que toutes les lignes ont sous ce titre ; celles qui diffèrent se corrigent ensuite une à une, dans le "
                "tableau. Le fichier reste comme il est."
            )
        )
        for column in missing:
            column_texts.ask(column.guide, f"{column.lines} {column.guide.explanation}", keys[column.place])
        st.form_submit_button(
            "Remplir et continuer",
            key=f"colonnes_remplir_{round_number}",
            type="primary",
            icon=":material/playlist_add:",
            on_click=_fill,
            args=(keys, round_number),
        )


def _describe_lines(sheet: SheetReading) -> str:
    return f"Pour {french.count(sheet.lines, 'ligne')} de {recognised_files.describe_location(sheet)}."


def _lacks_column(sheet: RejectedLines) -> bool:
    return any(issue.code == describe_missing_column.code for _, _, issues in sheet.lines for issue in issues)


def _explain(sheet: RejectedLines, form: Form) -> dict[str, TemplateColumn]:
    guides = {column.name: column for column in explain_columns(form)}
    return {title: guides[title] for title in find_needed_headers(sheet.headers, form, {})}


def _list_proposed(proposal: Proposal, sheet: RejectedLines, form: Form) -> Sequence[str]:
    return [
        title
        for unmatched in proposal.unmapped
        if (unmatched.file, unmatched.sheet) == (sheet.file, sheet.sheet)
        for title in propose_headers(unmatched, form).values()
    ]


def _fill(keys: Mapping[Column, str], round_number: int) -> None:
    answers = {place: st.session_state.get(key) for place, key in keys.items()}
    if filled := {place: text for place, text in answers.items() if text}:
        corrected_lines.apply_step(round_number, Step(Corrections(columns=filled)))
