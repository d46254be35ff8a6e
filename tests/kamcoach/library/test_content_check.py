"""`kamcoach content check`: what the folder holds and covers, and each way in which it may not be."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessments.instruments.texts import texts_of
from kamcoach.library.files import load
from kamcoach.resources import CONTENT
from tests.factories.command import run

INSTRUMENT = "instruments/kam-behaviours.1.yaml"
NEXT = "profiles/key-account-manager.99.yaml"
"""A version that is still far away."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that ships."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change(folder: Path, file: str, before: str, after: str, *, times: int = 1) -> None:
    """Change a file of the folder as its author would."""
    text = (folder / file).read_text()
    assert before in text
    (folder / file).write_text(text.replace(before, after, times))


def unpublish(folder: Path) -> None:
    """Forget what was published, so that only the rule under test speaks."""
    (folder / "ledger.yaml").write_text("published: {}\n")


def check(folder: Path) -> tuple[dict[str, Any], int]:
    """What the command says as JSON, and its exit code."""
    result = run("content", "check", "--json", "--folder", folder)
    return json.loads(result.stdout), result.exit_code


def problems(folder: Path) -> list[str]:
    """What the command complains about, apart from versions that wait for publishing."""
    said, code = check(folder)
    assert (code, said["ok"]) == (1, False)
    return [problem for problem in said["problems"] if "is not in the ledger" not in problem]


def test_what_ships_is_whole_and_published() -> None:
    result = run("content", "check")
    assert result.exit_code == 0
    assert "kam-behaviours version 1: checklist, 12 items\n" in result.stdout
    assert "plan standard version 1: 9 steps" in result.stdout
    assert "profile key-account-manager version 1" in result.stdout
    assert re.search(r"^booster boosters-deciders version 1: \d+ cards$", result.stdout, re.MULTILINE)
    assert re.search(r"^\d+ facts of the sources covered: .*S1-B5", result.stdout, re.MULTILINE)
    assert re.search(r"^13 facts are carried by features: S1-T1, ", result.stdout, re.MULTILINE)
    assert re.search(r"^fil: \d+ of \d+ texts are not translated yet$", result.stdout, re.MULTILINE)
    assert result.stdout.rstrip().endswith("No problems.")


def test_json_lists_instruments_items_and_the_ids_they_cover() -> None:
    said, code = check(CONTENT)
    assert (code, said["ok"], said["problems"]) == (0, True, [])
    (one,) = (one for one in said["instruments"] if (one["code"], one["version"]) == ("kam-behaviours", 1))
    assert (one["kind"], one["items"], one["measures"]) == ("checklist", 12, 9)
    assert {"kam-behaviours/B1a", "kam-behaviours/B1b"} <= set(said["covered"]["S1-B1"])
    assert {f"S1-B{number}" for number in range(1, 10)} <= said["covered"].keys()
    ids = {row["id"]: row for row in yaml.safe_load((CONTENT / "digest.yaml").read_text())["ids"]}
    assert set(said["covered"]) <= ids.keys()
    assert said["must_not_covered"] == []
    assert said["features"] == {key: row["says"] for key, row in ids.items() if row["carried_by"] == "feature"}
    covered_or_by_feature = said["covered"].keys() | said["features"].keys()
    assert {key for key, row in ids.items() if row["must"]} <= covered_or_by_feature, "no fact is lost from sight"


def add_fact(folder: Path, *, must: bool = True, carried_by: str = "content") -> None:
    """A fact that no piece of content cites."""
    with (folder / "digest.yaml").open("a") as digest:
        digest.write(f"  - {{id: S9-X1, says: new, must: {str(must).lower()}, carried_by: {carried_by}}}\n")


def test_a_fact_that_content_must_carry_and_nothing_cites(folder: Path) -> None:
    unpublish(folder)
    add_fact(folder)
    assert problems(folder) == ["digest.yaml: S9-X1: must be carried by content, and no item cites it"]
    assert check(folder)[0]["must_not_covered"] == ["S9-X1"]
    change(folder, INSTRUMENT, "sources: [S1-B1, S1-R1]\n    ours", "sources: [S1-B1, S1-R1, S9-X1]\n    ours")
    said, _ = check(folder)
    assert (said["must_not_covered"], said["covered"]["S9-X1"]) == ([], ["kam-behaviours/B1a"])


