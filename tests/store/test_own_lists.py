"""Lines that the team adds to our lists: beside ours, in the place of ours, refused by name, never locking anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import uploads

from dse import paths
from dse.figures.events import segments
from dse.ingest import propose
from dse.ingest.values.codes import code_parser, find_meant
from dse.query import Query, Selection, open_version
from dse.store import Store
from schemas import codelists, own_codes

HEAD = "code,label_fr,description,source,parent,rank,valid_from,valid_to"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the team's lines."""
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))
    paths.team_codelists().mkdir(parents=True)
    return paths.team_codelists()


def write(own: Path, name: str, *lines: str, encoding: str = "utf-8") -> None:
    (own / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding=encoding)


def fault(own: Path) -> str:
    """The one sentence that says what is wrong."""
    (found,) = codelists.faults()
    assert found.endswith(".") and "\n" not in found
    return found


def test_lines_are_added_after_ours_and_a_file_that_goes_takes_them_away(own: Path) -> None:
    ours = codelists.codes("themes")
    write(own, "themes", HEAD, "DECHETS,Déchets,,,,,,", "EAU,Eau,,,,,,")
    assert codelists.codes("themes") == (*ours, "DECHETS", "EAU")
    assert codelists.labels("themes")["EAU"] == "Eau" and not codelists.faults()
    write(own, "themes", HEAD, "EAU,Eau et assainissement,,,,1,,")
    assert "DECHETS" not in codelists.codes("themes") and codelists.codes("themes").index("EAU") == 1
    assert codelists.labels("themes")["EAU"] == "Eau et assainissement"
    (own / "themes.csv").unlink()
    assert codelists.codes("themes") == ours


def test_lists_stay_as_they_are_while_a_work_goes_on_and_are_seen_anew_after_it(own: Path) -> None:
    ours = codelists.codes("themes")
    with codelists.steady():
        assert codelists.codes("themes") == ours
        write(own, "themes", HEAD, "EAU,Eau,,,,,,")
        with codelists.steady():
            assert codelists.codes("themes") == ours
        assert codelists.codes("themes") == ours
    assert codelists.codes("themes") == (*ours, "EAU")


def test_another_folder_has_other_lines(own: Path, tmp_path: Path) -> None:
    write(own, "regions", "code;label_fr", "OUTREMER;Outre-mer")
    assert "OUTREMER" in codelists.codes("regions")
    with paths.use_store(str(tmp_path / "other")):
        assert "OUTREMER" not in codelists.codes("regions")
    assert "OUTREMER" in codelists.codes("regions")


def test_a_line_of_one_of_our_codes_closes_or_renames_it_and_leaves_the_rest(own: Path) -> None:
    before = {code.code: code for code in codelists.load("themes")}["GENRE"]
    write(own, "themes", "code,label_fr,valid_to", "GENRE,,31/12/2024")
    after = {code.code: code for code in codelists.load("themes")}["GENRE"]
    assert (after.label, after.rank, after.valid_to) == (before.label, before.rank, date(2024, 12, 31))
    write(own, "themes", "code,label_fr", "GENRE,Égalité")
    assert codelists.labels("themes")["GENRE"] == "Égalité"


def test_a_new_parent_gathers_new_codes(own: Path) -> None:
    write(
        own,
        "themes",
        HEAD,
        "VILLE,Ville,,,,,,",
        "TRANSPORT,Transport,,,VILLE,,,",
        "LOGEMENT,Logement,,,VILLE,,,",
    )
    assert "VILLE" in codelists.tops("themes") and "VILLE" not in codelists.leaves("themes")
    assert {"TRANSPORT", "LOGEMENT"} <= set(codelists.leaves("themes"))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("code,label_fr", "EAU,"), "ligne 2, « EAU » n’a pas de libellé"),
        (("code,label_fr", "EAU,Eau", "EAU,Eau potable"), "ligne 3, le code « EAU » est donné deux fois"),
        (("code,label_fr", "É AU,Eau"), "ligne 2, « É AU » n’est pas un code"),
        (("code,label_fr", "EAU,Genre"), "ligne 2, le libellé « Genre » est aussi celui"),
        (("code,label_fr,parent", "EAU,Eau,MER"), "ligne 2, le parent « MER » n’existe pas"),
        (("code,label_fr,parent", "EAU,Eau,GENRE"), "ligne 2, « GENRE » s’emploie seul"),
        (("code,label_fr,parent", "GENRE,Genre,CLIMAT"), "ligne 2, « GENRE » change de parent"),
        (("code,label_fr,rank", "EAU,Eau,premier"), "ligne 2, le rang « premier »"),
        (("code,label_fr,valid_to", "EAU,Eau,2024-13-31"), "ligne 2, « 2024-13-31 » n’est pas une date"),
        (("code,label_fr,valid_from,valid_to", "EAU,Eau,2024-01-01,2023-01-01"), "« valid_to » est avant"),
        (("code,label_fr,couleur", "EAU,Eau,bleu"), "sa colonne « couleur » est en trop"),
        (("code,libelle", "EAU,Eau"), "il lui manque la colonne « label_fr »"),
        (("code,label_fr", "EAU,Eau, rivières"), "ligne 2, elle a plus de cellules que de titres"),
    ],
)
def test_a_wrong_line_leaves_its_file_aside_and_ours_go_on(
    own: Path, lines: tuple[str, ...], reason: str
) -> None:
    ours = codelists.load("themes")
    write(own, "themes", *lines)
    assert codelists.load("themes") == ours
    assert reason in fault(own) and fault(own).startswith(
        "Le fichier codelists/themes.csv est laissé de côté : "
    )


