"""The framework: what is planted in the demo is found, sources are checked, computed values are the figures'."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from dse import paths
from dse.figures import REGISTRY, answer
from dse.figures.framework import measured
from dse.figures.framework.measured import CannotBeComputed
from dse.figures.framework.periods import _describe_tolerance, periods
from dse.filters import FILTERS
from dse.ingest import Proposal, Upload, confirm, propose
from dse.query import Query, Selection, open_version
from dse.store import Store
from schemas import codelists, renamed, sources
from schemas.renamed import Renaming
from tests.demo.generator.framework import PLANTED

LINE = {
    "Indicateur": "IND-1",
    "Objectif": "Servir tous les membres",
    "Intitulé": "Membres accompagnés",
    "Niveau": "Effet",
    "Mesure": "Pourcentage",
    "Unité": "%",
    "Sens voulu": "Hausse",
    "Tolérance": "",
    "Source": "",
    "Ventilation": "",
    "Valeur de départ": "20",
    "Départ observé le": "31/12/2018",
    "Début": "01/01/2019",
    "Fin": "31/12/2021",
    "Cible": "40",
    "Réalisé": "30",
    "Réalisé au": "31/12/2020",
}


def upload(*lines: dict[str, str]) -> Upload:
    """A file of the form « Indicateurs »: each line is LINE but for what is told."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(LINE), delimiter=";")
    writer.writeheader()
    writer.writerows(LINE | line for line in lines)
    return Upload("indicateurs.csv", text.getvalue().encode("utf-8"))


def proposed(store: Store, *lines: dict[str, str]) -> Proposal:
    """What these lines would change."""
    return propose([upload(*lines)], store)


def import_periods(store: Store, *lines: dict[str, str]) -> list[dict[str, object]]:
    """The periods as the figures read them once these lines are imported."""
    confirm(proposed(store, *lines), store, code="all", author="Essai", message="Cadre")
    frame = periods(Query(open_version(store, store.current().number), Selection()), latest=True)
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def codes(proposal: Proposal) -> list[tuple[str, str | None]]:
    """Code and header of each problem."""
    return [(each.code, each.header) for each in proposal.problems]


def test_what_is_planted_in_the_demo_is_found_by_the_figure(demo_store: Store) -> None:
    said = answer(demo_store, demo_store.current().number, REGISTRY["indicators_progress"], Selection())
    assert dict(zip(said.table["indicator_id"], said.table["status"], strict=True)) == PLANTED
    of_shares = "EN_COURS"  # see the targets of the offer
    assert {*PLANTED.values(), of_shares} == set(codelists.codes("indicator_statuses"))
    assert "14\u00a0indicateurs" in said.finding.sentence
    assert "Communautés de pratiques" in said.finding.sentence
    named = said.table[said.table["title"].isin(said.finding.named)]
    assert set(named["status"]) == {"NON_ATTEINTE", "EN_RETARD"}, "what is late does not hide what was missed"
    for worst in named.to_dict("records"):
        years = f"{worst['period_start'].year}-{worst['period_end'].year}"
        assert f"« {worst['title']} »" in said.finding.sentence.replace("\xa0", " ")
        assert f"la période {years} " in said.finding.sentence


def test_an_indicator_and_its_period_are_read_and_progress_is_counted(tmp_path: Path) -> None:
    (row,) = import_periods(Store(tmp_path), {})
    assert (row["value"], row["target"], row["actual"], row["progress_pct"]) == (20, 40, 30, 50)
    assert row["source"] == "typed" and row["breakdown"] == "-"
    assert str(row["target_on"]) == "2021-12-31"


