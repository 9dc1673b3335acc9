"""Checks of values that come from a list: the words of their issues, and what explains them."""

from __future__ import annotations

from dse.ingest.issues import CellIssue
from dse.ingest.registry import ERROR, QUESTION, built, cells, check


@check(
    "IMP-210",
    level=ERROR,
    title="Valeur hors de la liste",
    explanation=(
        "Cette colonne n’accepte que les valeurs d’une liste, par leur code ou leur libellé. Une autre valeur ne serait "
        "comptée nulle part."
    ),
    advice="Choisissez un libellé de la liste : ils sont dans le modèle et page Dictionnaire.",
    trips=cells("activites", {"Format": "Par télépathie"}),
    passes=cells("activites", {"Format": "Présentiel"}),
)
def describe_unlisted_value(reason: str, advice: str) -> CellIssue:
    """A text that is neither a code nor a label of the list."""
    return CellIssue(reason, advice)


@check(
    "IMP-211",
    level=ERROR,
    title="Valeur que le formulaire ne connaît pas",
    explanation=(
        "Le formulaire de ce fichier donne le sens de chaque valeur de la colonne, et celle-ci n’y est pas : il ne dit pas "
        "comment la lire."
    ),
    advice="Corrigez la valeur, ou ajoutez-la aux valeurs du formulaire.",
    trips=built(
        "Un formulaire qui lit « venu » et « animateur », et une ligne qui dit « absent ».", "unknown_text"
    ),
    passes=built(
        "Un formulaire qui lit « venu » et « animateur », et une ligne qui dit « venu ».", "known_text"
    ),
)
def describe_untranslated_value(choices: str) -> CellIssue:
    """A text that the form's own table of values does not have; `choices` are those that it may be, quoted."""
    mend = f"Écrivez {choices}" if choices else "Corrigez-la"
    return CellIssue(
        "Le formulaire ne dit pas comment lire cette valeur.",
        f"{mend}, ou ajoutez-la aux valeurs du formulaire.",
    )


@check(
    "IMP-212",
    level=ERROR,
    title="Ni oui ni non",
    explanation="La colonne attend oui ou non, ou une case cochée : tout autre mot laisserait la réponse inconnue.",
    advice="Écrivez « oui » ou « non », ou videz la cellule.",
    trips=cells("membres", {"ESS": "peut-être"}),
    passes=cells("membres", {"ESS": "Oui"}),
)
def describe_unclear_flag(reason: str, likely_value: str | None = None) -> CellIssue:
    """A text that is neither yes nor no, but may mean one."""
    question = f"Voulez-vous dire « {likely_value} » ? " if likely_value else ""
    return CellIssue(reason, f"{question}Écrivez « oui » ou « non », ou videz la cellule.")


@check(
    "IMP-216",
    level=ERROR,
    title="Mesure mal précisée",
    explanation=(
        "La source d’un indicateur est une mesure du tableau de bord, suivie au besoin d’une précision après « ? », comme un "
        "thème. Cette précision n’existe pas pour la mesure."
    ),
    advice="Prenez une mesure de la liste, suivie au besoin de « ?theme= » et d’un code.",
    trips=cells("indicateurs", {"Source": "Taux de recours, sur la période?theme=Chocolat"}),
    passes=cells("indicateurs", {"Source": "Taux de recours, sur la période"}),
)
def describe_wrong_parameter(reason: str, advice: str) -> CellIssue:
    """A parameter of a measure that it does not take, or a value that the parameter does not have."""
    return CellIssue(reason, advice)


@check(
    "IMP-219",
    level=QUESTION,
    title="Libellé presque juste",
    explanation=(
        "Cette colonne accepte aussi un texte libre, mais celui-ci ressemble fort à un libellé de la liste : une faute de "
        "frappe ferait deux lignes de ce qui n’en est qu’une."
    ),
    advice="Écrivez le libellé proposé si c’est lui, ou confirmez.",
    trips=cells("indicateurs", {"Ventilation": "Fondatoin"}),
    passes=cells("indicateurs", {"Ventilation": "Quartier nord"}),
)
def describe_near_label(reason: str, advice: str) -> CellIssue:
    """A free text that is a bare code or nearly a label."""
    return CellIssue(reason, advice)


@check(
    "IMP-232",
    level=QUESTION,
    title="Numéro de région, ou de département",
    explanation=(
        "Le numéro de la cellule est celui d’une région pour l’INSEE, et celui d’un département : 75 est la Nouvelle-Aquitaine ou Paris, "
        "93 la Provence-Alpes-Côte d’Azur ou la Seine-Saint-Denis. Il est lu comme une région."
    ),
    advice="Associez chaque numéro à sa région, écrivez le nom de la région, ou confirmez si ce sont bien des numéros de régions.",
    trips=cells("membres", {"Région": "75"}),
    passes=cells("membres", {"Région": "Île-de-France"}),
)
def ask_about_department(reason: str, advice: str) -> CellIssue:
    """A number that is the code of a region and that of a department."""
    return CellIssue(reason, advice)


MATCHABLE = frozenset(
    one.code
    for one in (
        describe_unlisted_value,
        describe_untranslated_value,
        describe_unclear_flag,
        ask_about_department,
    )
)
