"""What happens in the demo world: situations of the starter pack told in people's words.

Each story: the fault, the cause that turns out true, French and English words, and the kind of
device it strikes. Weights make some recur, as in life.
"""

from dataclasses import dataclass

from secours.tickets.choices import HoldReason


@dataclass(frozen=True)
class Story:
    fault: str
    cause: str
    french: str
    english: str
    device: str = "computer"
    weight: int = 2
    is_of_care: bool = False  # only where patients are cared for


STORIES = [
    Story("prn.no_output", "spooler", "L’imprimante de l’étage n’imprime plus, les documents restent en attente",
          "The printer on our floor stopped printing, documents stay in the queue", "printer", 8),
    Story("prn.no_output", "consumable", "L’imprimante demande du papier alors que le bac est plein",
          "The printer asks for paper but the tray is full", "printer", 3),
    Story("prn.garbled", "lowtoner", "Les impressions sont pâles et striées", "Prints are pale with stripes", "printer", 3),
    Story("scan.fail", "address", "Le scanner dit « envoi impossible » quand je numérise vers mon mail",
          "The scanner says sending failed when I scan to my mailbox", "printer", 2),
    Story("prn.pull_print", "badge", "Mon badge n’est pas reconnu par l’imprimante", "My badge is not recognised by the printer",
          "printer", 2),
    Story("acc.password_forgotten", "expired", "Mon mot de passe a expiré, impossible d’ouvrir ma session",
          "My password has expired and I cannot sign in", weight=8),
    Story("acc.locked_repeat", "phone", "Mon compte se verrouille toutes les heures depuis mon changement de mot de passe",
          "My account locks every hour since I changed my password", weight=4),
    Story("acc.mfa", "newphone", "J’ai changé de téléphone, la double authentification ne marche plus",
          "I have a new phone and two-factor sign-in no longer works", weight=4),
    Story("acc.new_access", "never", "Accès refusé au logiciel de planning, j’en ai besoin pour mon nouveau poste",
          "Access denied to the rota software, I need it for my new job", weight=3),
    Story("mail.outlook_prompt", "token", "Outlook redemande sans cesse mon mot de passe", "Outlook keeps asking for my password",
          weight=5),
    Story("mail.no_receive", "quota", "Je ne reçois plus aucun message depuis ce matin", "I have received no mail since this morning",
          weight=3),
    Story("mail.outlook_crash", "addin", "Outlook se ferme dès que je l’ouvre", "Outlook closes as soon as I open it", weight=3),
    Story("collab.teams_audio", "wrongdev", "On ne m’entend pas dans les réunions Teams", "People cannot hear me in Teams meetings",
          weight=5),
    Story("collab.onedrive_sync", "quota", "Mes fichiers ne se synchronisent plus", "My files no longer synchronise", weight=2),
    Story("collab.meeting_room", "source", "Pas d’image à l’écran dans la salle de réunion", "No picture in the meeting room", weight=2),
    Story("vpn.connect", "creds", "Le VPN répond « informations d’identification incorrectes »",
          "The VPN says my credentials are wrong", "laptop", 5),
    Story("vpn.no_resource", "dns", "VPN connecté mais je n’atteins pas le serveur de fichiers",
          "VPN is connected but I cannot reach the file server", "laptop", 3),
    Story("net.wifi_connect", "creds", "Impossible de me connecter au wifi du bureau", "I cannot join the office wifi", "laptop", 4),
    Story("net.wired_down", "cable", "Plus de réseau sur mon poste", "No network on my PC", weight=3),
    Story("net.slow", "weakwifi", "Internet est très lent dans mon bureau", "Internet is very slow in my office", "laptop", 2),
    Story("pc.slow", "uptime", "Mon ordinateur est très lent depuis quelques jours", "My computer has been very slow for days",
          weight=6),
    Story("pc.disk_full", "temp", "Message « espace disque insuffisant »", "A message says there is not enough disk space", weight=3),
    Story("pc.no_boot", "power", "L’ordinateur ne s’allume plus", "The computer does not start", weight=3),
    Story("pc.app_crash", "transient", "Le logiciel de paie plante à l’ouverture", "The payroll program crashes when it opens", weight=3),
    Story("pc.bsod", "driver", "Écran bleu deux fois ce matin", "Blue screen twice this morning", weight=2),
    Story("hw.monitor_blank", "cable", "Mon deuxième écran reste noir", "My second screen stays black", weight=4),
    Story("hw.dock", "hang", "La station d’accueil ne reconnaît plus rien", "The docking station no longer detects anything", "laptop", 4),
    Story("hw.keyboard_mouse", "battery", "La souris sans fil ne répond plus", "My wireless mouse stopped working", weight=3),
    Story("hw.battery", "worn", "La batterie du portable tient quarante minutes", "The laptop battery lasts forty minutes", "laptop", 3),
    Story("hw.sound", "output", "Plus de son sur mon poste", "No sound on my computer", weight=2),
    Story("hw.phone", "headset", "Mon téléphone fixe est muet", "My desk phone is silent", weight=2),
    Story("file.share_denied", "rights", "Accès refusé au dossier partagé « Plannings »", "Access denied to the shared folder “Rotas”",
          weight=4),
    Story("file.deleted", "bin", "J’ai supprimé le fichier du budget par erreur", "I deleted the budget file by mistake", weight=2),
    Story("file.locked", "open", "Le fichier « Marchés 2026 » est en lecture seule", "The file “Tenders 2026” is read-only", weight=2),
    Story("web.site_fail", "cache", "Le site du fournisseur affiche une page blanche", "The supplier’s web site shows a blank page", weight=3),
    Story("sec.phishing", "noclick", "J’ai reçu un message suspect : « facture impayée »",
          "I received a suspicious message about an unpaid invoice", weight=3),
    Story("app.business_error", "rights", "Le dossier patient refuse d’ouvrir les prescriptions",
          "The patient record refuses to open prescriptions", weight=3, is_of_care=True),
    Story("pc.slow_logon", "profile", "L’ouverture de session prend dix minutes", "Signing in takes ten minutes", weight=2),
]  # fmt: skip

