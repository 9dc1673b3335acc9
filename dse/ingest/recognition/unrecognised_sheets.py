"""Why a sheet is of no form: the titles that were read, the nearest form, and what is missing or too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import LONGEST_SENTENCE, Issue, count_noun, quoted_list, shorten
from dse.ingest.recognition.headers import (
    RESEMBLANCE,
    find_missing_headers,
    find_unknown_titles,
    likeness,
    locate_headers,
)
from dse.ingest.recognition.title_checks import (
    describe_form_choice,
    describe_missing_column,
    describe_unknown_titles,
    describe_unlike_titles,
)
from dse.ingest.spelling import nearest

# A file of no form; a form of which some title lacks, or is too much.
OF_NO_FORM = (describe_unlike_titles.code, describe_missing_column.code, describe_unknown_titles.code)

# A form is near that knows two titles, and this share of those that were read ...
NEAR = 1 / 3
# ... or as large a share of its own, three at least: an export of forty columns may hold all of them.
_FEWEST_NEAR, _FEWEST_OF_OWN = 2, 3

_MOST_SHOWN = 6
_LONGEST_TITLE = 24
_OTHERS = len(" et 1000 autres.")
_ELSEWHERE = "Associez-les page Données, ou copiez les lignes dans un modèle."


def explain_unrecognised(sheet: Sheet, forms: Sequence[Form]) -> Issue:
    """What keeps a sheet from being of the nearest form; the titles that were read, where no form is near."""
    best = max(forms, key=lambda form: _closeness(sheet, form))
    if len(forms) > 1 and not is_near(sheet.headers, best):
        reason = f"Aucun formulaire n’est proche des titres lus ligne {sheet.header_row} : "
        issue = sheet.problem(describe_unlike_titles(reason, _ELSEWHERE))
        return replace(
            issue, reason=f"{reason}{_quote_titles(sheet, LONGEST_SENTENCE - len(issue.sentence))}."
        )
    missing = find_missing_headers(sheet.headers, best, sheet.columns)
    unknown = find_unknown_titles(sheet.headers, best)
    if missing:
        return _explain_missing(sheet, best, missing, unknown)
    more = f", ni {count_noun(len(unknown) - 3, 'autre')}" if len(unknown) > 3 else ""
    reason = (
        f"Le formulaire « {best.title} », le plus proche ({_count_titles(sheet, best)}), ne connaît pas "
        f"{quoted_list(unknown[:3], 'et')}{more}."
    )
    advice = "Associez ces titres sur la page Données, corrigez-les, ou retirez ces colonnes."
    if not best.closed:
        advice = f"Associez ces titres page Données, retirez ces colonnes, ou choisissez ce formulaire (commande : --as {best.name})."
    return sheet.problem(describe_unknown_titles(reason, advice))


def is_near(headers: Sequence[str], form: Form) -> bool:
    """Whether a form knows so many of the titles that it may be the one that was meant."""
    count, titled = len(locate_headers(headers, form)), len([header for header in headers if header])
    if count >= max(NEAR * titled, min(_FEWEST_NEAR, titled)):
        return count > 0
    return count >= max(NEAR * len(form.headers), _FEWEST_OF_OWN)


def explain_ambiguous(sheet: Sheet, forms: Sequence[Form]) -> Issue:
    """That a sheet suits several forms as well."""
    reason = f"Le fichier peut être {quoted_list([form.title for form in forms[:4]])}."
    return sheet.problem(describe_form_choice(reason, "Choisissez lequel."))


def explain_other_form(sheet: Sheet, requested: Form, likely: Form) -> Issue:
    """That a sheet is of another form than the one asked for."""
    reason = f"Ce n’est pas « {requested.title} » : ce fichier ressemble à « {likely.title} »."
    return sheet.problem(describe_form_choice(reason, "Choisissez ce formulaire, ou un autre fichier."))


def _explain_missing(sheet: Sheet, form: Form, missing: Sequence[str], unknown: Sequence[str]) -> Issue:
    near = nearest(missing[0], unknown, 1, RESEMBLANCE)
    nearest_title = f" Le titre le plus proche est {quoted_list(near)}." if near else ""
    reason = (
        f"Il manque {quoted_list(missing[:3], 'et')} pour le formulaire « {form.title} » "
        f"({_count_titles(sheet, form)}).{nearest_title}"
    )
    return sheet.problem(describe_missing_column(reason, "Renommez la colonne ou ajoutez-la."))


def _count_titles(sheet: Sheet, form: Form) -> str:
    count = len(locate_headers(sheet.headers, form))
    titled = len([header for header in sheet.headers if header])
    return f"{count_noun(count, 'titre')} connu{'s' if count > 1 else ''} sur {titled}"


def _quote_titles(sheet: Sheet, longest: int) -> str:
    """The first titles, as many as fit into so many characters, and how many others there are."""
    titles = [shorten(header, _LONGEST_TITLE) for header in sheet.headers if header]
    first = titles[:1]
    for title in titles[1:_MOST_SHOWN]:
        if len(quoted_list([*first, title])) + _OTHERS > longest:
            break
        first.append(title)
    others = len(titles) - len(first)
    quoted = ", ".join(quoted_list([title]) for title in first)
    return f"{quoted} et {count_noun(others, 'autre')}" if others else quoted_list(first, "et")


def _closeness(sheet: Sheet, form: Form) -> tuple[int, int, float]:
    headers = sheet.headers
    return (
        len(locate_headers(headers, form)),
        -len(find_missing_headers(headers, form, sheet.columns)),
        likeness(headers, form),
    )
