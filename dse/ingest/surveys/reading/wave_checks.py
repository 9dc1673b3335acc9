"""What a person has to agree about a wave: columns that it lacks, scales that change, a key that is another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dse.ingest.forms.survey_definitions import ORGANISATION, Survey, Wave
from dse.ingest.issues import CellIssue, Issue, count_noun, quoted_list
from dse.ingest.rows.row_building import Current
from dse.ingest.surveys import pseudonyms
from dse.ingest.surveys.reading.answers import Item
from dse.ingest.surveys.reading.survey_cells import SurveyCells

_MOST = 3


def check_wave(
    cells: SurveyCells, survey: Survey, wave: Wave, items: Sequence[Item], current: Current
) -> list[Issue]:
    """Every doubt about a wave as a whole."""
    faults = [
        *_check_missing_questions(items),
        *_check_changed_scales(items, wave, current),
        *_check_shared_questions(survey, items, current),
        *(() if wave.is_anonymous else _check_key(survey, wave, current)),
        *_check_unnamed_organisations(cells, survey, wave),
    ]
    return [cells.sheet.problem_at(fault) for fault in faults]


def _check_missing_questions(items: Sequence[Item]) -> Iterator[CellIssue]:
    """Questions of which the file has no column, unless the form says so of this wave."""
    ids = [item.question.question_id for item in items if item.is_absent]
    if ids:
        shown = quoted_list(ids[:_MOST], "et") + (
            f" et {count_noun(len(ids) - _MOST, 'autre')}" if len(ids) > _MOST else ""
        )
        reason = f"Le fichier n’a pas de colonne pour {shown} : à noter « non posée » dans cette vague ?"
        yield CellIssue("IMP-507", reason, "Confirmez, ou ajoutez la colonne au fichier.", doubtful=True)


def _check_changed_scales(items_of_wave: Sequence[Item], wave: Wave, current: Current) -> Iterator[CellIssue]:
    """Scales already there whose meaning would change for the answers of other waves."""
    items, options = current("survey_items").to_pylist(), current("survey_options").to_pylist()
    elsewhere = {row["scale_id"] for row in items if row["wave_id"] != wave.wave_id}
    for scale in {
        item.scale.scale_id: item.scale for item in items_of_wave if item.scale and not item.is_absent
    }.values():
        before = {
            (row["option"], row["rank"], row["missing"])
            for row in options
            if row["scale_id"] == scale.scale_id
        }
        after = {(option.code, option.rank, option.missing) for option in scale.options}
        if scale.scale_id in elsewhere and before and before != after:
            reason = f"L’échelle « {scale.scale_id} » change, et d’autres vagues s’en servent."
            advice = "Donnez-lui un autre nom dans le formulaire, ou confirmez qu’elle change partout."
            yield CellIssue("IMP-508", reason, advice, doubtful=True)


def _check_shared_questions(survey: Survey, items: Sequence[Item], current: Current) -> Iterator[CellIssue]:
    """Questions that another series has asked under the same identifier."""
    others = {row["wave_id"] for row in current("survey_waves").to_pylist() if row["series"] != survey.series}
    asked_there = {
        row["question_id"] for row in current("survey_items").to_pylist() if row["wave_id"] in others
    }
    same = [item.question.question_id for item in items if item.question.question_id in asked_there]
    if same:
        reason = f"Une autre enquête pose déjà {quoted_list(same[:_MOST], 'et')} : est-ce la même question ?"
        yield CellIssue(
            "IMP-509", reason, "Confirmez, ou changez son identifiant dans le formulaire.", doubtful=True
        )


def _check_key(survey: Survey, wave: Wave, current: Current) -> Iterator[CellIssue]:
    """Pseudonyms of other waves made with another key: the same people would get other names."""
    if not survey.pairs_waves or not survey.respondent_columns("key"):
        return
    waves = {
        row["wave_id"]
        for row in current("survey_waves").to_pylist()
        if row["series"] == survey.series and row["wave_id"] != wave.wave_id
    }
    pseudonyms_of_waves = [
        row["respondent_id"] for row in current("survey_respondents").to_pylist() if row["wave_id"] in waves
    ]
    signs = pseudonyms.list_key_signs(pseudonyms_of_waves)
    if signs and pseudonyms.sign_of_key(pseudonyms.load_key()) not in signs:
        reason = f"La clé des pseudonymes ({pseudonyms.key_path().name}) n’est pas celle des autres vagues de cette enquête."
        advice = (
            "Retrouvez la clé d’alors (DSE_KEY_FILE), ou confirmez : les vagues ne seront pas appariables."
        )
        yield CellIssue("IMP-511", reason, advice, doubtful=True)


def _check_unnamed_organisations(cells: SurveyCells, survey: Survey, wave: Wave) -> Iterator[CellIssue]:
    """Answers for an organisation that name none."""
    spellings = survey.respondent_columns("organisation")
    if wave.is_anonymous or wave.unit != ORGANISATION or cells.column_index(spellings) is None:
        return
    empty = sum(not text.strip() for text in cells.texts(spellings))
    if empty:
        reason = f"{count_noun(empty, 'réponse')} sur {cells.count} ne dit d’aucune organisation."
        reason = (
            reason
            if empty == 1
            else f"{count_noun(empty, 'réponse')} sur {cells.count} ne nomment aucune organisation."
        )
        yield CellIssue("IMP-512", reason, "Remplissez la colonne, ou confirmez.", doubtful=True)
