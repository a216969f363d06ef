"""Phones as people here say them, kept as E.164 so that one number is written one way."""

import phonenumbers

REGION = "VE"


def tidy(text: str) -> str | None:
    """`0414-765.43.21` → `+584147654321`; None for what is no phone. Another country's needs its +."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def national(number: str) -> str:
    """`+584147654321` → `0414-7654321`; a number of another country keeps its code."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    at_home = phonenumbers.region_code_for_number(parsed) == REGION
    form = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(parsed, form.NATIONAL if at_home else form.INTERNATIONAL))


def beginning(text: str) -> str:
    """What a half-typed phone begins with as it is kept: `0414` → `+58414`. Empty when it cannot be one."""
    digits = "".join(sign for sign in text if sign.isdigit() and sign.isascii())
    if text.strip().startswith("+"):
        return f"+{digits}" if len(digits) >= 4 else ""
    if digits.startswith("00"):
        return f"+{digits[2:]}" if len(digits) >= 6 else ""
    return f"+58{digits[1:]}" if digits.startswith("0") and len(digits) >= 4 else ""
