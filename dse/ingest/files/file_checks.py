"""Checks of a file of any kind and of its lines: whether it is a table, in which encoding, whether its lines fit its titles."""

from __future__ import annotations

from dse.ingest.issues import QUESTION, CellIssue, Level, Mend
from dse.ingest.registry import ERROR, NOTICE, built, cells, check, content

_PRESENCES = "Activité;Organisation;Rôle;Participants;Dont femmes\n"
_LINE = "ACT-1;M002;Participant;1;0\n"
_CLEAN = content("presences.csv", _PRESENCES + _LINE)
_CLEAN_TEXT = content("presences.csv", _PRESENCES + _LINE, as_text=True)


@check(
    "IMP-101",
    level=ERROR,
    title="Fichier vide",
    explanation="Le fichier ne contient rien, ou seulement des espaces : l’export qui l’a produit a sans doute échoué.",
    advice="Refaites l’export, ouvrez le fichier pour vérifier qu’il a des lignes, puis importez-le.",
    trips=content("presences.csv", b"", comment="Un fichier de zéro octet."),
    passes=_CLEAN,
)
def refuse_empty_file(reason: str, advice: str) -> CellIssue:
    """A file in which nothing stands."""
    return CellIssue(reason, advice)


@check(
    "IMP-102",
    level=ERROR,
    title="Sorte de fichier qui n’est pas lue",
    explanation=(
        "L’import lit des classeurs .xlsx ou .ods et des fichiers CSV, et reconnaît un fichier à son contenu, pas à son "
        "nom : un PDF renommé en .csv reste un PDF."
    ),
    advice="Ouvrez le fichier dans un tableur et enregistrez-le au format .xlsx, ou demandez un export CSV.",
    trips=content("membres.csv", b"%PDF-1.7\n", comment="Un PDF renommé en « membres.csv »."),
    passes=_CLEAN,
)
def refuse_kind(reason: str, advice: str) -> CellIssue:
    """A file that is neither a workbook that is read nor a text of cells."""
    return CellIssue(reason, advice)


@check(
    "IMP-103",
    level=ERROR,
    milder=QUESTION,
    title="Accents illisibles ou douteux",
    explanation=(
        "Un fichier CSV ne dit pas comment ses accents sont écrits. L’import lit les deux façons les plus courantes ; "
        "quand elles sont mêlées, ou que le résultat semble faux, il ne devine pas. C’est une question quand le fichier "
        "se lit et que ses accents sont douteux, une erreur dans les autres cas."
    ),
    advice="Ouvrez le fichier dans un tableur, vérifiez ses accents, enregistrez-le au format .xlsx et importez-le de nouveau.",
    trips=content(
        "presences.csv",
        (_PRESENCES + "ACT-1;Le cœur à 5 €;Participant;1;0\n").encode()
        + "ACT-1;Société d’été;Participant;1;0\n".encode("cp1252"),
        comment="Deux exports collés l’un sous l’autre, dont les accents ne sont pas écrits de la même façon.",
    ),
    passes=_CLEAN,
)
def refuse_encoding(reason: str, advice: str, level: Level | None = None) -> CellIssue:
    """Bytes that are no text, or doubtful as one (a question)."""
    return CellIssue(reason, advice, level=level)


@check(
    "IMP-104",
    level=ERROR,
    title="Caractère invisible interdit",
    explanation=(
        "La cellule contient un caractère de commande que personne ne tape : il vient d’un fichier abîmé ou d’un "
        "copier-coller, et rendrait deux textes différents alors qu’ils se lisent pareil."
    ),
    advice="Effacez la cellule et retapez son contenu.",
    trips=cells("presences", {"Rôle": "Partici\x00pant"}, comment="Un caractère nul au milieu d’un mot."),
    passes=_CLEAN,
)
def refuse_sign(reason: str, advice: str) -> CellIssue:
    """A cell with a sign that no text should have."""
    return CellIssue(reason, advice)


@check(
    "IMP-105",
    level=ERROR,
    title="Guillemet mal fermé",
    explanation=(
        "Dans un CSV, un texte entre guillemets va jusqu’au guillemet fermant. S’il manque, la suite du fichier serait "
        "lue comme une seule cellule : la lecture s’arrête là."
    ),
    advice="Fermez le guillemet à la ligne indiquée, ou doublez-le s’il fait partie du texte.",
    trips=content("presences.csv", _PRESENCES + 'ACT-1;"M002;Participant;1;0\n'),
    passes=content("presences.csv", _PRESENCES + 'ACT-1;"M002";Participant;1;0\n'),
)
def refuse_open_quote(reason: str, advice: str) -> CellIssue:
    """A quote that is not closed, or closed before the end of its cell."""
    return CellIssue(reason, advice)


