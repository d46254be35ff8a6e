"""The rules of authoring that a program can see in the words (docs/content.md): each finds (path, message) pairs.

They read English; another language has rules of its own.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import combinations

from .model import Choice, Instrument, Item
from .rules import Finding, Findings

MAX_SENTENCE = 36
MAX_LIX = 50
"""Björnsson's readability index (Läsbarhet, 1968): words a sentence + per cent of words over six letters. 40 to 50
reads like a newspaper, above 60 like a law."""

PHONE: Mapping[str, int] = {
    "question": 160,
    "question_other": 175,
    "question_then": 175,
    "counts": 280,
    "counts_then": 280,
    "example": 260,
    "coach_asks": 150,
    "when": 24,
}
"""Characters that fit on a phone of 390 px without burying the answers: a question in four lines, a label in one."""
_ANCHOR = {"competencies": 280, "interview": 280}
_SHORT_ANCHOR, _WITHOUT_VALUE, _LEDE, _SHORT = 150, 80, 190, 26
_LABEL, _CHOICE = 15, 48
"""Five points stand side by side, choices below each other."""

DEGREE_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        """a about all almost always an and any at barely best better briefly broadly by clear clearly closely
        completely consistent consistently deep deeply effective effectively entirely every excellent excellently
        extensive extensively fairly few frequent frequently full fully generally good great greatly half hardly
        high highly in is just largely less limited little low main mainly many more most mostly much nearly never
        no none not occasional occasionally of often partial partially partly perfectly poor poorly proactive
        proactively quite rare rarely rather regular regularly seldom several slightly solid some sometimes
        somewhat strong strongly successful successfully systematic systematically the thorough thoroughly to too
        usual usually very weak well with without""",
    )
)
"""What says how much or how well, and the small words around it: they carry no difference that can be seen."""

_ADVERB = re.compile(r"\b[a-z]{2,}ly\b", re.IGNORECASE)
_NO_ADVERBS = frozenset(
    re.findall(
        "[a-z]+",
        """ally anomaly apply assembly bully comply costly daily early elderly family fly fortnightly friendly holy
        hourly imply italy july likely lonely monthly multiply only orderly quarterly rely reply supply timely
        unlikely weekly yearly""",
    )
)
_INWARD = re.compile(
    r"\b(understands?|understood|is aware|knows|appreciates?|believes?|feels?|thinks|is (?:able|willing) to|has the "
    r"ability|demonstrates?|is familiar|values)\b",
    re.IGNORECASE,
)
"""What goes on inside a person: nobody can see it (method.md §2.3)."""
_TEMPERAMENT = re.compile(
    r"\b(ambitious|assertive|charismatic|charming|confident|courageous|dynamic|empathic|empathetic|energetic|"
    r"enthusiastic|extrovert(?:ed)?|fearless|passionate|personality|persistent|resilient|self-confident|tenacious)\b",
    re.IGNORECASE,
)
"""What a person is, where only what a person does is rated (S1-C2, S3-C5)."""
_TWO_ACTS = re.compile(
    r"\band/or\b|\bas well as\b|\bboth\b.{1,80}\band\b|"
    r"\band (?:did|does|do|was|were|is|are|has|have|had|then|also)\b|;|\?[^?]*\?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"[.!?:;](?=[\s'\"’”)]|$)")
_ACTS_ONLY = ("competencies", "interview")


def check_wording(instrument: Instrument) -> Findings:
    """Find what the words of an instrument show: length on a phone, reading ease, one act an item, anchors that
    differ by more than a degree word, acts instead of thoughts and temperament (method.md §2.2, §2.3, §4)."""
    yield from too_long("lede", instrument.lede, _LEDE)
    for measure in instrument.measures:
        yield from too_long(f"measures[{measure.code}].short", measure.short, _SHORT)
    for scale in instrument.scales:
        for answer in scale.answers:
            most = _CHOICE if isinstance(answer, Choice) else _LABEL
            yield from too_long(f"scales[{scale.code}].{answer.code}", answer.label, most)
    for item in instrument.items:
        yield from _item(instrument, item)


def lix(text: str) -> float:
    """Return Björnsson's LIX of a text, 0 for one without words: below 30 easy, above 60 hard."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    return _sentence(text) + 100 * sum(len(word) > 6 for word in words) / len(words)


