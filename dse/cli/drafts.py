"""`draft`: a survey form proposed from an export, to be reviewed before it is used."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from dse import paths
from dse.cli import answer_files
from dse.cli.output import Outcome
from dse.errors import Refused
from dse.french import count
from dse.ingest import Upload
from dse.ingest.forms.survey_definitions import Survey, Wave
from dse.ingest.proposal import list_imported_series, load_organisations
from dse.ingest.surveys.draft import form_draft, form_writing, needs, points
from dse.ingest.surveys.draft.form_draft import EXCLUDED, RESPONDENTS, WAVES, Draft
from dse.ingest.surveys.draft.points import Answers, Point
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.surveys.waves import form_updating, new_wave, wave_extension, wave_review
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.process import print_message
from dse.store import Store

STANDARD_OUTPUT = "-"


def run(options: argparse.Namespace) -> Outcome:
    """The form of an export, kept among the team's, in a file or on standard output; with one wave more, where its survey is known."""
    path = Path(options.file).expanduser()
    structure = (
        tool_columns.read_structure(answer_files.read_content(Path(options.lss).expanduser()))
        if options.lss
        else None
    )
    upload = Upload(path.name, answer_files.read_content(path))
    answers = answer_files.read_answers(options.answers, 'absence-na = "SR"')
    organisations = load_organisations(Store(paths.store_path()))
    draft = form_draft.draft_from_file(
        upload,
        series=options.series,
        wave_id=options.wave,
        structure=structure,
        answers=answers,
        organisations=organisations,
    )
    imported = list_imported_series(Store(paths.store_path()))
    form_path = _find_known_form(draft, options.series, imported)
    if form_path is not None:
        new = new_wave.draft_new_wave(
            upload,
            form_path,
            wave_id=options.wave,
            structure=structure,
            answers=answers,
            organisations=organisations,
        )
        _require_known_answers(new.points(new.pairs()), answers, options.answers)
        return _propose_wave(new, options.wave, options.out, imported)
    _require_known_answers(draft.points, answers, options.answers)
    remarks = (
        *draft.notes.get(RESPONDENTS, ()),
        *draft.notes.get(EXCLUDED, ()),
        *needs.describe_readings(draft.survey),
    )
    print_message("\n".join((_describe_draft(draft), *remarks)))
    path_written = _write_draft(draft, options.out, imported)
    return _tell(_draft_fields(draft, path_written, form_writing.render_form(draft)))


def _write_draft(draft: Draft, out: str | None, imported: Collection[str]) -> Path | None:
    """The file written; None where the form is only printed."""
    if out == STANDARD_OUTPUT:
        return None
    if out:
        return form_writing.write_form(draft, Path(out).expanduser())
    _require_dates(draft.survey.waves[0])
    return _say_kept(form_writing.save_form(draft, series_imported=imported), draft.survey.waves[0])


def _say_kept(path: Path, wave: Wave) -> Path:
    print_message(
        f"Le formulaire est gardé avec vos données ({path}). Importez le fichier avec --wave {wave.wave_id}."
    )
    return path


def _tell(fields: dict[str, object]) -> Outcome:
    return Outcome(fields, str(fields["file"] or fields["form"]).rstrip("\n"))


def _require_dates(wave: Wave) -> None:
    if wave.opened_on is None:
        advice = 'Écrivez-les dans un fichier de réponses, dates = "2021-03-01 2021-04-30", et donnez-le par --answers.'
        raise Refused(f"Les dates de l’enquête ne sont pas dans le fichier. {advice}")


def _require_known_answers(point_list: Sequence[Point], answers: Answers, path: str | None) -> None:
    """Refused where a file of answers answers what is not asked, or otherwise than it may be."""
    if wrong := points.unknown_answers(point_list, answers):
        raise Refused(f"Les réponses de {path} ne vont pas avec ce fichier. {' '.join(wrong)}")


def _find_known_form(draft: Draft, series: str | None, imported: Collection[str]) -> Path | None:
    """The form of the series that is named, else the one that knows most questions of the export."""
    if series:
        return new_wave.find_form_by_series(draft.survey.series, imported)
    return new_wave.find_likeliest_form(draft, imported)


def _propose_wave(new: NewWave, wave_id: str | None, out: str | None, imported: Collection[str]) -> Outcome:
    """The form that is known with one wave more: in its own file unless `out` names another."""
    if wave_id and new.known_survey.wave(wave_id):
        advice = f"Importez le fichier avec --wave {wave_id}, ou donnez un autre nom."
        if new.known_survey.series not in imported:
            advice += (
                f" Pour refaire le formulaire, dont rien n’est encore importé, retirez d’abord {new.path}."
            )
        raise Refused(f"La vague « {wave_id} » est déjà dans le formulaire {new.path.name}. {advice}")
    wave = new_wave.propose_wave(new)
    _require_dates(wave)
    wave = replace(wave, wave_id=form_draft.make_identifier(wave_id)) if wave_id else wave
    pairs, fields = new.pairs(), new_wave.match_respondent_fields(new)
    verdicts = new.verdicts(pairs)
    after = wave_extension.add_wave(new, pairs, new.to_review(verdicts), wave, fields)
    sentences = [
        *wave_review.describe_comparison(new, pairs, verdicts),
        *wave_review.list_notes(new, fields),
        *map(_describe_point, new.open_points(pairs)),
    ]
    remarks = (*new.draft.notes.get(EXCLUDED, ()), *needs.describe_readings(after))
    print_message("\n".join((*sentences, *remarks)))
    form_text = form_updating.render_updated_form(new, after)
    path_written = _write_wave(new, after, form_text, wave, out)
    draft_fields = _draft_fields(new.draft, path_written, form_text) | {
        "notes": {WAVES: sentences},
        "points": [_point_fields(point) for point in new.points(pairs)],
    }
    return _tell(draft_fields)


def _write_wave(new: NewWave, after: Survey, form_text: str, wave: Wave, out: str | None) -> Path | None:
    """The file written; None where the form is only printed."""
    if out == STANDARD_OUTPUT:
        return None
    target = Path(out).expanduser() if out else new.path
    if target.exists() and target.samefile(new.path):
        return _say_kept(form_updating.save_updated_form(new, after), wave)
    return form_writing.write_new_file(form_text, target)


def _describe_draft(draft: Draft) -> str:
    open_points = draft.open_points
    head = f"{count(len(draft.survey.questions), 'question')}, {count(len(open_points), 'point')} à vérifier : relisez le formulaire."
    return "\n".join((head, *map(_describe_point, open_points)))


def _describe_point(point: Point) -> str:
    """A point as it is answered in a file."""
    values = " | ".join(value for value, _ in point.choices) or "2021-03-01 2021-04-30"
    return f"{point.question}\n    {point.key} = {values}"


def _draft_fields(draft: Draft, path: Path | None, form: str) -> dict[str, object]:
    return {
        "series": draft.survey.series,
        "file": None if path is None else str(path),
        "form": form,
        "notes": {about: list(notes) for about, notes in draft.notes.items() if notes},
        "points": [_point_fields(point) for point in draft.points],
    }


def _point_fields(point: Point) -> dict[str, object]:
    return {
        "key": point.key,
        "question": point.question,
        "answers": dict(point.choices),
        "proposed": point.proposed,
        "chosen": point.chosen,
        "questions": list(point.question_ids),
    }
