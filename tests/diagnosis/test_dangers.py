"""Words of danger are heard in both languages; harmless ones are not."""

import time

import pytest

from secours.diagnosis.dangers import danger_in


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("la batterie de mon portable est gonflée", "battery"),
        ("Batterie gonflee", "battery"),
        ("my laptop battery is swollen", "battery"),
        ("I have a swollen battery", "battery"),
        ("de la fumée sort de mon ordinateur", "fire"),
        ("Fumée !", "fire"),
        ("Mon PC fume", "fire"),
        ("there is smoke coming out of the printer", "fire"),
        ("My screen is smoking", "fire"),
        ("ça sent le brûlé près du serveur", "fire"),
        ("CA SENT LE BRULE", "fire"),
        ("Je ne vois pas d’où vient la fumée", "fire"),
        ("il y a plein de fumée dans le local", "fire"),
        ("odeur de plastique brûlé près de la baie", "fire"),
        ("ça sent une drôle d’odeur de cramé", "fire"),
        ("burnt smell from the printer", "fire"),
        ("burning plastic smell", "fire"),
        ("burning smell from the charger", "fire"),
        ("Il y a des étincelles quand je branche", "fire"),
        ("sparks from the socket", "fire"),
        ("eau sur la multiprise", "water"),
        ("J’ai renversé de l’eau sur mon portable", "water"),
        ("water is dripping on the power strip", "water"),
        ("Mes fichiers sont chiffrés", "attack"),
        ("Il y a une demande de rançon à l’écran", "attack"),
        ("ransom note on my screen", "attack"),
        ("all my files have been encrypted", "attack"),
        ("j'ai donné mon mot de passe à un faux site", "secret"),
        ("I entered my password on a fake site", "secret"),
        ("La batterie ne tient pas et elle est gonflée", "battery"),
    ],
)
def test_a_danger_is_heard(text, danger):
    assert danger_in(text) == danger


@pytest.mark.parametrize(
    "text",
    [
        "la batterie ne tient pas",
        "La batterie n’est pas gonflée mais se vide vite",
        "the battery is not swollen, it only drains fast",
        "Pas de fumée, pas d’étincelles, il ne s’allume plus",
        "No smoke, it just does not start",
        "Le détecteur de fumée sonne dans le bureau",
        "the smoke detector beeps",
        "La vitre fumée de l’écran est rayée",
        "Mon collègue fume dans le couloir",
        "Je n’arrive pas à brûler un CD",
        "Ça ne sent pas le brûlé, il est juste éteint",
        "Je ne sens pas d’odeur de brûlé",
        "Aucune odeur de brûlé, sans fumée",
        "Apache Spark ne démarre plus",
        "Le pare-feu bloque le site",
        "the firewall blocks my site",
        "Ma boîte aux lettres est pleine et gonfle",
        "Je suis inondé de messages",
        "Le fichier de chiffres du mois ne s’ouvre pas",
        "Mes fichiers ne sont pas chiffrés",
        "Comment chiffrer mes fichiers ?",
        "J’ai oublié mon mot de passe",
        "Je n’ai pas donné mon mot de passe au faux site",
        "J’ai donné mon mot de passe à ma collègue",
        "Le réseau sur mon portable est lent",
        "L’imprimante n’imprime plus",
    ],
)
def test_harmless_words_are_not_a_danger(text):
    assert danger_in(text) is None


@pytest.mark.parametrize(
    "text", ["no smoke " * 2000, "n'" * 2500 + "a " + "pas d'incendie, no smoke, " * 600]
)
def test_a_long_text_is_read_once(text):
    """All that stands before each sign, read again for each, held a process for ten seconds, and for two hundred."""
    begun = time.process_time()
    assert danger_in(text) is None
    assert time.process_time() - begun < 2
