"""The template of a form: an XLSX to fill, with its explanations and one example line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dse.export.templates.columns import NO, YES, TemplateColumn, explain_columns
from dse.export.templates.form_workbook import WorkbookContent, render_workbook, sheet_name
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.example_lines import example_header

# A fixed date of creation, so that the same form gives the same bytes.
_UNDATED = datetime(2018, 1, 1)  # noqa: DTZ001 - the properties of a workbook have no time zone

HEADERS = (
    "Gardez les titres de la première ligne tels quels. L’ordre des colonnes est libre, et celles dont vous n’avez "
    "pas l’usage peuvent être retirées. Un commentaire sur chaque titre rappelle ce qu’on y met."
)
SOFT = " ; un titre bleu clair, celui d’une colonne obligatoire sous condition"
IMPORT = (
    "Enregistrez, puis déposez le fichier dans la page Données : vous verrez ce qui changera avant de confirmer. "
    "Ce qui ne va pas y est dit cellule par cellule."
)


def render_template(form: Form) -> bytes:
    """An empty XLSX of a form, with an example line if the form has an identity that marks it as one."""
    columns = explain_columns(form)
    has_example = example_header(form) is not None
    return render_workbook(
        WorkbookContent(
            title=form.title,
            columns=columns,
            lines=[[column.example for column in columns]] if has_example else [],
            guide=tuple(
                filter(None, (form.help, _describe_start(form, has_example), *describe_rules(columns)))
            ),
            made_on=_UNDATED,
            is_example=has_example,
        )
    )


def describe_rules(columns: Sequence[TemplateColumn]) -> tuple[str, ...]:
    """Sentences on how to fill any file with these columns."""
    soft = SOFT if any(column.requirement not in (YES, NO) for column in columns) else ""
    colours = f"Un titre foncé est celui d’une colonne obligatoire{soft} ; les colonnes aux titres gris peuvent rester vides."
    return HEADERS, colours, IMPORT


def _describe_start(form: Form, has_example: bool) -> str:
    sheet = f"Remplissez la feuille « {sheet_name(form.title)} »"
    if not has_example:
        return f"{sheet} à partir de la ligne 2."
    return (
        f"{sheet} à partir de la ligne 3. La ligne 2 est un exemple : laissez-la ou retirez-la, l’import ne la "
        "reprend jamais."
    )
