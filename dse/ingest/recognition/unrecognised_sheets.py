"""Why a sheet is of no form: the titles that were read, the form that they are near to, and what keeps it from being that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import LONGEST_SENTENCE, NO_COLUMN, Issue, count_noun, quoted_list, shorten
from dse.ingest.recognition.headers import (
    RESEMBLANCE,
    find_missing_headers,
    find_unknown_titles,
    likeness,
    locate_headers,
)
from dse.ingest.spelling import nearest

NONE_NEAR = "IMP-110"
# A file of no form; a form of which some title lacks, or is too much.
OF_NO_FORM = (NONE_NEAR, "IMP-111", "IMP-118")

# A form is near that knows two titles, and this share of those that were read ...
NEAR = 1 / 3
# ... or as large a share of its own, three at least: an export of forty columns may hold all of them.
_FEWEST_NEAR, _FEWEST_OF_OWN = 2, 3

_MOST_SHOWN = 6
_LONGEST_TITLE = 24
_OTHERS = len(" et 1000 autres.")
_ELSEWHERE = "Associez-les page Données, ou copiez les lignes dans un modèle."


def explain_unrecognised(sheet: Sheet, forms: Sequence[Form]) -> Issue:
    """What keeps a sheet from being of the form that it is near to; the titles that were read, where there is none."""
    best = max(forms, key=lambda form: _closeness(sheet, form))
    if len(forms) > 1 and not is_near(sheet.headers, best):
        reason = f"Aucun formulaire n’est proche des titres lus ligne {sheet.header_row} : "
        bare = _about_file(sheet, NONE_NEAR, reason, _ELSEWHERE)
        return replace(bare, reason=f"{reason}{_seen(sheet, LONGEST_SENTENCE - len(bare.sentence))}.")
    absent, others = find_missing_headers(sheet.headers, best), find_unknown_titles(sheet.headers, best)
    if absent:
        return _lacking(sheet, best, absent, others)
    more = f", ni {count_noun(len(others) - 3, 'autre')}" if len(others) > 3 else ""
    reason = f"Le formulaire « {best.title} », le plus proche ({_grounds(sheet, best)}), ne connaît pas {quoted_list(others[:3], 'et')}{more}."
    advice = "Associez ces titres sur la page Données, corrigez-les, ou retirez ces colonnes."
    return _about_file(sheet, "IMP-118", reason, advice)


def is_near(headers: Sequence[str], form: Form) -> bool:
    """Whether titles are so many of a form’s that one may have meant it."""
    count, titled = len(locate_headers(headers, form)), len([header for header in headers if header])
    if count >= max(NEAR * titled, min(_FEWEST_NEAR, titled)):
        return count > 0
    return count >= max(NEAR * len(form.headers), _FEWEST_OF_OWN)


def explain_ambiguous(sheet: Sheet, forms: Sequence[Form]) -> Issue:
    """That nothing tells forms apart."""
    names = quoted_list([form.name for form in forms[:4]])
    return _about_file(
        sheet, "IMP-113", f"Le fichier peut être {names}.", "Dites lequel avec --as ou choisissez-le."
    )


def explain_other_form(sheet: Sheet, asked: Form, found: Form) -> Issue:
    """That a sheet is of another form than the one asked for."""
    reason = f"Ce n’est pas « {asked.title} » : ce fichier ressemble à « {found.title} » ({found.name})."
    return _about_file(sheet, "IMP-113", reason, "Choisissez ce formulaire, ou un autre fichier.")


def _lacking(sheet: Sheet, form: Form, absent: Sequence[str], others: Sequence[str]) -> Issue:
    near = nearest(absent[0], others, 1, RESEMBLANCE)
    seen = f" Le titre le plus proche est {quoted_list(near)}." if near else ""
    reason = (
        f"Il manque {quoted_list(absent[:3], 'et')} pour le formulaire « {form.title} » "
        f"({_grounds(sheet, form)}).{seen}"
    )
    return _about_file(sheet, NO_COLUMN, reason, "Renommez la colonne ou ajoutez-la.")


def _grounds(sheet: Sheet, form: Form) -> str:
    count, titled = (
        len(locate_headers(sheet.headers, form)),
        len([header for header in sheet.headers if header]),
    )
    return f"{count_noun(count, 'titre')} connu{'s' if count > 1 else ''} sur {titled}"


def _seen(sheet: Sheet, room: int) -> str:
    """The first titles, as many as that many signs hold, and how many others there are."""
    titles = [shorten(header, _LONGEST_TITLE) for header in sheet.headers if header]
    shown = titles[:1]
    for title in titles[1:_MOST_SHOWN]:
        if len(quoted_list([*shown, title])) + _OTHERS > room:
            break
        shown.append(title)
    others = len(titles) - len(shown)
    quoted = ", ".join(quoted_list([title]) for title in shown)
    return f"{quoted} et {count_noun(others, 'autre')}" if others else quoted_list(shown, "et")


def _closeness(sheet: Sheet, form: Form) -> tuple[int, int, float]:
    headers = sheet.headers
    return (
        len(locate_headers(headers, form)),
        -len(find_missing_headers(headers, form)),
        likeness(headers, form),
    )


def _about_file(sheet: Sheet, code: str, reason: str, advice: str) -> Issue:
    return Issue(code=code, file=sheet.file, reason=reason, advice=advice, sheet=sheet.name)
