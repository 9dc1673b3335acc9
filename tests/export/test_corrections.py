"""« Télécharger pour corriger »: untouched it changes nothing, and one cell corrected is that change alone."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
import xlsx_seen
from conftest import tool
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import schemas
from dse import paths
from dse.errors import Refused
from dse.export.templates import corrections
from dse.export.templates.corrections import NothingToCorrect, lay_out_corrections, render_corrections
from dse.export.templates.layout import Layout
from dse.ingest import Proposal, Upload, propose
from dse.ingest.forms import form_files
from dse.ingest.forms.definitions import Form
from dse.ingest.recognition import form_matching
from dse.store import Store

FORMS = form_files.load_line_forms(paths.FORMS)
BY_NAME = {form.name: form for form in FORMS}
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)

Rows = list[dict[str, object]]


def made_of(path: Path, **tables: Rows) -> Store:
    """A store of hand-made rows; columns left out are empty."""
    store = Store(path)
    content = {
        table: [
            pa.Table.from_pylist([_fill_row(table, row) for row in rows], schema=schemas.arrow_schema(table))
        ]
        for table, rows in tables.items()
    }
    store.commit(content, parent=0, author="Nadia", message="À la main")
    return store


def _fill_row(table: str, row: dict[str, object]) -> dict[str, object]:
    return {column.name: row.get(column.name) for column in schemas.columns(table)}


def organisation(id_: str, name: str, **more: object) -> dict[str, object]:
    return {"organisation_id": id_, "name": name, **more}


def profile(id_: str, since: date, family: str = "ONG") -> dict[str, object]:
    return {"organisation_id": id_, "valid_from": since, "actor_family": family, "field": "ESS"}


def stay(id_: str, joined: date, left_on: date | None = None) -> dict[str, object]:
    return {"organisation_id": id_, "joined_on": joined, "left_on": left_on}


def offer(id_: str, title: str = "Appui", **more: object) -> dict[str, object]:
    return {"offer_id": id_, "title": title, "kind": "FORMATION", "opened_on": date(2015, 1, 1), **more}


INDICATOR = {"indicator_id": "I", "objective": "O", "title": "T", "unit": "%", "source": "typed"} | {
    name: schemas.codelists.codes(listed)[0]
    for name, listed in (
        ("level", "indicator_levels"),
        ("measure", "indicator_measures"),
        ("direction", "directions"),
    )
}


def laid(form: Form, store: Store) -> Layout:
    return lay_out_corrections(form, store, store.current())


def under(layout: Layout, *headers: str) -> list[tuple[object, ...]]:
    """What stands under some headers, line by line."""
    places = [layout.headers.index(header) for header in headers]
    return [tuple(line[place] for place in places) for line in layout.lines]


def imported(form: Form, lines: Sequence[Sequence[object]], store: Store, **options: object) -> Proposal:
    return propose([xlsx_seen.upload(form, [list(line) for line in lines])], store, **options)


def untouched(form: Form, store: Store, **options: object) -> Proposal:
    content = render_corrections(form, store, store.current())
    return propose([Upload("a-corriger.xlsx", content)], store, **options)


@pytest.mark.parametrize("complete", [False, True])
@every_form
def test_untouched_it_changes_nothing(demo_store: Store, form: Form, complete: bool) -> None:
    proposal = untouched(form, demo_store, complete=complete)
    assert (proposal.status, proposal.forms) == ("unchanged", (form.name,))
    assert not proposal.doubts and not proposal.notices and not proposal.problems
    assert set(proposal.diffs) >= {rows.table for rows in form.rows}


@every_form
def test_every_row_of_its_tables_has_its_place(demo_store: Store, form: Form) -> None:
    layout = laid(form, demo_store)
    assert not layout.left_out
    first = demo_store.read(demo_store.current(), form.rows[0].table).num_rows
    assert len({tuple(line) for line in under(layout, *form.identity)}) == first


def test_every_table_comes_back_unchanged_too(demo_store: Store) -> None:
    for table in demo_store.current().tables:
        proposal = untouched(form_matching.build_table_form(table), demo_store)
        assert (proposal.status, proposal.forms) == ("unchanged", (table,)), proposal.problems[:2]


CHANGES = [
    ("membres", "Nom", "Nom corrigé", {"organisations": (0, 1, 0)}),
    ("membres", "Autres noms", "UN | DEUX", {"organisation_aliases": (2, 0, 0)}),
    ("membres", "Pays", "Belgique", {"organisations": (0, 1, 0)}),
    ("membres", "Région", "Corse", {"organisation_profiles": (0, 1, 0)}),
    ("membres", "ESS", None, {"organisation_profiles": (0, 1, 0)}),
    ("membres", "Départ", date(2021, 12, 30), {"memberships": (0, 1, 0)}),
    ("offre", "Familles visées", "Syndicat | Fondation", {"offers": (0, 1, 0)}),
    ("offre", "Places par an", 77, {"offers": (0, 1, 0)}),
    ("offre", "Note", "=1+1", {"offers": (0, 1, 0)}),
    ("offre", "Ouverture", date(2010, 1, 3), {"offers": (0, 1, 0)}),
    ("accompagnements", "Porteur", "ORG-001", {"accompaniment_organisations": (1, 0, 1)}),
    ("accompagnements", "Coût (€)", Decimal("0.07"), {"accompaniments": (0, 1, 0)}),
    ("accompagnements", "Type", "Post-évaluation", {"accompaniments": (0, 1, 0)}),
    ("accompagnements", "Genre", None, {"theme_marks": (0, 0, 1)}),
    ("accompagnements", "Partenaires", None, {"accompaniment_organisations": (0, 0, 1)}),
    ("activites", "Série", "Une autre série", {"activities": (0, 1, 0)}),
    ("activites", "Places", None, {"activities": (0, 1, 0)}),
    ("presences", "Participants", 99, {"participations": (0, 1, 0)}),
    ("presences", "Rôle", "Co-organisateur", {"participations": (1, 0, 0)}),
    ("indicateurs", "Cible", 12.75, {"indicator_periods": (0, 1, 0)}),
    ("indicateurs", "Valeur de départ", 3.5, {"indicator_baselines": (0, 1, 0)}),
    ("partenariats", "Service", "Autre service", {"partnerships": (0, 1, 0)}),
    ("partenariats", "Profondeur", "Alliance", {"partnerships": (0, 1, 0)}),
    ("changements", "Vérification", "Vérifié", {"changes": (0, 1, 0)}),
    ("changements", "Portée", None, {"changes": (0, 1, 0)}),
    ("changements", "Accompagnements, contribution décisive", None, {"change_contributions": (0, 0, 1)}),
    ("changements", "Activités, contribution partagée", "ACT-2013-01", {"change_contributions": (1, 0, 1)}),
]


@pytest.mark.parametrize(("name", "header", "value", "expected"), CHANGES, ids=lambda item: str(item)[:20])
def test_one_cell_corrected_is_that_change_alone(
    demo_store: Store, name: str, header: str, value: object, expected: dict[str, tuple[int, int, int]]
) -> None:
    form = BY_NAME[name]
    layout = laid(form, demo_store)
    place = layout.headers.index(header)
    lines = [list(line) for line in layout.lines]
    alone = _alone(layout, form)
    number = next(n for n, line in enumerate(lines) if n in alone and _fits(line[place], value))
    lines[number][place] = value
    proposal = imported(form, lines, demo_store)
    assert not proposal.problems, [item.sentence for item in proposal.problems]
    found = {
        table: (diff.added, diff.changed, diff.removed)
        for table, diff in proposal.diffs.items()
        if not diff.is_empty
    }
    assert found == expected


def _alone(layout: Layout, form: Form) -> set[int]:
    """Lines whose first identity has no other."""
    ids = [item[0] for item in under(layout, form.identity[0])]
    return {n for n, item in enumerate(ids) if ids.count(item) == 1 or form.name == "presences"}


def _fits(cell: object, value: object) -> bool:
    """A cell to change: filled with one value, and another one."""
    return cell is not None and cell != value and "|" not in str(cell)


def test_the_guide_says_where_an_empty_cell_takes_nothing_away(demo_store: Store) -> None:
    for name, said in (
        (
            "membres",
            "Une ligne retirée, ou une cellule vidée sous « Autres noms » ou « Adhésion », ne retire rien,",
        ),
        ("indicateurs", "Vider une cellule sous « Valeur de départ » ou « Début » ne retire rien."),
    ):
        _, guide, _ = xlsx_seen.sheets(render_corrections(BY_NAME[name], demo_store, demo_store.current()))
        assert said in " ".join(guide.cells.values()).replace("\u00a0", " ")
    layout = laid(BY_NAME["membres"], demo_store)
    lines = [list(line) for line in layout.lines]
    for header in ("Autres noms", "Adhésion", "Départ", "Collège"):
        for line in lines:
            line[layout.headers.index(header)] = None
    assert imported(BY_NAME["membres"], lines, demo_store).status == "unchanged"
    complete = imported(BY_NAME["membres"], lines, demo_store, complete=True).diffs
    assert complete["memberships"].rows == complete["organisation_aliases"].rows == 0


def test_a_line_taken_away_takes_nothing_away_unless_the_file_is_complete(demo_store: Store) -> None:
    form = BY_NAME["presences"]
    lines = laid(form, demo_store).lines[1:]
    assert imported(form, lines, demo_store).status == "unchanged"
    assert imported(form, lines, demo_store, complete=True).diffs["participations"].removed == 1


def test_situations_and_stays_stand_side_by_side(tmp_path: Path) -> None:
    """One line a situation; a stay beside the one that began that day, an empty cell where there is no more."""
    store = made_of(
        tmp_path,
        organisations=[organisation("A", "Aube"), organisation("B", "Brise"), organisation("C", "Cime")],
        organisation_aliases=[
            {"alias": "AU", "organisation_id": "A"},
            {"alias": "AUBE 2", "organisation_id": "A"},
        ],
        organisation_profiles=[
            profile("A", date(2010, 1, 1)),
            profile("A", date(2015, 1, 1), "FONDATION"),
            profile("B", date(2012, 1, 1)),
            profile("C", date(2013, 1, 1)),
        ],
        memberships=[
            stay("A", date(2015, 1, 1)),
            stay("B", date(2012, 1, 1), date(2013, 1, 1)),
            stay("B", date(2014, 1, 1)),
        ],
    )
    layout = laid(BY_NAME["membres"], store)
    assert under(layout, "Identifiant", "Nom", "Autres noms", "Famille d’acteur", "Situation depuis le", "Adhésion", "Départ") == [
        ("A", "Aube", "AU | AUBE 2", "ONG", date(2010, 1, 1), None, None),
        ("A", "Aube", "AU | AUBE 2", "Fondation", date(2015, 1, 1), date(2015, 1, 1), None),
        ("B", "Brise", None, "ONG", date(2012, 1, 1), date(2012, 1, 1), date(2013, 1, 1)),
        ("B", "Brise", None, "ONG", date(2012, 1, 1), date(2014, 1, 1), None),
        ("C", "Cime", None, "ONG", date(2013, 1, 1), None, None),
    ]  # fmt: skip
    assert untouched(BY_NAME["membres"], store).status == "unchanged"


def test_starting_points_and_periods_meet_by_breakdown(tmp_path: Path) -> None:
    period = {"indicator_id": "I", "period_end": date(2021, 12, 31)}
    store = made_of(
        tmp_path,
        indicators=[INDICATOR],
        indicator_baselines=[
            {"indicator_id": "I", "breakdown": item, "value": 1.5, "observed_on": date(2018, 1, 1)} for item in ("-", "ONG")
        ],
        indicator_periods=[
            {**period, "breakdown": "-", "period_start": date(2019, 1, 1)},
            {**period, "breakdown": "-", "period_start": date(2020, 1, 1)},
            {**period, "breakdown": "53", "period_start": date(2019, 1, 1)},
        ],
    )  # fmt: skip
    layout = laid(BY_NAME["indicateurs"], store)
    assert under(layout, "Ventilation", "Valeur de départ", "Début") == [
        ("-", 1.5, date(2019, 1, 1)),
        ("-", None, date(2020, 1, 1)),
        ("ONG", 1.5, None),
        ("Bretagne", None, date(2019, 1, 1)),
    ]
    assert untouched(BY_NAME["indicateurs"], store).status == "unchanged"


def test_an_organisation_without_situation_is_left_out_and_named(tmp_path: Path) -> None:
    store = made_of(
        tmp_path,
        organisations=[organisation("A", "Aube"), organisation("SEULE", "Sans rien")],
        organisation_profiles=[profile("A", date(2010, 1, 1))],
    )
    layout = laid(BY_NAME["membres"], store)
    assert under(layout, "Identifiant") == [("A",)] and layout.left_out == ("SEULE",)
    _, guide, _ = xlsx_seen.sheets(render_corrections(BY_NAME["membres"], store, store.current()))
    said = " ".join(guide.cells.values()).replace("\u00a0", " ")
    assert "« SEULE »" in said and "seraient retirées" in said
    assert untouched(BY_NAME["membres"], store).status == "unchanged"


def test_a_name_that_leads_to_two_organisations_is_an_identifier(tmp_path: Path) -> None:
    store = made_of(
        tmp_path,
        organisations=[organisation("A", "Aube"), organisation("B", "aube"), organisation("C", "Cime")],
        activities=[{"activity_id": "R", "kind": "FORMATION", "title": "T", "held_on": date(2018, 1, 1)}],
        participations=[
            {"activity_id": "R", "organisation_id": item, "role": "PARTICIPANT", "participants": 1}
            for item in ("A", "B", "C", schemas.WITHOUT_ORGANISATION)
        ],
    )
    layout = laid(BY_NAME["presences"], store)
    assert under(layout, "Organisation") == [("A",), ("B",), ("Cime",), ("SANS_ORGANISATION",)]
    assert untouched(BY_NAME["presences"], store).status == "unchanged"


NASTY = ["=1+1", "+33 6", "-5", "@nom", "'=1", "''=1", "'cité'", "''", "％", "\u200b=1"[1:], "a\nb", "a\r\nb", "00123", "2018-1", "1,5", "oui", "_x000D_", "x" * 32_000]  # fmt: skip


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text)[:20])
def test_a_text_comes_back_as_it_is(tmp_path: Path, text: str) -> None:
    store = made_of(tmp_path, offers=[offer("O1", note=text)])
    content = render_corrections(BY_NAME["offre"], store, store.current())
    assert propose([Upload("o.xlsx", content)], store).status == "unchanged"
    sheet, *_ = xlsx_seen.sheets(content)
    assert not sheet.formulas
    if not text.startswith("'"):
        assert text in sheet.cells.values() or "\r" in text or "_x" in text, "no visible apostrophe"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12) | st.text("'=+-@|; \t\n\x00eé1", min_size=1, max_size=6), min_size=1, max_size=8))  # fmt: skip
def test_no_text_is_ever_altered_in_silence(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    rows = [offer(f"O{number}", title=text, note=text) for number, text in enumerate(texts)]
    store = made_of(tmp_path_factory.mktemp("textes"), offers=rows)
    try:
        proposal = untouched(BY_NAME["offre"], store)
    except Refused as refused:
        assert "relu à l’identique" in str(refused)
    else:
        assert proposal.status == "unchanged", (texts, proposal.problems)


@pytest.mark.parametrize("note", [" avant", "apres ", "", "#REF!", "Ã©", "\x00", "x" * 33_000])
def test_a_text_that_an_import_would_change_is_refused_by_name(tmp_path: Path, note: str) -> None:
    store = made_of(tmp_path, offers=[offer("O1", note=note)])
    with pytest.raises(Refused, match="sous « Note »"):
        laid(BY_NAME["offre"], store)


def test_an_alias_that_holds_the_separator_is_refused_by_name(tmp_path: Path) -> None:
    store = made_of(
        tmp_path,
        organisations=[organisation("A", "Aube")],
        organisation_aliases=[{"alias": "A;B", "organisation_id": "A"}],
        organisation_profiles=[profile("A", date(2010, 1, 1))],
    )
    with pytest.raises(Refused, match="sous « Autres noms », « A;B »"):
        laid(BY_NAME["membres"], store)


def test_an_identity_that_passes_for_an_example_is_refused(tmp_path: Path) -> None:
    store = made_of(tmp_path, offers=[offer("EXEMPLE-1")])
    with pytest.raises(Refused, match="« EXEMPLE-1 »"):
        laid(BY_NAME["offre"], store)
    assert untouched(form_matching.build_table_form("offers"), store).status == "unchanged"


def test_numbers_keep_every_digit(tmp_path: Path) -> None:
    values = [0.1 + 0.2, 1.125, 1e-7, 123456789.25, -10.5, 0.0, 1 / 3]
    store = made_of(
        tmp_path / "un",
        offers=[offer("O1", places_per_year=12_345_678_901_234_567), offer("O2", places_per_year=1000)],
    )
    assert under(laid(BY_NAME["offre"], store), "Places par an") == [("12345678901234567",), (1000,)]
    assert untouched(BY_NAME["offre"], store).status == "unchanged"
    costs = [Decimal("9999999999.99"), Decimal("0.01"), Decimal("1200.00"), None]
    store = made_of(
        tmp_path / "deux",
        accompaniments=[
            {"accompaniment_id": f"A{n}", "kind": "EVALUATION", "title": "T", "status": "EN_COURS", "requested_on": date(2018, 1, 1), "cost_eur": cost}
            for n, cost in enumerate(costs)
        ],
    )  # fmt: skip
    table = form_matching.build_table_form("accompaniments")
    assert untouched(table, store).status == "unchanged"
    assert [item for (item,) in under(laid(table, store), "Coût")] == costs
    store = made_of(
        tmp_path / "trois",
        indicators=[INDICATOR],
        indicator_baselines=[
            {"indicator_id": "I", "breakdown": f"b{n}", "value": value, "observed_on": date(2018, 1, 1)}
            for n, value in enumerate(values)
        ],
    )
    assert untouched(BY_NAME["indicateurs"], store).status == "unchanged"


def own(tmp_path: Path, text: str) -> Form:
    path = tmp_path / "maison.toml"
    path.write_text(text, encoding="utf-8")
    return form_files.load_form(path)


OFFER = """[[rows]]
table = "offers"
[rows.columns]
offer_id = "Code"
title = "Titre"
kind = "Genre"
opened_on = { constant = 2015-01-01 }
"""


def test_values_of_a_form_are_written_as_its_files_say_them(tmp_path: Path) -> None:
    form = own(
        tmp_path,
        '[headers.Genre]\nvalues = { "éval." = "EVALUATION", "form." = "FORMATION" }\n' + OFFER,
    )
    store = made_of(tmp_path / "store", offers=[offer("O1"), offer("O2", kind="EVALUATION")])
    assert under(laid(form, store), "Code", "Genre") == [("O1", "form."), ("O2", "éval.")]
    proposal = propose(
        [Upload("o.xlsx", render_corrections(form, store, store.current()))],
        store,
        form=tmp_path / "maison.toml",
    )
    assert proposal.status == "unchanged"


def test_a_value_that_the_form_does_not_say_is_refused_by_name(tmp_path: Path) -> None:
    form = own(tmp_path, '[headers.Genre]\nvalues = { "éval." = "EVALUATION" }\n' + OFFER)
    with pytest.raises(Refused, match="sous « Genre », « FORMATION »"):
        laid(form, made_of(tmp_path / "store", offers=[offer("O1")]))


def test_a_text_that_means_nothing_to_the_form_is_refused_by_name(tmp_path: Path) -> None:
    form = own(tmp_path, '[headers.Titre]\nmissing = ["n/d"]\n' + OFFER)
    with pytest.raises(Refused, match="sous « Titre », « N/D »"):
        laid(form, made_of(tmp_path / "store", offers=[offer("O1", "N/D")]))


def test_only_rows_that_the_form_could_have_made_are_laid_out(tmp_path: Path) -> None:
    form = own(tmp_path, OFFER)
    later = offer("O2") | {"opened_on": date(2019, 1, 1)}
    store = made_of(tmp_path / "store", offers=[offer("O1"), later])
    assert under(laid(form, store), "Code") == [("O1",)]


UNRELATED = '[[rows]]\ntable = "organisations"\ncolumns = { organisation_id = "Structure", name = "Nom" }\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[headers.Genre]\nmatch = "prefix"\nvalues = { "éval" = "EVALUATION" }\n' + OFFER, "« Genre »"),
        ('[headers.Genre]\nvalues = { "a" = "EVALUATION", "b" = "EVALUATION" }\n' + OFFER, "« Genre »"),
        (OFFER.replace('"Code"', '{ header = "Code", also = ["Titre"] }'), "« Identifiant de l’offre »"),
        (OFFER.replace('"Genre"', '{ header = "Titre", values = { "Appui" = "FORMATION" } }'), "« Type »"),
        (OFFER.replace('"Genre"', "{ wave = true }"), "« Type »"),
        ("[headers.Su]\n" + OFFER.replace("[rows.columns]", 'when = "Su"\n[rows.columns]'), "« Su »"),
        (OFFER + UNRELATED, "« Organisations »"),
    ],
)
def test_a_form_that_cannot_be_read_backwards_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    form = own(tmp_path, text)
    with pytest.raises(Refused, match="ne peut pas être téléchargé pour corriger") as refused:
        laid(form, made_of(tmp_path / "store", offers=[offer("O1", kind="EVALUATION")]))
    assert expected in str(refused.value) and str(refused.value).endswith(".")


def test_the_outside_files_of_the_tests_are_refused_and_not_guessed(demo_store: Store) -> None:
    form = form_files.load_form(paths.ROOT / "tests" / "forms" / "cbpf.toml")
    with pytest.raises(Refused, match="« OrgTypeId »"):
        laid(form, demo_store)


def test_with_no_data_there_is_nothing_to_correct(tmp_path: Path) -> None:
    store = made_of(tmp_path, offers=[offer("O1")])
    with pytest.raises(NothingToCorrect, match="modèle vide"):
        render_corrections(BY_NAME["membres"], store, store.current())


def test_lines_that_would_change_the_data_are_never_given(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the layout gets wrong, the import is asked first."""
    right = corrections.lay_out_rows

    def wrong(*arguments: object) -> Layout:
        layout = right(*arguments)
        lines = [tuple(None if cell == "Fondation" else cell for cell in line) for line in layout.lines]
        return dataclasses.replace(layout, lines=tuple(lines))

    monkeypatch.setattr(corrections, "lay_out_rows", wrong)
    with pytest.raises(Refused, match="ne peut pas être téléchargé"):
        laid(BY_NAME["membres"], demo_store)


