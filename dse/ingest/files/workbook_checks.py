"""Checks of a workbook: whether it can be read without danger, and cells that do not show what they hold."""

from __future__ import annotations

from dse.ingest.issues import CellIssue
from dse.ingest.registry import ERROR, QUESTION, built, check

_CLEAN = built("Un classeur d’une seule feuille, de lignes simples.", "plain_workbook")


@check(
    "IMP-130",
    level=ERROR,
    title="Classeur trop grand",
    explanation=(
        "Un classeur a au plus 10 Mo, 100 Mo une fois décompressé et 200 éléments. Au-delà, ce sont le plus souvent des "
        "images, ou un fichier fait pour bloquer l’ordinateur qui l’ouvre."
    ),
    advice="Retirez les images, gardez seulement les feuilles utiles, ou enregistrez chaque feuille au format CSV.",
    trips=built("Un classeur fait de plus de 200 éléments.", "workbook_of_many_members"),
    passes=_CLEAN,
)
def refuse_large_workbook(reason: str, advice: str) -> CellIssue:
    """A workbook that is too large, packed or unpacked."""
    return CellIssue(reason, advice)


@check(
    "IMP-131",
    level=ERROR,
    title="Classeur abîmé",
    explanation="Le fichier commence comme un classeur et ne peut être lu jusqu’au bout : un téléchargement s’est sans doute interrompu.",
    advice="Téléchargez-le de nouveau, ou ouvrez-le dans un tableur et enregistrez-le.",
    trips=built("La première moitié d’un classeur.", "half_workbook"),
    passes=_CLEAN,
)
def refuse_damaged_workbook(reason: str, advice: str) -> CellIssue:
    """A workbook that is incomplete or contradicts itself."""
    return CellIssue(reason, advice)


@check(
    "IMP-132",
    level=ERROR,
    title="Classeur protégé par un mot de passe",
    explanation="Sans le mot de passe, rien du classeur ne peut être lu ; l’application n’en demande jamais.",
    advice="Ouvrez-le dans le tableur, retirez le mot de passe et enregistrez-le de nouveau.",
    trips=built("Un classeur enregistré avec un mot de passe.", "encrypted_workbook"),
    passes=built("Un classeur d’une seule feuille, sans mot de passe.", "plain_workbook"),
)
def refuse_protected_workbook(reason: str, advice: str) -> CellIssue:
    """A workbook that is encrypted."""
    return CellIssue(reason, advice)


@check(
    "IMP-133",
    level=ERROR,
    title="Classeur qui contient autre chose que des cellules",
    explanation=(
        "Des macros, des liaisons avec d’autres fichiers ou des déclarations cachées peuvent agir sur l’ordinateur : un "
        "tel classeur n’est pas ouvert."
    ),
    advice="Enregistrez-le au format .xlsx, sans macros ni liaisons, puis recommencez.",
    trips=built("Un classeur avec des macros.", "workbook_with_macros"),
    passes=built("Un classeur d’une seule feuille, sans macros.", "plain_workbook"),
)
def refuse_active_content(reason: str, advice: str) -> CellIssue:
    """A workbook with macros, links, dangerous names or declarations."""
    return CellIssue(reason, advice)


@check(
    "IMP-134",
    level=ERROR,
    title="Tableau trop étendu",
    explanation=(
        "Une feuille a au plus 100 000 lignes et 300 colonnes, un CSV 1 000 colonnes. Une valeur oubliée très loin des "
        "autres suffit à dépasser."
    ),
    advice="Effacez la cellule indiquée si elle est de trop, ou coupez le fichier en plusieurs.",
    trips=built(
        "Un classeur où une valeur est écrite en XFD1048576, la dernière cellule possible.", "far_cell"
    ),
    passes=_CLEAN,
)
def refuse_vast_table(reason: str, advice: str) -> CellIssue:
    """A sheet with too many rows, columns or cells."""
    return CellIssue(reason, advice)