def test_a_running_period_is_judged_on_the_day_of_its_value(tmp_path: Path) -> None:
    rows = import_periods(
        Store(tmp_path),
        {"Début": "01/01/2097", "Fin": "31/12/2100", "Réalisé": "25", "Réalisé au": "31/12/2097"},
        {"Indicateur": "IND-2", "Début": "01/01/2020", "Fin": "31/12/2020"},
    )
    running, over = rows
    assert running["elapsed_pct"] == pytest.approx(25) and running["status"] == "EN_BONNE_VOIE"
    assert over["elapsed_pct"] == 100 and over["status"] == "NON_ATTEINTE"


def test_a_breakdown_is_a_family_a_region_or_any_territory(tmp_path: Path) -> None:
    rows = import_periods(
        Store(tmp_path),
        {"Ventilation": "Collectivité territoriale"},
        {"Ventilation": "bretagne"},
        {"Ventilation": "Doubs"},
        {"Ventilation": "Ensemble"},
    )
    assert {row["breakdown"]: row["breakdown_label"] for row in rows} == {
        "COLLECTIVITE": "Collectivité territoriale",
        "53": "Bretagne",
        "Doubs": "Doubs",
        "-": "",
    }


def test_the_period_shown_has_begun_and_ends_last_and_one_to_come_only_for_want_of_another(
    tmp_path: Path,
) -> None:
    rows = import_periods(
        Store(tmp_path),
        {},
        {"Début": "01/01/2020", "Fin": "31/12/2020"},
        {"Début": "01/01/2097", "Fin": "31/12/2099", "Réalisé": "", "Réalisé au": ""},
        {"Indicateur": "IND-2", "Début": "01/01/2098", "Fin": "31/12/2099", "Réalisé": "", "Réalisé au": ""},
        {"Indicateur": "IND-2", "Début": "01/01/2096", "Fin": "31/12/2097", "Réalisé": "", "Réalisé au": ""},
    )
    assert [(row["indicator_id"], row["period_start"].year, row["period_end"].year) for row in rows] == [
        ("IND-1", 2019, 2021),
        ("IND-2", 2096, 2097),
    ]


def test_an_indicator_without_a_period_is_shown_and_says_so(tmp_path: Path) -> None:
    line = {"Indicateur": "IND-2", "Valeur de départ": "", "Départ observé le": "", "Début": "", "Fin": ""}
    rows = import_periods(Store(tmp_path), {}, line | {"Cible": "", "Réalisé": "", "Réalisé au": ""})
    assert [(row["indicator_id"], row["status"], row["note"]) for row in rows][1:] == [
        ("IND-2", "NON_CALCULABLE", "aucune période")
    ]
    said = answer(Store(tmp_path), 1, REGISTRY["indicators_progress"], Selection())
    assert len(REGISTRY["indicators_progress"].chart(said.table).to_dict()["layer"]) > 3