def same_but_for_degree(one: str, other: str) -> bool:
    """Tell whether two anchors say the same once words of degree are left out; a number is a difference."""
    return _essence(one) == _essence(other)


def reading_ease(path: str, text: str) -> Findings:
    """Find a text that is hard to read on the way to a customer."""
    if (hard := lix(text)) > MAX_LIX:
        yield Finding(path, f"is hard to read: LIX {hard:.0f}, at most {MAX_LIX} (shorter sentences and words)")


def too_long(path: str, text: str, most: int) -> Findings:
    """Find a text that buries what comes after it on a phone."""
    if len(text) > most:
        yield Finding(path, f"has {len(text)} characters, {most} fit on a phone")


def _item(instrument: Instrument, item: Item) -> Findings:
    path = f"items[{item.code}]"
    for name, most in PHONE.items():
        yield from too_long(f"{path}.{name}", getattr(item, name), most)
    for code, text in item.without_value.items():
        yield from too_long(f"{path}.without_value[{code}]", text, _WITHOUT_VALUE)
    for code, text in item.anchors.items():
        yield from too_long(f"{path}.anchors[{code}]", text, _ANCHOR.get(instrument.kind, _SHORT_ANCHOR))
    yield from reading_ease(path, f"{item.question} {item.counts}")
    if item.question_then:
        yield from reading_ease(f"{path}.question_then", f"{item.question_then} {item.counted_then()}")
    yield from _sentences(path, item)
    for name in ("question", "question_other", "question_then"):
        if found := _TWO_ACTS.search(getattr(item, name)):
            yield Finding(f"{path}.{name}", f"asks for more than one act ({found[0]!r}); make it two items")
    yield from _anchors(path, item.anchors)
    if instrument.kind in _ACTS_ONLY:
        yield from _acts(path, item)


def _sentences(path: str, item: Item) -> Findings:
    for name in ("question", "question_other", "question_then", "counts", "counts_then"):
        for sentence in _END.split(getattr(item, name)):
            if (words := len(_WORD.findall(sentence))) > MAX_SENTENCE:
                yield Finding(f"{path}.{name}", f"has a sentence of {words} words, at most {MAX_SENTENCE}")


def _anchors(path: str, anchors: Mapping[str, str]) -> Findings:
    for (one, first), (other, second) in combinations(anchors.items(), 2):
        if same_but_for_degree(first, second):
            what = f"differs from the anchor of {one!r} only by words of degree; show something else that is seen"
            yield Finding(f"{path}.anchors[{other}]", what)


def _acts(path: str, item: Item) -> Findings:
    for code, text in item.anchors.items():
        at = f"{path}.anchors[{code}]"
        adverbs = [word for word in _ADVERB.findall(text) if word.lower() not in _NO_ADVERBS]
        yield from _words(at, "says how, not what ({}); a level shows another act", adverbs)
        yield from _words(at, "is inside a person ({}); say what can be seen", _INWARD.findall(text))
        yield from _words(at, "is temperament ({}); say what the person does", _TEMPERAMENT.findall(text))
    for name in ("question", "question_other"):
        yield from _words(f"{path}.{name}", "is temperament ({})", _TEMPERAMENT.findall(getattr(item, name)))


def _words(path: str, message: str, found: Iterable[str]) -> Findings:
    if words := list(dict.fromkeys(found)):
        yield Finding(path, message.format(", ".join(words)))


def _sentence(text: str) -> float:
    sentences = [len(words) for sentence in _END.split(text) if (words := _WORD.findall(sentence))]
    return sum(sentences) / len(sentences) if sentences else 0.0


def _essence(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.findall(r"[^\W_]+", text.lower()) if word not in DEGREE_WORDS)
