"""
The drafting form itself: the messages of the browser, and the answers.

Every edit is answered with the whole state that it changed: the rows, the board, and whether it is kept. A moment after the last edit the plan goes into the ledger by itself; who wrote in between
is told, and both are merged (``plan.keeping``). A message that cannot be answered says why in the line that is always in sight; the plan stays as it was.

Every answer is given in the language in which the form was made, whatever was said elsewhere in the meantime.
"""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from amlib import errors, language
from amlib.analysis.calculation import Edit
from amlib.plan import checks, otherwise
from amlib.widgets import answered, board, chances, grid, kept, phrases, sheets, signed, ways
from amlib.widgets.making import Maker, Told, links, made
from amlib.widgets.sitting import Sitting

if TYPE_CHECKING:
    from collections.abc import Callable

    from amlib.plan.model import Plan
    from amlib.plan.ready import Obstacle
    from amlib.widgets.columns import Around
    from amlib.widgets.desk import Desk
    from amlib.widgets.ground import Ground
    from amlib.widgets.kept import Standing

__all__ = ["SAVE_AFTER", "Form"]

SAVE_AFTER = 1.5
"""Seconds without an edit after which the plan is kept."""

_SLIDERS = {
    "growth": (-0.15, 0.15, 0.005),
    "price": (-0.1, 0.1, 0.005),
    "promotion": (0.0, 2.0, 0.05),
    "raw_material": (-0.3, 0.3, 0.01),
}
"""The low end, high end and step of each slider."""
_SLIDER_WORDS = {
    "growth": "Volume",
    "price": "Our price",
    "promotion": "Promotions bring",
    "raw_material": "Raw material",
}


