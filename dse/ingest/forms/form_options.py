"""The options of a form that is filled line by line: each declared once, with its kind, what it does and an example in TOML.

`docs/formulaires.md` is made of them; the examples are tried by tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Predicate = Callable[[Any], bool]
ORGANISATION = (True, False, "", "find", "create")


@dataclass(frozen=True)
class Option:
    """One option: whether a value is of its kind, that kind and what the option does in French, and lines of TOML that use it."""

    is_valid: Predicate
    expected: str
    explanation: str
    example: str


def is_text(value: Any) -> bool:
    """Whether a value of TOML is a text."""
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value)) and "" not in value


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_decimal_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 12


def is_table(value: Any) -> bool:
    """Whether a value of TOML is a table."""
    return isinstance(value, dict)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_table, value))


def _is_table_of_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(is_text, value.values()))


def _is_one_list(value: Any) -> bool:
    return _is_table_of_texts(value) and len(value) == 1


def is_source(value: Any) -> bool:
    """Whether a value of TOML may say where a value comes from: a header, or a table of options."""
    return isinstance(value, str | dict)


def _is_sources(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_source, value))


def _is_constant(value: Any) -> bool:
    return isinstance(value, str | int | float | date)


def _is_organisation(value: Any) -> bool:
    return value in ORGANISATION and not isinstance(value, float)


def _text(explanation: str, example: str) -> Option:
    return Option(is_text, "un texte", explanation, example)


def _texts(explanation: str, example: str) -> Option:
    return Option(_is_texts, "une liste de textes", explanation, example)


def _flag(explanation: str, example: str) -> Option:
    return Option(_is_flag, "true ou false", explanation, example)


def _pairs(explanation: str, example: str) -> Option:
    return Option(_is_table_of_texts, "une table de textes", explanation, example)


TOP: Mapping[str, Option] = {
    "name": _text(
        "Nom du formulaire pour la commande (`--as`). Sans lui, celui du fichier.", 'name = "subventions"'
    ),
    "title": _text("Titre montré à l’écran.", 'title = "Subventions"'),
    "help": _text(
        "Ce qu’est une ligne : une phrase, reprise dans le modèle.", 'help = "Une ligne par dossier."'
    ),
    "semantics": _text(
        "Ce que veut dire une ligne absente : `registre` (elle reste), `periode` (elle part, dans les années d’un fichier complet), "
        "`vague` (une enquête).",
        'semantics = "periode"\nperiod = "Date"',
    ),
    "period": _text(
        'Avec `semantics = "periode"` : l’en-tête dont l’année borne un fichier complet.',
        'semantics = "periode"\nperiod = "Date"',
    ),
    "key": _text(
        "`line` : rien n’identifie les lignes, chacune reçoit un numéro par année, sous l’identifiant des premières lignes, que le fichier n’a pas. "
        'Demande `semantics = "periode"` : un fichier remplace toutes les lignes que ce formulaire a données pour ses années, et aucune '
        "autre. À réserver à ce que rien d’autre ne cite : d’un fichier au suivant, un numéro peut changer de ligne, et l’import demande si d’autres données le citent.",
        'key = "line"\nsemantics = "periode"\nperiod = "Date"',
    ),
    "drops_identical": _flag(
        "Deux lignes pareilles dans toutes leurs cases ne comptent qu’une fois, au lieu d’être refusées.",
        "drops_identical = true",
    ),
    "ignored": _texts(
        "Titres de colonnes connus dont rien n’est gardé : l’import n’en parle plus.",
        'ignored = ["Téléphone", "Signature"]',
    ),
    "ignore": _text(
        "Lignes laissées de côté : celles dont la première case remplie répond à cette expression régulière. Elles sont comptées.",
        'ignore = "^Extraction du"',
    ),
    "headers": Option(
        is_table,
        "des tables [headers.…]",
        "Les colonnes du fichier qui demandent plus que leur titre. Les autres se citent seulement sous `rows`.",
        '[headers."Objet"]\nhelp = "Ce qui est financé."',
    ),
    "rows": Option(
        _is_tables,
        "des tables [[rows]]",
        "Les lignes à tirer de chaque ligne du fichier, table par table ; il en faut au moins une.",
        '[[rows]]\ntable = "organisations"\ncolumns = { organisation_id = "Code", name = "Nom" }',
    ),
}
HEADER: Mapping[str, Option] = {
    "aliases": _texts(
        "Autres titres de la même colonne.", '[headers."Objet"]\naliases = ["Projet", "Intitulé"]'
    ),
    "required": _flag(
        "Le fichier n’est pas de ce formulaire sans cette colonne.", '[headers."Objet"]\nrequired = true'
    ),
    "organisation": Option(
        _is_organisation,
        "true, find ou create",
        'La case nomme une organisation : `true` la cherche parmi celles qui sont connues, `"create"` crée celles qui ne le sont pas. '
        "Dans une colonne de texte, le nom reste tel qu’il est écrit.",
        '[headers."Bénéficiaire"]\norganisation = "create"',
    ),
    "dates": _texts(
        "Formes des dates, quand ce n’est pas jour/mois/année : `%Y` l’année, `%m` le mois, `%d` le jour.",
        '[headers."Date"]\ndates = ["%Y%m%d"]',
    ),
    "scientific": _flag("Accepte les nombres écrits 1,5E+07.", '[headers."Montant"]\nscientific = true'),
    "round": Option(
        _is_decimal_count,
        "un entier de 0 à 12",
        "Arrondit à ce nombre de décimales.",
        '[headers."Montant"]\nround = 2',
    ),
    "codelist": _text(
        "Liste de codes à la place de celle de la colonne.", '[headers."Pays"]\ncodelist = "countries"'
    ),
    "values": _pairs(
        "Ce que veut dire chaque texte de la colonne, code ou libellé de la liste ; un texte vide pour « rien ».",
        '[headers."Type"]\nvalues = { "Éval." = "Évaluation", "?" = "" }',
    ),
    "match": _text(
        "Avec `values` : `prefix` compare le début du texte seulement.",
        '[headers."Type"]\nvalues = { "Éval" = "Évaluation" }\nmatch = "prefix"',
    ),
    "missing": _texts(
        "Textes qui veulent dire que la case est vide.", '[headers."Montant"]\nmissing = ["n/c", "-"]'
    ),
    "replace": _pairs(
        "Morceaux de texte à changer avant de lire.", '[headers."Montant"]\nreplace = { " EUR" = "" }'
    ),
    "split": _texts(
        "Signes entre plusieurs valeurs d’une case : il est tiré une ligne par valeur.",
        '[headers."Bénéficiaire"]\nsplit = ["|"]',
    ),
    "join": _text(
        "Avec `split` : réunit les valeurs en un seul texte, séparées par ce signe.",
        '[headers."Objet"]\nsplit = ["|"]\njoin = ", "',
    ),
    "identified_by": _texts(
        "De l’identifiant des premières lignes : en-têtes qui reconnaissent une ligne sans identifiant, car ils ne changent pas d’un export "
        "à l’autre. Une ligne connue garde le sien, une nouvelle en reçoit un, et l’aperçu demande dans le doute.",
        '[headers."Dossier"]\nidentified_by = ["Bénéficiaire", "Date"]',
    ),
    "ignore": _texts(
        "Lignes laissées de côté : celles dont la case est l’un de ces textes, par exemple les totaux d’un fichier qui a aussi leur détail. "
        "Elles sont comptées.",
        '[headers."Niveau"]\nignore = ["Total"]',
    ),
    "help": _text(
        "Ce qu’il faut écrire dans la colonne, pour le modèle.",
        '[headers."Objet"]\nhelp = "Ce qui est financé."',
    ),
    "example": _text(
        "Une valeur d’exemple, pour le modèle ; elle doit se lire.",
        '[headers."Montant"]\nexample = "12 500,50"',
    ),
}
ROWS: Mapping[str, Option] = {
    "table": _text("La table à laquelle vont les lignes.", 'table = "accompaniments"'),
    "columns": Option(
        is_table,
        "une table de colonnes",
        "D’où vient chaque colonne de la table : un en-tête, ou les options d’une source. La clé de la table doit y être.",
        'columns = { accompaniment_id = "Dossier", title = "Objet" }',
    ),
    "when": _text(
        "En-tête dont la case doit être remplie pour que la ligne donne quelque chose.", 'when = "Montant"'
    ),
    "repeats": _texts(
        "En-têtes par lesquels deux lignes qui disent la même chose peuvent différer. Sans eux, une ligne répétée est refusée.",
        'repeats = ["Objet"]',
    ),
    "replaces": _texts(
        "Colonnes dont les valeurs disent pour quelles lignes déjà enregistrées parle celle du fichier : celles qu’elle ne redonne "
        "pas partent.",
        'replaces = ["accompaniment_id"]',
    ),
    "replaces_when_complete": _texts(
        "La même chose, seulement quand le fichier est dit complet.",
        'replaces_when_complete = ["accompaniment_id"]',
    ),
    "for_each": Option(
        _is_one_list,
        "une table d’une seule colonne",
        'Répète ces lignes pour chaque code d’une liste : chaque libellé est un en-tête, que `"*"` désigne.',
        'table = "theme_marks"\nfor_each = { theme = "themes" }\n'
        'columns = { subject = { constant = "accompaniment" }, subject_id = "Dossier", score = "*" }',
    ),
}
SOURCE: Mapping[str, Option] = {
    "header": _text(
        "L’en-tête de la colonne du fichier ; un texte seul veut dire la même chose.",
        'title = { header = "Objet" }',
    ),
    "constant": Option(
        _is_constant,
        "un texte, un nombre ou une date",
        "La même valeur pour toutes les lignes.",
        'kind = { constant = "EVALUATION" }',
    ),
    "wave": _flag("L’enquête choisie à l’import.", "wave_id = { wave = true }"),
    "latest": _flag(
        "Sous `otherwise` : la dernière valeur que l’organisation a déjà.",
        'valid_from = { header = "Date", otherwise = [{ latest = true }] }',
    ),
    "values": _pairs(
        "Ce que veut dire chaque texte ; un texte qui n’y est pas compte comme vide.",
        'status = { header = "Étape", values = { "versé" = "TERMINE" } }',
    ),
    "also": _texts(
        "En-têtes qui distinguent les lignes d’un même identifiant : il finit alors par un signe tiré de leurs cases.",
        'accompaniment_id = { header = "Dossier", also = ["Montant"] }',
    ),
    "otherwise": Option(
        _is_sources,
        "une liste de sources",
        "Où chercher, dans l’ordre, quand la case est vide.",
        'requested_on = { header = "Date", otherwise = [{ constant = 2018-01-01 }] }',
    ),
}
