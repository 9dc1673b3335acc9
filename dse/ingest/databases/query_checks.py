"""Checks of a query to a member database, and of values that no cell can hold."""

from __future__ import annotations

from dse.ingest.issues import CellIssue
from dse.ingest.registry import ERROR, built, check

_ANSWERED = built("Une requête « SELECT » dont le serveur rend des lignes.", "answered_query")


@check(
    "IMP-140",
    level=ERROR,
    title="Requête à laquelle la base ne répond pas",
    explanation=(
        "La base de membres a refusé la requête : son SQL est faux, ou l’utilisateur n’a pas le droit de lire ce qu’elle "
        "demande. Le reste du message du serveur n’est pas répété, car il peut citer des données."
    ),
    advice="Essayez la requête dans l’outil de la base, corrigez-la dans le fichier des sources, ou demandez le droit de lire ces tables.",
    trips=built("Une requête sur une table que l’utilisateur ne peut pas lire.", "forbidden_query"),
    passes=_ANSWERED,
)
def refuse_query(reason: str, advice: str) -> CellIssue:
    """A statement that the server does not understand or does not allow."""
    return CellIssue(reason, advice)


@check(
    "IMP-141",
    level=ERROR,
    title="Requête trop longue",
    explanation="La requête a été coupée au bout du temps que le fichier des sources lui donne, pour ne pas occuper la base de membres.",
    advice="Allégez la requête, ou donnez-lui plus de temps dans le fichier des sources.",
    trips=built("Une requête qui dépasse 60 secondes.", "slow_query"),
    passes=_ANSWERED,
)
def refuse_slow_query(reason: str, advice: str) -> CellIssue:
    """A statement cut by its time-out."""
    return CellIssue(reason, advice)


@check(
    "IMP-142",
    level=ERROR,
    title="Requête qui ne fait pas que lire",
    explanation="L’application ne modifie jamais la base de membres : une requête qui y écrit, ou qui ne rend aucun tableau, est refusée.",
    advice="Gardez de la requête ce qui lit. Donnez à l’utilisateur de la source le seul droit SELECT.",
    trips=built("Une requête qui appelle une fonction d’écriture.", "writing_query"),
    passes=_ANSWERED,
)
def refuse_writing_query(reason: str, advice: str) -> CellIssue:
    """A statement that writes, or that gives no table."""
    return CellIssue(reason, advice)


@check(
    "IMP-145",
    level=ERROR,
    title="Accents de la base illisibles",
    explanation="La base déclare un encodage et contient des textes qui n’y sont pas : les lire donnerait des accents faux.",
    advice="Convertissez les accents de la colonne dans la requête, ou faites réparer la colonne dans la base.",
    trips=built("Une colonne dont les textes ne sont pas dans l’encodage déclaré.", "undecodable_query"),
    passes=_ANSWERED,
)
def refuse_server_encoding(reason: str, advice: str) -> CellIssue:
    """Texts that are not in the encoding that the server declares."""
    return CellIssue(reason, advice)


@check(
    "IMP-223",
    level=ERROR,
    title="Octets au lieu d’un texte",
    explanation="La base rend des octets, par exemple une image ou un texte d’encodage inconnu : ce n’est pas une valeur à lire.",
    advice="Convertissez la colonne en texte dans la requête, ou retirez-la.",
    trips=built("Une requête dont une colonne rend des octets.", "query_of_bytes"),
    passes=_ANSWERED,
)
def refuse_bytes(reason: str, advice: str) -> CellIssue:
    """A value that is bytes and no text."""
    return CellIssue(reason, advice)


@check(
    "IMP-224",
    level=ERROR,
    title="Liste ambiguë",
    explanation=(
        "La base rend une liste, que l’import écrit avec « | » entre les valeurs. Une valeur qui contient elle-même « | » "
        "ou « ; » serait coupée en deux."
    ),
    advice="Faites de la liste un seul texte dans la requête, avec un autre séparateur.",
    trips=built("Une requête dont une liste contient « Eau ; climat ».", "query_of_lists"),
    passes=_ANSWERED,
)
def refuse_list(reason: str, advice: str) -> CellIssue:
    """A list of which a value would be cut again, or is a list."""
    return CellIssue(reason, advice)
