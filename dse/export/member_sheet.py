"""The sheet of a member in Word, one or two pages to take along; for the team, with the overdue step and the number to dial, without notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx.document import Document as Report
from docx.shared import Pt

from dse import french
from dse.demo import signature
from dse.export.dossier.report import table_xml, word_parts
from dse.export.dossier.report.styles import LANGUAGE, NOTE, create_report
from dse.export.dossier.report.table_xml import Row
from dse.export.dossier.reproducible_zip import repack
from dse.export.dossier.shared_sentences import remove_control_characters
from dse.members import lines
from dse.members.reasons import Reason
from dse.members.sheet import Sheet

LATEST, NEEDS_KEPT, SENTENCES_KEPT, WAVES_KEPT = 12, 14, 8, 3  # for two pages: the rest is on screen
REASONS = "À avoir en tête avant d’appeler"
NEEDS, WISHES, LATEST_YEARS = "Besoins", "Souhaits", "Dernières années"
ANSWERS, TEXTS, DECISIONS = "Réponses", "Ce qu’elle a écrit d’autre", "Décisions"
NEED_WIDTHS, EVENT_WIDTHS, QUESTION_WIDTH, ROOM = (4.2, 3.3, 3.8, 3.7, 2.0), (3.0, 7.5, 6.5), 6.5, 17.0
FAMILY = "Après « famille », la moyenne des membres de sa famille qui ont répondu à cette question, s’il y en a au moins deux autres."


def render_sheet(
    sheet: Sheet, reasons: Sequence[Reason], version: str, created: datetime, *, is_fictional: bool
) -> bytes:
    """The sheet as DOCX, with the `reasons` that its screen has; `version` says which data it is of. The same sheet has the same bytes."""
    document = create_report()
    _write(document, sheet.organisation.name, "Heading 1")
    _write(document, " · ".join([lines.describe_standing(sheet), *lines.list_facts(sheet)]))
    if sheet.taken_over:
        _write(document, lines.describe_taken_over(sheet))
    _write_reasons(document, reasons)
    if sheet.stated_needs:
        needs = lines.list_needs(sheet.stated_needs.needs, sheet.recorded)
        _write_table(document, NEEDS, needs[:NEEDS_KEPT], NEED_WIDTHS)
        _write(document, f"{lines.describe_needs(sheet)}{_say_cut(len(needs) - NEEDS_KEPT)}", NOTE)
    _write_list(document, WISHES, lines.list_expectations(sheet))
    _write_table(document, LATEST_YEARS, lines.list_history(sheet)[:LATEST], EVENT_WIDTHS)
    if sheet.answers:
        rows = lines.list_answers(lines.keep_latest_waves(sheet.answers, WAVES_KEPT))
        waves = len(rows[0]) - 1
        _write_table(document, ANSWERS, rows, (QUESTION_WIDTH, *[(ROOM - QUESTION_WIDTH) / waves] * waves))
        _write(document, FAMILY, NOTE)
    _write_list(document, TEXTS, lines.list_texts(sheet))
    _write_list(document, DECISIONS, [lines.describe_decision(decision) for decision in sheet.decisions])
    _write_footer(document, sheet, version, is_fictional=is_fictional)
    return _save(document, sheet, created)


def _write_reasons(document: Report, reasons: Sequence[Reason]) -> None:
    if not reasons:
        return
    _write(document, REASONS, "Heading 2")
    for reason in reasons:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(remove_control_characters(f"{reason.sentence} ")).bold = True
        paragraph.add_run(remove_control_characters(reason.why))


def _write_list(document: Report, title: str, sentences: Sequence[str]) -> None:
    if sentences:
        _write(document, title, "Heading 2")
    for sentence in sentences[:SENTENCES_KEPT]:
        _write(document, sentence, "List Bullet")
    if cut := _say_cut(len(sentences) - SENTENCES_KEPT):
        _write(document, cut, NOTE)


def _say_cut(count: int) -> str:
    """How many more the screen has."""
    return f" {french.count(count, 'autre')} à l’écran." if count > 0 else ""


def _write_table(
    document: Report, title: str, rows: Sequence[dict[str, str]], widths: Sequence[float]
) -> None:
    if not rows:
        return
    _write(document, title, "Heading 2")
    heads = list(rows[0])
    cells = [[_clean(row.get(head, "")) for head in heads] for row in rows]
    table = [Row(heads, is_head=True), *map(Row, cells)]
    table_xml.append_table(document, title, title, widths, [False] * len(heads), table)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _write(document: Report, text: str, style: str | None = None) -> None:
    document.add_paragraph(_clean(text), style=style)


def _clean(text: str) -> str:
    return remove_control_characters(french.typeset(text))


def _write_footer(document: Report, sheet: Sheet, version: str, *, is_fictional: bool) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles[NOTE]
    day = lines.describe_day(sheet).rstrip(".")
    fictional = f" · {signature.FICTIONAL}" if is_fictional else ""
    paragraph.add_run(
        _clean(f"{sheet.organisation.name} · {version} · {day}{fictional} · pour l’équipe · page ")
    )
    word_parts.field(paragraph, "PAGE", "1")


def _save(document: Report, sheet: Sheet, created: datetime) -> bytes:
    moment, properties = created.replace(tzinfo=None, microsecond=0), document.core_properties
    properties.title, properties.language = sheet.organisation.name, LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = moment
    properties.revision = 1
    out = BytesIO()
    document.save(out)
    return repack(out.getvalue(), created)
