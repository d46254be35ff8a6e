"""What every answer says to the browser, be it a page, a redirect, an error or a file."""

import re
from pathlib import Path

import pytest
from flask import Flask

from kamcoach.web import assets
from tests.factories.doors import give_password, sign_in
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE

POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}


def policy(header: str) -> dict[str, list[str]]:
    """The directives of a policy with their sources."""
    return {name: sources for name, *sources in (part.split() for part in header.split(";"))}


def test_nothing_that_could_be_personal_is_kept_by_anybody(world: World) -> None:
    alice, nobody = world.client(world.alice), world.client()
    answers = {
        "page": alice.get("/"),
        "redirect": nobody.get("/"),
        "wrong role": alice.get("/queue"),
        "nothing there": alice.get("/nowhere"),
        "wrong method": alice.get("/sign-out"),
        "JSON for a script": alice.get("/queue", headers={"Accept": "application/json"}),
        "sign-in": nobody.get("/sign-in"),
        "link": nobody.get("/link/forged"),
        "health": nobody.get("/healthz"),
    }
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses | {"page": 200} == statuses, "the list still shows what it says"
    assert sorted(statuses.values()) == [200, 200, 200, 302, 403, 403, 404, 404, 405]
    for name, answer in answers.items():
        assert answer.headers["Cache-Control"] == "no-store", name
        assert "Cookie" in answer.headers["Vary"], name
        assert policy(answer.headers["Content-Security-Policy"]) == POLICY, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "Strict-Transport-Security" not in answer.headers, name


def test_a_site_behind_https_is_asked_for_over_https_only(app: Flask) -> None:
    reply = app.test_client().get("/sign-in", base_url="https://coach.example")
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_files_with_a_version_in_their_address_are_kept_for_a_year_by_anybody(world: World) -> None:
    give_password(world, world.alice)
    client = world.client()
    sign_in(client, world.alice.email)
    page = client.get("/").text
    files = re.findall(r'(?:href|src)="(/[^"]*static[^"]*)"', page)
    assert len(files) >= 4
    for file in files:
        with client.get(file.replace("&amp;", "&")) as reply:
            assert reply.status_code == 200, file
            assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable", file
            assert "Cookie" not in reply.headers["Vary"], file
            assert "Set-Cookie" not in reply.headers, "nobody else may get this person's cookie"
    assert "Set-Cookie" not in client.get("/").headers, "nothing new to remember"


def test_files_without_a_version_are_asked_for_again(app: Flask) -> None:
    for file in ("/static/theme.css", "/bootstrap/static/css/bootstrap.min.css"):
        with app.test_client().get(file) as reply:
            assert reply.status_code == 200
            assert "immutable" not in reply.headers["Cache-Control"], file


def test_a_changed_file_has_another_address(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    addresses = []
    for content in ("a{}", "b{}", "a{}"):
        (tmp_path / "theme.css").write_text(content)
        assets._version.cache_clear()
        with app.test_request_context():
            addresses.append(assets.asset("theme.css"))
    assets._version.cache_clear()
    assert addresses[0] == addresses[2] != addresses[1]
    assert re.fullmatch(r"/static/theme\.css\?v=[0-9a-f]{12}", addresses[0])


def test_styles_scripts_and_pages_travel_compressed(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/sign-in").text
    files = [file for file in re.findall(r'(?:href|src)="(/[^"]*static[^"]*)"', page) if "svg" not in file]
    for accepts in ("br", "gzip, deflate, br, zstd", "gzip, deflate"):
        for file in ["/sign-in", *files]:
            with client.get(file, headers={"Accept-Encoding": accepts}) as reply:
                assert reply.headers.get("Content-Encoding") in accepts.split(", "), (file, accepts)
                assert "Accept-Encoding" in reply.headers["Vary"]
                assert len(reply.get_data()) > 0
    with (
        client.get("/static/theme.css") as plain,
        client.get("/static/theme.css", headers={"Accept-Encoding": "br"}) as br,
    ):
        assert len(br.get_data()) < len(plain.get_data()) / 2
