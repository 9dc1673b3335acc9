"""Years of a form that numbers its lines: one that loses some, and one to which lines to correct that come back are added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import schemas
from dse.ingest.checks.context import RowContext
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import ALL_FILES, Issue, count_noun
from dse.ingest.registry import QUESTION, built, check
from dse.ingest.rows.numbered_lines import describe_year, get_stem
from dse.ingest.rows.removed_rows import find_subjects, list_continued_forms, list_numbering_forms


@check(
    "IMP-536",
    level=QUESTION,
    title="Année qui perd des lignes",
    explanation=(
        "Le formulaire numérote ses lignes : un fichier remplace tout ce qu’il avait donné pour ses années. Celui-ci a moins de lignes "
        "d’une année que les données, souvent parce qu’il n’en est qu’une partie."
    ),
    advice="Vérifiez que le fichier a toute l’année, puis confirmez.",
    trips=built("La liste des subventions de 2018, sans l’une d’elles.", "line_left_out"),
    passes=built("La même liste, avec une subvention de plus.", "line_added_last"),
    on_rows=True,
)
def find_shorter_years(context: RowContext) -> Iterator[Issue]:
    """Years of which the files have fewer lines than are known."""
    for form in list_numbering_forms(context.batches):
        for stem, lines, before in _list_years(form, context):
            if lines < before:
                reason = (
                    f"« {form.title} » {describe_year(stem)} : {count_noun(before, 'ligne')} dans les données et {lines} dans le fichier, "
                    "qui les remplace toutes."
                )
                yield Issue(ALL_FILES, reason, "Vérifiez que le fichier a toute l’année, puis confirmez.")


@check(
    "IMP-537",
    level=QUESTION,
    title="Lignes corrigées qui s’ajoutent à une année",
    explanation=(
        "Rien ne distingue les lignes de ce formulaire : un fichier de lignes à corriger qui revient les ajoute à celles de l’année. "
        "Si elles y sont déjà, elles seraient en double."
    ),
    advice="Confirmez si elles n’y sont pas encore ; sinon importez le fichier entier, corrigé.",
    trips=built("Une subvention mise de côté, qui revient corrigée.", "line_given_back"),
    passes=built("La liste entière, avec cette subvention.", "line_added_last"),
    on_rows=True,
)
def find_continued_years(context: RowContext) -> Iterator[Issue]:
    """Years known to which the lines of the files are added."""
    for form in list_continued_forms(context.batches):
        for stem, lines, before in _list_years(form, context):
            if before:
                reason = f"« {form.title} » {describe_year(stem)} : {count_noun(lines, 'ligne')} à ajouter ; les données en ont {before}."
                advice = "Confirmez si elles n’y sont pas encore ; sinon importez le fichier entier, corrigé."
                yield Issue(ALL_FILES, reason, advice)


def _list_years(form: Form, context: RowContext) -> Iterator[tuple[str, int, int]]:
    """The form and each year of its files, with the number of lines that they have and that are known."""
    table = form.rows[0].table
    before = Counter(map(get_stem, context.current(table)[schemas.key(table)[0]].to_pylist()))
    lines = Counter(map(get_stem, find_subjects(form, context.batches).to_pylist()))
    yield from ((stem, count, before[stem]) for stem, count in sorted(lines.items()))
