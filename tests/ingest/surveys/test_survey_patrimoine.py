"""A real LimeSurvey export (348 answers, canton of Vaud) beside its author's own recoding, read by nothing of ours."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import uploads
from conftest import shared

from dse import paths
from dse.ingest import Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.store import Store

FORM = paths.ROOT / "tests" / "forms" / "patrimoine.toml"
# The author's column, our question, and our option of a multiple choice.
TICKS = {
    "source_journal": ("sources", "journal"),
    "source_radio": ("sources", "radio"),
    "source_internet": ("sources", "internet"),
    "source_amis": ("sources", "amis"),
    "visite_samedi": ("jours", "samedi"),
    "visite_dimanche": ("jours", "dimanche"),
    "accomp_seul": ("avec", "seul"),
    "accomp_conjoin": ("avec", "conjoint"),
    "accomp_famille": ("avec", "famille"),
    "accomp_amis": ("avec", "amis"),
}
CHOICES = {
    "accueil": "accueil",
    "canton": "canton",
    "moyen_transport": "transport",
    "offre_activites_loisirs": "offre",
}


def raw(name: str) -> list[dict[str, object]]:
    """Lines of a workbook of the author, by its titles."""
    path = shared("limesurvey_patrimoine_vaud") / name
    titles, *lines = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(titles, line, strict=True)) for line in lines]


@pytest.fixture(scope="module")
def export() -> Upload:
    """The export, as LimeSurvey gave it."""
    path = shared("limesurvey_patrimoine_vaud") / "results-survey4914.xlsx"
    return Upload(path.name, path.read_bytes())


@pytest.fixture(scope="module")
def counted(export: Upload, tmp_path_factory: pytest.TempPathFactory) -> Counter[tuple[object, ...]]:
    """How often each value or absence comes, by question and option."""
    store = Store(tmp_path_factory.mktemp("patrimoine"))
    uploads.accepted(store, export, form=FORM)
    options = uploads.rows(store, "survey_options")
    codes = {(row["scale_id"], row["rank"]): row["option"] for row in options if row["rank"] is not None}
    scales = {
        row["question_id"]: row["scale_id"]
        for row in uploads.rows(store, "survey_items")
        if row["kind"] in ("likert", "single")
    }
    assert len(uploads.rows(store, "survey_respondents")) == 348
    return Counter(
        (
            row["question_id"],
            row["option"],
            row["missing"] or codes.get((scales.get(row["question_id"]), row["value"]), row["value"]),
        )
        for row in uploads.rows(store, "survey_answers")
    )


def test_not_asked_added_to_no_is_what_the_author_counts_as_no(counted: Counter[tuple[object, ...]]) -> None:
    recoded = raw("results-survey4914-prep.xlsx")
    for column, (question, option) in TICKS.items():
        theirs = Counter(line[column] for line in recoded)
        assert counted[question, option, 1.0] == theirs["Y"], column
        assert counted[question, option, 0.0] + counted[question, option, "NP"] == theirs["N"], column
        assert (
            sum(count for (asked, of, _), count in counted.items() if (asked, of) == (question, option))
            == 348
        )
    took_part = Counter(line["participation_journees"] for line in recoded)
    assert (counted["participation", "-", "oui"], took_part["Y"]) == (224, 224)
    assert counted["participation", "-", "non"] + counted["participation", "-", "NP"] == took_part["N"] == 124


def test_not_asked_and_no_are_told_apart_where_the_author_merged_them(
    counted: Counter[tuple[object, ...]],
) -> None:
    assert (counted["participation", "-", "non"], counted["participation", "-", "NP"]) == (117, 7)
    assert (counted["sources", "journal", 0.0], counted["sources", "journal", "NP"]) == (193, 124)
    assert (counted["avec", "conjoint", 0.0], counted["avec", "conjoint", "NP"]) == (152, 30)
    assert (counted["sexe", "-", "F"], counted["sexe", "-", "H"], counted["sexe", "-", "NP"]) == (176, 167, 5)


@pytest.mark.parametrize(("column", "question"), CHOICES.items())
def test_choices_and_scales_are_counted_like_the_author(
    counted: Counter[tuple[object, ...]], column: str, question: str
) -> None:
    theirs = Counter(line[column] for line in raw("results-survey4914-prep.xlsx"))
    for code in (code for code in theirs if code is not None):
        assert counted[question, "-", code] == theirs[code], code
    assert counted[question, "-", "SR"] + counted[question, "-", "NP"] == theirs[None]


@pytest.mark.parametrize(("column", "question"), [("temps_pour_venir", "trajet"), ("age", "age")])
def test_numbers_are_those_of_the_author(
    counted: Counter[tuple[object, ...]], column: str, question: str
) -> None:
    theirs = Counter(line[column] for line in raw("results-survey4914-prep.xlsx"))
    ours = {
        value: count
        for (asked, _, value), count in counted.items()
        if asked == question and isinstance(value, float)
    }
    assert ours == {float(value): count for value, count in theirs.items() if value is not None}


def test_a_blank_answer_of_those_who_took_part_is_no_answer_and_of_the_others_not_asked(
    counted: Counter[tuple[object, ...]],
) -> None:
    assert (counted["accueil", "-", "SR"], counted["accueil", "-", "NP"]) == (2, 124)
    assert (counted["canton", "-", "SR"], counted["canton", "-", "NP"]) == (19, 39)


def test_the_form_that_is_proposed_reads_the_whole_file(export: Upload, tmp_path: Path) -> None:
    days = {"dates": "2019-09-14 2019-10-31"}
    made = form_draft.draft_from_file(export, series="patrimoine", answers=days)
    path = form_writing.write_form(made, tmp_path / "propose.toml")
    proposal = propose([export], Store(tmp_path / "s"), form=path)
    assert not proposal.problems and proposal.diffs["survey_answers"].added == 348 * 20
    kinds = Counter(question.kind for question in made.survey.questions)
    assert kinds == {"multiple": 3, "single": 7, "number": 2, "text": 1}
    assert made.survey.missing == (("N/A", "NP"),) and made.survey.waves[0].is_anonymous
