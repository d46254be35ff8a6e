"""The floor of a long CSV: one SELECT, a csv.writer, the same columns of the same database, nothing else."""

import csv
import io
from collections.abc import Iterator

from flask import Flask, Response
from sqlalchemy import text

from tests.bench.floor import engine_of

_ROWS = """
SELECT p.employee_number, p.name, u.name, p.country, p.job_profile, v.code, v.version, o.purpose, a.relation, r.name,
       o.opens_on, o.due_on, o.closes_on, a.submitted_at, o.released_at,
       (SELECT count(*) FROM answer w WHERE w.assessment_id = a.id),
       (SELECT count(*) FROM answer w WHERE w.assessment_id = a.id AND w.value IN ('1', '2', '3', '4', '5'))
FROM assessment a JOIN occasion o ON o.id = a.occasion_id JOIN content_version v ON v.id = o.instrument_id
JOIN subject s ON s.id = o.subject_id JOIN person p ON p.id = s.person_id LEFT JOIN unit u ON u.id = p.unit_id
LEFT JOIN person r ON r.id = a.rater_id ORDER BY a.id
"""
_PART = 2_000


def create_csv_floor(url: str) -> Flask:
    """One route that streams every assessment."""
    app, engine = Flask("csv floor", static_folder=None), engine_of(url)

    def parts() -> Iterator[str]:
        with engine.connect().execution_options(stream_results=True, yield_per=_PART) as connection:
            for rows in connection.execute(text(_ROWS)).partitions():
                out = io.StringIO()
                csv.writer(out).writerows(rows)
                yield out.getvalue()

    app.add_url_rule("/bare", "bare", lambda: "ok")
    app.add_url_rule("/csv", "csv", lambda: Response(parts(), mimetype="text/csv"))
    return app
