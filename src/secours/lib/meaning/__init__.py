"""The model of meaning, 150 MB of memory, held by one process of the machine: its owner. Others ask it over a
unix socket in the data folder. No Django here: the owner stays small.

A request is a length (4 bytes, most significant first) and that many bytes of JSON, a list of texts; the
answer is a length and that many bytes of float32 (as the machine writes them), one row of 512 for each text.
An answer of no bytes: the model cannot be read here.
"""

from secours.lib.meaning.asking import ask
from secours.lib.meaning.model import Vectors, place

__all__ = ["Vectors", "ask", "place"]
