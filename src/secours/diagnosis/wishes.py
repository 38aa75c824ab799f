"""Words by which people ask for something new, where nothing is broken."""

import re
from typing import Final

from secours.lib.text import plain


def sounds_like_request(text: str) -> bool:
    """“Je voudrais un deuxième écran”; not “je voudrais que cela remarche”, nor what tells a breakdown too."""
    words = plain(text)
    return bool(_WANTED.search(words)) and not _BROKEN.search(words)


_WANTED: Final = re.compile(
    r"\b(?:(?:je|nous|on) (?:voudrai(?:s|t)|voudrions|souhaite(?:rais|rait|rions|ons)?|aimerai(?:s|t)|desire)"
    r"(?! que| comprendre| savoir)|"
    r"(?:j'aurais|j'ai|nous aurions|on aurait|nous avons|aurais) besoin (?:de |d')(?!aide)|"
    r"(?:pourrais-je|puis-je|est-ce que je (?:peux|pourrais)|serait-il possible d'|est-il possible d')(?: d')?(?:avoir|obtenir|recevoir)|"
    r"(?:i|we)(?: would|'d) like(?! to know| to understand)|(?:can|could|may) (?:i|we) (?:get|have|please have|please get)(?! help)|"
    r"(?:i|we) need (?:a|an|another|some|access)\b(?! help| hand))"
)
_BROKEN: Final = re.compile(
    r"\b(?:ne (?:[\w']+ )?(?:[\w']+ )?(?:plus|pas)|n'\w+ (?:plus|pas)|en panne|casse\w*|bloque\w*|erreur|lente?|remarche|repare\w*|"
    r"depann\w*|broken|error|stuck|slow|doesn't|does not|won't|can't|cannot|fail\w*|crash\w*|fix\w*|repair\w*|working|work again)\b"
)
