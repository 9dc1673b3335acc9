"""The pages of figures and their titles. Imports nothing: the menu is drawn from it before anything slow is loaded."""

FIGURE_PAGES = {
    "tendances": "Tendances thématiques",
    "recours": "Recours aux accompagnements",
    "enquetes": "Enquêtes membres",
    "reinterroger": "Réinterroger l’offre",
    "reseau": "Réseau et partenariats",
    "changement": "Changement social",
    "cadre-de-suivi": "Cadre de suivi",
}

# The parts of the page Données.
DATA_PARTS = IMPORTS, VERSIONS, GAPS, DICTIONARY = "Importer", "Versions", "Complétude", "Dictionnaire"


def list_pages(*slugs: str) -> list[tuple[str, str]]:
    """These pages of figures with their titles, as the menu has them."""
    return [(slug, FIGURE_PAGES[slug]) for slug in slugs]
