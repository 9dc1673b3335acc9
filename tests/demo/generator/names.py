"""Invented names of the demonstration. None of these organisations exists.

Each line is a name, then its acronym after a bar where it has one.
"""

from __future__ import annotations

_NGOS = """
Solidarités Ouvélia|SOLOUV
Les Semeurs de Brumaille
Kalimbé Développement|KALDEV
Horizon Tamarouk
Graines de Zélandrie
Mains d’Orvaine
Passerelles Nébéda
Agir avec Sombala|ASOMB
L’Arbre à Parlottes
Enfances du Fleuve Ambré|EFA-Ambré
Puits et Palabres
Santé Lointaine Aurélie
Écoles de la Lyse
Terres Partagées d’Omarel|TPOM
Sahélia Coopération
Les Ateliers Mandrelle
Comité Tissonia
Eau Vive de Kérangal
Pirogue et Compagnie Solidaire
Femmes des Quatre Rives d’Orval
Mayombelle Entraide
Volontaires de Castelombre|VOLCAS
Graminées du Monde
Racines Croisées d’Ylane
Artisans du Mil Bleu
Lumières d’Antsorava
Amitié Lysemont–Dabakolo|ALD
Village Onze
Médecins du Lac Orange
Jeunesse Sans Boussole
Citoyennes de Palombie
Sillons d’Avenir Zambelle
Le Caravansérail Solidaire
Ponts de Liane
Toits pour Nandora
Mémoire et Moussons
Paysans du Haut-Zéline
Coopérer avec Tarankou|COTAR
Les Passeurs de Graviers
Rizières et Savoirs
Secours d’Ambrelune
Nouvelles d’Estérade
Éclaireurs du Fouta Bleu
Tisserands du Sel
Aide Fraternelle d’Oultremonde|AFO
Terre des Nacres
Droits et Palmeraies
Le Grenier des Possibles Lointains
Sourires de Kanamadou
Alphabets Nomades
Sources de Mirandelle
Marins Solidaires de Port-Amandrel
Vétérinaires de la Savane Claire|VSC-Claire
Ruches du Bout du Monde
Maison des Peuples d’Orvain
Écho des Lagunes
Planète Sarrasin
Clé des Dunes
Apprendre à Zoundaré
Baobabs et Bruyères
Habiter Demain Sombrevale
Les Moulins de Tchinga
Fraternité Ombrelle
Plaidoyer Sans Rivage
Halte aux Famines Lointaines
Compagnons de la Noria
Passage des Hirondelles Bleues
Aurore Andélia
Graine et Boussole
Voix de Karuvala
Médiations du Fleuve Gris
Énergies Douces d’Ombala
Lianes et Lampions
Sentiers de Mélinde
Bibliothèques du Vent Chaud
Refuges d’Ostrelle
Nourrir Tamandua
Le Pont de Corde
"""

_COLLECTIVES = """
Collectif des Rives Lointaines
Plateforme Dabakolo France|PDF-Dabakolo
Réseau des Jumelages d’Orvaine
Coordination Fictive des Solidarités de Lyse|COFISOL
Collectif Eau pour Ambrelune
Réseau Écoles et Mondes d’Aurèle
Plateforme Zéline
Fédération des Comités Tissonia
Alliance des Jardins Lointains
Réseau Palabres
Collectif Jeunes du Val-d’Ombrelle
"""

_AUTHORITIES = """
Ville de Montréglade
Ville de Saint-Orvain-sur-Lyse
Ville de Port-Amandrel
Ville de Valbrève-les-Étangs
Ville de Corvignal-le-Vieux
Ville de Beaurouvrel
Ville de Tressombre
Ville de Castelombre
Ville de Lysemont
Ville de Pontaurèle
Ville de Brumaille-sur-Mer
Ville de Sombrevale
Département de la Haute-Lyse
Département du Val-d’Ombrelle
Département des Monts-d’Aurèle
Département de l’Orvaine
Département de Lyse-et-Brume
Région Terres-d’Aurèle
Région Marches-d’Orvaine
Métropole de Grand-Lysemont
Métropole d’Amandrel
Communauté d’agglomération du Pays d’Orvain
Communauté de communes des Trois-Ombelles
"""

