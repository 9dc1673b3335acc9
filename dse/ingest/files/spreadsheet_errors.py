"""What a spreadsheet shows in a cell where a formula fails."""

from __future__ import annotations

import re

from dse.ingest.files.workbook_checks import refuse_formula_error

# Errors of Excel and LibreOffice, in English and in French.
_ERROR = re.compile(
    r"#(?:REF!|N/A|N/D|DIV/0!|VALUE!|VALEUR!|NAME\?|NOM\?|NULL!|NUL!|NUM!|NOMBRE!|SPILL!|PROPAGATION!|CALC!|CALCUL!"
    r"|ERREUR!|FIELD!|CHAMP!|BLOCKED!|BUSY!|CONNECT!|UNKNOWN!|GETTING_DATA)|ERR:[0-9]{3}"
)
_UNNAMED_ERROR = "#ERREUR!"
FORMULA_ERROR = refuse_formula_error(
    "C’est une erreur de formule du tableur.",
    "Corrigez la formule, ou remplacez-la par sa valeur ; videz la cellule s’il n’y en a pas.",
)


def is_error(text: str) -> bool:
    """Whether a cell holds what a spreadsheet shows where a formula fails."""
    return text[:1] in "#Ee" and _ERROR.fullmatch("".join(text.split()).upper()) is not None


def mark_error(text: str) -> str:
    """The text of a cell that holds an error; one that `is_error` does not recognise becomes one that it does."""
    return text if is_error(text) else _UNNAMED_ERROR
