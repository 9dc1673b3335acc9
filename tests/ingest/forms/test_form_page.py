"""docs/formulaires.md is what the options say, and each of their examples makes a form."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

import grants
import pytest

from dse.ingest.forms.form_building import build_form
from dse.ingest.forms.form_options import HEADER, ROWS, SOURCE, TOP
from tests import form_page

OPTIONS = [
    (section, name, option.example)
    for section, options in (("top", TOP), ("header", HEADER), ("rows", ROWS), ("source", SOURCE))
    for name, option in options.items()
]


def test_the_page_is_up_to_date() -> None:
    page = form_page.PAGE.read_text(encoding="utf-8")
    assert page == form_page.render(), "run .venv/bin/python -m tests.record"
    build_form("page", tomllib.loads(page.partition("```toml")[2].partition("```")[0]))


@pytest.mark.parametrize(
    ("section", "name", "example"), OPTIONS, ids=[f"{section}-{name}" for section, name, _ in OPTIONS]
)
def test_the_example_of_an_option_uses_it_and_makes_a_form(section: str, name: str, example: str) -> None:
    lines = tomllib.loads(example)
    (used,) = {"header": lines.get("headers", {}).values(), "source": lines.values()}.get(section, [lines])
    assert name in used or (
        (section, name) in {("source", "wave"), ("source", "latest")} and name in str(used)
    )
    build_form("essai", _complete(section, lines))


def _complete(section: str, lines: dict[str, Any]) -> dict[str, Any]:
    """A small form with the lines of an example."""
    form = deepcopy(tomllib.loads(grants.FORM))
    if section in ("top", "header"):
        headers = form["headers"] | lines.get("headers", {})
        return {**form, **lines, "headers": headers} if "rows" not in lines else lines
    first = form["rows"][0]
    if section == "source":
        return {**form, "rows": [_of_columns(lines, first)]}
    if "table" in lines and "columns" in lines:
        return {**form, "rows": [first, lines]}
    return {**form, "rows": [{**first, **lines, "columns": first["columns"] | lines.get("columns", {})}]}


def _of_columns(lines: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
    """Rows with a column that the example says: of accompaniments, or of the table that has it."""
    if "valid_from" in lines:
        columns = {"organisation_id": "Bénéficiaire", "actor_family": "Type", "field": "Objet"}
        return {"table": "organisation_profiles", "columns": columns | lines}
    if "wave_id" in lines:
        columns = {"respondent_id": "Dossier", "organisation_id": "Bénéficiaire"}
        return {"table": "survey_respondents", "columns": columns | lines}
    return {**first, "columns": first["columns"] | lines}
