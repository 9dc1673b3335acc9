"""Forms: each built-in one reads its file, and one that is badly written says what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest
import uploads

import schemas
from dse import paths
from dse.errors import Refused
from dse.ingest import propose
from dse.ingest.forms import form_files
from dse.ingest.forms.form_files import FormError
from dse.ingest.recognition import form_matching
from dse.ingest.spelling import canonical
from dse.store import Store
from schemas import codelists

BUILT_IN = tuple(form.name for form in form_files.load_line_forms(paths.FORMS))
ROWS = '[[rows]]\ntable = "offers"\ncolumns = { offer_id = "Code", title = "Titre" }\n'


def form(tmp_path: Path, content: str) -> Path:
    """A form of one's own."""
    path = tmp_path / "maison.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_every_built_in_form_has_a_clean_file_beside_the_tests() -> None:
    assert set(BUILT_IN) <= set(uploads.CLEAN)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_form_recognises_its_file_and_imports_it(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path)
    proposal = propose(uploads.every_clean(), store)
    assert proposal.forms[uploads.CLEAN.index(name)] == name
    assert not proposal.problems and not proposal.notices
    made = {rows.table for rows in form_files.load_form(paths.FORMS / f"{name}.toml").rows}
    assert all(proposal.diffs[table].added for table in made)


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_forms_spell_each_header_once(name: str) -> None:
    read = form_files.load_form(paths.FORMS / f"{name}.toml")
    spellings = [
        {canonical(each) for each in (header.name, *header.aliases)} for header in read.headers.values()
    ]
    assert sum(map(len, spellings)) == len(set().union(*spellings))
    assert read.required


@pytest.mark.parametrize("table", schemas.TABLES)
def test_every_table_has_a_form_of_its_own(table: str) -> None:
    read = form_matching.build_table_form(table)
    names = [column.name for column in schemas.columns(table)]
    assert len(read.spellings) >= len(names) and len(read.headers) == len(names)
    assert set(read.required) == {schemas.column(table, name).title for name in schemas.key(table)}


def test_every_theme_has_a_column_those_that_gather_others_too() -> None:
    read = form_files.load_form(paths.FORMS / "accompagnements.toml")
    assert {*codelists.labels("themes").values()} <= set(read.headers)


def test_a_form_of_ones_own_is_recognised_like_the_others(tmp_path: Path) -> None:
    own = tmp_path / "formulaires"
    own.mkdir()
    (own / "suivi.toml").write_text(
        """
[headers."N° de l’offre"]
[headers."Genre d’offre"]
values = { "éval." = "EVALUATION", "form." = "FORMATION" }
[[rows]]
table = "offers"
columns = { offer_id = "N° de l’offre", title = "Nom", kind = "Genre d’offre", opened_on = { constant = 2018-01-01 } }
""",
        encoding="utf-8",
    )
    file = uploads.build_upload("s.csv", "Nom,N° de l'offre,Genre d'offre", "Appui,O-1,Éval.")
    proposal = propose([file], Store(tmp_path / "store"), forms_directory=own)
    assert proposal.status == "ready" and proposal.forms == ("suivi",)
    assert proposal.changes["offers"]["kind"].to_pylist() == ["EVALUATION"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("title = ", "n’est pas du TOML (ligne 1, colonne|n’est pas du TOML (fin du fichier)"),
        ("title = 'Vide'", "[[rows]]"),
        (ROWS.replace("offers", "offres"), "« offres » n’existe pas"),
        (ROWS.replace("title =", "titre ="), "pas de colonne « titre »"),
        (ROWS.replace('offer_id = "Code", ', ""), "demande « offer_id »"),
        (f"[headers.Code]\nalias = ['C']\n{ROWS}", "l’option « alias »"),
        (f"[headers.Code]\nmatch = 'début'\n{ROWS}", "exact ou prefix"),
        (f"[headers.Code]\ncodelist = 'genres'\n{ROWS}", "« genres » n’existe pas"),
        (f"semantics = 'journal'\n{ROWS}", "« journal »"),
        (f"semantics = 'periode'\n{ROWS}", "period"),
        (f"couleur = 'rouge'\n{ROWS}", "« couleur »"),
        (f"ignored = ['code']\n{ROWS}", "ignored nomme « code »"),
        (f"ignored = 'Visa'\n{ROWS}", "ignored doit être une liste"),
        (ROWS.replace('"Titre"', '{ entete = "Titre" }'), "« entete »"),
        (f"{ROWS}for_each = {{ kind = 'sortes' }}", "« sortes » n’existe pas"),
        ("rows = 'offers'", "rows doit être"),
        ("rows = [1]", "rows doit être"),
        (f"headers = 3\n{ROWS}", "headers doit être"),
        (f"title = 3\n{ROWS}", "title doit être un texte"),
        (f"[headers]\nCode = 1\n{ROWS}", "headers.« Code » doit être une table"),
        (f"[headers.Code]\naliases = 'C'\n{ROWS}", "aliases de l’en-tête « Code » doit être une liste"),
        (f"[headers.Code]\nsplit = [1]\n{ROWS}", "split"),
        (f"[headers.Code]\nround = 'deux'\n{ROWS}", "un entier"),
        (f"[headers.Code]\norganisation = 'chercher'\n{ROWS}", "true, find ou create"),
        (f"[headers.Code]\nvalues = ['a']\n{ROWS}", "une table de textes"),
        (f"help = 3\n{ROWS}", "help doit être un texte"),
        (f"[headers.Titre]\nhelp = 3\n{ROWS}", "help de l’en-tête « Titre »"),
        (f"[headers.Titre]\nexample = 3\n{ROWS}", "example de l’en-tête « Titre »"),
        (f"[headers.Code]\nexample = 'O-1'\n{ROWS}", "commencer par EXEMPLE"),
        (
            "[headers.Jour]\nexample = 'hier'\n" + ROWS.replace(" }", ', opened_on = "Jour" }'),
            "l’exemple « hier »",
        ),
        (
            "[headers.Genre]\nexample = 'Évaluassion'\n" + ROWS.replace(" }", ', kind = "Genre" }'),
            "l’exemple « Évaluassion »",
        ),
        (ROWS.replace('"Titre"', "3"), "title doit être"),
        (ROWS.replace('"Titre"', "{ constant = [1] }"), "constant de « title »"),
        (ROWS.replace('"Titre" }', '"Titre", kind = { constant = "SORTE" } }'), "la constante « SORTE »"),
        (ROWS.replace('"Titre" }', '"Titre", opened_on = { constant = "hier" } }'), "la constante « hier »"),
        (f"{ROWS}when = 'Suite'\n", "« Suite »"),
        (f"{ROWS}repeats = ['Suite']\n", "« Suite »"),
        (f"{ROWS}repeats = 'Code'\n", "repeats de [[rows]] doit être"),
        (f"semantics = 'periode'\nperiod = 'Jour'\n{ROWS}", "period"),
        (f"{ROWS}for_each = {{ kind = 'offers', title = 'themes' }}", "une seule colonne"),
    ],
)
def test_a_form_badly_written_says_what_to_mend(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(FormError) as refused:
        form_files.load_form(form(tmp_path, content))
    message = str(refused.value)
    assert any(each in message for each in sentence.split("|"))
    assert message.endswith("Corrigez-le.") and len(message) <= 300 and "maison" in message


def test_a_form_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="accompagnements"):
        propose([uploads.clean("offre")], Store(tmp_path), form="acompagnement")
    with pytest.raises(FormError, match="introuvable"):
        propose([uploads.clean("offre")], Store(tmp_path), form=tmp_path / "rien.toml")