@pytest.mark.parametrize(("must", "carried_by"), [(False, "content"), (True, "feature"), (False, "feature")])
def test_a_fact_that_need_not_be_in_content(folder: Path, must: bool, carried_by: str) -> None:
    unpublish(folder)
    add_fact(folder, must=must, carried_by=carried_by)
    assert problems(folder) == []


def test_a_fact_that_stands_on_top_of_an_instrument_is_carried_by_no_item(folder: Path) -> None:
    unpublish(folder)
    add_fact(folder)
    top = next(line for line in (folder / INSTRUMENT).read_text().splitlines() if line.startswith("sources: ["))
    change(folder, INSTRUMENT, f"{top}\n", f"{top.removesuffix(']')}, S9-X1]\n")
    assert problems(folder) == ["digest.yaml: S9-X1: must be carried by content, and no item cites it"]


def test_texts_that_are_not_translated_are_counted_and_no_problem(folder: Path) -> None:
    before, code = check(folder)
    assert list(before["translations"]) == ["fil", "zh_Hans"]
    texts = before["translations"]["fil"]["texts"]
    assert texts > 1000 and all(0 <= count["missing"] <= texts for count in before["translations"].values())
    paths = list(texts_of(load(folder).instruments[INSTRUMENT]))[:2]
    translated = folder / "translations" / "fil" / INSTRUMENT
    known = yaml.safe_load(translated.read_text()) if translated.exists() else {}
    translated.parent.mkdir(parents=True, exist_ok=True)
    translated.write_text(yaml.safe_dump({path: text for path, text in known.items() if path not in paths}))
    without, _ = check(folder)
    translated.write_text(yaml.safe_dump(known | dict.fromkeys(paths, "Isinalin")))
    after, code_after = check(folder)
    assert without["translations"]["fil"]["missing"] - after["translations"]["fil"]["missing"] == len(paths)
    assert after["translations"]["zh_Hans"] == before["translations"]["zh_Hans"]
    assert (after["problems"], code_after) == (before["problems"], code)


def test_an_unknown_id_of_the_sources(folder: Path) -> None:
    unpublish(folder)
    change(folder, INSTRUMENT, "sources: [S1-B1, S1-R1]\n    ours", "sources: [S1-B1, S9-X1]\n    ours")
    assert problems(folder) == [f"{INSTRUMENT}: items[B1a].sources: 'S9-X1' is not in the digest"]


def test_a_missing_anchor(folder: Path) -> None:
    unpublish(folder)
    change(
        folder, INSTRUMENT, '      "3": "about half; where purchasing guards the door, the meeting is missing"\n', ""
    )
    assert problems(folder) == [f"{INSTRUMENT}: items[B1a].anchors: has no text for '3' of the scale 'share'"]


def test_a_code_that_stands_twice_in_one_file(folder: Path) -> None:
    unpublish(folder)
    change(folder, INSTRUMENT, "  - code: B1b\n", "  - code: B1a\n")
    assert f"{INSTRUMENT}: items: the code 'B1a' stands here 2 times" in problems(folder)


def test_a_code_and_version_that_stand_in_two_files(folder: Path) -> None:
    shutil.copy(folder / INSTRUMENT, folder / "instruments/zz.1.yaml")
    assert f"instruments/zz.1.yaml: code: kam-behaviours version 1 is in {INSTRUMENT} too" in problems(folder)


def test_a_file_under_another_name_than_its_code_and_version(folder: Path) -> None:
    (folder / INSTRUMENT).rename(folder / "instruments/behaviours.yaml")
    assert "instruments/behaviours.yaml: must be named kam-behaviours.1.yaml" in problems(folder)


