"""Text that a spreadsheet must not take for a formula.

A cell or heading that begins with = + - @, also after blanks or in their full-width forms, or with a tab or a line
end, is run as a formula by Excel, LibreOffice and Google Sheets when a CSV is opened (OWASP, CSV Injection). A leading
apostrophe says "this is text"; the import of people takes it off again. Numbers are no text and stay numbers.
"""

import re

_STARTERS = "=+-@＝＋－＠"
_SEEN_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
_UNSEEN = "\xad" + "".join(
    chr(code) for first, last in ((0x200B, 0x200F), (0x2028, 0x202F)) for code in range(first, last + 1)
)
_BLANKS = _SEEN_BLANKS + _UNSEEN + "".join(map(chr, range(0x205F, 0x2070))) + "\u3000\ufeff"
_FORMULA = re.compile(f"[{_BLANKS}]*[{re.escape(_STARTERS)}]|[\t\r\n]")
SUSPECT = frozenset(_STARTERS + _BLANKS)
"""Whatever a formula may begin with: a look at the first character spares nearly every cell the rest."""
APOSTROPHE = "'"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    return text[:1] in SUSPECT and _FORMULA.match(text) is not None


def neutral(text: str) -> str:
    """The text, with an apostrophe before what may be taken for a formula."""
    return APOSTROPHE + text if is_formula(text) else text


def plain(text: str) -> str:
    """What `neutral` was given: the way back, for a file that comes in again."""
    return text[1:] if text[:1] == APOSTROPHE and is_formula(text[1:]) else text
