"""Writes docs/formulaires.md from the options of a form: `python -m tests.form_page`, when one has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dse import paths
from dse.ingest.forms.form_options import HEADER, ROWS, SOURCE, TOP, Option

PAGE = paths.ROOT / "docs" / "formulaires.md"
INTRODUCTION = """# Écrire un formulaire

Un formulaire dit comment lire un fichier : quels titres de colonnes remplissent quelles colonnes de quelles tables. C’est un fichier TOML de la forme
ci-dessous, à ranger dans le dossier `forms` de vos données ; un fichier du même nom qu’un des nôtres prend sa place. Les tables, leurs
colonnes et leurs listes sont dans le dictionnaire de la page Données. Les formulaires d’enquête ont d’autres options, que leur brouillon montre.

```toml
title = "Subventions"

[headers."Bénéficiaire"]
organisation = "create"

[[rows]]
table = "accompaniments"
[rows.columns]
accompaniment_id = "Dossier"
title = "Objet"
kind = { constant = "EVALUATION" }
status = { constant = "TERMINE" }
requested_on = "Date"

[[rows]]
table = "accompaniment_organisations"
[rows.columns]
accompaniment_id = "Dossier"
organisation_id = "Bénéficiaire"
role = { constant = "PORTEUR" }
```
"""
SECTIONS: Mapping[str, Mapping[str, Option]] = {
    "En tête du formulaire": TOP,
    'Une colonne du fichier, sous `[headers."Titre"]`': HEADER,
    "Les lignes à tirer, sous `[[rows]]`": ROWS,
    "D’où vient une colonne, sous `[rows.columns]`": SOURCE,
}


def render() -> str:
    """The page, whole."""
    return "\n".join([INTRODUCTION, *_sections()])


def _sections() -> Iterator[str]:
    for title, options in SECTIONS.items():
        yield f"## {title}\n"
        for name, option in options.items():
            yield f"### `{name}` : {option.expected}\n"
            yield f"{option.explanation}\n"
            yield f"```toml\n{option.example}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8", newline="\n")
