"""Who answered is hidden: keyed pseudonyms, a key outside the store, and nobody's identifiers anywhere."""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest
import surveys
import uploads
from surveys import registered, small, small_form

from dse import cli
from dse.export.import_files import issue_report
from dse.ingest import propose, pseudonyms
from dse.ingest.pseudonyms import KeyLost, make_pseudonym
from dse.store import Store

SECRET = bytes(range(32))


def test_a_pseudonym_is_the_hmac_of_the_identifier_whatever_its_typing() -> None:
    made = make_pseudonym(SECRET, "barometre", " Léa@Exemple.invalid ")
    told = hmac.new(SECRET, "v1|barometre|léa@exemple.invalid".encode(), hashlib.sha256).hexdigest()
    assert made == f"{pseudonyms.sign_of_key(SECRET)}-{told[:32]}"
    assert made == make_pseudonym(SECRET, "barometre", "LE\u0301A@exemple.invalid")


def test_another_series_or_another_key_gives_another_pseudonym() -> None:
    assert (
        len({make_pseudonym(secret, label, "a") for secret in (SECRET, bytes(32)) for label in ("x", "y")})
        == 4
    )


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "profil" / "cle"
    monkeypatch.setenv("DSE_KEY_FILE", str(path))
    first = pseudonyms.load_key()
    assert len(first) == 32 and pseudonyms.load_key() == first
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("abc", encoding="ascii")
    with pytest.raises(KeyLost, match="DSE_KEY_FILE"):
        pseudonyms.load_key()
    path.write_text("ab", encoding="ascii")
    with pytest.raises(KeyLost, match="pas entière"):
        pseudonyms.load_key()


def test_the_key_is_in_the_profile_unless_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DSE_KEY_FILE")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert pseudonyms.key_path() == tmp_path / "dse" / "pseudonymes.cle"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    assert pseudonyms.key_path() == tmp_path / "Roaming" / "dse" / "pseudonymes.cle"


def test_another_key_than_that_of_the_other_waves_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = registered(tmp_path / "s")
    uploads.accepted(store, surveys.export("limesurvey_codes.csv"), form=surveys.FORM, wave="2018")
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "autre.cle"))
    proposal = propose([surveys.export("limesurvey_texte.csv")], store, form=surveys.FORM, wave="2019")
    assert [each.code for each in proposal.doubts] == ["IMP-511"]


def test_without_waves_to_pair_a_key_means_something_in_its_wave_only(tmp_path: Path) -> None:
    line = "a@exemple.invalid;Ville Fictive;4;3;;"
    ids = set()
    for number, wave in enumerate(("v1", "v2")):
        place = tmp_path / str(number)
        place.mkdir()
        form = small_form(
            place,
            ('series = "petite"', 'series = "petite"\npairs_waves = false'),
            ("[waves.v1]", f"[waves.{wave}]"),
        )
        ids |= {
            row["respondent_id"]
            for row in small(place, line, form=form).changes["survey_respondents"].to_pylist()
        }
    assert len(ids) == 2


def anonymous(tmp_path: Path) -> Path:
    """The small survey, its wave anonymous."""
    return small_form(tmp_path, ("closed_on = 2018-12-31", "closed_on = 2018-12-31\nis_anonymous = true"))


def test_an_anonymous_wave_keeps_neither_key_nor_organisation(tmp_path: Path) -> None:
    lines = (
        "a@exemple.invalid;Ville Fictive;4;3;;",
        "b@exemple.invalid;Ville Fictive;4;3;;",
        "c@exemple.invalid;Inconnue;5;3;;",
    )
    proposal = small(tmp_path, *lines, form=anonymous(tmp_path))
    assert not proposal.problems
    people = proposal.changes["survey_respondents"].to_pylist()
    assert {row["organisation_id"] for row in people} == {None} and len(
        {row["respondent_id"] for row in people}
    ) == 3
    assert all(row["respondent_id"].startswith("anonyme-") for row in people)
    told = [(each.column, each.reason) for each in proposal.notices]
    assert ("A", "La vague est anonyme : cette colonne n’est pas gardée.") in told
    assert ("B", "La vague est anonyme : cette colonne n’est pas gardée.") in told