_FOUNDATIONS = """
Fondation Aurélien-Sombreval
Fondation des Quatre Marées Bleues
Fondation Orvalis
Fondation Mirandelle pour l’enfance
Fonds de dotation Ambrelune
"""

_UNIONS = """
Institut syndical de coopération Lyse|ISCL
Union fictive des travailleurs solidaires
Syndicat Échanges et Métiers d’Orvaine
"""

_ESS = """
Coopérative du Mil et du Vent
Scop Les Engrenages d’Ylane
Mutuelle Fraternelle de Lyse
Scop Palindrome Territoires
Coopérative Nacre et Sel
"""

_SCHOOLS = """
Université fictive de Lysemont
Centre d’études de l’Orvaine|CEO-Orvaine
École des métiers de la coopération d’Amandrel
Laboratoire Sociétés et Rivages
Institut de formation Castelombre
"""

_CONSULTANTS = """
Cabinet Orme et Sillage
Scop Évalys Conseil
Atelier Contrepoint d’Ylane
Cabinet Méridien Fictif
Kérangal Études
Bureau Tandem et Boussole
Regards d’Estérade
Cabinet Zoundaré Imaginaire
Coopérative Trame et Chaîne
Études du Grand Fleuve
"""

_FUNDERS = """
Agence fictive de développement|AFICD
Fonds imaginaire pour la solidarité
Agence imaginaire Grand Cairn
Office fictif de la coopération d’Orvaine
"""

_PARTNERS = """
Union paysanne de Tarankou
Association Femmes de Dabakolo
Mutuelle Yiriba d’Ambrelune
Réseau Nandora Jeunesse
Centre Sombala pour les droits
Comité communal imaginaire de Zoundaré
Fédération des pêcheurs de Karuvala
Comité d’eau de Tchinga
Institut Mélinde
Groupement Antsorava Vert
"""

_NEW_SOCIAL_ECONOMY = """
Coopérative La Bonne Trempe
Épicerie Sociale Les Quatre Paniers d’Orval
Scop Fil Rouge et Bleu
Régie de quartier Ombelle
Tiers-lieu La Verrière d’Aurèle
Recyclerie Le Troisième Tiroir
Coopérative d’habitants Lysière
"""

_NEW_HOME_SOLIDARITY = """
Maraudes de Lysemont
Maison de quartier Beaurouvrel
Accueil Migrants de Brumaille
Petits Déjeuners de Tressombre
Logis Solidaire d’Orvain
Entraide Étudiante d’Amandrel
"""

_SOCIAL_CHANGE = """
Université populaire des Trois-Ombelles
Collectif Enquête et Pouvoir
Ligue imaginaire des communs
"""

MEMBERS = {
    "ONG": _NGOS,
    "COLLECTIF_OSC": _COLLECTIVES,
    "COLLECTIVITE": _AUTHORITIES,
    "FONDATION": _FOUNDATIONS,
    "SYNDICAT": _UNIONS,
    "ESS": _ESS,
    "RECHERCHE_FORMATION": _SCHOOLS,
}

# Part played, then names, family, field and country of those who never were members.
OTHERS = (
    ("consultant", _CONSULTANTS, "AUTRE", "AUTRE", None),
    ("funder", _FUNDERS, "PUBLIC_AUTRE", "SOLIDARITE_INTERNATIONALE", None),
    ("partner", _PARTNERS, "ONG", "SOLIDARITE_INTERNATIONALE", ("SN", "ML", "TG", "MG", "BJ", "BF")),
    ("newcomer", _NEW_SOCIAL_ECONOMY, "ESS", "ESS", None),
    ("newcomer", _NEW_HOME_SOLIDARITY, "ONG", "SOLIDARITE_NORD", None),
    ("guest", _SOCIAL_CHANGE, "COLLECTIF_OSC", "CHANGEMENT_SOCIAL", None),
)


def pairs(block: str) -> list[tuple[str, str]]:
    """Name and acronym (empty without one) of each line, in order."""
    lines = [line.partition("|") for line in block.strip().splitlines()]
    return [(name, acronym) for name, _, acronym in lines]