def test_the_years_chosen_to_the_end_of_the_data_reach_periods_beyond_it(
    demo_store: Store, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    files = [Upload(path.name, path.read_bytes()) for path in sorted(paths.DEMO.glob("a[cu]*.csv"))]
    line = {"Début": "01/01/2023", "Fin": "31/12/2024", "Réalisé au": "30/06/2023"}
    members = Upload("membres.csv", (paths.DEMO / "membres.csv").read_bytes())
    offers = Upload("offre.csv", (paths.DEMO / "offre.csv").read_bytes())
    proposal = propose([*files, members, offers, upload(line)], store)
    confirm(proposal, store, code="all", author="Essai", message="Cadre")
    query = Query(open_version(store, 1), Selection())
    first, last = (
        int(query(f"select {each}(year) as year from years")["year"].iloc[0]) for each in ("min", "max")
    )
    assert last < 2023
    assert len(periods(Query(open_version(store, 1), Selection(first, last)), latest=True)) == 1
    assert periods(Query(open_version(store, 1), Selection(first, last - 1)), latest=True).empty


def test_a_value_typed_does_not_age_a_value_computed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    uploads = [
        Upload(path.name, path.read_bytes())
        for path in sorted(paths.DEMO.glob("*.csv"))
        if "enquete" not in path.name
    ]
    confirm(propose(uploads, store), store, code="all", author="Essai", message="Démonstration")
    period = {"Début": "01/01/2021", "Fin": "31/12/2023"}
    computed = period | {"Indicateur": "IND-98", "Source": "Membres jamais touchés", "Sens voulu": "Baisse"}
    rows = import_periods(
        store,
        computed | {"Réalisé": "", "Réalisé au": "", "Valeur de départ": "15", "Cible": "5"},
        period | {"Indicateur": "IND-99", "Réalisé": "30", "Réalisé au": "31/12/2024"},
    )
    found = {row["indicator_id"]: row for row in rows}
    assert (found["IND-98"]["actual_on"].year, found["IND-98"]["status"]) == (2021, "EN_BONNE_VOIE")
    assert found["IND-98"]["elapsed_pct"] == pytest.approx(100 * 365 / 1095)
    assert found["IND-99"]["status"] == "NON_ATTEINTE"


def test_what_cannot_be_measured_is_not_called_late_while_its_period_goes_on(tmp_path: Path) -> None:
    store = Store(tmp_path)
    line = {"Valeur de départ": "", "Départ observé le": "", "Début": "01/01/2097", "Fin": "31/12/2099"}
    (row,) = import_periods(store, line | {"Réalisé au": ""})
    assert row["note"] == "aucune valeur de départ ; la période court encore"
    assert answer(store, 1, REGISTRY["indicators_behind"], Selection()).table.empty


def test_a_value_without_a_date_is_not_given_one(tmp_path: Path) -> None:
    (row,) = import_periods(Store(tmp_path), {"Réalisé au": ""})
    assert row["actual"] == 30 and row["actual_on"] is None


def test_a_value_dated_before_its_period_is_asked_about(tmp_path: Path) -> None:
    proposal = proposed(Store(tmp_path), {"Réalisé au": "31/12/2010"})
    assert [(each.code, each.header) for each in proposal.doubts] == [("IMP-513", "Réalisé au")]


@pytest.mark.parametrize(
    ("typed", "has_question"), [("53", True), ("Bretagn", True), ("Doubs", False), ("Bretagne", False)]
)
def test_a_territory_that_may_be_another_is_asked_about(
    tmp_path: Path, typed: str, has_question: bool
) -> None:
    proposal = proposed(Store(tmp_path), {"Ventilation": typed})
    assert [each.code for each in proposal.doubts] == (["IMP-219"] if has_question else [])


def test_a_value_of_the_last_year_is_dated_of_it_and_a_running_year_is_left_out(
    demo: Callable[..., Query],
) -> None:
    source = "uptake_by_year:rate_pct"
    one = REGISTRY["uptake_by_year"]
    of_2020 = one.scalars["rate_pct"](one.rows(demo(first_year=2020, last_year=2020)))
    assert measured.value(demo(), source, (2019, 2020), "-") == (of_2020, 2020)


def test_chosen_families_are_told_apart_and_indicators_are_counted_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    import_periods(store, {}, {"Ventilation": "ONG"}, {"Ventilation": "Collectivité territoriale"})
    said = answer(store, 1, REGISTRY["indicators_progress"], Selection(families=("ONG", "COLLECTIVITE")))
    assert said.finding.sentence.startswith("Sur 1\u00a0indicateur et 2\u00a0valeurs, ")
    spec = str(REGISTRY["indicators_progress"].chart(said.table).to_dict())
    assert "Membres accompagnés – ONG" in spec and "Membres accompagnés – Collectivité territoriale" in spec


def test_a_bar_goes_from_baseline_to_what_was_done_beside_the_time_passed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    line = {"Début": "01/01/2097", "Fin": "31/12/2100", "Réalisé": "25", "Réalisé au": "31/12/2097"}
    import_periods(store, line)
    said = answer(store, 1, REGISTRY["indicators_progress"], Selection())
    spec = REGISTRY["indicators_progress"].chart(said.table).to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows]
    bar = next(row for row in rows if "bar" in row and "start" in row)
    assert (bar["start"], bar["end"], bar["whole"]) == (0, 25, 100)
    moment = next(row for row in rows if "foot" in row)
    assert moment["elapsed_pct"] == 25
    assert " ".join(bar["values"].split()) == "20 → 25 %, cible 40 en 2100"
    kinds = [layer["mark"]["type"] for layer in spec["layer"]]
    assert kinds.count("bar") == 2 and "tick" in kinds


