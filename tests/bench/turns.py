"""What a client does again and again, on the product and on the floor alike."""

from collections.abc import Callable
from urllib.parse import urlencode

from tests.bench.client import Reply, Turn, request
from tests.bench.floor import ITEMS as FLOOR_ITEMS
from tests.bench.stage import Seat
from tests.factories.world import ITEMS

Send = Callable[[bytes], Reply]
NOTE = "Met the plant manager on Tuesday; two dates moved."


def page_turns(seat: Seat) -> Callable[[], Turn]:
    """Open an open checklist."""
    told = request("GET", f"/assessments/{seat.sheets[-1]}/answer", seat.headers)
    return lambda: lambda send: send(told).status == 200


def bare_turns(method: str) -> Callable[[], Turn]:
    """The fixed form of the bare floor, or its submission."""
    told = request(method, "/bare", "", "a=1" if method == "POST" else "")
    return lambda: lambda send: send(told).status == 200


class Saves:
    """Save one answer after the other on one sheet of one's own; the revision is counted on as a phone does."""

    def __init__(self, seat: Seat, items: tuple[str, ...], sheet: int) -> None:
        self._seat, self._items, self._sheet = seat, items, seat.sheets[sheet]
        self._base = dict.fromkeys(items, 0)
        self._number = 0

    def __call__(self) -> Turn:
        """The next save."""
        item = self._items[self._number % len(self._items)]
        self._number += 1
        fields = {"value": str(1 + self._number % 5), "note": NOTE, "base": self._base[item]}
        fields["operation"] = f"{self._sheet}-{self._number}"
        path = f"/assessments/{self._sheet}/answers/{item}"
        told = request("POST", path, self._seat.headers + "Accept: application/json\r\n", urlencode(fields))

        def turn(send: Send) -> bool:
            done = send(told).status == 200
            self._base[item] += done
            return done

        return turn


class Checklists:
    """Open a checklist, send it whole as the page does without a script, look at what came out."""

    def __init__(self, seat: Seat, sheets: list[str], *, on_floor: bool) -> None:
        self._seat, self._sheets, self._on_floor = seat, list(sheets), on_floor

    def __call__(self) -> Turn:
        """The next checklist."""
        if not self._sheets:
            raise RuntimeError("the bench has run out of checklists")
        sheet = self._sheets.pop()
        fields = {"value": "3", "note": NOTE, "operation": f"sheet-{sheet}"} if self._on_floor else _whole(sheet)
        path = f"/assessments/{sheet}"
        get = request("GET", f"{path}/answer", self._seat.headers)
        post = request("POST", f"{path}/answer", self._seat.headers, urlencode(fields))
        look = request("GET", path, self._seat.headers)
        return lambda send: (send(get).status, send(post).status, send(look).status) == (200, 302, 200)


def _whole(sheet: str) -> dict[str, str]:
    fields = {"operation": f"sheet-{sheet}"[:40], "then": "send"}
    for item in ITEMS:
        fields |= {f"{item}-value": "3", f"{item}-note": NOTE, f"{item}-base": "0"}
    return fields


PRODUCT_ITEMS, SAME_ITEMS = ITEMS, tuple(FLOOR_ITEMS)
