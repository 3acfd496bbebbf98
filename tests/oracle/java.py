"""How Java reads numbers, booleans and addresses, where the servers leave it to Java."""

import re
import unicodedata

INT_MIN, INT_MAX = -(2**31), 2**31 - 1


def integer(text):
    """Integer.parseInt: decimal digits of any script, a sign, no blanks; None where it throws."""
    match = re.fullmatch(r"([+-]?)(\d+)", text or "")
    if not match:
        return None
    value = 0
    for digit in match.group(2):
        value = value * 10 + unicodedata.decimal(digit)
    value = -value if match.group(1) == "-" else value
    return value if INT_MIN <= value <= INT_MAX else None


def boolean(text):
    """Boolean.parseBoolean."""
    return (text or "").lower() == "true"


def trim(text):
    """String.trim: every character up to U+0020."""
    return (text or "").strip("".join(map(chr, range(0x21))))


ANY = "0.0.0.0"
# The address of the machine's host name, which no file tells.
OWN = "?"


def address(text):
    """Where a listener binds that resolves this text: all, an IPv4 address, or None where it cannot bind (IPv6 under the
    start script's preferIPv4Stack, a name that nobody has)."""
    if text is None:
        return ANY
    if text == "" or text.lower() == "localhost":
        return "127.0.0.1"
    if re.fullmatch(r"\d+\.\d+\.\d+\.\d+", text):
        return text
    return None
