"""How many entries of a legend stand on one line."""

from __future__ import annotations

from dse.charts.axes import fit_legend

FAMILIES = [
    "ONG",
    "Collectivité territoriale",
    "Collectif d’OSC",
    "Acteur de l’ESS",
    "Recherche et formation",
    "Syndicat",
    "Fondation",
]


def test_a_legend_of_many_entries_takes_the_lines_that_a_narrow_card_needs() -> None:
    """At four a line the fourth was outside the card."""
    assert fit_legend(FAMILIES, (), 4) == 3


def test_lines_of_a_legend_hold_alike() -> None:
    """Two and two, rather than three and one."""
    assert (
        fit_legend(
            [f"{word}s, {way}s" for word in ("Prévu", "Imprévu") for way in ("positif", "négatif")], (), 4
        )
        == 2
    )


def test_short_entries_stand_on_one_line() -> None:
    assert fit_legend(["Oui", "Non", "?"], (), 4) == 3


def test_names_of_rows_take_their_room_from_the_legend() -> None:
    assert fit_legend(FAMILIES, ["Communauté de pratiques"], 4) == 1