def test_a_published_version_that_changed_or_is_gone(folder: Path) -> None:
    change(folder, INSTRUMENT, "title: The nine behaviours", "title: The 9 behaviours")
    assert problems(folder) == [
        "ledger.yaml: instruments/kam-behaviours/1: changed after it was published; make it version 2"
    ]
    (folder / "profiles/key-account-manager.1.yaml").unlink()
    assert problems(folder)[1:] == [
        "ledger.yaml: profiles/key-account-manager/1: was published and is gone; put its file back"
    ]


def test_a_version_that_nobody_published(folder: Path) -> None:
    shutil.copy(folder / "profiles/key-account-manager.1.yaml", folder / NEXT)
    change(folder, NEXT, "version: 1", "version: 99")
    said, code = check(folder)
    assert code == 1
    assert said["problems"] == [
        "ledger.yaml: profiles/key-account-manager/99 is not in the ledger: run `kamcoach content publish`"
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("code: [unclosed", "line 2, column 1: "),
        ("code: kam-behaviours\ncode: other\n", "line 2, column 1: the key 'code' stands here twice"),
        ("- just\n- a list\n", "must be a mapping of fields"),
        ("", "is empty"),
        ("code: kam-behaviours\nversion: one\n", "version: "),
        ("code: &a kam-behaviours\n", "anchors and aliases"),
        ("code: !!python/object:os.system x\n", "tags (!) are not used here"),
        ("code: \x07\n", "cannot be read as YAML"),
        ("a: b" * 200_000, "larger than"),
    ],
)
def test_broken_yaml_is_named_with_its_file_and_place(folder: Path, text: str, where: str) -> None:
    (folder / INSTRUMENT).write_text(text)
    found = [problem for problem in problems(folder) if problem.startswith(f"{INSTRUMENT}: ")]
    assert len(found) == 1
    assert where in found[0]


def test_bytes_that_are_no_utf_8_are_named_with_their_place(folder: Path) -> None:
    (folder / INSTRUMENT).write_bytes(b"code: caf\xe9\n")
    assert f"{INSTRUMENT}: is not UTF-8 (byte 10)" in problems(folder)


@pytest.mark.parametrize("text", ["ids: [", "facts: []\n", "ids: 7\n", "ids: [x]\n", b"\xff"])
def test_a_digest_or_ledger_that_cannot_be_read_is_a_problem_and_no_crash(folder: Path, text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    for file in ("digest.yaml", "ledger.yaml"):
        before = (folder / file).read_bytes()
        (folder / file).write_bytes(data)
        assert any(problem.startswith(f"{file}: ") and "cannot be read" in problem for problem in problems(folder)), (
            file
        )
        (folder / file).write_bytes(before)


def test_every_problem_is_told_at_once(folder: Path) -> None:
    change(
        folder, INSTRUMENT, '      "3": "about half; where purchasing guards the door, the meeting is missing"\n', ""
    )
    change(folder, "plans/standard.1.yaml", "raters: [manager]", "raters: [nobody]")
    (folder / "profiles/broken.1.yaml").write_text("[")
    assert {problem.split(":")[0] for problem in problems(folder)} >= {
        INSTRUMENT,
        "plans/standard.1.yaml",
        "profiles/broken.1.yaml",
        "ledger.yaml",
    }


def test_publishing_adds_new_versions_once_and_nothing_with_problems(folder: Path) -> None:
    before = (folder / "ledger.yaml").read_text()
    assert run("content", "publish", "--folder", folder).stdout == "Nothing new.\n"
    assert (folder / "ledger.yaml").read_text() == before
    shutil.copy(folder / "profiles/key-account-manager.1.yaml", folder / NEXT)
    change(folder, NEXT, "version: 1", "version: 99")
    assert run("content", "publish", "--folder", folder).stdout == "published profiles/key-account-manager/99\n"
    assert check(folder)[1] == 0
    published = (folder / "ledger.yaml").read_text()
    assert set(before.splitlines()) < set(published.splitlines())
    change(folder, INSTRUMENT, "title: The nine behaviours", "title: The 9 behaviours")
    refused = run("content", "publish", "--folder", folder)
    assert refused.exit_code == 1
    assert "changed after it was published" in refused.stderr
    assert (folder / "ledger.yaml").read_text() == published
