"""What a comment has to be read again for before a public has it."""

from __future__ import annotations

from dse.export.comment_doubts import OrganisationNames, describe_doubts, is_protected

NAMES = OrganisationNames(("Terres d’Orvaine", "Réseau", "ADEN", "…"))


def test_numbers_are_listed_under_a_figure_that_a_rule_protects_and_no_other() -> None:
    assert is_protected("satisfaction") and not is_protected("uptake_by_year") and not is_protected("gone")
    text = "Soit [[places prises]], près de 52 % des réponses."
    assert list(describe_doubts(text, ["uptake_by_year"], NAMES)) == []
    (doubt,) = describe_doubts(text, ["uptake_by_year", "satisfaction"], NAMES)
    assert "52\u202f%" in doubt and doubt.endswith("(nombre tapé)")


def test_organisations_are_found_however_they_are_typed() -> None:
    assert NAMES.find("avec TERRES D'ORVAINE.") == ["Terres d’Orvaine"]
    assert NAMES.find("avec terres\u00a0d’orvaine") == ["Terres d’Orvaine"]
    assert NAMES.find("le réseau, Réseaux, adens") == [] and NAMES.find("le Réseau et l’ADEN") == [
        "Réseau",
        "ADEN",
    ]
    (doubt,) = describe_doubts("- avec **Terres** d’Orvaine", ["uptake_by_year"], NAMES)
    assert doubt == "« Terres d’Orvaine » (nom d’une organisation)"


def test_persons_are_listed() -> None:
    (doubt,) = describe_doubts("Merci à Mme Fictive, camille@exemple.org", [], NAMES)
    assert (
        "camille@exemple.org" in doubt and "adresse électronique" in doubt and "nom d’une personne" in doubt
    )
