"""`draft`: a survey form proposed from an export, to be reviewed before it is used."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from dse.cli import file_errors
from dse.cli.output import Outcome
from dse.errors import Refused
from dse.french import count
from dse.ingest import Upload
from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.surveys.draft import form_proposal
from dse.ingest.surveys.draft.form_draft import EXCLUDED, WAVES, Draft
from dse.ingest.surveys.tools import limesurvey_structure
from dse.ingest.surveys.waves import form_updating, new_wave, wave_comparison, wave_extension
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.process import tell


def run(options: argparse.Namespace) -> Outcome:
    """The form of an export, on standard output or in a file; with one wave more, where its survey is known."""
    path = Path(options.file).expanduser()
    structure = (
        limesurvey_structure.read_structure(_content(Path(options.lss).expanduser())) if options.lss else None
    )
    upload = Upload(path.name, _content(path))
    made = form_proposal.draft_from_file(
        upload, series=options.series, wave_id=options.wave, structure=structure
    )
    known = _known(made, options.series)
    if known is not None:
        new = new_wave.draft_new_wave(upload, known, wave_id=options.wave, structure=structure)
        return _wave(new, options.wave, options.out)
    tell("\n".join((_told(made), *made.notes.get(EXCLUDED, ()))))
    if not options.out:
        return Outcome(
            _fields(made, None, form_proposal.render_form(made)), form_proposal.render_form(made).rstrip("\n")
        )
    written = form_proposal.write_form(made, Path(options.out).expanduser())
    return Outcome(_fields(made, written, form_proposal.render_form(made)), str(written))


def _known(made: Draft, series: str | None) -> Path | None:
    """The form of the series that is named, else the one that knows most questions of the export."""
    if series:
        return new_wave.find_form_by_series(made.survey.series)
    return new_wave.find_likeliest_form(made)


def _wave(new: NewWave, wave_id: str | None, out: str | None) -> Outcome:
    """The form that is known with one wave more: in its own file where `out` names it, else apart."""
    if wave_id and new.known_survey.wave(wave_id):
        advice = f"Importez le fichier avec --wave {wave_id}, ou donnez un autre nom."
        raise Refused(f"La vague « {wave_id} » est déjà dans le formulaire {new.path.name}. {advice}")
    wave = new_wave.propose_wave(new)
    wave = replace(wave, wave_id=form_proposal.make_identifier(wave_id)) if wave_id else wave
    pairs, fields = new.pairs(), new_wave.match_respondent_fields(new)
    verdicts = new.verdicts(pairs)
    after = wave_extension.add_wave(new, pairs, new.to_review(verdicts), wave, fields)
    said = [
        *wave_comparison.describe_comparison(new, pairs, verdicts),
        *wave_comparison.list_notes(new, fields),
    ]
    tell("\n".join((*said, *new.draft.notes.get(EXCLUDED, ()))))
    told = form_updating.render_updated_form(new, after)
    written = _written(new, after, told, Path(out).expanduser()) if out else None
    found = _fields(new.draft, written, told) | {"notes": {WAVES: said}}
    return Outcome(found, str(written) if written else told.rstrip("\n"))


def _written(new: NewWave, after: Survey, told: str, target: Path) -> Path:
    if target.exists() and target.samefile(new.path):
        return form_updating.save_updated_form(new, after)
    return form_proposal.write_new_file(told, target)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"Le fichier {path} ne se lit pas : {file_errors.why(path, error)}.") from error


def _told(made: Draft) -> str:
    doubts = sum(map(len, made.notes.values()))
    return f"{count(len(made.survey.questions), 'question')}, {count(doubts, 'point')} à vérifier : relisez le formulaire."


def _fields(made: Draft, path: Path | None, form: str) -> dict[str, object]:
    return {
        "series": made.survey.series,
        "file": None if path is None else str(path),
        "form": form,
        "notes": {about: list(notes) for about, notes in made.notes.items() if notes},
    }
