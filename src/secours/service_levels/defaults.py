"""What a new installation starts with."""

# code, French, English, icon
CATEGORIES = [
    ("workstation", "Poste de travail", "Workstation", "device-desktop"),
    ("hardware", "Matériel et accessoires", "Hardware and accessories", "device-laptop"),
    ("printing", "Impression et numérisation", "Printing and scanning", "printer"),
    ("account", "Comptes et accès", "Accounts and access", "key"),
    ("network", "Réseau", "Network", "network"),
    ("email", "Messagerie", "E-mail", "mail"),
    ("collaboration", "Visioconférence et partage", "Meetings and sharing", "video"),
    ("software", "Applications", "Applications", "apps"),
    ("security", "Sécurité", "Security", "shield"),
    ("files", "Fichiers", "Files", "folder"),
    ("browser", "Navigateur et sites", "Browser and web sites", "world"),
    ("vpn", "Accès à distance (VPN)", "Remote access (VPN)", "lock-access"),
    ("telephony", "Téléphonie", "Telephony", "phone"),
    ("mobile", "Téléphones mobiles", "Mobile phones", "device-mobile"),
    ("server", "Serveurs", "Servers", "server"),
    ("database", "Bases de données", "Databases", "database"),
    ("cabling", "Câblage", "Cabling", "plug"),
    ("site", "Bâtiment et énergie", "Building and power", "building"),
    ("remote", "Bureau à distance", "Remote desktop", "screen-share"),
    ("request", "Demandes", "Requests", "shopping-bag"),
    ("other", "Autre", "Other", "help"),
]

# (impact, urgency) → priority, 1 is the highest of each
MATRIX = {
    (1, 1): 1, (1, 2): 2, (1, 3): 3,
    (2, 1): 2, (2, 2): 3, (2, 3): 4,
    (3, 1): 2, (3, 2): 3, (3, 3): 4,
}  # fmt: skip

# priority → minutes of open hours to a first answer, to a resolution
TARGETS = {1: (15, 240), 2: (30, 480), 3: (120, 960), 4: (240, 2400)}

_WEEKDAY = [["08:30", "12:30"], ["13:30", "18:00"]]
HOURS = {str(day): _WEEKDAY if day < 5 else [] for day in range(7)}
