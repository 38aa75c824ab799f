"""Words by which people say that it works again, and nothing else."""

import re
from typing import Final

from secours.lib.text import plain


def says_it_works(text: str) -> bool:
    """“Ça remarche, merci”; not “ça remarche ?”, “ça ne remarche pas” nor “it works, but slowly”."""
    words = plain(text)
    return bool(_WORKS.search(words)) and not _BUT.search(words)


_WORKS: Final = re.compile(
    r"\b(?:(?:ca|cela|tout|il|elle|c'est|qui) (?:re)?(?:marche|fonctionne)\b|(?:re|re-)(?:marche|fonctionne)\b|"
    r"(?:c'est|tout est|tout va|est|voila) (?:bien |tout )?(?:bon|ok|regle\w*|resolu\w*|repare\w*|reparti\w*|revenu\w*|parfait)\b|"
    r"rentre\w* dans l'ordre|plus (?:de|aucun) (?:probleme|souci)|(?:probleme|souci|panne) (?:regle|resolu)\w*|"
    r"(?:it|that|this|everything|all) (?:is |has been )?(?:now )?(?:works?|worked|working|fixed|solved|sorted)\b|"
    r"(?:works|working) (?:again|now|fine|perfectly)|(?:problem|issue) (?:is )?(?:solved|fixed|gone|resolved)|"
    r"back to normal|all (?:good|fine))"
)
# A question, a doubt or a reserve: whoever writes one has not confirmed.
_BUT: Final = re.compile(
    r"\?|\b(?:ne|n'\w+|pas|jamais|mais|sauf|toujours|encore|parfois|sinon|si|quand|"
    r"not|never|but|except|still|sometimes|if|when|until)\b|n't\b"
)