REQUESTS = [
    ("Un deuxième écran pour le bureau 12", "A second screen for office 12"),
    ("Accès à l’imprimante couleur pour une stagiaire", "Access to the colour printer for a trainee"),
    ("Installer le lecteur PDF signé sur mon poste", "Install the signed PDF reader on my computer"),
    ("Un casque pour le télétravail", "A headset for working from home"),
    (
        "Préparer le poste d’une nouvelle infirmière pour lundi",
        "Prepare a workstation for a new nurse on Monday",
    ),
]

FIRST_ANSWERS = {
    "fr": ["Bonjour, je m’en occupe. Pouvez-vous laisser votre poste allumé ?", "Bonjour, je regarde tout de suite.",
           "Bonjour, je prends la main à distance dans cinq minutes si cela vous convient."],
    "en": ["Hello, I’m on it. Could you leave your computer on?", "Hello, I’m looking at it now.",
           "Hello, I’ll connect to your computer in five minutes if that suits you."],
}  # fmt: skip
THANKS = {
    "fr": ["C’est réparé, merci !", "Parfait, tout remarche."],
    "en": ["It works again, thank you.", "All good now."],
}
STILL = {"fr": "Cela recommence comme avant.", "en": "It has started again."}
NOTES = ["Déjà vu le mois dernier sur le même poste.", "À surveiller : troisième fois ce trimestre.",
         "Le demandeur préfère être rappelé l’après-midi."]  # fmt: skip

# Why a ticket waits: French, English, the reason, and the days until it goes on (0: until somebody answers).
WAITING = [
    ("Le demandeur essaie avec un autre câble et nous le dit.", "They try another cable and tell us.", HoldReason.REQUESTER, 0),
    ("Copie d’écran demandée.", "Asked for a screenshot.", HoldReason.REQUESTER, 0),
    ("Pièce commandée chez le fournisseur.", "Part ordered from the supplier.", HoldReason.SUPPLIER, 0),
    ("Passage au bureau convenu.", "Visit to the office agreed.", HoldReason.APPOINTMENT, 1),
    ("Attend la mise à jour de jeudi soir.", "Waits for Thursday evening’s update.", HoldReason.CHANGE, 0),
    ("Le demandeur revient de congé.", "They come back from leave.", HoldReason.DATE, 3),
]  # fmt: skip
# in French, in English, whose (a role of the cast; of no one), in how many days (no date)
RECOMMENDED: list[tuple[str, str, str, int | None]] = [
    (
        "Vérifier le matériel voisin du même modèle",
        "Check the neighbouring devices of the same model",
        "technician",
        -3,
    ),
    ("Commander de quoi dépanner sur place", "Order a spare to keep on site", "technician", 0),
    ("Étiqueter les prises du local réseau", "Label the sockets of the network room", "supervisor", 2),
    (
        "Vérifier la sauvegarde des postes du même âge",
        "Check the backup of workstations of that age",
        "technician",
        5,
    ),
    (
        "Prévoir le remplacement à la prochaine commande",
        "Plan its replacement with the next order",
        "supervisor",
        40,
    ),
    ("Écrire la marche à suivre pour le service", "Write the procedure for the ward", "", None),
]

KNOWN = "L’éditeur confirme la panne et annonce un correctif dans la journée. Les ordonnances papier restent possibles."


# (name, text) in French, then in English
STANDARD_REPLIES = [
    (("Demander une capture d’écran", "Pouvez-vous joindre une capture d’écran du message affiché ?"),
     ("Ask for a screenshot", "Could you attach a screenshot of the message you see?")),
    (("Redémarrer le poste", "Pouvez-vous redémarrer le poste, puis nous dire si cela remarche ?"),
     ("Restart the computer", "Could you restart the computer, then tell us whether it works again?")),
    (("Passage prévu", "Un technicien passe vous voir aujourd’hui. Dites-nous ici quand vous serez sur place."),
     ("A visit is planned", "A technician will come today. Tell us here when you will be there.")),
]  # fmt: skip
