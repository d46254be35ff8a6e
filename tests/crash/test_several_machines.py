"""Two web processes and two workers on one PostgreSQL, as on four machines: every message leaves once."""

import http.cookiejar
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import psycopg

from kamcoach.app import create_app
from kamcoach.clock import moment
from kamcoach.config import load
from kamcoach.database import db, writing
from kamcoach.people.services import add_person
from kamcoach.permissions.roles import Role
from tests.crash.server import Server, free_port, installation
from tests.factories.smtp import smtp_sink

_PEOPLE, _PATIENCE = 12, 60.0


def test_two_web_and_two_worker_processes_on_postgresql_send_every_message_once() -> None:
    with installation("postgres") as environ, smtp_sink() as sink, ExitStack() as running:
        url = environ["KAMCOACH_DATABASE_URL"].replace("+psycopg", "")
        environ |= {"KAMCOACH_QUEUE_URL": url, "KAMCOACH_SMTP_URL": sink.url}
        addresses = _people(environ)
        machines = [environ | {"KAMCOACH_PORT": str(free_port())} for _ in range(2)]
        webs = [running.enter_context(Server(one, "--without-worker", "--processes", "1")) for one in machines]
        workers = [running.enter_context(_worker(environ)) for _ in range(2)]
        for web in webs:
            web.start()
        for number, address in enumerate(addresses):
            _ask_for_a_link(webs[number % 2].port, address)
        assert sink.wait_for(_PEOPLE, _PATIENCE)
        for worker in workers:
            worker.terminate()
        assert [worker.wait(_PATIENCE) for worker in workers] == [0, 0]
        assert [web.stop() for web in webs] == [0, 0]
        assert Counter(str(letter["To"]) for letter in sink.received) == Counter(addresses)
        assert len(set(sink.ids)) == _PEOPLE
        with psycopg.connect(url) as connection:
            states = connection.execute("SELECT state, count(*) FROM outbox_message GROUP BY state").fetchall()
            taken = connection.execute("SELECT count(*) FROM kamcoach_queue.huey_kv").fetchone()
        assert states == [("sent", _PEOPLE)]
        assert taken is not None
        assert 1 <= taken[0] <= 4, "each round was taken by one of them, and old ones are forgotten"


def _people(environ: Mapping[str, str]) -> Sequence[str]:
    addresses = [f"person.{number}@example.com" for number in range(_PEOPLE)]
    app, at = create_app(load(environ)), moment()
    with app.app_context():
        with writing() as session:
            for number, email in enumerate(addresses):
                place, roles = {"country": "PH", "time_zone": "Asia/Manila"}, [Role.TRAINEE]
                add_person(session, name=f"Person {number}", email=email, roles=roles, **place, actor=None, at=at)
        db.engine.dispose()
    return addresses


@contextmanager
def _worker(environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "kamcoach", "worker", "--every", "1"], env=dict(environ))
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(_PATIENCE)


def _ask_for_a_link(port: int, email: str) -> None:
    """Fill in the form of a forgotten password; that mail leaves at any hour."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser, page = urllib.request.build_opener(cookies), f"http://127.0.0.1:{port}/forgot-password"
    with browser.open(page, timeout=_PATIENCE) as reply:
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', reply.read().decode())[0]
    fields = urllib.parse.urlencode({"csrf_token": token, "email": email}).encode()
    with browser.open(page, data=fields, timeout=_PATIENCE) as reply:
        assert "a link is on its way" in reply.read().decode()