def test_what_is_late_comes_first_when_it_is_furthest_behind(tmp_path: Path) -> None:
    store = Store(tmp_path)
    import_periods(
        store,
        {"Indicateur": "A", "Intitulé": "Presque", "Réalisé": "25"},
        {"Indicateur": "B", "Intitulé": "Loin", "Réalisé": "21"},
        {"Indicateur": "C", "Intitulé": "Atteint", "Réalisé": "40"},
    )
    said = answer(store, 1, REGISTRY["indicators_behind"], Selection())
    assert list(said.table["title"]) == ["Loin", "Presque"]
    assert (
        REGISTRY["indicators_progress"].scalars["late"](
            answer(store, 1, REGISTRY["indicators_progress"], Selection()).table
        )
        == 2
    )


def test_the_latest_period_that_meets_the_chosen_years_is_the_one_shown(tmp_path: Path) -> None:
    store = Store(tmp_path)
    import_periods(store, {}, {"Début": "01/01/2016", "Fin": "31/12/2018"})
    query = Query(open_version(store, 1), Selection(2016, 2018))
    assert [str(day) for day in periods(query, latest=True)["period_end"]] == ["2018-12-31"]
    assert len(periods(Query(open_version(store, 1), Selection()), latest=False)) == 2


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Saisie", "typed"),
        ("uptake_of_period:rate_pct", "uptake_of_period:rate_pct"),
        ("Taux de recours, sur la période", "uptake_of_period:rate_pct"),
        ("Taux de recours, sur la période?family=ONG", "uptake_of_period:rate_pct?family=ONG"),
        ("part d’un thème, dernière année?theme=Genre", "themes_by_year:share_pct?theme=GENRE"),
        (
            "themes_by_year:share_pct?theme=GENRE&family=ONG",
            "themes_by_year:share_pct?theme=GENRE&family=ONG",
        ),
    ],
)
def test_a_source_is_a_measure_by_its_code_or_its_label(tmp_path: Path, text: str, stored: str) -> None:
    store = Store(tmp_path)
    confirm(proposed(store, {"Source": text, "Réalisé": ""}), store, code="all", author="E", message="M")
    assert store.read(store.current(), "indicators")["source"].to_pylist() == [stored]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("uptake_of_period:nothing", "IMP-210"),
        ("no_figure:rate_pct", "IMP-210"),
        ("uptake_of_period:rate_pct?theme=GENRE", "IMP-216"),
        ("uptake_of_period:rate_pct?family=MARTIENS", "IMP-216"),
        ("uptake_of_period:rate_pct?family=ONG&family=ESS", "IMP-216"),
        ("uptake_of_period:rate_pct?color=red", "IMP-216"),
        ("typed?family=ONG", "IMP-216"),
        ("uptake_of_period:rate_pct?kind=FORMATION", "IMP-216"),
        ("Part d’un thème, dernière année", "IMP-216"),
    ],
)
def test_a_source_that_no_figure_gives_is_refused_at_import(tmp_path: Path, text: str, code: str) -> None:
    proposal = proposed(Store(tmp_path), {"Source": text, "Réalisé": ""})
    assert codes(proposal) == [(code, "Source")]


