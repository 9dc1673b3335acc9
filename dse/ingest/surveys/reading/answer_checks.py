"""Checks of what one column or one answer of a survey says."""

from __future__ import annotations

from collections.abc import Sequence

from dse.ingest.issues import CellIssue, Issue, quoted_list
from dse.ingest.registry import ERROR, NOTICE, QUESTION, answers, built, cells, check
from dse.ingest.values import personal_data, redaction

_ANSWER = "camille@exemple.org;Ville Fictive;Plutôt d’accord;3;Évaluation;"
_NEW_WAVE = (
    "Si l’enquête a été posée une nouvelle fois, ajoutez cette vague au formulaire (page Données, ou python -m dse draft) ; sinon "
    "choisissez la bonne vague, ou corrigez ses dates."
)
_KNOWN_WAVE = (
    "Si ces réponses sont bien de cette vague, corrigez son premier ou son dernier jour dans le fichier de son formulaire (dossier "
    "« forms » de l’équipe) ; sinon choisissez la bonne vague, ou retirez ces lignes."
)
_NOT_A_SURVEY = cells("membres", {}, comment="Un fichier qui n’est pas une enquête.")


@check(
    "IMP-122",
    level=NOTICE,
    title="Colonne que le formulaire ne garde pas",
    explanation=(
        "Le formulaire connaît cette colonne et ne la garde pas : elle ne sert à aucune figure, ou elle désigne une "
        "personne. Ce qui identifie un répondant n’est gardé que sous pseudonyme, et pas du tout dans une vague anonyme."
    ),
    advice="Rien à faire. Si la colonne doit être gardée, ajoutez-la comme question dans le formulaire.",
    trips=answers(_ANSWER),
    passes=_NOT_A_SURVEY,
)
def describe_unkept_column(reason: str) -> CellIssue:
    """A column that is dropped, or kept under a pseudonym only."""
    return CellIssue(reason, "Rien à faire.")


@check(
    "IMP-217",
    level=ERROR,
    title="Réponse qui n’est pas sur l’échelle",
    explanation=(
        "Chaque question fermée a une échelle : les réponses qu’elle propose, ou les nombres entre deux bornes. Une réponse "
        "qui n’y est pas ne peut pas être comptée, et rien ne dit laquelle était voulue."
    ),
    advice="Corrigez la réponse dans le fichier, videz la cellule, ou ajoutez la réponse à l’échelle du formulaire.",
    trips=(
        answers("camille@exemple.org;Ville Fictive;Très en colère;3;;"),
        answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;8;;"),
    ),
    passes=answers(_ANSWER),
)
def describe_answer_off_scale(reason: str, advice: str) -> CellIssue:
    """An answer that its question does not offer."""
    return CellIssue(reason, advice)


@check(
    "IMP-218",
    level=ERROR,
    title="Réponses hors des dates de la vague",
    explanation=(
        "Une vague a un premier et un dernier jour. Des réponses envoyées avant ou après sont sans doute celles d’une autre "
        "vague : elles seraient comptées à la mauvaise date."
    ),
    advice="Ajoutez la nouvelle vague au formulaire, choisissez la bonne vague, ou corrigez ses dates.",
    trips=built("Une réponse envoyée en 2019 à une vague close le 31 décembre 2018.", "answer_after_wave"),
    passes=built(
        "Une réponse envoyée en juin 2018 à une vague ouverte toute l’année 2018.", "answer_in_wave"
    ),
)
def describe_days_outside_wave(reason: str, *, are_most: bool) -> CellIssue:
    """Days on which the wave was not open, of most of its answers or of a few."""
    return CellIssue(reason, _NEW_WAVE if are_most else _KNOWN_WAVE)


def proposes_new_wave(issue: Issue) -> bool:
    """Whether the answers of a file are probably those of a wave that no form has."""
    return issue.code == describe_days_outside_wave.code and issue.advice == _NEW_WAVE


@check(
    "IMP-514",
    level=QUESTION,
    title="Cellule qui semble dire « aucun de ces choix »",
    explanation=(
        "Dans une question à plusieurs choix, « aucun » ou « rien » n’est pas un choix de plus : c’est n’en prendre aucun. La "
        "cellule est lue ainsi, et non comme une autre réponse."
    ),
    advice="Confirmez, ou ajoutez ce choix au formulaire s’il en est un.",
    trips=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;Aucun;"),
    passes=answers(_ANSWER),
)
def confirm_no_choice() -> CellIssue:
    """A cell of several choices that names none."""
    reason = "Cette cellule semble dire « aucun de ces choix » : lue ainsi, et non comme un autre choix."
    return CellIssue(reason, "Confirmez, ou ajoutez ce choix au formulaire.")