@check(
    "IMP-106",
    level=ERROR,
    title="Cellule de trop",
    explanation=(
        "La ligne a plus de cellules remplies que le fichier n’a de titres : un texte contient sans doute le séparateur, "
        "et tout ce qui suit est décalé."
    ),
    advice="Retirez le séparateur de trop, ou mettez le texte entre guillemets.",
    trips=content("presences.csv", _PRESENCES + "ACT-1;M002;Participant;1;0;x\n"),
    passes=_CLEAN_TEXT,
)
def refuse_extra_cell(reason: str, advice: str) -> CellIssue:
    """A line with a filled cell past the last title."""
    return CellIssue(reason, advice)


@check(
    "IMP-107",
    level=ERROR,
    title="Ligne trop courte",
    explanation="La ligne a moins de cellules que le fichier n’a de titres : un retour à la ligne l’a sans doute coupée en deux.",
    advice="Complétez la ligne, ou retirez le retour à la ligne qui est au milieu d’un texte.",
    trips=content("presences.csv", _PRESENCES + "ACT-1;M002;Participant;1\n"),
    passes=_CLEAN_TEXT,
)
def refuse_short_line(reason: str, advice: str, mends: tuple[Mend, ...] = ()) -> CellIssue:
    """A line with fewer cells than there are titles."""
    return CellIssue(reason, advice, mends=mends)


@check(
    "IMP-108",
    level=ERROR,
    milder=NOTICE,
    title="Deux colonnes du même titre",
    explanation=(
        "Deux colonnes ont le même titre : on ne saurait pas laquelle des deux valeurs garder. Dans une enquête, ce sont deux "
        "questions posées dans les mêmes mots, comme « Pourquoi ? » : la deuxième est lue sous « Pourquoi ? (2) », dans l’ordre du fichier. "
        "Une enquête dont le formulaire n’attend qu’une des deux est refusée."
    ),
    advice="Renommez l’une des deux colonnes, ou retirez-la.",
    trips=content("presences.csv", _PRESENCES.strip() + ";Rôle\nACT-1;M002;Participant;1;0;\n"),
    passes=_CLEAN,
)
def describe_repeated_title(reason: str, advice: str, level: Level | None = None) -> CellIssue:
    """A title that stands over two columns, which is no fault in a survey (a notice)."""
    return CellIssue(reason, advice, level=level)


@check(
    "IMP-109",
    level=ERROR,
    title="Cellule trop longue",
    explanation=(
        "Une cellule dépasse 100 000 caractères. Dans un CSV, c’est le plus souvent un guillemet ouvert et jamais fermé."
    ),
    advice="Raccourcissez le texte, ou fermez le guillemet.",
    trips=content(
        "presences.csv",
        _PRESENCES + f"ACT-1;{'x' * 100_001};Participant;1;0\n",
        comment="Une cellule de 100 001 caractères.",
    ),
    passes=_CLEAN,
)
def refuse_long_cell(reason: str, advice: str) -> CellIssue:
    """A cell that is longer than any text should be."""
    return CellIssue(reason, advice)


@check(
    "IMP-112",
    level=ERROR,
    title="Aucune ligne à lire",
    explanation="Le fichier, la feuille ou la requête a des titres, et rien dessous : il n’y a rien à importer.",
    advice="Vérifiez l’export, ou remplissez au moins une ligne.",
    trips=content("presences.csv", _PRESENCES),
    passes=_CLEAN,
)
def refuse_no_lines(reason: str, advice: str) -> CellIssue:
    """Titles without a line."""
    return CellIssue(reason, advice)


@check(
    "IMP-124",
    level=ERROR,
    title="Fichier CSV trop long pour la page",
    explanation=(
        "La page lit un CSV d’au plus 10 Mo et 100 000 lignes, pour que personne n’attende. Un fichier plus long est le "
        "plus souvent l’export de toute une base."
    ),
    advice="Coupez le fichier en plusieurs, ou importez-le par la commande « python -m dse import », qui n’a pas cette limite.",
    trips=built("Un CSV de 11 Mo, donné sur la page.", "large_csv"),
    passes=_CLEAN,
)
def refuse_long_file(reason: str, advice: str) -> CellIssue:
    """A CSV file that is too long to be read in memory."""
    return CellIssue(reason, advice)


@check(
    "IMP-146",
    level=QUESTION,
    title="Cellule vide de trop",
    explanation=(
        "La ligne a une cellule de plus que les autres, vide. Un texte y contient peut-être le séparateur : il occuperait "
        "deux cellules, et la suite de la ligne serait décalée d’une colonne."
    ),
    advice="Relisez la ligne. Si elle est décalée, mettez le texte entre guillemets ; sinon, confirmez.",
    trips=content("presences.csv", _PRESENCES + "ACT-1;M002;Participant;1;0;\n" + _LINE * 3),
    passes=_CLEAN_TEXT,
)
def ask_about_shifted_line(reason: str, advice: str) -> CellIssue:
    """A line longer than nearly all others, though what it has too many is empty."""
    return CellIssue(reason, advice)
