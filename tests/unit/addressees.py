"""What the addressees' lines of the known pages say, and official titles beyond them: facts, written by hand."""

from __future__ import annotations

# What the known pages print, with what it says; a Dutch and a French line of the same office stand together.
OFFICES = [
    ("minister", "civil-service public-enterprises",
     ["aan de minister van Ambtenarenzaken en Overheidsbedrijven",
      "à la ministre de la Fonction publique et des Entreprises publiques"]),
    ("minister", "defence",
     ["aan de minister van Defensie", "à la ministre de la Défense"]),
    ("minister", "justice",
     ["aan de minister van Justitie", "au ministre de la Justice", "à la ministre de la Justice"]),
    ("minister", "public-health social-affairs",
     ["aan de minister van Sociale Zaken en Volksgezondheid",
      "à la ministre des Affaires sociales et de la Santé publique"]),
    ("minister", "interior",
     ["aan de minister van Binnenlandse Zaken", "à la ministre de l'Intérieur"]),
    ("minister", "asylum-migration",
     ["aan de minister van Migratie- en Asielbeleid", "à la ministre de la Politique de Migration et d'Asile"]),
    ("minister", "development-cooperation large-cities public-enterprises science-policy",
     ["aan de minister van Overheidsbedrijven, Wetenschapsbeleid en Ontwikkelingssamenwerking, belast met Grote Steden",
      "au ministre des Entreprises publiques, de la Politique scientifique et de la Coopération au développement, "
      "chargé des Grandes Villes"]),
    ("minister", "belgocontrol mobility national-railways",
     ["aan de minister van Mobiliteit, belast met Belgocontrol en de Nationale Maatschappij der Belgische Spoorwegen",
      "à la ministre de la Mobilité, chargée de Belgocontrol et de la Société nationale des chemins de fer belges"]),
    ("deputy-prime-minister", "civil-service institutional-reforms public-enterprises",
     ["aan de vice-eersteminister en minister van Ambtenarenzaken, Overheidsbedrijven en Institutionele Hervormingen",
      "au vice-premier ministre et ministre de la Fonction publique, des Entreprises publiques et des Réformes "
      "institutionnelles"]),
    ("deputy-prime-minister", "interior",
     ["aan de vice-eersteminister en minister van Binnenlandse Zaken",
      "au vice-premier ministre et ministre de l'Intérieur"]),
    ("deputy-prime-minister", "equal-opportunities interior",
     ["aan de vice-eersteminister en minister van Binnenlandse Zaken en Gelijke Kansen",
      "à la vice-première ministre et ministre de l'Intérieur et de l'Égalité des Chances"]),
    ("deputy-prime-minister", "justice north-sea",
     ["aan de vice-eersteminister en minister van Justitie en Noordzee",
      "au vice-premier ministre et ministre de la Justice et de la Mer du Nord"]),
    ("deputy-prime-minister", "european-affairs justice public-buildings",
     ["aan de vice-eersteminister en minister van Justitie, belast met de Regie der Gebouwen, en minister van "
      "Europese Zaken",
      "au vice-premier ministre et ministre de la Justice, chargé de la Régie des bâtiments, et ministre des Affaires "
      "européennes"]),
    ("deputy-prime-minister", "public-health social-affairs",
     ["aan de vice-eersteminister en minister van Sociale Zaken en Volksgezondheid",
      "au vice-premier ministre et ministre des Affaires sociales et de la Santé publique"]),
    ("deputy-prime-minister", "foreign-affairs institutional-reforms",
     ["aan de vice-eersteminister en minister van Buitenlandse Zaken en Institutionele Hervormingen",
      "au vice-premier ministre et ministre des Affaires étrangères et des Réformes institutionnelles"]),
    ("deputy-prime-minister", "european-affairs foreign-affairs foreign-trade",
     ["aan de vice-eersteminister en minister van Buitenlandse Zaken, Buitenlandse Handel en Europese Zaken",
      "au vice-premier ministre et ministre des Affaires étrangères, du Commerce extérieur et des Affaires "
      "européennes"]),
    ("deputy-prime-minister", "beliris federal-cultural-institutions public-health social-affairs",
     ["aan de vice-eersteminister en minister van Sociale Zaken en Volksgezondheid, belast met Beliris en de Federale "
      "Culturele Instellingen",
      "à la vice-première ministre et ministre des Affaires sociales et de la Santé publique, chargée de Beliris et "
      "des Institutions culturelles fédérales"]),
    ("deputy-prime-minister", "public-health social-affairs social-integration",
     ["aan de vice-eersteminister en minister van Sociale Zaken en Volksgezondheid, belast met Maatschappelijke "
      "Integratie",
      "à la vice-première ministre et ministre des Affaires sociales et de la Santé publique, chargée de "
      "l'Intégration sociale"]),
    ("secretary-of-state", "asylum-migration budget family-policy federal-cultural-institutions",
     ["aan de staatssecretaris voor Begroting, Migratie- en asielbeleid, Gezinsbeleid en Federale Culturele "
      "Instellingen",
      "au secrétaire d'État au Budget, à la Politique de migration et d'asile, à la Politique des familles et aux "
      "Institutions culturelles fédérales"]),
    ("secretary-of-state", "public-enterprises",
     ["aan de staatssecretaris voor Overheidsbedrijven, toegevoegd aan de minister van Begroting en Consumentenzaken",
      "au secrétaire d'État aux Entreprises publiques, adjoint à la Ministre du Budget et de la Protection de la "
      "consommation",
      "au secrétaire dÉtat aux Entreprises publiques, adjoint à la Ministre du Budget et de la Protection de la "
      "consommation"]),
    ("secretary-of-state", "energy environment institutional-reforms mobility",
     ["aan de staatssecretaris voor Leefmilieu, Energie en Mobiliteit, toegevoegd aan de minister van Binnenlandse "
      "Zaken en Gelijke Kansen, en staatssecretaris voor Staatshervorming, toegevoegd aan de eerste minister",
      "au secrétaire d'État à l'Environnement, à l'Énergie et à la Mobilité, adjoint à la ministre de l'Intérieur et "
      "de l'Égalité des Chances, et secrétaire d'État aux Réformes institutionnelles, adjoint au premier ministre"]),
    ("secretary-of-state", "poverty-reduction social-integration",
     ["aan de staatssecretaris voor Maatschappelijke Integratie en Armoedebestrijding, toegevoegd aan de minister van "
      "Sociale Zaken en Volksgezondheid, belast met Maatschappelijke Integratie",
      "au secrétaire d'État à l'Intégration sociale et à la Lutte contre la pauvreté, adjoint à la ministre des "
      "Affaires sociales et de la Santé publique, chargée de l'Intégration sociale"]),
    ("secretary-of-state", "mobility",
     ["aan de staatssecretaris voor Mobiliteit, toegevoegd aan de eerste minister",
      "au secrétaire d'État à la Mobilité, adjoint au Premier ministre"]),
    ("secretary-of-state", "asylum-migration poverty-reduction social-integration",
     ["aan de staatssecretaris voor Asiel en Migratie, Maatschappelijke Integratie en Armoedebestrijding, toegevoegd "
      "aan de minister van Justitie",
      "à la secrétaire d'État à l'Asile et la Migration, à l'Intégration sociale et à la Lutte contre la pauvreté, "
      "adjointe à la ministre de la Justice"]),
]  # fmt: skip
# Official titles beyond those pages, and the keys of their posts.
TITLES = [
    ("aan de Eerste Minister", "prime-minister"),
    ("à la première ministre", "prime-minister"),
    ("aan de vice-eerste minister en minister van Begroting", "deputy-prime-minister-of-budget"),
    ("aan de vice-premier en minister van Begroting", "deputy-prime-minister-of-budget"),
    ("au Vice-Premier Ministre et Ministre du Budget", "deputy-prime-minister-of-budget"),
    ("aan de minister voor Ondernemen en Vereenvoudigen",
     "minister-of-administrative-simplification-and-enterprise"),
    ("au ministre pour l’Entreprise et la Simplification",
     "minister-of-administrative-simplification-and-enterprise"),
    ("aan de minister van Sociale Zaken en Volksgezondheid, en van Asiel en Migratie",
     "minister-of-asylum-migration-and-public-health-and-social-affairs"),
    ("à la ministre de l'Asile et de la Migration", "minister-of-asylum-migration"),
    ("au ministre des Affaires étrangères et européennes", "minister-of-european-affairs-and-foreign-affairs"),
    ("aan de minister van Buitenlandse en Europese Zaken", "minister-of-european-affairs-and-foreign-affairs"),
    ("aan de minister van Telecommunicatie en Overheidsbedrijven en Participaties, belast met Middenstand",
     "minister-of-middle-class-and-smes-and-public-enterprises-and-telecommunications"),
    ("aan de staatssecretaris voor Digitalisering, belast met Administratieve Vereenvoudiging, Privacy en met de "
     "Regie der gebouwen, toegevoegd aan de eerste minister",
     "secretary-of-state-of-administrative-simplification-and-digital-agenda-and-privacy-and-public-buildings"),
    ("aan de eerste minister, belast met Beliris en de Federale Culturele Instellingen",
     "prime-minister-of-beliris-and-federal-cultural-institutions"),
]  # fmt: skip