@check(
    "IMP-515",
    level=QUESTION,
    title="Dates qui se lisent de deux façons",
    explanation=(
        "Le 03/04/2018 est le 3 avril en France et le 4 mars pour certains outils d’enquête. Quand aucune date du fichier ne "
        "tranche, elles sont lues le jour avant le mois."
    ),
    advice="Confirmez que les dates sont jj/mm, ou dites leur ordre par dates dans le formulaire.",
    trips=built("Des réponses envoyées le 02/03/2018 et le 04/05/2018.", "ambiguous_days"),
    passes=built("Une réponse envoyée le 25/06/2018.", "answer_in_wave"),
)
def confirm_day_order(reason: str) -> CellIssue:
    """Days of which none says whether the month comes first."""
    advice = 'Confirmez qu’il s’agit de jj/mm, ou écrivez dates = "%m/%d/%Y" dans le formulaire.'
    return CellIssue(reason, advice)


@check(
    "IMP-521",
    level=QUESTION,
    title="Note et libellé qui ne vont pas ensemble",
    explanation=(
        "Une note écrite avec son libellé, comme « 4 - Utile », doit l’être de même sur toute la colonne. Le même libellé "
        "avec une autre note, ou la même note avec un autre libellé, est souvent une erreur de saisie."
    ),
    advice="Corrigez le nombre ou le libellé, ou confirmez que le nombre est juste.",
    trips=answers(
        "camille@exemple.org;Ville Fictive;Plutôt d’accord;3 - Moyen;;",
        "claude@exemple.org;Ville Fictive;Plutôt d’accord;4 - Moyen;;",
    ),
    passes=answers(
        "camille@exemple.org;Ville Fictive;Plutôt d’accord;3 - Moyen;;",
        "claude@exemple.org;Ville Fictive;Plutôt d’accord;4 - Utile;;",
    ),
)
def confirm_label_of_rating(reason: str) -> CellIssue:
    """A rating beside another label than before, or a label beside another rating."""
    advice = "Corrigez le nombre ou le libellé, ou confirmez que le nombre est juste."
    return CellIssue(reason, advice)


@check(
    "IMP-542",
    level=QUESTION,
    title="Cases vides dont on ne sait si le choix était proposé",
    explanation=(
        "Certains outils écrivent 1 pour un choix pris, 0 pour un choix proposé et non pris, et rien là où la version du questionnaire "
        "n’avait pas ce choix. Un fichier sans aucun 0, parce que d’autres réglages l’ont produit ou qu’il est passé par un tableur, "
        "ne distingue plus les deux : la part de ceux qui ont pris ce choix en dépend."
    ),
    advice="Confirmez la lecture proposée, ou écrivez 0 dans le fichier là où un choix était proposé et n’a pas été pris.",
    trips=built("Les cases d’un choix multiple où ne sont écrits que des 1.", "boxes_without_a_no"),
    passes=built("Les cases d’un choix multiple où sont écrits des 1 et des 0.", "boxes_with_a_no"),
)
def confirm_blank_boxes(question_id: str, options: Sequence[str]) -> CellIssue:
    """Blank boxes of options none of which is written as not chosen; `options` are named where others of the question are."""
    reason = (
        f"Dans « {question_id} », aucun 0 n’est écrit pour {quoted_list(options, 'et')}, alors qu’il y en a pour d’autres choix : "
        "une case vide y est lue « non posée »."
        if options
        else f"Dans « {question_id} », aucun 0 n’est écrit : une case vide y est lue « non choisi », même si ce choix n’était pas proposé."
    )
    return CellIssue(reason, "Confirmez, ou écrivez 0 là où un choix était proposé et n’a pas été pris.")


def confirm_personal_data(kinds_found: Sequence[str]) -> CellIssue:
    """The doubt about a free text in which identifiers were found."""
    kinds = ", ".join(kinds_found)
    is_cut = any(kind not in (redaction.LINK, personal_data.NAME) for kind in kinds_found)
    gone = " Adresses et numéros seront retirés du texte." if is_cut else ""
    stays = " Le nom serait gardé." if personal_data.NAME in kinds_found else ""
    stays = stays or (" Un nom de personne peut y rester." if is_cut else "")
    reason = f"Donnée personnelle probable ({kinds}).{gone}{stays}"
    return personal_data.describe_personal_data(
        reason, "Relisez la cellule dans le fichier, puis confirmez ou corrigez."
    )


def confirm_text_of_form(title: str, kinds: Sequence[str]) -> CellIssue:
    """The doubt about a text that comes from the form of an enquiry; `title` is that of its column in the store."""
    reason = (
        f"Donnée personnelle probable ({', '.join(kinds)}) dans « {title} », qui serait gardée telle quelle."
    )
    return personal_data.describe_personal_data(
        reason,
        "Retirez-la du formulaire ou du titre de la colonne ; ne confirmez que si personne n’y est reconnaissable.",
    )
