"""What in a free text probably designates a person: told before anything is kept, and never quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dse.ingest.problems import Fault
from schemas.columns import Column

_KINDS = {
    "adresse électronique": r"[\w.+'’-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+",
    "numéro de téléphone": r"(?<![\w.,/+-])(?:(?:\+33|0033)[ .]?(?:\(0\)[ .]?)?|0)[1-9](?:[ .\-\u00a0\u202f]?[0-9]{2}){4}(?![\w/-])"
    r"|(?<![\w.,/+-])(?:\+|00)[1-9][0-9]{0,2}(?:[ .\-()\u00a0\u202f]{0,2}[0-9]){7,11}(?![\w/-])",
    "numéro de sécurité sociale": r"(?<![\w/-])[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?(?:2[AB]|[0-9]{2}) ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{2})?(?![\w/-])",
    "compte bancaire": r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)",
}
_IDENTIFIERS = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]+"
_NAMED = re.compile(
    rf"\b(?:M\.|MM\.|Mr\.?|Mmes?|Mlles?|Dr\.?|Pr\.?|Monsieur|Madame|Mademoiselle) (?:{_CAPITAL}|[A-Z]\.)(?: {_CAPITAL})*"
)
# What bears the name of a person is no person: « Hôpital du Dr Fictif ».
_BEARERS = re.compile(
    r"\b(?:association|avenue|boulevard|centre|clinique|coll[eè]ge|[eé]cole|fondation|h[oô]pital|institut|lyc[eé]e|place|prix|rue"
    r"|universit[eé])(?: de| du)? $",
    re.IGNORECASE,
)


def is_free(column: Column) -> bool:
    """Whether anything may be written in a column, where nobody is to be named."""
    is_name = (column.table, column.name) == ("organisations", "name")
    return column.role == "text" and not column.personal and not is_name


def found_in(text: str, organisations: Iterable[str] = ()) -> list[str]:
    """Kinds of personal data in a text, in French. `organisations` are names that are no person's."""
    kinds = [kind for kind, pattern in _IDENTIFIERS.items() if pattern.search(text)]
    named = [each for each in _NAMED.finditer(text) if not _BEARERS.search(text[: each.start()])]
    known = list(organisations) if named else []
    if any(not any(each[0] in name for name in known) for each in named):
        kinds.append("nom d’une personne")
    return kinds


def doubt(kinds: Iterable[str]) -> Fault:
    """The doubt about a cell in which they were found."""
    reason = f"Donnée personnelle probable ({', '.join(kinds)}), qui serait gardée telle quelle."
    advice = "Retirez-la du fichier ; ne confirmez que si cette personne n’y est pas reconnaissable."
    return Fault("IMP-510", reason, advice, doubtful=True)
