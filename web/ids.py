"""Names made at the border, and receipts as people type them."""

import secrets

from signaling.border import RECEIPT_ALPHABET, RECEIPT_GROUPS


def new_id() -> str:
    """64 random bits in hexadecimal, as the service's own ids."""
    return secrets.token_hex(8)


def normal_receipt(text: str) -> str:
    """A receipt in any case, with or without its dashes."""
    letters = "".join(letter for letter in text.upper() if letter in RECEIPT_ALPHABET)
    if len(letters) != 4 * RECEIPT_GROUPS:
        return text
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