def test_an_anonymous_wave_keeps_no_date_of_answer(tmp_path: Path) -> None:
    sent = ('key = "Mail"', 'key = "Mail"\nsubmitted_on = "Envoi"')
    days = []
    for number, other in enumerate(
        ((), (("closed_on = 2018-12-31", "closed_on = 2018-12-31\nis_anonymous = true"),))
    ):
        place = tmp_path / str(number)
        place.mkdir()
        file = uploads.build_upload(
            "p.csv", f"{surveys.HEADERS};Envoi", "a@exemple.invalid;Ville Fictive;4;3;;;02/03/2018 10:00"
        )
        proposal = propose([file], registered(place / "s"), form=small_form(place, sent, *other))
        days += [row["submitted_on"] for row in proposal.changes["survey_respondents"].to_pylist()]
    assert days == [date(2018, 3, 2), None]


def test_a_spoilt_cell_that_names_somebody_is_told_without_its_value(tmp_path: Path) -> None:
    proposal = small(tmp_path, f"{CANARIES[0][2]}\x00;Ville Fictive;4\x00;3;;")
    assert ("IMP-104", 2, "A") in uploads.codes(proposal) and ("IMP-104", 2, "C") in uploads.codes(proposal)
    assert {each.column: bool(each.value) for each in proposal.problems if each.code == "IMP-104"} == {
        "A": False,
        "C": True,
    }


def test_an_anonymous_wave_imported_again_changes_nothing_even_in_another_order(tmp_path: Path) -> None:
    store = registered(tmp_path / "s")
    lines = ["a;Ville Fictive;4;3;;", "b;Ville Fictive;4;3;;", "c;;5;1;eval;"]
    form = anonymous(tmp_path)
    uploads.accepted(store, uploads.build_upload("p.csv", surveys.HEADERS, *lines), form=form)
    again = propose([uploads.build_upload("p.csv", surveys.HEADERS, *reversed(lines))], store, form=form)
    assert again.status == "unchanged"


@pytest.mark.parametrize(
    ("text", "text_kept", "kind"),
    [
        ("Écrire à lea.f@exemple.invalid merci", "Écrire à [retiré] merci", "adresse électronique"),
        ("Mon numéro : 06 00 00 00 01.", "Mon numéro : [retiré].", "numéro de téléphone"),
        ("Tél. +33 6 00 00 00 01", "Tél. [retiré]", "numéro de téléphone"),
        ("Voir https://exemple.invalid/page", "Voir https://exemple.invalid/page", "lien"),
        ("NIR 2 84 05 78 006 084 36, donc", "NIR [retiré], donc", "numéro de sécurité sociale"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "IBAN [retiré]", "compte bancaire"),
        ("Merci à Mme Durandeau", "Merci à Mme Durandeau", "nom d’une personne"),
        ("Merci à Jean Fictif pour tout", "Merci à Jean Fictif pour tout", "nom d’une personne"),
    ],
)
def test_what_designates_a_person_in_a_free_text_is_doubted_unquoted_and_not_kept(
    tmp_path: Path, text: str, text_kept: str, kind: str
) -> None:
    proposal = small(tmp_path, f"a@exemple.invalid;Ville Fictive;4;3;;{text}")
    (doubt,) = proposal.doubts
    assert (doubt.code, doubt.row, doubt.column, doubt.value) == ("IMP-510", 2, "F", None)
    assert kind in doubt.reason and text not in doubt.sentence
    assert surveys.answers(proposal)["texte", "-"] == [(None, text_kept, None)]


@pytest.mark.parametrize(
    "text",
    [
        "Merci à la Ville Fictive et au lycée Jean Moulin",
        "En 2016-2018, 12 formations pour 3 500 €",
        "La note 4/5, le 12/03/2018",
        "Rien",
    ],
)
def test_figures_and_dates_are_no_identifiers(tmp_path: Path, text: str) -> None:
    proposal = small(tmp_path, f"a@exemple.invalid;Ville Fictive;4;3;;{text}")
    assert not proposal.doubts and surveys.answers(proposal)["texte", "-"][0][1] == text


