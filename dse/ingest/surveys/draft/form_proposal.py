"""From an export to a draft, and from a draft that was reviewed to a form among the others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

from dse import paths
from dse.errors import Refused
from dse.ingest.files import reader
from dse.ingest.files.cells import Sheet, Upload
from dse.ingest.forms import form_files, survey_form_building
from dse.ingest.issues import shorten
from dse.ingest.spelling import words
from dse.ingest.surveys.draft import form_draft, form_writing, points
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.draft.points import Answers
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.surveys.tools.declared_questions import Structure
from dse.team_files import leftovers

_LONGEST_NAME = 40
_ANY_DAY = date(2000, 1, 1)  # of a wave whose days are not known yet: its form is not imported without them


def draft_from_file(
    upload: Upload,
    *,
    series: str | None = None,
    wave_id: str | None = None,
    structure: Structure | None = None,
    answers: Answers | None = None,
) -> Draft:
    """The draft of an export, after `answers` to the points of an earlier draft. Refused if the file cannot be read."""
    sheet, *others = _read_sheets(upload)
    stem = PurePosixPath(upload.display_name).stem
    name = make_identifier(series or stem)
    title = (
        (structure and structure.text(structure.titles)) or series or stem.replace("_", " ").replace("-", " ")
    )
    draft = form_draft.draft_form(
        sheet,
        series=name,
        title=title[:1].upper() + title[1:],
        wave_id=wave_id and make_identifier(wave_id),
        structure=structure,
        answers=answers,
    )
    unread = [other.name for other in others if other.numbers and not other.is_hidden]
    notes = tuple(f"La feuille « {shorten(name)} » n’est pas lue." for name in unread)
    return replace(
        draft, notes={**draft.notes, form_draft.EXCLUDED: (*draft.notes[form_draft.EXCLUDED], *notes)}
    )


def read_answer_sheet(upload: Upload) -> Sheet:
    """The sheet of answers of an export. Refused if it cannot be read."""
    return _read_sheets(upload)[0]


def _read_sheets(upload: Upload) -> list[Sheet]:
    """Every sheet of an export, that of answers first: the largest that does not repeat lines of another."""
    sheets = sorted(reader.read_sheets(upload, lambda headers: 0.0), key=_sheet_size, reverse=True)
    _require_readable(sheets[0])
    return sheets


def _sheet_size(sheet: Sheet) -> tuple[bool, int]:
    """Whether a sheet stands by itself, then how many cells it has. Others hold what is asked several times."""
    return not tool_columns.is_repeated_sheet(sheet.headers), len(sheet.headers) * len(sheet.numbers)


def _require_readable(sheet: Sheet) -> None:
    issues_of_titles = [issue for issue in sheet.problems if issue.row in (None, sheet.header_row)]
    if issues_of_titles or not sheet.numbers:
        explanation = (
            f"{issues_of_titles[0].reason} {issues_of_titles[0].advice}"
            if issues_of_titles
            else "Il n’a pas de réponses."
        )
        raise Refused(f"Le fichier {sheet.file} ne permet pas de proposer un formulaire. {explanation}")


def make_identifier(text: str) -> str:
    """A name made of the words of a text, fit for a series, a wave or a file."""
    return "-".join(re.findall(r"[a-z0-9]+", words(text)))[:_LONGEST_NAME].strip("-") or "enquete"


def render_form(draft: Draft) -> str:
    """The TOML of a form. Refused if the draft, as it was changed, makes none."""
    is_dated = all(wave.opened_on and wave.closed_on for wave in draft.survey.waves)
    open_points = [point for point in draft.open_points if not (is_dated and point.key == points.DATES)]
    survey = replace(draft.survey, to_check=points.describe_open_points(open_points))
    written = form_writing.render_draft(replace(draft, survey=survey))
    try:
        values = tomllib.loads(written)
        for wave in values["waves"].values():
            wave.setdefault("opened_on", _ANY_DAY)
            wave.setdefault("closed_on", wave["opened_on"])
        survey_form_building.build_from_toml(draft.survey.series, values)
    except tomllib.TOMLDecodeError:
        raise Refused(
            "Le formulaire ne s’écrit pas : deux questions ou deux choix ont le même nom. Renommez l’un des deux."
        ) from None
    except ValueError as error:
        raise Refused(f"Le formulaire n’est pas complet : {shorten(str(error), 200)}. Corrigez-le.") from None
    return written


def save_form(draft: Draft, directory: Path | None = None, *, series_imported: Collection[str] = ()) -> Path:
    """The form written among the team's, under the name of its series. Refused if that name is in use.

    It takes the place of a survey of the demonstration, unless answers under its name were imported (`series_imported`).
    """
    name = f"{draft.survey.series}.toml"
    if directory is None and _is_in_use(draft.survey.series, name, series_imported):
        raise _name_in_use(name)
    return write_form(draft, (directory or paths.team_forms()) / name)


def _is_in_use(series: str, name: str, series_imported: Collection[str]) -> bool:
    files = [path for path in leftovers.list_form_files() if path.name == name]
    if not files or series in series_imported:
        return bool(files)
    return not leftovers.is_shipped(files[0]) or form_files.load_form(files[0]).survey is None


def write_form(draft: Draft, path: Path) -> Path:
    """The form written in a new file. Refused if there is one."""
    return write_new_file(render_form(draft), path)


def write_new_file(content: str, path: Path) -> Path:
    """The text of a form in a new file. Refused if there is one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise _name_in_use(path.name) from None
    except OSError:
        raise Refused(f"Le formulaire {path} ne s’écrit pas. Vérifiez le dossier et vos droits.") from None
    return path


def _name_in_use(name: str) -> Refused:
    advice = "Donnez un autre nom à l’enquête, ou ajoutez la vague à ce formulaire."
    return Refused(f"Le formulaire {name} existe déjà. {advice}")


def rename_draft(draft: Draft, series: str, title: str) -> Draft:
    """The draft under another name of series; its questions and scales keep theirs."""
    return replace(draft, title=title, survey=replace(draft.survey, series=make_identifier(series)))