class Form(anywidget.AnyWidget):
    """
    The drafting form.

    Parameters
    ----------
    ground : Ground
    at : Desk
    later : callable, optional
        Calls something after some seconds; by default the event loop of the kernel, and at once where there is none.
    """

    _esm = grid.text_of("grid.js", "drafting.js")
    _css = grid.text_of("grid.css", "drafting.css")
    session = traitlets.Unicode().tag(sync=True)
    place = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    head = traitlets.Dict().tag(sync=True)
    ways: traitlets.List[Any] = traitlets.List().tag(sync=True)
    sheets: traitlets.List[Any] = traitlets.List().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    board = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    news = traitlets.Dict().tag(sync=True)
    notices: traitlets.List[Any] = traitlets.List().tag(sync=True)
    ask = traitlets.Dict().tag(sync=True)
    story = traitlets.Dict().tag(sync=True)
    adjusting = traitlets.Dict().tag(sync=True)
    making = traitlets.Dict().tag(sync=True)
    # the document itself, where nobody serves the archive
    page = traitlets.Bytes(b"").tag(sync=True)
    print = traitlets.Bytes(b"").tag(sync=True)
    # the rows go as text: ipywidgets would walk through every cell of them at every edit
    goals = traitlets.Unicode("[]").tag(sync=True)
    actions = traitlets.Unicode("[]").tag(sync=True)
    activities = traitlets.Unicode("[]").tag(sync=True)
    terms = traitlets.Unicode("[]").tag(sync=True)
    proposals = traitlets.Unicode("[]").tag(sync=True)
    risks = traitlets.Unicode("[]").tag(sync=True)
    assumptions = traitlets.Unicode("[]").tag(sync=True)
    notes = traitlets.Unicode("[]").tag(sync=True)
    done = traitlets.Int(0).tag(sync=True)

    def __init__(
        self, ground: Ground, at: Desk, later: Callable[[float, Callable[[], None]], Any] | None = None
    ) -> None:
        self._language = language.current()
        self._ground, self._desk, self._later = ground, at, later or _later
        self._kept = kept.opened(at.ledger, ground.first)
        self._sitting = Sitting(ground, self._kept.plan, kept.held(at.ledger, self._kept.plan))
        self._answers = self._kept.answers(at.ledger)
        self._maker: Maker | None = None
        self._rows, self._timer, self._fault = grid.Rows(), None, ""
        self._chances = chances.Chances(ground.places)
        self._last, self._told = 0, 0
        self._about: dict[int, Plan] = {}
        self._heads_of: Around | None = None
        self._board_of: tuple[object, Edit, dict[str, Any]] | None = None
        super().__init__(
            session=uuid.uuid4().hex,
            place=f"{self._kept.plan.account}/{self._kept.plan.year}",
            words={**grid.words(), **phrases.words(served=bool(at.documents)), "other": signed.other(at)},
            ways=ways.told(ground),
            head=phrases.head(ground, self._kept.plan, self._language, at.author),
        )
        self._told_of()
        self._redraw()
        self.on_msg(self._heard)

    def _heard(self, _widget: Any, message: dict[str, Any], _buffers: Any) -> None:
        """A message of the browser, and the answer to it."""
        with language.use(self._language):
            self._fault = ""
            try:
                _ANSWERS[message["kind"]](self, message)
            except errors.WorkbookError as error:
                self._fault = str(error)
            self._last = max(self._last, int(message.get("n", 0)))
            self._redraw()
            self._plan_to_save()

    # what the browser says

    def _typed(self, message: dict[str, Any]) -> None:
        self._open()
        self._quiet()
        edits = [((str(kind), str(id), str(key)), str(text)) for kind, id, key, text in message["edits"]]
        self._sitting.typed(edits, self._owner, self._desk.now().date())
        if any(kind == "terms" for (kind, _, _), _ in edits):
            self._offer()
        self._went()

    def _added(self, message: dict[str, Any]) -> None:
        self._open()
        self._sitting.added(message["sheet"], self._owner, self._desk.now().date())

    def _removed(self, message: dict[str, Any]) -> None:
        """Rows are taken out; of proposals whose actions stay, that is said and asked."""
        self._open()
        self._quiet()
        ids, before = [str(each) for each in message["ids"]], self._sitting.plan
        self._sitting.taken_out(message["sheet"], ids)
        if message["sheet"] == "proposals":
            out = [each for each in before.proposals if each.id in ids]
            asked = {id for each in self._sitting.plan.proposals for id in each.actions}
            left = dict.fromkeys(id for each in out for id in each.actions if id not in asked)
            stay = [found for id in left if (found := before.found("actions", id))]
            self._notice(phrases.loose(out, stay, self._ground.currency))
        else:
            self._went()

    def _along(self, message: dict[str, Any]) -> None:
        """The actions of a proposal that was taken out go with it, as one edit."""
        self._open()
        offered = [id for each in self.notices for id in each.get("offer", {}).get("ids", [])]
        self.notices = [each for each in self.notices if not _offers(each, "along")]
        self._sitting.taken_out(
            "actions", [id for id in map(str, message["ids"]) if id in offered], along=True
        )

    def _proposed(self, _message: dict[str, Any]) -> None:
        """What the plan wants otherwise than is agreed becomes a proposal, and that is told; where it was about to be submitted, that goes on."""
        self._open()
        self._quiet()
        numbers = self._sitting.asked()
        made = [each for each in self._sitting.plan.proposals if each.number in numbers]
        self._offer()
        self._notice(phrases.proposed(made))
        if self.ask.get("open"):
            self._asked({"open": True})

    def _undone(self, _message: dict[str, Any]) -> None:
        self._open()
        self._quiet()
        before = self._sitting.plan
        self._sitting.undo()
        if self._sitting.plan is not before:
            self._taken_back(before)

    def _redone(self, _message: dict[str, Any]) -> None:
        self._open()
        self._quiet()
        self._sitting.redo()

    def _slid(self, message: dict[str, Any]) -> None:
        low, high, _ = _SLIDERS[message["name"]]
        value = min(max(float(message["value"]), low), high)
        self._sitting.slid(message["name"], value, done=bool(message["done"]))

    def _at_rest(self, _message: dict[str, Any]) -> None:
        self._sitting.at_rest()

    def _taken_over(self, _message: dict[str, Any]) -> None:
        """What the sliders give becomes the target."""
        self._open()
        year = board.figures(self._ground, self._sitting.plan, self._sitting.now.sliders)
        sums = {"revenue": round(year.revenue * 100), "quantity": round(year.quantity)}
        if year.margin is not None:
            sums["margin"] = round(year.margin * 100)
        self._sitting.taken_over(sums)
        self._went()

    def _handed_down(self, message: dict[str, Any]) -> None:
        """The parts follow the total; which of them that makes extreme is told."""
        self._open()
        before = set(self._chances.extreme(self._sitting.plan))
        self._sitting.handed_down(str(message.get("way", "")))
        now = self._chances.extreme(self._sitting.plan)
        self._notice(phrases.extreme([name for id, name in now.items() if id not in before]))

    def _saved(self, _message: dict[str, Any]) -> None:
        self._save()

    def _looked(self, _message: dict[str, Any]) -> None:
        """The window is looked at again: has somebody else written?"""
        last = self._kept.latest(self._desk.ledger)
        if last == self._kept:
            if self._kept.plan.state != "draft":
                self._told_of()
            return
        untouched = self._sitting.plan == self._kept.plan
        if self._kept.plan.state != "draft" or (untouched and last.plan.state != "draft"):
            self._began_with(last)
        else:
            self._save()

    def _resolved(self, message: dict[str, Any]) -> None:
        self._save({str(key): str(side) for key, side in message["choices"].items()})

    def _read(self, message: dict[str, Any]) -> None:
        """One notice was read, or without a number all of them."""
        self.notices = [each for each in self.notices if message.get("id") not in (None, each["id"])]

    def _asked(self, message: dict[str, Any]) -> None:
        if not message["open"]:
            self.ask = {"open": False}
            return
        self._open()
        self.notices = [each for each in self.notices if not _offers(each, "propose")]  # it is asked here
        self._save()
        obstacles = self._kept.obstacles(self._ground, self._sitting)
        self.ask = self._question(obstacles, to=self._ground.supervisor)

    def _submitted(self, message: dict[str, Any]) -> None:
        self._open()
        self._save()
        obstacles = self._kept.obstacles(self._ground, self._sitting)
        to, reason = str(message["to"]).strip(), str(message["reason"]).strip()
        fault = phrases.lacking(obstacles, to, reason)
        if fault or not self._all_kept:
            told = fault or language.say(
                "the last changes are not saved yet: the line under the title of the form says why; settle that, and submit again"
            )
            self.ask = self._question(obstacles, to=to, reason=reason, fault=told)
            return
        self._began_with(self._kept.submitted(self._desk, to, obstacles, reason, "\n".join(self._notes)))

    def _question(self, obstacles: tuple[Obstacle, ...], **answers: str) -> dict[str, Any]:
        short = board.short(self._ground, self._sitting.plan)
        return phrases.question(obstacles, notes=self._notes, short=short, **answers)

    def _adjusted(self, message: dict[str, Any]) -> None:
        """The next version of an adopted plan is begun, when a reason and a cause are given; until then it is asked."""
        if not message["open"]:
            self.adjusting = {"open": False}
            return
        reason, cause = str(message.get("reason", "")).strip(), str(message.get("cause", ""))
        asked = {"open": True, "reason": reason, "cause": cause, "causes": phrases.causes(), "fault": ""}
        if "reason" not in message:
            self.adjusting = asked
        elif not reason or cause not in answered.CAUSES:
            self.adjusting = asked | {"fault": language.say("say what changed, and with whom it lies")}
        else:
            self._began_with(self._kept.adjusted(self._desk, reason, cause))  # type: ignore[arg-type]  # one of the three

    def _worked(self, message: dict[str, Any]) -> None:
        self._kept.worked_in(self._desk, int(message["number"]))
        self._told_of()

    def _made(self, _message: dict[str, Any]) -> None:
        """The document is made, beside the form."""
        if self._kept.plan.state not in ("submitted", "adopted") or self.making.get("state") == "running":
            return
        plan = self._kept.plan
        self._maker = Maker(
            self._desk, plan.account, self._ground.period, year=plan.year, tell=self._tell_making, later=None if self._later is _later else self._later
        )  # fmt: skip
        self._maker.start()

    def _tell_making(self, told: Told) -> None:
        """How far the document is; where nobody serves it, what is in it."""
        addresses = links(told.edition, self._desk) if told.edition else {}
        page, print_ = b"", b""
        if told.edition and not addresses:
            page, print_ = ((told.edition.folder / name).read_bytes() for name in ("page.html", "print.pdf"))
        with self.hold_sync():
            self.page, self.print = page, print_
            self.making = {"state": told.state, "text": told.text, "lines": told.lines, **addresses}

    # what is kept

    @property
    def _owner(self) -> str:
        return self._ground.manager

    @property
    def _all_kept(self) -> bool:
        return self._sitting.plan == self._kept.plan and not self._kept.fresh and not self._sitting.now.beside

    @property
    def _notes(self) -> list[str]:
        """What is said with a submission."""
        left = answered.to_work_in(self._answers, self._sitting.plan)
        return [*kept.notes(self._sitting.stale()), *left]

    def _quiet(self) -> None:
        """What was offered about the edit before is no longer offered; what was told stays until it is read, and a proposal can be made as long as none is."""
        self.notices = [
            each if _offers(each, "propose") else {key: each[key] for key in each if key != "offer"}
            for each in self.notices
        ]

    def _notice(self, told: dict[str, Any]) -> None:
        """One more notice behind those that are there, about the plan as it is now; nothing where there is nothing to tell."""
        if told:
            self._told += 1
            self._about[self._told] = self._sitting.plan
            self.notices = [*self.notices, {**told, "id": self._told}]

    def _taken_back(self, plan: Plan) -> None:
        """What was told of an edit that is taken back holds no more."""
        self.notices = [each for each in self.notices if self._about.get(each["id"]) is not plan]

    def _offer(self) -> None:
        """A term that no proposal asks for is told, with the way to ask; once, as it is now."""
        self.notices = [each for each in self.notices if not _offers(each, "propose")]
        self._notice(phrases.unasked(otherwise.unasked(self._sitting.plan, self._ground.around.agreed)))

    def _went(self) -> None:
        """What went out by itself is told."""
        self._notice(phrases.went(self._sitting.gone))

    def _told_of(self) -> None:
        """What became of the plan, and its document where it has one."""
        self._answers = self._kept.answers(self._desk.ledger)
        self._sitting.highest = max(self._sitting.highest, self._answers.highest)
        self._sitting.decided = answered.decided(self._answers)
        if self.making.get("state") == "running":
            return
        waits = self._kept.plan.state in ("submitted", "adopted")
        self._tell_making(made(self._kept.document(self._desk) if waits else None))

    def _open(self) -> None:
        """Only a draft is edited."""
        if self._kept.plan.state != "draft":
            raise errors.ParameterError(
                language.say(
                    "version {version} of the plan is {state}",
                    version=self._kept.plan.version,
                    state=checks.word(self._kept.plan.state),
                ),
                do_next=language.say(
                    "ask the supervisor to return it; an adopted plan is changed with ‘Adjust the plan’"
                ),
            )

    def _plan_to_save(self) -> None:
        """Soon, when nothing more is typed."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waits = self.news.get("clashes") or self._kept.plan.state != "draft"
        if self._sitting.plan != self._kept.plan and not waits and not self._fault:
            self._timer = self._later(SAVE_AFTER, self._autosave)

    def _autosave(self) -> None:
        self._timer = None
        with language.use(self._language):
            self._fault = ""
            try:
                self._save()
            except errors.WorkbookError as error:
                self._fault = str(error)
            self._redraw()

    def _began_with(self, kept: Standing) -> None:
        """Another plan than the one that was edited here: as it was handed over, or given back."""
        self._kept, self.ask, self.adjusting, self.news = kept, {"open": False}, {"open": False}, {}
        self.notices = []  # what was told was of the plan before, and what was offered cannot be done to this one
        self._sitting.began_again(kept.plan)
        self._told_of()

    def _save(self, choices: dict[str, str] | None = None) -> None:
        """Keep the plan, merged with what others kept; what they did is told."""
        if self._kept.plan.state != "draft":
            return
        came = self._kept.saved(self._desk, self._sitting.plan, choices or {})
        told = phrases.merged(came)
        self.news = told if came.clashes else {}
        if came.clashes:
            return
        self._kept = came.kept
        if came.kept.plan != self._sitting.plan:
            self._sitting.put(came.kept.plan, renamed=came.renamed)
        self._notice(told)

    # what is shown

    def _redraw(self) -> None:
        sitting, plan = self._sitting, self._sitting.plan
        around, faults = sitting.around, sitting.faults()
        with self.hold_sync():
            self.head = phrases.head(self._ground, plan, self._language, self._desk.author)
            self.story = answered.shown(self._answers, plan)
            if self._heads_of != around:
                self._heads_of, self.sheets = around, grid.tabs(around, plan.year)
            for kind in sheets.KINDS:
                more = self._chances.of(plan) if kind == "goals" else {}
                setattr(
                    self,
                    kind,
                    self._rows.text(plan, kind, around, sitting.now.beside, faults, worked_out=more),
                )
            self.board = self._board()
            self.sliders = [self._slider(name) for name in _SLIDERS]
            self.status = self._status()
            self.done = self._last

    def _board(self) -> dict[str, Any]:
        plan, edit = self._sitting.plan, self._sitting.now.sliders
        held = self._board_of
        if held is None or held[0] is not plan or held[1] != edit:
            held = self._board_of = (plan, edit, board.shown(self._ground, plan, edit))
        return held[2]

    def _slider(self, name: str) -> dict[str, Any]:
        low, high, step = _SLIDERS[name]
        value = getattr(self._sitting.now.sliders, name)
        text = language.percent(value, 0 if name == "promotion" else 1, plus=name != "promotion")
        return {"name": name, "label": language.say(_SLIDER_WORDS[name]), "value": value, "low": low, "high": high, "step": step, "text": text, "note": board.reaches(self._ground) if name == "raw_material" else ""}  # fmt: skip

    def _status(self) -> dict[str, Any]:
        sitting, plan = self._sitting, self._sitting.plan
        told = phrases.status(
            self._kept,
            beside=len(sitting.now.beside),
            same=sitting.plan == self._kept.plan,
            waits=bool(self.news.get("clashes")),
            fault=self._fault,
        )
        locked = self._kept.plan.state != "draft"
        return {
            **told,
            "stage": self._kept.plan.state,
            "locked": locked,
            "undo": sitting.can_undo,
            "redo": sitting.can_redo,
            "author": self._desk.author,
            "beside": [list(place) for place in sitting.now.beside],
            "kept": self._last if plan == self._kept.plan else self.status.get("kept", 0),
        }


def _offers(notice: dict[str, Any], kind: str) -> bool:
    return bool(notice.get("offer", {}).get("kind") == kind)


_ANSWERS: dict[str, Callable[[Form, dict[str, Any]], None]] = {
    "edit": Form._typed,
    "add": Form._added,
    "remove": Form._removed,
    "undo": Form._undone,
    "redo": Form._redone,
    "slide": Form._slid,
    "rest": Form._at_rest,
    "take": Form._taken_over,
    "hand": Form._handed_down,
    "save": Form._saved,
    "look": Form._looked,
    "resolve": Form._resolved,
    "read": Form._read,
    "ask": Form._asked,
    "submit": Form._submitted,
    "along": Form._along,
    "propose": Form._proposed,
    "adjust": Form._adjusted,
    "worked": Form._worked,
    "make": Form._made,
}
"""What is done with each message."""


def _later(seconds: float, call: Callable[[], None]) -> Any:
    """After some seconds in the kernel's own loop; at once where there is none."""
    try:
        return asyncio.get_running_loop().call_later(seconds, call)
    except RuntimeError:
        call()
        return None