def test_a_file_that_is_not_text_is_left_aside(own: Path) -> None:
    write(own, "themes", "code,label_fr", "EAU,Eau épurée", encoding="cp1252")
    assert "CSV UTF-8" in fault(own) and "EAU" not in codelists.codes("themes")


def test_a_spreadsheet_s_semicolons_and_mark_are_read(own: Path) -> None:
    write(own, "themes", HEAD.replace(",", ";"), "EAU;Eau, mer;;;;;;", ";;;;;;;", encoding="utf-8-sig")
    assert codelists.labels("themes")["EAU"] == "Eau, mer" and not codelists.faults()


@pytest.mark.parametrize("name", sorted(set(codelists.names()) - own_codes.EXTENDABLE))
def test_words_that_the_code_acts_upon_take_no_other(own: Path, name: str) -> None:
    ours = codelists.load(name)
    write(own, name, "code,label_fr", "AUTRE_MOT,Autre mot")
    assert codelists.load(name) == ours
    assert f"codelists/{name}.csv" in fault(own) and "appartient au logiciel" in fault(own)


def test_a_list_that_is_none_of_ours_is_named(own: Path) -> None:
    write(own, "couleurs", "code,label_fr", "BLEU,Bleu")
    assert "codelists/couleurs.csv" in fault(own) and "pas de liste de ce nom" in fault(own)


def test_two_lists_of_one_column_share_no_code(own: Path) -> None:
    write(own, "activity_kinds", "code,label_fr", "EVALUATION,Évaluer ensemble")
    assert "d’une liste lue avec celle-ci" in fault(own)
    write(own, "activity_kinds", "code,label_fr", "VOYAGE,Voyage")
    write(own, "accompaniment_kinds", "code,label_fr", "VOYAGE,Voyage d’étude")
    assert "codelists/activity_kinds.csv" in fault(own)
    assert "VOYAGE" in codelists.codes("accompaniment_kinds")


def test_every_list_that_may_be_extended_is_one(own: Path) -> None:
    assert set(codelists.names()) >= own_codes.EXTENDABLE
    for name in own_codes.EXTENDABLE:
        write(own, name, "code,label_fr", f"AJOUT_{name.upper()},Ajout à {name}")
    assert not codelists.faults()
    assert all(codelists.codes(name)[-1] == f"AJOUT_{name.upper()}" for name in own_codes.EXTENDABLE)


def test_triennials_and_breaks_are_added_to(own: Path) -> None:
    write(own, "triennials", "code,label_fr,starts_on,ends_on", "2028-2030,,2028-01-01,31/12/2030")
    assert (codelists.triennials()[-1].label, codelists.triennials()[-1].ends_on.year) == (
        "Triennal 2028-2030",
        2030,
    )
    write(own, "themes", "code,label_fr", "EAU,Eau")
    write(own, "breaks", "what,from_date,reason", "theme:EAU,2017-01-01,Autre question")
    assert segments("EAU", [2016, 2017]) == [0, 1] and not codelists.faults()


@pytest.mark.parametrize(
    ("name", "lines", "reason"),
    [
        ("triennials", ("code,label_fr,starts_on,ends_on", "A,A,2018-06-01,2020-01-01"), "jours communs"),
        ("triennials", ("code,starts_on,ends_on", "A,2030-06-01,"), "le début ou la fin manque"),
        ("breaks", ("what,from_date", "theme:MER,2018-01-01"), "« theme:MER » n’est pas un thème"),
        ("breaks", ("what,from_date", "theme:GENRE,"), "la date manque"),
    ],
)
def test_a_wrong_triennial_or_break_is_named(
    own: Path, name: str, lines: tuple[str, ...], reason: str
) -> None:
    before = codelists.triennials(), codelists.breaks()
    write(own, name, *lines)
    assert (codelists.triennials(), codelists.breaks()) == before
    assert reason in fault(own) and f"codelists/{name}.csv" in fault(own)


def test_a_code_of_the_team_is_imported_and_asked_about(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(store.path))
    upload = uploads.build_upload(
        "activites.csv", "Référence;Type;Intitulé;Date", "ACT-9;Voyage d’étude;À Dakar;12/05/2018"
    )
    assert propose([upload], store).status == "refused"
    open_version(store, store.current().number)
    paths.team_codelists().mkdir()
    write(paths.team_codelists(), "activity_kinds", "code,label_fr", "VOYAGE,Voyage d’étude")
    assert code_parser(["activity_kinds"])("voyage d'étude") == ("VOYAGE", None)
    assert propose([upload], store).status in ("ready", "confirm")
    query = Query(open_version(store, store.current().number), Selection())
    assert query("select label from codelist_activity_kinds where code = 'VOYAGE'")["label"].tolist() == [
        "Voyage d’étude"
    ]


def test_the_labels_of_the_team_are_proposed_as_ours_are(own: Path) -> None:
    write(own, "activity_kinds", "code,label_fr", "VOYAGE,Voyage d’étude")
    write(own, "actor_families", "code,label_fr", "ONG,Organisation de solidarité")
    assert find_meant("Voyages detude", ["activity_kinds"]) == {"VOYAGE": "Voyage d’étude"}
    assert find_meant("asso", ["actor_families"]) == {"ONG": "Organisation de solidarité"}
