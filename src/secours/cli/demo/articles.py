"""Three articles of the demo world: what its people ask most, and can do by themselves."""

from secours.faults.models import Fault
from secours.faults.operations import record_article, review_article
from secours.people.actor import Actor

# The situation that each belongs to → its title and text in French, then in English.
ARTICLES = {
    "acc.mfa": (
        "Changer de téléphone sans perdre ses accès",
        """\
À faire tant que l’ancien téléphone fonctionne encore : il sert à confirmer le nouveau.

1. Sur l’ordinateur, ouvrez « Mon compte », puis « Informations de sécurité ».
2. Choisissez « Ajouter une méthode », puis l’application d’authentification.
3. Installez l’application sur le nouveau téléphone et visez le carré affiché à l’écran.
4. Tapez le code à six chiffres, puis retirez l’ancien téléphone de la liste.

L’ancien téléphone est perdu ou déjà effacé ? Continuez votre déclaration : un technicien s’assure d’abord que c’est bien \
vous, puis remet vos accès en place.

Personne de l’assistance ne vous demandera jamais un code.""",
        "Change phones without losing your access",
        """\
Do this while the old phone still works: it is what confirms the new one.

1. On the computer, open “My account”, then “Security info”.
2. Choose “Add a method”, then the authenticator app.
3. Install the app on the new phone and point it at the square on the screen.
4. Type the six-digit code, then remove the old phone from the list.

Is the old phone lost, or wiped already? Go on with your declaration: a technician makes sure that it is you, then puts \
your access back.

Nobody of the support team will ever ask you for a code.""",
    ),
    "collab.teams_audio": (
        "Être entendu dans une réunion Teams",
        """\
Le plus souvent, Teams écoute un autre micro que celui que vous utilisez.

- Dans la réunion, ouvrez les trois points, puis « Paramètres », « Périphériques ».
- Sous « Micro », choisissez votre casque ; la barre bouge quand vous parlez.
- Sur le fil du casque, vérifiez le bouton muet : un voyant rouge veut dire que personne ne vous entend.

Toujours rien ? Quittez la réunion, débranchez le casque, rebranchez-le, puis revenez.""",
        "Be heard in a Teams meeting",
        """\
Most often Teams listens to another microphone than the one you use.

- In the meeting, open the three dots, then “Settings”, “Devices”.
- Under “Microphone”, choose your headset; the bar moves when you speak.
- On the cable of the headset, look at the mute button: a red light means that nobody hears you.

Still nothing? Leave the meeting, unplug the headset, plug it in again, then come back.""",
    ),
    "prn.pull_print": (
        "Retirer ses impressions avec son badge",
        """\
Vos documents vous attendent huit heures et sortent sur n’importe quelle imprimante à badge de votre site.

1. Imprimez vers la file « Impression à la demande ».
2. À l’imprimante, posez le badge sur le lecteur, à plat, et attendez le bip.
3. Choisissez « Tout imprimer », ou un document.

Badge inconnu ? Un nouveau badge se déclare une fois : posez-le, puis tapez le nom et le mot de passe de votre session.""",
        "Collect your prints with your badge",
        """\
Your documents wait for eight hours, and come out of any badge printer of your site.

1. Print to the queue “Print on demand”.
2. At the printer, lay the badge flat on the reader and wait for the beep.
3. Choose “Print all”, or one document.

Badge not known? A new one is registered once: lay it down, then type the name and password of your session.""",
    ),
}


def write_articles(author: Actor, reviewer: Actor) -> None:
    situations = dict(Fault.objects.filter(organisation=None, code__in=ARTICLES).values_list("code", "id"))
    for code, (title_fr, text_fr, title_en, text_en) in ARTICLES.items():
        article = record_article(
            by=author,
            title_fr=title_fr,
            text_fr=_typeset(text_fr),
            title_en=title_en,
            text_en=text_en,
            fault_id=situations[code],
        )
        review_article(article.id, by=reviewer)


def _typeset(french: str) -> str:
    """The spaces of French punctuation, which do not break."""
    for sign in (":", ";", "?", "!", "»"):
        french = french.replace(f" {sign}", f"\u00a0{sign}")
    return french.replace("« ", "«\u00a0")
