"""What a person has to agree about a wave: columns that it lacks or does not keep, scales that change, numbers far from the others, another key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dse.ingest import pseudonyms
from dse.ingest.checks import magnitude, outliers
from dse.ingest.forms.survey_definitions import CLOSED, ORGANISATION, Option, Survey, Wave
from dse.ingest.issues import CellIssue, Issue, count_noun, quoted_list
from dse.ingest.registry import ERROR, QUESTION, answers, built, check
from dse.ingest.rows.row_building import Current
from dse.ingest.surveys.reading import line_checks, repeated_waves, scale_answers
from dse.ingest.surveys.reading.answer_checks import describe_unkept_column
from dse.ingest.surveys.reading.answers import Item, find_lines_of_versions_without
from dse.ingest.surveys.reading.survey_cells import SurveyCells

_MOST = 3
KIND = "number"
_DROPPED = "Cette colonne n’est pas gardée, comme le formulaire le dit."
_PSEUDONYM = "Cette colonne n’est gardée que sous pseudonyme."
_ANONYMOUS = "La vague est anonyme : cette colonne n’est pas gardée."
_ANONYMOUS_FIELDS = ("key", "organisation", "submitted_on")  # what an anonymous wave does not keep


def check_wave(
    cells: SurveyCells, survey: Survey, wave: Wave, items: Sequence[Item], current: Current
) -> list[Issue]:
    """Every doubt about a wave as a whole."""
    faults = [
        *_check_open_points(survey),
        *_check_missing_questions(items),
        *_check_changed_scales(items, wave, current),
        *_check_wave_of_another(survey, wave, current),
        *_check_shared_questions(survey, items, current),
        *(() if wave.is_anonymous else _check_key(survey, wave, current)),
        *_check_unnamed_organisations(cells, survey, wave),
        *line_checks.find_trials(cells, survey, items),
        *_check_versions(cells, items),
        *_check_codes(cells, items),
        *repeated_waves.check_repeated_waves(survey, wave, items, cells.count, current),
    ]
    return [cells.sheet.problem_at(fault) for fault in faults]


@check(
    "IMP-541",
    level=QUESTION,
    title="Points du formulaire qui restent à vérifier",
    explanation=(
        "Le formulaire d’une enquête est proposé d’après son fichier. Ce que le fichier ne dit pas (jusqu’où va une échelle, ce que "
        "veut dire « NA ») est supposé, et demandé à qui relit. Un point auquel personne n’a répondu peut fausser les réponses de "
        "toutes ses questions."
    ),
    advice="Répondez à ces points dans le formulaire proposé, ou confirmez que ce qui est supposé est juste.",
    trips=built("Un formulaire proposé, enregistré sans répondre à un point.", "survey_with_open_points"),
    passes=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"),
)
def _check_open_points(survey: Survey) -> Iterator[CellIssue]:
    """Questions about the form that nobody has answered."""
    for point in survey.to_check:
        advice = "Répondez-y dans le formulaire, ou confirmez ce qui est proposé."
        yield CellIssue(f"Point à vérifier : {point}", advice)


@check(
    "IMP-547",
    level=QUESTION,
    title="Question sans réponse dans une version du questionnaire",
    explanation=(
        "Un questionnaire change parfois pendant l’enquête. Une question qui n’a aucune réponse dans une de ses versions, alors qu’elle en a "
        "dans une autre, n’y était sans doute pas : ces cellules vides sont notées « non posée », et non « sans réponse »."
    ),
    advice="Confirmez, ou vérifiez dans l’outil d’enquête que la question était bien dans cette version.",
    trips=built("Une question qu’une première version n’avait pas.", "question_of_a_later_version"),
    passes=built("Les cases d’un choix multiple où sont écrits des 1 et des 0.", "boxes_with_a_no"),
)
def _check_versions(cells: SurveyCells, items: Sequence[Item]) -> Iterator[CellIssue]:
    """Questions that no line of a version answers."""
    lines_by_question = {
        item.question.question_id: lines
        for item in items
        if (lines := find_lines_of_versions_without(cells, item.question))
    }
    if lines_by_question:
        count, lines = len(lines_by_question), frozenset().union(*lines_by_question.values())
        has, are = ("n’a", "elle y est notée") if count == 1 else ("n’ont", "elles y sont notées")
        reason = (
            f"{count_noun(count, 'question')} {has} aucune réponse dans une version du questionnaire "
            f"({count_noun(len(lines), 'ligne')}) : {are} « non posée »."
        )
        yield CellIssue(reason, "Confirmez, ou vérifiez le questionnaire de cette version.")


@check(
    "IMP-549",
    level=QUESTION,
    title="Réponses par numéros dont aucun fichier n’a dit le sens",
    explanation=(
        "Un fichier en toutes lettres ne donne pas de numéro à ses réponses : ceux du formulaire sont alors leur place dans la liste. "
        "Un autre fichier, qui écrit 1, 2, 3 à la place des réponses, peut les avoir numérotées dans l’autre sens, et toutes seraient "
        "lues à l’envers."
    ),
    advice="Confirmez que ces numéros sont ceux de ces réponses, ou exportez les réponses en toutes lettres.",
    trips=built(
        "Un numéro qui n’est que la place d’une réponse dans le formulaire.", "answer_by_a_number_of_the_form"
    ),
    passes=answers("camille@exemple.org;Ville Fictive;4;3;;"),
)
def _check_codes(cells: SurveyCells, items: Sequence[Item]) -> Iterator[CellIssue]:
    """Answers by numbers that stand for labels in the form only, by scale."""
    questions_by_codes: dict[tuple[Option, ...], int] = {}
    for item in items:
        if item.question.kind in CLOSED and item.question.columns and not item.is_absent:
            codes = scale_answers.list_unproven_codes(item.scale, cells.texts(item.question.columns))
            questions_by_codes[tuple(codes)] = questions_by_codes.get(tuple(codes), 0) + 1
    for options, count in questions_by_codes.items():
        if options:
            meanings = ", ".join(f"{option.code} pour « {option.label} »" for option in options)
            reason = f"Dans {count_noun(count, 'question')}, le fichier répond par des numéros, lus ainsi : {meanings}."
            yield CellIssue(reason, "Confirmez, ou exportez les réponses en toutes lettres.")


@check(
    "IMP-507",
    level=QUESTION,
    title="Questions absentes du fichier",
    explanation=(
        "Le formulaire a des questions dont le fichier n’a pas la colonne. Elles seraient notées « non posée » dans cette vague, "
        "ce qui n’est pas la même chose que « sans réponse »."
    ),
    advice="Confirmez si elles n’ont pas été posées ; sinon ajoutez les colonnes au fichier.",
    trips=built("Une enquête dont le fichier n’a pas la colonne « Note ».", "survey_without_a_question"),
    passes=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"),
)
def _check_missing_questions(items: Sequence[Item]) -> Iterator[CellIssue]:
    """Questions of which the file has no column, unless the form says so of this wave."""
    ids = [item.question.question_id for item in items if item.is_absent]
    if ids:
        shown = quoted_list(ids[:_MOST], "et") + (
            f" et {count_noun(len(ids) - _MOST, 'autre')}" if len(ids) > _MOST else ""
        )
        reason = f"Le fichier n’a pas de colonne pour {shown} : à noter « non posée » dans cette vague ?"
        yield CellIssue(reason, "Confirmez, ou ajoutez la colonne au fichier.")


@check(
    "IMP-508",
    level=QUESTION,
    title="Échelle qui change sous d’autres vagues",
    explanation=(
        "Plusieurs vagues se servent de la même échelle. Changer ses réponses ou leurs rangs changerait aussi le sens des réponses "
        "déjà gardées des autres vagues."
    ),
    advice="Donnez un autre nom à la nouvelle échelle dans le formulaire, ou confirmez qu’elle change partout.",
    trips=built("Une deuxième vague où un rang de l’échelle a un autre code.", "survey_with_changed_scale"),
    passes=built("Une deuxième vague sur la même échelle.", "second_wave"),
)
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
            yield CellIssue(reason, advice)


@check(
    "IMP-552",
    level=ERROR,
    title="Vague d’une autre enquête",
    explanation=(
        "Une vague a un identifiant à elle. Sous celui d’une vague d’une autre enquête, les réponses du fichier prendraient la place "
        "des siennes."
    ),
    advice="Donnez à la vague un autre identifiant dans le formulaire, sous [waves].",
    trips=built("Une autre enquête dont la vague porte le même identifiant.", "wave_of_another_series"),
    passes=built("Une deuxième vague de la même enquête.", "second_wave"),
)
def _check_wave_of_another(survey: Survey, wave: Wave, current: Current) -> Iterator[CellIssue]:
    """A wave whose answers would take the place of those of another survey."""
    for row in current("survey_waves").to_pylist():
        if row["wave_id"] == wave.wave_id and row["series"] != survey.series:
            yield CellIssue(
                f"L’identifiant « {wave.wave_id} » est déjà celui de « {row['title']} », d’une autre enquête.",
                f"Donnez un autre identifiant à la vague dans le formulaire, par exemple « {survey.series}-{wave.wave_id} ».",
            )


@check(
    "IMP-509",
    level=QUESTION,
    title="Question d’une autre enquête",
    explanation=(
        "Deux enquêtes ne partagent un identifiant de question que si elles posent la même : leurs réponses sont alors suivies "
        "ensemble d’une vague à l’autre."
    ),
    advice="Confirmez si c’est la même question ; sinon changez son identifiant dans le formulaire.",
    trips=built(
        "Une autre enquête dont les questions ont les mêmes identifiants.", "survey_of_another_series"
    ),
    passes=built("Une deuxième vague de la même enquête.", "second_wave"),
)
def _check_shared_questions(survey: Survey, items: Sequence[Item], current: Current) -> Iterator[CellIssue]:
    """Questions that another series has asked under the same identifier."""
    others = {row["wave_id"] for row in current("survey_waves").to_pylist() if row["series"] != survey.series}
    asked_there = {
        row["question_id"] for row in current("survey_items").to_pylist() if row["wave_id"] in others
    }
    same = [item.question.question_id for item in items if item.question.question_id in asked_there]
    if same:
        reason = f"Une autre enquête pose déjà {quoted_list(same[:_MOST], 'et')} : est-ce la même question ?"
        yield CellIssue(reason, "Confirmez, ou changez son identifiant dans le formulaire.")


@check(
    "IMP-511",
    level=QUESTION,
    title="Clé des pseudonymes qui a changé",
    explanation=(
        "Les personnes sont gardées sous un pseudonyme fait avec une clé secrète. Avec une autre clé, la même personne a un autre "
        "pseudonyme, et ses réponses d’une vague ne se rattachent plus à celles d’une autre."
    ),
    advice="Retrouvez la clé des autres vagues ; ne confirmez que si elle est perdue.",
    trips=built("Une deuxième vague importée avec une autre clé.", "second_wave_with_another_key"),
    passes=built("Une deuxième vague importée avec la même clé.", "second_wave"),
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
        advice = "Retrouvez la clé d’alors, ou confirmez : on ne pourra pas suivre une même personne d’une enquête à l’autre."
        yield CellIssue(reason, advice)


@check(
    "IMP-512",
    level=QUESTION,
    title="Réponses qui ne nomment aucune organisation",
    explanation=(
        "Dans cette vague, on répond pour une organisation. Une réponse sans organisation compte dans l’ensemble, mais dans aucune "
        "ventilation par famille, pays ou ancienneté."
    ),
    advice="Remplissez la colonne, ou confirmez que ces réponses restent sans organisation.",
    trips=built("Une réponse par organisation, dont une sans nom.", "answer_without_organisation"),
    passes=built("Une réponse par organisation, toutes nommées.", "answers_of_organisations"),
)
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
        yield CellIssue(reason, "Remplissez la colonne, ou confirmez.")


def check_magnitudes(cells: SurveyCells, items: Sequence[Item], stored_answers: pa.Table) -> None:
    """Doubt each number far from the others of its question. `known` are answers already kept, not asked about again."""
    for item in items:
        if item.question.kind == KIND and not item.is_absent:
            column_index = cells.column_index(item.question.columns)
            for line, low, high in _find_outliers(_answered_sizes(item), _stored_sizes(item, stored_answers)):
                cells.add_issue(
                    outliers.find_outliers.stamp(magnitude.describe_number(low, high)), line, column_index
                )


def _answered_sizes(item: Item) -> np.ndarray:
    values = [next((answer.value for answer in answers_of_line), None) for answers_of_line in item.answers]
    return magnitude.sizes(np.array([np.nan if value is None else value for value in values], float))


def _stored_sizes(item: Item, stored_answers: pa.Table) -> np.ndarray:
    """What the question got so far, in this wave and in the others."""
    own = stored_answers.filter(pc.equal(stored_answers["question_id"], item.question.question_id))
    return magnitude.sizes(own["value"].cast(pa.float64()).to_numpy())


def _find_outliers(values: np.ndarray, stored_sizes: np.ndarray) -> Iterator[tuple[int, float, float]]:
    """Lines of the values that are new and far, with the span of the others."""
    new = np.where(np.isin(values, stored_sizes), np.nan, values)
    yield from magnitude.find_outliers(
        new, stored_sizes, np.concatenate([stored_sizes, new]), magnitude.size_limits
    )


def find_unused_columns(cells: SurveyCells, survey: Survey, wave: Wave) -> Iterator[Issue]:
    """One notice for each column that is dropped, or kept under a pseudonym only."""
    reasons = [(spellings, _DROPPED) for spellings in survey.dropped]
    if wave.is_anonymous:
        reasons += [(survey.respondent_columns(name), _ANONYMOUS) for name in _ANONYMOUS_FIELDS]
    else:
        reasons.append((survey.respondent_columns("key"), _PSEUDONYM))
    for spellings, reason in reasons:
        column_index = cells.column_index(spellings)
        if column_index is not None:
            yield cells.sheet.problem_at(describe_unkept_column(reason), None, column_index)