CANARIES = [
    (
        f"Zoraïde{number}",
        f"Quatrefages{number}",
        f"canari.{number}@exemple.invalid",
        f"06 99 88 {number:02d} 77",
    )
    for number in range(13)
]
WORDS = [word for each in CANARIES for word in (*each, each[3].replace(" ", ""))]


def canaries(*, wrong: bool = False) -> uploads.Upload:
    """A file of which every line names somebody, in columns of their own and in a free text."""
    lines = [
        f"{mail};{'Ville Fictive'};{'9' if wrong else '4'};3;;{first} {last}, {mail}, {phone};{first};{last};{phone}"
        for first, last, mail, phone in CANARIES
    ]
    extra = f"{CANARIES[0][2]};Ville Fictive;4;3;;;;;;{CANARIES[0][1]}" if wrong else None
    return uploads.build_upload(
        "p.csv", f"{surveys.HEADERS};Prénom;Nom;Téléphone", *lines, *([extra] if extra else [])
    )


def found_in(*contents: bytes | str) -> list[str]:
    """Identifiers that stand somewhere."""
    texts = [each.decode("utf-8", "replace") if isinstance(each, bytes) else each for each in contents]
    return [word for word in WORDS if any(word in text for text in texts)]


def decompressed(store: Store) -> list[str]:
    """Everything in a store: its files as they are, and the cells of its tables."""
    files = sorted(path for path in store.path.rglob("*") if path.is_file())
    cells = [str(pyarrow.parquet.read_table(path).to_pylist()) for path in files if path.suffix == ".parquet"]
    assert cells
    return [*cells, *(path.read_bytes().decode("utf-8", "replace") for path in files)]


def test_identifiers_are_nowhere_in_the_store_nor_in_what_is_said(tmp_path: Path) -> None:
    assert len(WORDS) >= 50 and found_in(canaries().content) != []
    store = registered(tmp_path / "s")
    form = small_form(tmp_path)
    proposal = propose([canaries()], store, form=form)
    said = [str(each) for each in (*proposal.doubts, *proposal.notices)]
    uploads.accepted(store, canaries(), form=form)
    assert found_in(*decompressed(store), *said, *map(str, store.path.rglob("*"))) == []
    refused = propose([canaries(wrong=True)], store, form=form)
    assert {each.code for each in refused.problems} == {"IMP-217", "IMP-106"}
    assert found_in(issue_report.render_csv(refused.problems), *map(str, refused.problems)) == []


def test_identifiers_are_not_in_the_output_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    store, form = registered(tmp_path / "s"), small_form(tmp_path)
    for wrong in (True, False):
        file = tmp_path / "p.csv"
        file.write_bytes(canaries(wrong=wrong).content)
        for options in ([], ["--json"], ["--confirm", "all"]):
            cli.main(["import", str(file), "--as", str(form), "--store", str(store.path), *options])
    cli.main(["draft", str(file), "--out", "-"])
    out, err = capfd.readouterr()
    assert "IMP-510" in out and "IMP-217" in out
    assert found_in(out, err) == []


def test_a_broken_survey_that_no_form_knows_quotes_nobody(tmp_path: Path) -> None:
    proposal = propose([canaries(wrong=True)], registered(tmp_path), forms_directory=tmp_path)
    assert proposal.problems and found_in(*map(str, proposal.problems)) == []


def test_the_key_is_in_neither_the_store_nor_the_project(tmp_path: Path) -> None:
    store = registered(tmp_path / "s")
    uploads.accepted(store, canaries(), form=small_form(tmp_path))
    secret = Path(os.environ["DSE_KEY_FILE"]).read_text(encoding="ascii").strip()
    assert not [each for each in decompressed(store) if secret in each]
    assert not pseudonyms.key_path().is_relative_to(store.path)


def test_the_demo_neither_needs_nor_makes_a_key(tmp_path, monkeypatch) -> None:
    from dse.demo.refresh import refresh_demo
    from dse.store import Store

    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "nowhere" / "key"))
    made = []
    for name in ("one", "two"):
        store = Store(tmp_path / name)
        refresh_demo(store)
        made.append(
            {table: [file.sha256 for file in files] for table, files in store.current().tables.items()}
        )
    assert made[0] == made[1]
    assert not (tmp_path / "nowhere").exists()
