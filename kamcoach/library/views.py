"""The library: everything the product asks and teaches, to read, to try out and to print. Nothing here is stored."""

from typing import cast

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from assessments.instruments.deck import Deck
from assessments.instruments.model import Instrument
from assessments.scheduling.plan import Plan
from assessments.scoring.scores import score
from kamcoach.database import db
from kamcoach.library import digest, shelves, words
from kamcoach.library.forms import follows, given, try_out
from kamcoach.library.searching import search
from kamcoach.library.shelves import SHELVES, Piece
from kamcoach.web.context import actor

blueprint = Blueprint("library", __name__, url_prefix="/library")
blueprint.add_app_template_filter(words.rater, "rater")
blueprint.add_app_template_filter(words.day_of, "day_of")

_LONGEST_SEARCH = 100


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Everything by kind, or what holds the words that were searched for."""
    asked = request.args.get("search", "").replace("\0", "")[:_LONGEST_SEARCH].strip()
    kind = request.args.get("kind", "")
    all_of_it = shelves.pieces(db.session(), actor=actor())
    kinds = list(dict.fromkeys(piece.shelf for piece in all_of_it))
    kind = kind if kind in kinds else ""
    standing = [piece for piece in all_of_it if not kind or piece.shelf == kind]
    return render_template(
        "library/index.html",
        found=search(standing, asked),
        search=asked,
        kind=kind,
        kinds=kinds,
        shelves=SHELVES,
        words=words,
    )


@blueprint.get("/instruments/<code>")
def instrument(code: str) -> ResponseReturnValue:
    """An instrument as it is: questions, anchors, examples, where it comes from."""
    return _show("instrument", _piece("instruments", code), shelves=SHELVES)


@blueprint.route("/instruments/<code>/preview", methods=["GET", "POST"])
def preview(code: str) -> ResponseReturnValue:
    """An instrument as its rater meets it. What is sent is checked and shown, and stored nowhere."""
    whole = cast(Instrument, _piece("instruments", code).content)
    relation = _relation(whole)
    asked = whole.put_to(relation)
    tried = try_out(asked, request.form) if request.method == "POST" else None
    page = render_template(
        "library/preview.html",
        whole=whole,
        asked=asked,
        relation=relation,
        tried=tried,
        scores=score(asked, given(tried)) if tried and tried.is_whole else None,
        follows=follows(asked, tried) if tried else {},
    )
    return page, 422 if tried and not tried.is_whole else 200


@blueprint.get("/instruments/<code>/sheet")
def sheet(code: str) -> ResponseReturnValue:
    """An instrument on paper, blank."""
    whole = cast(Instrument, _piece("instruments", code).content)
    relation = _relation(whole)
    return render_template(
        "library/sheet.html", whole=whole, asked=whole.put_to(relation), relation=relation, words=words
    )


@blueprint.get("/profiles/<code>")
def profile(code: str) -> ResponseReturnValue:
    """The levels that a job requires, with what each looks like."""
    piece = _piece("profiles", code)
    all_of_it = shelves.pieces(db.session(), actor=actor())
    instruments = {one.content.code: one.content for one in all_of_it if one.kind == "instruments"}
    return _show("profile", piece, instruments=instruments)


@blueprint.get("/plans/<code>")
def plan(code: str) -> ResponseReturnValue:
    """The steps around a training, and the minutes that they take."""
    piece = _piece("plans", code)
    steps = [step for step in cast(Plan, piece.content).dated() if step.kind != "boosters"]  # those go on every week
    minutes = {rater: sum(step.minutes for step in steps if rater in step.raters) for rater in words.RATERS}
    return _show("plan", piece, minutes=minutes)


@blueprint.get("/boosters/<code>")
def deck(code: str) -> ResponseReturnValue:
    """The cards of a deck with their reasons."""
    piece = _piece("boosters", code)
    return _show("deck", piece, measures=_measures(piece))


@blueprint.get("/boosters/<code>/<card>")
def card(code: str, card: str) -> ResponseReturnValue:
    """One card as a trainee meets it: a case, a choice, then the reason for every option."""
    piece = _piece("boosters", code)
    cards = cast(Deck, piece.content)
    shown = next((one for one in cards.cards if one.code == card), None) or abort(404)
    variants = {variant.code: variant for variant in shown.variants}
    variant = variants.get(request.args.get("variant", ""), shown.variants[0])
    chosen = next((option for option in shown.options if option.code == request.args.get("choice")), None)
    return render_template(
        "library/card.html", piece=piece, card=shown, variant=variant, chosen=chosen, measures=_measures(piece)
    )


@blueprint.get("/sources")
def sources() -> ResponseReturnValue:
    """Every fact of the sources, and what carries it."""
    all_of_it = shelves.pieces(db.session(), actor=actor())
    return render_template("library/sources.html", facts=digest.facts(), carried=digest.carried(all_of_it))


def _show(page: str, piece: Piece, **more: object) -> str:
    """The page of a piece, with what it cites."""
    about = {"piece": piece, "words": words, "facts": digest.facts(), "cited": digest.cited(piece.content)}
    return render_template(f"library/{page}.html", **about, **more)


def _piece(kind: str, code: str) -> Piece:
    return shelves.piece(db.session(), kind, code, actor=actor()) or abort(404)


def _relation(whole: Instrument) -> str:
    """Whose view is asked for; the first that answers it, unless the address names another."""
    wanted = request.args.get("as", "")
    return wanted if wanted in whole.raters else whole.raters[0]


def _measures(piece: Piece) -> dict[str, str]:
    """The titles of the measures that a deck is about, by code."""
    about = shelves.piece(db.session(), "instruments", cast(Deck, piece.content).instrument, actor=actor())
    return {one.code: one.title for one in cast(Instrument, about.content).measures} if about else {}