@pytest.mark.parametrize(
    ("tolerance", "unit", "distance"),
    [
        (5, "%", "5\u00a0points"),
        (1.5, "%", "1,5\u00a0point"),
        (1, "%", "1\u00a0point"),
        (5, "membres", "5"),
        (5, None, "5"),
    ],
)
def test_how_far_a_value_to_keep_may_be_is_told_in_points_of_a_percentage(
    tolerance: float, unit: str | None, distance: str
) -> None:
    row = {"direction": "MAINTIEN", "tolerance": tolerance, "unit": unit}
    assert _describe_tolerance(row) == f"à maintenir à la cible, à {distance} près"


def test_a_source_changed_over_values_already_typed_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path)
    import_periods(store, {})
    content = "indicator_id,objective,result,title,level,measure,unit,direction,tolerance,source\n"
    content += "IND-1,Servir tous les membres,,Membres accompagnés,2,2,%,HAUSSE,,never_reached:members\n"
    proposal = propose([Upload("indicators.csv", content.encode("utf-8"))], store)
    assert codes(proposal) == [("IMP-409", "source")]


def test_a_value_typed_where_the_dashboard_computes_it_is_refused(tmp_path: Path) -> None:
    proposal = proposed(Store(tmp_path), {"Source": "Membres jamais touchés"})
    assert codes(proposal) == [("IMP-409", "Réalisé")]


def test_the_list_of_sources_is_the_named_scalars_of_the_figures_with_their_filters() -> None:
    named = {field: name for name, field in measured.FIELDS.items()}
    told = {
        f"{figure.id}:{scalar}": {named[each] for each in figure.breakdowns}
        for figure in measured.MEASURABLE.values()
        for scalar in figure.scalars
    }
    listed = {code: set(names) for code, names in codelists.parameters("indicator_sources").items()}
    assert listed.pop(sources.TYPED) == set()
    assert listed == told


