"""Notes of every kind: kept as they were written and shown as text, or refused beside the field with nothing lost."""

from tests.factories.browsing import form_of, parsed, problems, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, World
from tests.kamcoach.assessing.saving import answers, occasion, save

pytestmark = ON_ONE_ENGINE

HARMLESS = {
    "right to left": "قال المدير: «سعر» \u202eevil\u202c",
    "emoji": "👩🏽‍🔧🇵🇭 Ω≈ç√ 漢字",
    "markup": "<script>alert('x')</script><img src=x onerror=alert(1)> & &amp; </textarea></p>",
    "formula": '=HYPERLINK("http://evil.example","click")',
    "template": "{{ 7 * 7 }} {% raw %} ${7*7}",
    "spaces": "\n\n  indented\n\tlines\n\nend",
}
REFUSED = {
    "1 MB": ("x" * 1_000_000, "The note has 1000000 characters; 4000 fit. Nothing was cut."),
    "1 MB of emoji": ("👩" * 250_000, "The note has 250000 characters; 4000 fit. Nothing was cut."),
    "NUL": ("before\x00after", "The note holds characters that cannot be stored. Type it again without them."),
    "control": ("bell\x07", "The note holds characters that cannot be stored. Type it again without them."),
}


def test_every_text_comes_back_as_it_was_written_and_never_as_markup(world: World) -> None:
    pulse = occasion(world, world.alice, asked=["B1a", "B1b", "B2", "B4", "B5", "B6"])
    alice = world.client(world.alice)
    url = f"/assessments/{pulse.public_id}"
    fields = form_of(alice.get(f"{url}/answer").text, holding="B1a-base")
    items = dict(zip(("B1a", "B1b", "B2", "B4", "B5", "B6"), HARMLESS.values(), strict=True))
    for item, note in items.items():
        fields[f"{item}-value"], fields[f"{item}-note"] = "3", note.replace("\n", "\r\n")
    stale = fields.copy()
    alice.post(f"{url}/answer", data=fields)
    assert {item: note for item, (_, note, _) in answers(world, pulse).items()} == items

    stale["operation"] = "stale-page"
    for item in items:
        stale[f"{item}-value"] = "2"
    pages = {"answer": alice.get(f"{url}/answer").text, "conflict": alice.post(f"{url}/answer", data=stale).text}
    alice.post(f"{url}/answer", data={"then": "send"})
    pages |= {"show": alice.get(url).text, "closed": alice.post(f"{url}/answer", data=stale).text}
    for name, html in pages.items():
        page = parsed(html)
        assert all(script.get("src") for script in page.iter("script")), name
        assert not [image for image in page.iter("img")], name
        shown = ["".join(one.itertext()).strip() for one in page.iter()]
        for note in items.values():
            assert note.strip() in shown, (name, note)


def test_what_cannot_be_kept_is_refused_beside_the_field_with_the_input_and_the_rest_is_saved(world: World) -> None:
    alice = world.client(world.alice)
    for note, sentence in REFUSED.values():
        _is_refused(world, alice, note, sentence)


def _is_refused(world: World, alice: Browser, note: str, sentence: str) -> None:
    pulse = occasion(world, world.alice)
    tapped = save(alice, pulse, "B5", value="2", note=note)
    assert (tapped.status_code, tapped.json) == (422, {"problem": sentence})

    fields = form_of(alice.get(f"/assessments/{pulse.public_id}/answer").text, holding="B1a-base")
    fields["B1a-value"], fields["B5-value"], fields["B5-note"] = "3", "4", note
    reply = alice.post(f"/assessments/{pulse.public_id}/answer", data=fields)
    assert reply.status_code == 422
    assert problems(reply.text) == {"B5-value": f"Not saved. {sentence}"}
    kept = form_of(reply.text, holding="B1a-base")
    assert (kept["B5-value"], kept["B5-note"].replace("\ufffd", "\x00")) == ("4", note)
    assert answers(world, pulse) == {"B1a": ("3", "", 1)}


def test_bytes_that_are_no_text_do_no_harm(world: World) -> None:
    """A lone surrogate cannot leave a browser; bytes that claim to be one are kept as they came."""
    pulse = occasion(world, world.alice)
    alice = world.client(world.alice)
    body = "value=3&base=0&operation=raw-bytes&note=a%ED%A0%80b%FF"
    url = f"/assessments/{pulse.public_id}/answers/B1a"
    assert alice.post(url, data=body, content_type="application/x-www-form-urlencoded").status_code == 200
    (stored,) = answers(world, pulse).values()
    assert stored[1].startswith("a") and "b" in stored[1]
    assert stored[1] in said(alice.get(f"/assessments/{pulse.public_id}/answer").text)


def test_what_is_larger_than_any_note_is_refused_whole_and_nothing_is_written(world: World) -> None:
    pulse = occasion(world, world.alice)
    alice = world.client(world.alice)
    assert save(alice, pulse, note="x" * 16_000_000).status_code == 413
    assert answers(world, pulse) == {}
