"""A first wave of a survey described, a second compared with it, added to its form and read with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import uploads
from surveys import registered

from dse.ingest import Proposal, Upload, propose
from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.draft.points import Point
from dse.ingest.surveys.tools.survey_tool import Structure
from dse.ingest.surveys.waves import form_updating, new_wave, wave_extension
from dse.ingest.surveys.waves.new_wave import NewWave

Rows = Sequence[Sequence[str]]


def limesurvey(year: int, titles: Sequence[str], rows: Rows, unsent: int = 0) -> Upload:
    """An export of LimeSurvey; the last lines may be of answers that were not sent."""
    last = len(rows) - unsent
    return _write(
        year,
        ["id. ID de la réponse", "submitdate. Date de soumission", *titles],
        [
            [str(place), f"{year}-03-{place % 28 + 1:02d} 10:00:00" if place <= last else "", *row]
            for place, row in enumerate(rows, 1)
        ],
    )


def google_forms(year: int, titles: Sequence[str], rows: Rows) -> Upload:
    """An export of Google Forms."""
    lines = [[f"{year}/03/{place % 28 + 1:02d} 10:00:00", *row] for place, row in enumerate(rows)]
    return _write(year, ["Horodateur", *titles], lines)


def _write(year: int, titles: Sequence[str], rows: Rows) -> Upload:
    lines = (",".join(f'"{cell}"' for cell in line) for line in (titles, *rows))
    return uploads.build_upload(f"avis-{year}.csv", *lines)


def describe(upload: Upload, folder: Path, structure: Structure | None = None, **answers: str) -> Path:
    """The form of a first wave, points answered as it is proposed."""
    draft = form_draft.draft_from_file(
        upload, series="avis", wave_id="2018", structure=structure, answers={"sans-sujet": "oui", **answers}
    )
    return form_writing.write_form(draft, folder / "avis.toml")


def compare(upload: Upload, path: Path, structure: Structure | None = None, **answers: str) -> NewWave:
    """A second wave beside the form."""
    return new_wave.draft_new_wave(upload, path, wave_id="2021", structure=structure, answers=answers)


def extended(new: NewWave) -> Survey:
    """The survey with the wave, saved."""
    pairs = new.pairs()
    reviewed = new.to_review(new.verdicts(pairs))
    wave = new_wave.propose_wave(new)
    after = wave_extension.add_wave(new, pairs, reviewed, wave, new_wave.match_respondent_fields(new))
    form_updating.save_updated_form(new, after)
    return after


def imported(upload: Upload, path: Path, folder: Path) -> Proposal:
    """The second wave, read with the form."""
    proposal = propose([upload], registered(folder / "store"), form=path, wave="2021")
    assert not proposal.problems, [issue.sentence for issue in proposal.problems[:3]]
    return proposal


def list_points(new: NewWave, start: str) -> list[Point]:
    """The points of a kind that nobody has answered."""
    return [point for point in new.open_points(new.pairs()) if point.key.startswith(start)]
