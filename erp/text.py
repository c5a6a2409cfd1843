"""Text as people sort and search it."""

import unicodedata


def fold(text: str) -> str:
    """`text` without accents, case and ligatures, single spaces: the key that sorting and search share.

    >>> fold("Éclair  Cœur")
    'eclair coeur'
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    stripped = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(stripped.casefold().split())