@check(
    "IMP-135",
    level=ERROR,
    title="Classeur impossible à lire",
    explanation=(
        "Le classeur est lu par un programme à part, qui a une minute et une mémoire bornée. Il n’a pas fini, ou s’est "
        "arrêté : le reste de l’application n’en souffre pas."
    ),
    advice="Gardez seulement les feuilles utiles, ou enregistrez chacune au format CSV.",
    trips=built("Un classeur dont la lecture ne répond pas.", "failing_reader"),
    passes=_CLEAN,
)
def refuse_failed_reading(reason: str, advice: str) -> CellIssue:
    """A workbook whose reader died or took too long."""
    return CellIssue(reason, advice)


@check(
    "IMP-220",
    level=ERROR,
    title="Erreur de formule",
    explanation="La cellule montre ce qu’écrit un tableur quand une formule échoue, comme #REF! ou #N/A : ce n’est pas une valeur.",
    advice="Corrigez la formule, remplacez-la par sa valeur, ou videz la cellule.",
    trips=built("Un classeur avec une cellule #REF!.", "formula_error"),
    passes=_CLEAN,
)
def refuse_formula_error(reason: str, advice: str) -> CellIssue:
    """A cell that holds an error of a spreadsheet."""
    return CellIssue(reason, advice)


@check(
    "IMP-221",
    level=ERROR,
    title="Formule sans résultat",
    explanation="Le classeur contient une formule dont le résultat n’a jamais été calculé : l’import ne calcule pas à la place du tableur.",
    advice="Ouvrez le classeur dans un tableur, enregistrez-le et recommencez.",
    trips=built("Un classeur avec une formule sans résultat.", "uncalculated_formula"),
    passes=_CLEAN,
)
def refuse_uncalculated(reason: str, advice: str) -> CellIssue:
    """A formula without a result."""
    return CellIssue(reason, advice)


@check(
    "IMP-222",
    level=ERROR,
    title="Cellules fusionnées",
    explanation="Une seule des cellules fusionnées porte la valeur, les autres sont vides : on ne sait pour quelles lignes elle vaut.",
    advice="Défusionnez-les, et écrivez la valeur sur chaque ligne où elle vaut.",
    trips=built("Un classeur où deux cellules d’une colonne sont fusionnées.", "merged_cells"),
    passes=_CLEAN,
)
def refuse_merged_cells(reason: str, advice: str) -> CellIssue:
    """The filled cell of a merged range."""
    return CellIssue(reason, advice)


@check(
    "IMP-225",
    level=QUESTION,
    title="Cellule en pourcentage",
    explanation="La cellule affiche 42 % et contient 0,42 : c’est 0,42 qui est lu. Dans une colonne de pourcentages, il faudrait 42.",
    advice="Écrivez le nombre sans format de pourcentage, ou confirmez que la valeur lue est la bonne.",
    trips=built("Un classeur où un nombre de participants est au format Pourcentage.", "percentage"),
    passes=_CLEAN,
)
def ask_about_percentage(reason: str, advice: str) -> CellIssue:
    """A number that is shown as a percentage."""
    return CellIssue(reason, advice)


@check(
    "IMP-226",
    level=QUESTION,
    title="Date affichée en partie",
    explanation="La cellule n’affiche que le mois, ou que l’année : le jour que le tableur a complété n’a peut-être été écrit par personne.",
    advice="Affichez la date entière et vérifiez-la, ou confirmez.",
    trips=built("Un classeur où une date n’affiche que le mois et l’année.", "partial_date"),
    passes=_CLEAN,
)
def ask_about_partial_date(reason: str, advice: str) -> CellIssue:
    """A date that is shown without its day or its year."""
    return CellIssue(reason, advice)


@check(
    "IMP-230",
    level=QUESTION,
    title="Autre monnaie que l’euro",
    explanation="La cellule affiche un montant dans une autre monnaie. Le nombre est lu tel quel : l’import ne convertit rien.",
    advice="Convertissez le montant en euros, ou confirmez s’il l’est déjà.",
    trips=built("Un classeur où un montant est au format Dollar.", "foreign_currency"),
    passes=_CLEAN,
)
def ask_about_currency(reason: str, advice: str) -> CellIssue:
    """A number that is shown in a currency that is not ours."""
    return CellIssue(reason, advice)
