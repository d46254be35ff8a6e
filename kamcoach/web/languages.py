"""The languages that the product speaks; each has a translation catalogue and text revisions of the content."""

LANGUAGES = {"en": "English"}
