"""`draft`: a survey form proposed from an export, to be reviewed before it is used."""

from __future__ import annotations

import argparse
from pathlib import Path

from dse.cli import reasons
from dse.cli.output import Outcome
from dse.errors import Refused
from dse.french import count
from dse.ingest import Upload
from dse.ingest.surveys import lss, proposing
from dse.ingest.surveys.draft import Draft
from dse.process import tell


def run(options: argparse.Namespace) -> Outcome:
    """The form of an export, on standard output or in a new file."""
    path = Path(options.file).expanduser()
    structure = lss.read(_content(Path(options.lss).expanduser())) if options.lss else None
    made = proposing.from_file(
        Upload(path.name, _content(path)), series=options.series, wave_id=options.wave, structure=structure
    )
    tell(_told(made))
    if not options.out:
        return Outcome(_fields(made, None), proposing.text(made).rstrip("\n"))
    written = proposing.write(made, Path(options.out).expanduser())
    return Outcome(_fields(made, written), str(written))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"Le fichier {path} ne se lit pas : {reasons.why(path, error)}.") from error


def _told(made: Draft) -> str:
    doubts = sum(map(len, made.notes.values()))
    return f"{count(len(made.survey.questions), 'question')}, {count(doubts, 'point')} à vérifier : relisez le formulaire."


def _fields(made: Draft, path: Path | None) -> dict[str, object]:
    return {
        "series": made.survey.series,
        "file": None if path is None else str(path),
        "form": proposing.text(made),
        "notes": {about: list(notes) for about, notes in made.notes.items() if notes},
    }