def test_dates_are_dates_and_the_same_version_makes_the_same_bytes(demo_store: Store) -> None:
    form, version = BY_NAME["offre"], demo_store.current()
    content = render_corrections(form, demo_store, version)
    assert content == render_corrections(form, demo_store, version)
    sheet, guide, _ = xlsx_seen.sheets(content)
    column = "ABCDEFGH"[list(form.headers).index("Ouverture")]
    assert {kind for place, kind in sheet.kinds.items() if place[0] == column and place != f"{column}1"} == {
        "number"
    }
    said = " ".join(guide.cells.values())
    assert f"version {version.number}" in said and "Une ligne retirée ne retire rien" in said
    assert version.created <= datetime.now(UTC)


def test_saved_again_by_a_spreadsheet_it_still_changes_nothing(demo_store: Store, tmp_path: Path) -> None:
    texts = ["=1+1", "-5", "'=1", "''=1", "'cité'", "00123", "2018-1", "a\nb"]
    own_store = made_of(
        tmp_path / "store", offers=[offer(f"O{n}", note=text) for n, text in enumerate(texts)]
    )
    asked = [(demo_store, "membres"), (demo_store, "accompagnements"), (own_store, "offre")]
    files = []
    for store, name in asked:
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(render_corrections(BY_NAME[name], store, store.current()))
    command = [
        tool("soffice", "libreoffice"),
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
    ]
    saved = tmp_path / "enregistres"
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", str(saved), *map(str, files)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    for (store, name), file in zip(asked, files, strict=True):
        again = Upload(file.name, (saved / file.name).read_bytes())
        assert propose([again], store).status == "unchanged", name
