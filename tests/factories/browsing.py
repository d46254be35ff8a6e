"""What a person does with a page: read it, fill its form in, send it with one of its buttons."""

import re
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.datastructures import MultiDict

Fields = MultiDict[str, str]


def parsed(html: str) -> Element:
    """The page as a browser understands it."""
    tree: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return tree


def form_of(html: str, *, holding: str = "") -> Fields:
    """What a browser would send of the first form in the main part that has a field of this name."""
    main = parsed(html).find(".//main")
    assert main is not None
    for form in main.iter("form"):
        fields = _fields(form)
        if not holding or holding in fields:
            return fields
    raise AssertionError(f"no form holds {holding}")


def _fields(form: Element) -> Fields:
    found: Fields = MultiDict()
    for element in form.iter():
        name = element.get("name")
        if not name or element.tag == "button":
            continue
        for value in _values(element):
            found.add(name, value)
    return found


def _values(element: Element) -> list[str]:
    if element.tag == "textarea":
        return ["".join(element.itertext()).replace("\n", "\r\n")]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", "") for option in chosen]
    if element.get("type") in ("radio", "checkbox"):
        return [element.get("value", "on")] if element.get("checked") is not None else []
    return [element.get("value", "")]


def offered(html: str, name: str) -> list[str]:
    """The labels that a select or the checkboxes of this name offer."""
    page = parsed(html)
    select = page.find(f".//select[@name='{name}']")
    if select is not None:
        return [words(option) for option in select.iter("option")]
    ids = [one.get("id") for one in page.iter("input") if one.get("name") == name]
    return [words(label) for label in page.iter("label") if label.get("for") in ids]


def words(element: Element) -> str:
    """The text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def said(html: str) -> str:
    """The text of the main part on one line."""
    main = parsed(html).find(".//main")
    assert main is not None
    return words(main)


def problems(html: str) -> dict[str, str]:
    """The error that stands beside each field, by the name of the field, as a screen reader connects them."""
    page = parsed(html)
    by_id = {element.get("id"): element for element in page.iter() if element.get("id")}
    found = {}
    for element in page.iter():
        ids = (element.get("aria-describedby") or "").split()
        errors = [words(error) for one in ids if one in by_id for error in by_id[one].iter() if _is_error(error)]
        named = [one.get("name") for one in element.iter() if one.get("name")]
        if errors and named:
            found[str(named[0])] = " ".join(errors)
    return found


def _is_error(element: Element) -> bool:
    return "field-error" in (element.get("class") or "").split()


def links(html: str) -> dict[str, str]:
    """The address of every link in the main part, by its text; of several with one text the last."""
    main = parsed(html).find(".//main")
    assert main is not None
    return {words(link): link.get("href", "") for link in main.iter("a")}


def without_tokens(html: str) -> str:
    """A page without what changes with every request: its token."""
    return re.sub(r'((?:name="csrf-token" content|name="csrf_token"[^>]*value)=")[^"]*', r"\1", html)
