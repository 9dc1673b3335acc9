"""What real files of others showed: each case, with the sentence that people read. The lines are invented, the causes were met."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import check_builders
import grants
import pyarrow as pa
import pytest
import uploads
import workbooks
from catalogue import as_ods, as_xlsx, grid, is_clear

from dse import formula
from dse.ingest import Issue, Proposal, Upload, confirm, propose
from dse.ingest.checks.sums_among_lines import find_sums_of_neighbours
from dse.ingest.forms.form_files import FormError, load_form
from dse.ingest.values.codes import code_parser
from dse.ingest.values.encoding_damage import check_encoding
from dse.store import Store


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store(tmp_path / "empty")


def sentences(issues: Sequence[Issue], *codes: str) -> list[str]:
    """Those of some codes, which are all clear."""
    assert all(map(is_clear, issues))
    return [issue.sentence for issue in issues if issue.code in codes]


def table(proposal: Proposal, name: str) -> list[dict[str, object]]:
    return proposal.changes[name].to_pylist()


def test_a_name_that_makes_an_organisation_and_feeds_a_text_is_kept_as_it_is_written(
    empty: Store, tmp_path: Path
) -> None:
    name = "Rives d’Orvaine, association pour la gestion de l’eau et des forêts"
    proposal = grants.propose_grants(empty, tmp_path, f"D-1;{name};Puits;01/02/2018;12500")
    assert [row["title"] for row in table(proposal, "accompaniments")] == [name]
    (link,) = table(proposal, "accompaniment_organisations")
    assert link["organisation_id"] == "RIVES-D-ORVAINE-ASSOCIATION-POUR-LA-GESTION-DE-L-EAU-ET-DES"


def test_a_known_organisation_named_in_a_text_is_quoted_in_the_words_of_the_file(
    clean_store: Store, tmp_path: Path
) -> None:
    changes = {'organisation = "create"': "organisation = true"}
    line = "D-1;TERRES D’ORVAINE;Puits;01/02/2018;12500"
    proposal = grants.propose_grants(clean_store, tmp_path, line, changes=changes)
    assert {row["title"] for row in table(proposal, "accompaniments")} > {"TERRES D’ORVAINE"}


def test_two_names_that_differ_by_their_accents_are_one_organisation_after_a_yes(
    empty: Store, tmp_path: Path
) -> None:
    proposal = check_builders.two_spellings_of_a_new_name(empty, tmp_path)
    assert sentences(proposal.doubts, "IMP-528") == [
        "subventions.csv, colonne B « Bénéficiaire » : Une seule organisation est faite de « Miré » et « MIRE ». "
        "Confirmez si c’est la même ; sinon complétez l’un des noms."
    ]
    confirm(proposal, empty, code="all", author="Nadia", message="Un export")
    assert check_builders.two_spellings_of_a_new_name(empty, tmp_path).doubts == ()


def test_capitals_and_punctuation_alone_make_no_other_name(empty: Store, tmp_path: Path) -> None:
    lines = ("D-1;Rives d’Orvaine;Puits;01/02/2018;12500", "D-2;RIVES D’ORVAINE.;École;05/03/2018;8300,50")
    assert grants.propose_grants(empty, tmp_path, *lines).status == "ready"


def test_an_organisation_renamed_in_a_new_export_asks(clean_store: Store, tmp_path: Path) -> None:
    (doubt,) = sentences(check_builders.renamed_organisation(clean_store, tmp_path).doubts, "IMP-529")
    assert doubt == (
        "subventions.csv, ligne 2, colonne B « Bénéficiaire » : « Source vive » : Cette organisation nouvelle prend la place de "
        "« Rives d’Orvaine » : a-t-elle changé de nom ? Si oui, importez d’abord ce nom, sous « Autre nom » et « Identifiant » (RIVES-D-ORVAINE) ; sinon confirmez."
    )


def test_its_new_name_among_its_other_names_is_the_same_organisation(empty: Store, tmp_path: Path) -> None:
    confirm(
        grants.propose_grants(empty, tmp_path, *grants.FIRST), empty, code="all", author="Nadia", message="1"
    )
    names = uploads.build_upload("noms.csv", "Autre nom;Identifiant", "Source vive;RIVES-D-ORVAINE")
    uploads.accepted(empty, names)
    proposal = grants.propose_grants(
        empty, tmp_path, "D-1;Source vive;Puits;01/02/2018;12500", grants.FIRST[1]
    )
    assert proposal.doubts == () and proposal.diffs["organisations"].added == 0


def test_a_line_that_is_the_sum_of_its_neighbours_asks_whatever_it_is_called(
    empty: Store, tmp_path: Path
) -> None:
    assert sentences(check_builders.line_that_sums_up(empty, tmp_path).doubts, "IMP-530") == [
        "subventions.csv, ligne 5, colonne E « Montant » : « 25001,00 » : 25 001 est la somme des lignes 2 à 4 : est-ce leur "
        "total ? Retirez la ligne si c’est un total ; sinon confirmez."
    ]
    assert check_builders.line_that_does_not(empty, tmp_path).doubts == ()


@pytest.mark.parametrize(
    ("amounts", "sums"),
    [
        ([1, 2, 3], []),
        ([1000, 2000, 3000], []),
        ([5000, 10000, 15000, 30000], []),
        ([101, 202, 303, 606], [(3, 0, 2)]),
        ([606, 101, 202, 303], [(0, 1, 3)]),
        ([12345, 20001, 32346, 7], [(2, 0, 1)]),
        ([3, 12345, 20001, 32346, 7], [(3, 1, 2)]),
        ([101, 202, 303, 606, 111, 222, 334, 667, 1273], [(3, 0, 2), (7, 4, 6), (8, 0, 7)]),
    ],
)
def test_sums_of_neighbours_are_told_from_chance(
    amounts: list[int], sums: list[tuple[int, int, int]]
) -> None:
    assert list(find_sums_of_neighbours([Decimal(amount) for amount in amounts])) == sums


def test_lines_of_which_nothing_is_made_are_counted(empty: Store, tmp_path: Path) -> None:
    assert sentences(check_builders.line_of_nothing(empty, tmp_path).notices, "IMP-413") == [
        "subventions.csv : La ligne 3 ne donne rien : « Objet » y est vide. Rien à faire si c’est voulu ; sinon remplissez-la."
    ]
    assert check_builders.line_of_something(empty, tmp_path).notices == ()


def test_a_siret_that_a_spreadsheet_cut_asks_wherever_it_stands(empty: Store, tmp_path: Path) -> None:
    proposal = grants.propose_grants(empty, tmp_path, "D-1;12345700000000;Puits;01/02/2018;12500")
    assert sentences(proposal.doubts, "IMP-231") == [
        "subventions.csv, ligne 2, colonne B « Bénéficiaire » : « 12345700000000 » : Ce numéro finit par cinq zéros : est-ce un SIRET "
        "dont le tableur a perdu les derniers chiffres ? Reprenez-le dans l’export d’origine, au format Texte, ou confirmez."
    ]
    whole = grants.propose_grants(empty, tmp_path, "D-1;12345678200013;Puits;01/02/2018;12500")
    assert whole.doubts == ()


def members(store: Store, *lines: str, header: str = "Identifiant;Nom;SIREN") -> Proposal:
    return propose([uploads.build_upload("membres.csv", header, *lines)], store)


def test_a_siren_whose_key_is_wrong_asks(clean_store: Store) -> None:
    proposal = members(clean_store, "M002;Ville de Lysée;987654321")
    assert sentences(proposal.doubts, "IMP-531") == [
        "membres.csv, ligne 2, colonne C « SIREN » : « 987654321 » : Le dernier chiffre de ce SIREN ne va pas avec les autres. "
        "Recopiez-le, ou confirmez."
    ]
    assert members(clean_store, "M002;Ville de Lysée;987654324").doubts == ()


def test_a_siret_in_the_place_of_a_siren_is_told_so(clean_store: Store) -> None:
    proposal = members(clean_store, "M002;Ville de Lysée;987 654 324 00012")
    assert sentences(proposal.problems, "IMP-213") == [
        "membres.csv, ligne 2, colonne C « SIREN » : « 987 654 324 00012 » : C’est un SIRET : le SIREN en est les neuf premiers "
        "chiffres. Gardez ces neuf chiffres."
    ]


def test_a_sign_that_turns_a_name_round_is_refused(clean_store: Store) -> None:
    proposal = members(clean_store, "M002;Ville de \u202eeésyL;")
    assert [each.code for each in proposal.problems] == ["IMP-104"]
    assert (
        "Un signe invisible renverse l’ordre des lettres de la cellule. Retapez la cellule."
        in proposal.problems[0].sentence
    )


def test_marks_of_direction_that_change_nothing_are_not_kept(clean_store: Store) -> None:
    proposal = members(clean_store, "M002;\u202aVille\u202c de \u2068Lysée\u2069;")
    assert proposal.status == "unchanged", proposal.diffs


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (3, 3, "La colonne C « Rôle » est masquée, et lue comme les autres."),
        (3, 16384, "2 colonnes sont masquées, et lues comme les autres : C « Rôle » et D « Participants »."),
    ],
)
def test_hidden_columns_are_told(clean_store: Store, first: int, last: int, reason: str) -> None:
    content = check_builders.sheet_of_attendance(clean_store, Path()).content
    proposal = propose(
        [Upload("presences.xlsx", check_builders.hide_columns(content, first, last))], clean_store
    )
    (notice,) = sentences(proposal.notices, "IMP-151")
    assert reason in notice
    assert propose([Upload("presences.xlsx", content)], clean_store).notices == ()


def test_hidden_columns_of_an_ods_are_told(clean_store: Store) -> None:
    written = workbooks.members(as_ods(grid("presences")))
    text = written["content.xml"].decode()
    start = text.index("<table:table-row>")
    shown = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    written["content.xml"] = (text[:start] + shown + text[start:]).encode()
    proposal = propose([Upload("presences.ods", workbooks.packed(written))], clean_store)
    (notice,) = sentences(proposal.notices, "IMP-151")
    assert "La colonne C « Rôle » est masquée" in notice


def test_a_letter_of_another_alphabet_in_an_identifier_is_named(empty: Store, tmp_path: Path) -> None:
    proposal = grants.propose_grants(empty, tmp_path, "\u0410-1;Rives d’Orvaine;Puits;01/02/2018;12500")
    assert sentences(proposal.problems, "IMP-213")[0].endswith(
        "La lettre « \u0410 » de cet identifiant est de l’alphabet cyrillique, même si elle ressemble à une des nôtres. "
        "Retapez l’identifiant."
    )


def only(issues: Sequence[Issue], code: str) -> str:
    (sentence,) = sentences(issues, code)
    return sentence


def test_a_note_at_the_foot_of_a_file_is_quoted(empty: Store, tmp_path: Path) -> None:
    proposal = grants.propose_grants(empty, tmp_path, *grants.FIRST, "Extraction du 12/03/2020")
    assert only(proposal.problems, "IMP-107") == (
        "subventions.csv, ligne 4, colonne A « Dossier » : « Extraction du 12/03/2020 » : La ligne a 1 cellule au lieu de 5. "
        "Retirez-la si c’est une note ; sinon complétez-la."
    )


def test_two_same_lines_may_both_count(empty: Store, tmp_path: Path) -> None:
    proposal = grants.propose_grants(empty, tmp_path, grants.FIRST[0], grants.FIRST[0])
    assert only(proposal.problems, "IMP-401") == (
        "subventions.csv, ligne 3, colonne A « Dossier » : « D-1 » : Cette ligne répète la ligne 2. Retirez la copie ; si les deux "
        "comptent, donnez à chacune son « Dossier »."
    )


def test_lines_of_one_reference_that_differ_are_no_copies(empty: Store, tmp_path: Path) -> None:
    proposal = grants.propose_grants(
        empty, tmp_path, grants.FIRST[0], grants.FIRST[0].replace("12500", "9000")
    )
    assert only(proposal.problems, "IMP-401").endswith(
        "Cette ligne parle de la même chose que la ligne 2, et en diffère par « Montant ». Gardez la bonne ; si les deux comptent, "
        "donnez à chacune son « Dossier »."
    )


def test_what_repeats_lacks_is_named(empty: Store, tmp_path: Path) -> None:
    changes = {"[rows.columns]": 'repeats = ["Objet"]\n[rows.columns]'}
    lines = ("D-1;Rives;Puits;01/02/2018;12500", "D-1;Rives;École;01/02/2018;12500")
    assert grants.propose_grants(empty, tmp_path, *lines, changes=changes).status == "ready"
    changes = {"[rows.columns]": 'repeats = ["Date"]\n[rows.columns]'}
    proposal = grants.propose_grants(empty, tmp_path, *lines, changes=changes)
    assert only(proposal.problems, "IMP-401").endswith(
        "Cette ligne parle de la même chose que la ligne 2, et en diffère par « Objet ». Gardez la bonne ; si les deux comptent, "
        "ajoutez « Objet » à repeats dans votre formulaire."
    )


def test_amounts_cut_by_the_commas_of_the_file_are_told_so(empty: Store, tmp_path: Path) -> None:
    proposal = grants.propose_grants(empty, tmp_path, "D-1,Rives,Puits,01/02/2018,8300,50", delimiter=",")
    assert only(proposal.problems, "IMP-106") == (
        "subventions.csv, ligne 2, colonne F : Cellule de trop : la virgule sépare les colonnes, et aussi les décimales de « 8300,50 ». "
        "Enregistrez le fichier avec des points-virgules, ou mettez les montants entre guillemets."
    )


@pytest.mark.parametrize(
    "broken", ['D-1;"Rives;Puits;01/02/2018;12500', 'D-1;"Rives" x;Puits;01/02/2018;12500']
)
def test_what_stands_below_an_unbalanced_quote_is_read(empty: Store, tmp_path: Path, broken: str) -> None:
    lines = (grants.FIRST[0], broken, "D-3;Rives;Puits;1er;12500", *["D-4;Rives;Puits;01/02/2018;12500"] * 40)
    proposal = grants.propose_grants(empty, tmp_path, *lines)
    found = {(issue.code, issue.row) for issue in proposal.problems}
    assert {("IMP-105", 3), ("IMP-205", 4), ("IMP-401", 6)} <= found and len(found) == 41


def test_the_rest_of_a_text_cut_by_a_quote_is_not_reported(empty: Store, tmp_path: Path) -> None:
    lines = ('D-1;"Rives" x', "et la suite;Puits;01/02/2018;12500", grants.FIRST[1])
    proposal = grants.propose_grants(empty, tmp_path, *lines)
    assert [(issue.code, issue.row) for issue in proposal.problems] == [("IMP-105", 2)]


def test_a_year_alone_lacks_its_month_too(empty: Store, tmp_path: Path) -> None:
    proposal = grants.propose_grants(empty, tmp_path, "D-1;Rives;Puits;2014;1", "D-2;Rives;Puits;03/2014;2")
    year, month = sentences(proposal.problems, "IMP-207")
    assert "« 2014 » : Il manque le jour et le mois. Écrivez une date complète : jj/mm/aaaa." in year
    assert "« 03/2014 » : Il manque le jour. Écrivez" in month


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Congo", "« Congo-Brazzaville » ou « Congo-Kinshasa »"),
        ("Corée", "« Corée du Nord » ou « Corée du Sud »"),
    ],
)
def test_a_word_of_several_labels_is_answered_by_these(text: str, labels: str) -> None:
    _, issue = code_parser(["countries"])(text)
    assert issue.advice == f"Voulez-vous dire {labels} ? Écrivez-le, ou choisissez dans la liste."


def encode_again(text: str, times: int) -> str:
    """A text whose UTF-8 was taken for cp1252 so many times."""
    for _ in range(times):
        text = "".join(
            bytes([byte]).decode("cp1252") if byte not in LEFT_OUT else chr(byte) for byte in text.encode()
        )
    return text


LEFT_OUT = {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # bytes of which cp1252 makes no sign


@pytest.mark.parametrize("times", [1, 2, 3, 4])
@pytest.mark.parametrize("text", ["Été à Paris", "L’œuvre d’Éric", "Âge et forêt"])
def test_a_text_encoded_several_times_is_proposed_whole(text: str, times: int) -> None:
    assert check_encoding(encode_again(text, times)).advice == f"Écrivez « {text} »."


def test_a_text_beyond_repair_is_not_proposed_half_repaired() -> None:
    assert "Corrigez-les dans le fichier d’origine" in check_encoding("ÃƒÆ?tÃ©").advice


def test_the_command_that_chooses_a_form_is_named(clean_store: Store) -> None:
    titles = "Activité;Organisation;Rôle;Participants;Lieu;Heure;Météo;Repas;Trajet"
    file = uploads.build_upload(
        "presences.csv", titles, "ACT-1;M002;PARTICIPANT;4;Lysée;10 h;Pluie;Oui;Train"
    )
    advice = "Associez ces titres page Données, retirez ces colonnes, ou choisissez ce formulaire (commande : --as presences)."
    assert only(propose([file], clean_store).problems, "IMP-118").endswith(advice)
    assert propose([file], clean_store, form="presences").problems == ()


@pytest.mark.parametrize(
    ("changes", "text", "dates"),
    [
        ({}, "01/02/2018", ("jour/mois/année",)),
        (
            {'[headers."Objet"]': '[headers."Objet"]\n[headers."Date"]\ndates = ["%Y%m%d"]'},
            "20180201",
            ("comme le formulaire le dit",),
        ),
        (
            {
                'requested_on = "Date"': 'requested_on = { constant = "01/01/2018" }\nstarted_on = { header = "Objet", otherwise = ["Date"] }'
            },
            "01/02/2018",
            ("jour/mois/année",),
        ),
    ],
)
def test_every_date_that_is_read_is_told(
    empty: Store, tmp_path: Path, changes: dict[str, str], text: str, dates: tuple[str, ...]
) -> None:
    proposal = grants.propose_grants(empty, tmp_path, f"D-1;Rives;;{text};12500", changes=changes)
    assert proposal.status == "ready" and [reading.dates for reading in proposal.read] == [dates]


@pytest.mark.parametrize("text", ["-", "'-", "''-", "=1", "'=1", "+", "-1", "a"])
def test_a_dash_alone_is_written_as_it_is_and_every_text_comes_back(text: str) -> None:
    (written,) = formula.escape(pa.array([text])).to_pylist()
    assert formula.unescape(written) == text
    assert (written == text) == (text in {"-", "a"})
    assert formula.unescape("'-") == "-", "files of earlier releases"


def test_accents_in_a_text_told_apart_by_others_make_an_identifier(empty: Store, tmp_path: Path) -> None:
    changes = {'"Dossier"': '{ header = "Objet", also = ["Montant"] }'}
    lines = (
        "D-1;Rives;Étude d’été;01/02/2018;12500",
        "D-2;Rives;Étude d’été;01/02/2018;9000",
        "D-3;Rives;Puits;01/02/2018;7000",
    )
    proposal = grants.propose_grants(empty, tmp_path, *lines, changes=changes)
    assert proposal.status == "ready", proposal.problems
    ids = [row["accompaniment_id"] for row in table(proposal, "accompaniments")]
    assert len(set(ids)) == 3 and sum(each.startswith("ETUDE-D-ETE-") for each in ids) == 2


def test_also_is_for_identifiers(tmp_path: Path) -> None:
    with pytest.raises(
        FormError, match="also ne va qu’à un identifiant, et « requested_on » n’en est pas un"
    ):
        load_form(
            grants.write_form(
                tmp_path, {'requested_on = "Date"': 'requested_on = { header = "Date", also = ["Objet"] }'}
            )
        )


@pytest.mark.parametrize(
    ("span", "codes"), [("B2:C2", []), ("A2:B2", ["IMP-222"]), ("B2:D2", ["IMP-222"]), ("B2:C3", ["IMP-222"])]
)
def test_cells_merged_within_a_row_over_no_other_title_harm_nobody(
    clean_store: Store, span: str, codes: list[str]
) -> None:
    cells = [[*line[:2], "", *line[2:]] for line in grid("presences")]
    content = workbooks.members(as_xlsx(cells))
    name = "xl/worksheets/sheet1.xml"
    content[name] = content[name].replace(
        b"</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{span}"/></mergeCells>'.encode()
    )
    assert [
        each.code
        for each in propose([Upload("presences.xlsx", workbooks.packed(content))], clean_store).problems
    ] == codes


@pytest.mark.parametrize(
    "foot", ["Extraction du 12/03/2020", "Extraction du 12/03/2020;;;;", ";;Extraction du 12/03/2020;;"]
)
def test_lines_that_a_form_ignores_are_told_and_not_read(empty: Store, tmp_path: Path, foot: str) -> None:
    proposal = grants.propose_grants(empty, tmp_path, *grants.FIRST, foot, header=check_builders.IGNORING)
    assert proposal.status == "ready" and len(table(proposal, "accompaniments")) == 2
    assert sentences(proposal.notices, "IMP-152") == [
        "subventions.csv : 1 ligne n’est pas lue, comme le formulaire le dit : « Extraction du 12/03/2020 ». Rien à faire si c’est voulu."
    ]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("^(", "ignore vaut « ^( », qui n’est pas une expression régulière"),
        (".*", "ignore vaut « .\\* », qui va à toutes les lignes"),
    ],
)
def test_a_pattern_that_ignores_wrongly_is_refused(tmp_path: Path, pattern: str, reason: str) -> None:
    with pytest.raises(FormError, match=reason.replace("(", "\\(").replace("^", "\\^")):
        load_form(grants.write_form(tmp_path, header=f"ignore = '{pattern}'"))


def test_one_identifier_for_several_names_is_no_copy(empty: Store) -> None:
    lines = ("M001;Rives;", "M001;Ville de Montclair;")
    assert only(members(empty, *lines).problems, "IMP-403") == (
        "membres.csv, ligne 3, colonne B « Nom » : « Ville de Montclair » : L’identifiant « M001 » est déjà à la ligne 2, sous un autre "
        "nom. Donnez-en un autre si c’est une autre organisation ; sinon écrivez le même nom."
    )


@pytest.mark.parametrize("step", [1, 10, 50, 100, 1000])
def test_drawn_amounts_are_hardly_ever_taken_for_sums(step: int) -> None:
    draws = random.Random(step)
    amounts = [
        [Decimal(max(1, round(draws.lognormvariate(9, 1) / step)) * step) for _ in range(200)]
        for _ in range(60)
    ]
    assert sum(bool(list(find_sums_of_neighbours(drawn))) for drawn in amounts) <= 6


@pytest.mark.parametrize("title", ["Total 2018", "Sous-total", "TOTAL", "Ensemble des dossiers"])
def test_a_line_called_total_that_is_the_sum_of_two_round_amounts_asks(
    empty: Store, tmp_path: Path, title: str
) -> None:
    lines = ("D-1;Orvaine;Puits;01/02/2018;12500", "D-2;Montclair;École;05/03/2018;7500")
    total = f"D-3;Orvaine;{title};31/12/2018;20000"
    (doubt,) = sentences(grants.propose_grants(empty, tmp_path, *lines, total).doubts, "IMP-530")
    assert "20 000 est la somme des lignes 2 à 3 : est-ce leur total ?" in doubt
    other = total.replace("20000", "21000")
    assert not sentences(grants.propose_grants(empty, tmp_path, *lines, other).doubts, "IMP-530")


def test_lines_that_a_form_ignores_by_one_of_their_cells_are_counted_and_not_read(
    empty: Store, tmp_path: Path
) -> None:
    changes = {
        '[headers."Objet"]': '[headers."Objet"]\nignore = ["Total", "Sous-total"]',
    }
    lines = (*grants.FIRST, "D-8;Orvaine;total ;31/12/2018;20800,50", "D-9;Orvaine;Totalement;31/12/2018;5")
    proposal = grants.propose_grants(empty, tmp_path, *lines, changes=changes)
    assert sorted(row["accompaniment_id"] for row in table(proposal, "accompaniments")) == [
        "D-1",
        "D-2",
        "D-9",
    ]
    assert sentences(proposal.notices, "IMP-152") == [
        "subventions.csv : 1 ligne n’est pas lue, comme le formulaire le dit : « total ». Rien à faire si c’est voulu."
    ]
