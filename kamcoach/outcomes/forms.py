"""The form of an upload."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from kamcoach.web.language import lazy_gettext as _l


class UploadForm(FlaskForm):  # type: ignore[misc]
    """The file of business figures."""

    file = FileField(_l("CSV or XLSX file"), [FileRequired(_l("Choose a file first."))])
