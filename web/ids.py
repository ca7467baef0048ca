"""Names made at the border, and receipts as people type them."""

import secrets

from signaling.border import RECEIPT_ALPHABET, RECEIPT_LENGTH


def new_id() -> str:
    """64 random bits in hexadecimal, as the service's own ids."""
    return secrets.token_hex(8)


def normal_receipt(text: str) -> str:
    """A receipt in any case, with or without the dashes and spaces that make it readable."""
    letters = "".join(letter for letter in text.upper() if letter in RECEIPT_ALPHABET)
    return letters if len(letters) == RECEIPT_LENGTH else text