@pytest.mark.parametrize("missing", ["uptake:rate_pct", "uptake_by_year:rate"])
def test_a_measure_that_is_no_more_is_said_and_found_again_under_its_name_of_today(
    demo: Callable[..., Query], monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    with pytest.raises(CannotBeComputed, match="le tableau de bord n’a plus cette mesure"):
        measured.value(demo(), missing, (2016, 2018), "-")
    today = measured.value(demo(), "uptake_by_year:rate_pct", (2016, 2018), "-")
    monkeypatch.setitem(renamed.RENAMED_FIGURES, "uptake", Renaming("uptake_by_year", "1.2.0"))
    monkeypatch.setitem(renamed.RENAMED_SCALARS, ("uptake_by_year", "rate"), Renaming("rate_pct", "1.2.0"))
    assert measured.value(demo(), missing, (2016, 2018), "-") == today


def test_a_source_by_its_former_name_is_read_shown_and_imported_by_that_of_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(renamed.RENAMED_FIGURES, "uptake", Renaming("uptake_by_year", "1.2.0"))
    (row,) = import_periods(Store(tmp_path), {"Source": "uptake:rate_pct?family=ONG", "Réalisé": ""})
    assert row["source"] == "uptake_by_year:rate_pct?family=ONG"
    assert row["origin"].startswith("Taux de recours, dernière année (")


@pytest.mark.parametrize(
    ("source", "years", "counted"),
    [
        ("composition_by_family:members", (2016, 2018), 85),
        ("composition_by_family:members", (2019, 2021), 88),
        ("partnerships:partners", (2013, 2021), 10),
        ("partnerships:deeper", (2013, 2021), 6),
        ("changes_by_year:changes", (2013, 2021), 116),
        ("changes_by_year:verified_pct", (2013, 2021), 100 * 64 / 116),
    ],
)
def test_the_network_and_its_changes_can_be_followed_as_indicators(
    demo: Callable[..., Query], source: str, years: tuple[int, int], counted: float
) -> None:
    """Counted by hand in the demonstration's raw files."""
    assert measured.value(demo(), source, years, "-") == (pytest.approx(counted), years[1])


def test_the_parameters_of_a_source_are_the_filters_of_the_command_line() -> None:
    assert sources.PARAMETERS == {each.option: each.codelists[:1] for each in FILTERS}


@pytest.mark.parametrize("breakdown", ["-", "COLLECTIVITE"])
@pytest.mark.parametrize(
    ("source", "figure", "scalar", "choice"),
    [
        ("uptake_of_period:rate_pct", "uptake_of_period", "rate_pct", {}),
        ("accompaniments_by_year:delivered", "accompaniments_by_year", "delivered", {}),
        ("themes_by_year:share_pct?theme=GENRE", "themes_by_year", "share_pct", {"themes": ("GENRE",)}),
        ("opening_by_year:share_pct", "opening_by_year", "share_pct", {}),
        ("joining_by_year:share_pct", "joining_by_year", "share_pct", {}),
        ("opening_first_and_again:first_time", "opening_first_and_again", "first_time", {}),
        ("changes_by_year:verified_pct", "changes_by_year", "verified_pct", {}),
    ],
)
def test_a_computed_value_is_what_the_figure_itself_says(
    demo: Callable[..., Query],
    source: str,
    figure: str,
    scalar: str,
    choice: dict[str, object],
    breakdown: str,
) -> None:
    families = {} if breakdown == "-" else {"families": (breakdown,)}
    one = REGISTRY[figure]
    expected = one.scalars[scalar](one.rows(demo(first_year=2016, last_year=2018, **choice, **families)))
    assert measured.value(demo(), source, (2016, 2018), breakdown) == (expected, 2018)


@pytest.mark.parametrize(
    ("source", "years", "breakdown", "reason"),
    [
        ("uptake_of_period:rate_pct", (1950, 1951), "-", "les données de la période n’y suffisent pas"),
        ("uptake_of_period:rate_pct", (2010, 2015), "-", "les données ne commencent qu’en 2013"),
        (
            "uptake_of_period:rate_pct",
            (2016, 2018),
            "Doubs",
            "la mesure de la source ne se ventile pas ainsi",
        ),
        (
            "uptake_of_period:rate_pct?family=ONG",
            (2016, 2018),
            "ESS",
            "la source et la ventilation se contredisent",
        ),
        (
            "never_reached:members",
            (2013, 2015),
            "-",
            "cette mesure ne se connaît qu’au dernier jour des données",
        ),
        (
            "themes_by_year:share_pct?theme=INTERCULTURALITE",
            (2012, 2014),
            "-",
            "les données de la période n’y suffisent pas",
        ),
    ],
)
def test_a_measure_without_a_value_says_why(
    demo: Callable[..., Query], source: str, years: tuple[int, int], breakdown: str, reason: str
) -> None:
    with pytest.raises(CannotBeComputed, match=reason):
        measured.value(demo(), source, years, breakdown)


def test_a_period_that_is_not_made_of_whole_years_is_not_computed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    line = {"Source": "Membres jamais touchés", "Réalisé": "", "Réalisé au": "", "Début": "15/01/2019"}
    (row,) = import_periods(store, line)
    assert (row["status"], row["note"]) == ("NON_CALCULABLE", "une mesure se calcule sur des années entières")


def test_indicators_exported_come_back_unchanged(demo_store: Store, tmp_path: Path) -> None:
    from dse.export.files import delimited_text

    store = Store(tmp_path)
    number = demo_store.current().number
    for dialect in (delimited_text.FRENCH, delimited_text.MACHINE):
        for table in ("indicators", "indicator_baselines", "indicator_periods"):
            content = b"".join(delimited_text.render_table_csv(demo_store, number, table, dialect))
            proposal = propose([Upload(f"{table}.csv", content)], demo_store)
            assert proposal.status == "unchanged", (table, [each.sentence for each in proposal.problems[:3]])
    assert store.current() is None
