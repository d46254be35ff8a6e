"""The columns of the CSV of people. No database."""

from kamcoach.web import tables
from kamcoach.web.language import lazy_gettext as _l
from kamcoach.web.tables import Layout, Row

COLUMNS = (
    "employee_number",
    "name",
    "email",
    "unit",
    "country",
    "time_zone",
    "locale",
    "job_profile",
    "hire_date",
    "manager",
    "coach",
    "mentor",
    "roles",
)
REQUIRED = ("employee_number", "name", "email", "country", "time_zone")
MAX_ROWS = 2_000
MAX_CELL = 254
_LAYOUT = Layout(COLUMNS, REQUIRED, MAX_ROWS, _l("The file has a header and no people."))


def read(data: bytes) -> list[Row]:
    """Rows of an uploaded file. Raises FileRefused for size, encoding, header or structure."""
    return tables.read(data, _LAYOUT)
