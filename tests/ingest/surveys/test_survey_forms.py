"""Survey forms: one that is badly written says what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from surveys import FORM, SMALL

from dse import cli, paths
from dse.ingest.forms import form_files
from dse.ingest.forms.form_files import FormError


def test_a_survey_form_knows_its_columns_under_every_spelling() -> None:
    form = form_files.load_form(FORM)
    assert form.required == ("email",) and form.spellings["adresse mail"] == "email"
    assert form.survey.wave("2019").closed_on.year == 2019 and form.survey.wave("2017") is None


def test_surveys_are_not_among_the_forms_to_fill(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_bytes(FORM.read_bytes())
    assert form_files.load_line_forms(tmp_path) == () and [
        form.name for form in form_files.load_survey_forms(tmp_path)
    ] == ["enquete"]


def test_a_survey_has_no_template(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "FORMS", tmp_path)
    (tmp_path / "e.toml").write_bytes(FORM.read_bytes())
    assert cli.main(["template", "enquete", "--out", str(tmp_path / "m.xlsx")]) == 2
    assert "est une enquête" in capfd.readouterr().err and not (tmp_path / "m.xlsx").exists()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('series = "petite"', 'series = "pe tite"', "« pe tite » n’est pas un identifiant"),
        ('title = "Petite enquête"', "couleur = 3", "« couleur »"),
        ("opened_on = 2018-01-01", 'opened_on = "hier"', "une date aaaa-mm-jj"),
        ("closed_on = 2018-12-31", "closed_on = 2017-12-31", "se clôt avant de s’ouvrir"),
        (
            "closed_on = 2018-12-31",
            'closed_on = 2018-12-31\nunit = "FOYER"',
            "« FOYER », au lieu de « ORGANISATION »",
        ),
        ('key = "Mail"', 'mail = "Mail"', "« mail »"),
        ('missing = "NC"', 'missing = "RIEN"', "« RIEN »"),
        (', missing = "NC"', "", "sans rang ni absence"),
        ("rank = 5", "rank = 4", "de rangs différents"),
        ("rank = 5", "rank = 6", "l’échelle « accord » de la question « avis » saute le rang 5"),
        ('code = "5"', 'code = "4"', "de codes"),
        ('scale = "accord"', 'scale = "accords"', "« accords », qui n’est pas dans [scales]"),
        ('kind = "likert"\nscale = "accord"', 'kind = "likert"', "demande scale"),
        ('kind = "likert"', 'kind = "echelle"', "« echelle »"),
        ('dimension = "effect"', 'dimension = "effet"', "« effet »"),
        ('dimension = "effect"', 'dimension = "effect"\ntheme = "LUNE"', "« LUNE »"),
        ('columns = "Note"', "", "demande columns, option_columns, ou rank_columns"),
        ('columns = "Note"', 'columns = ["Note", "Avis"]', "le titre « Avis » est celui de deux colonnes"),
        ('other = "autre"', 'other = "autres"', "« autres », qui n’est pas sur son échelle"),
        ('columns = "Note"', 'columns = "Note"\nwaves.v9 = { asked = false }', "« v9 », qui n’existe pas"),
        (
            'series = "petite"',
            'series = "petite"\nrefused = "non"',
            "« non », au lieu de left_out ou counted",
        ),
        (
            'series = "petite"',
            'series = "petite"\ndoubles = "toutes"',
            "« toutes », au lieu de first ou last",
        ),
    ],
)
def test_a_survey_form_badly_written_says_what_to_mend(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert SMALL.count(old) == 1
    path = tmp_path / "maison.toml"
    path.write_text(SMALL.replace(old, new), encoding="utf-8")
    with pytest.raises(FormError) as refused:
        form_files.load_form(path)
    assert sentence in str(refused.value) and "maison" in str(refused.value) and len(str(refused.value)) < 400
