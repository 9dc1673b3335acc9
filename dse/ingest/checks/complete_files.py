"""Files declared complete: what they leave out is to go, so they must say what they are about and be whole."""

from __future__ import annotations

from collections.abc import Iterator

import schemas
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import ALL_FILES, CellIssue, Issue, count_noun
from dse.ingest.registry import ERROR, QUESTION, cells, check, content

LARGE_REMOVAL = 0.2  # share of the rows of a table


@check(
    "IMP-120",
    level=ERROR,
    title="Fichier complet sans sa date",
    explanation=(
        "Un fichier déclaré complet fait disparaître ce qu’il ne contient pas, pour ses années seulement. Sans la colonne "
        "qui dit ces années, on ne saurait pas ce qui doit disparaître."
    ),
    advice="Ajoutez la colonne de la date, ou importez le fichier sans le déclarer complet.",
    trips=content(
        "accompagnements.csv",
        "Référence;Type;Intitulé;Statut;Porteur\nACC-9;EVALUATION;Un titre;TERMINE;M001\n",
        complete=True,
    ),
    passes=cells(
        "accompagnements", {}, complete=True, comment="Un fichier complet qui a la colonne « Demande »."
    ),
    on_rows=True,
)
def check_period(context: RowContext) -> Iterator[Issue]:
    """Complete files that do not say which years they are about."""
    for reading in context.readings if context.is_complete else ():
        period = reading.form.period
        if reading.form.semantics == "periode" and period not in reading.recognised.positions:
            reason = f"Un fichier complet demande « {period} », qui dit ses années."
            yield reading.sheet.problem(
                CellIssue(reason, "Ajoutez la colonne, ou ne le déclarez pas complet.")
            )


@check(
    "IMP-502",
    level=QUESTION,
    title="Plus d’un cinquième d’une table disparaît",
    explanation=(
        "L’import ferait disparaître plus d’une ligne sur cinq d’une table. C’est rare quand le fichier est entier, et "
        "fréquent quand un filtre ou un export partiel en a caché une partie."
    ),
    advice="Vérifiez que le fichier est entier, puis confirmez.",
    trips=content(
        "partenariats.csv",
        "Référence;Partenaire;Service;Type;Profondeur;Début;Fin\n"
        "PAR-2;M003;Pôle Climat;Co-production;Partenariat conventionné;01/01/2018;\n",
        complete=True,
    ),
    passes=cells(
        "partenariats", {}, complete=True, comment="Le même fichier complet, avec toutes ses lignes."
    ),
    on_rows=True,
)
def check_large_removals(context: RowContext) -> Iterator[Issue]:
    """Tables of which more than LARGE_REMOVAL would go."""
    for table, change in context.merged.items():
        removed = change.diff.removed
        before = removed + change.diff.rows - change.diff.added
        if removed > LARGE_REMOVAL * before:
            verb = "disparaît" if removed == 1 else "disparaissent"
            reason = f"« {schemas.title(table)} » : {count_noun(removed, 'ligne')} sur {before} {verb}."
            yield Issue(ALL_FILES, reason, "Vérifiez que le fichier est entier, puis confirmez.")
