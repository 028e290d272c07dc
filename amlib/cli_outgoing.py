"""
The plan on its way out and back: to Excel, to the diary, to the table of the team talk.

What leaves here is worked on elsewhere, by people who have no workbook. What comes back is merged with what was done here in the meantime and told, cell by cell and line by line; where
both changed the same, nobody wins until somebody says who.

The commands stand under ``amlib plan``, beside those of the plan itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from amlib import cli_ground, errors, language
from amlib.cli_ground import OUTPUT, WORKBOOK, Account, Author, OutputFolder, Seen, WorkbookFile

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.editions.returned import Gone, Returned
    from amlib.editions.sheets import Cell, Known
    from amlib.plan.keeping import Kept, Merged
    from amlib.plan.ledger import Ledger
    from amlib.plan.model import Plan

__all__ = [
    "EXAMPLE",
    "activities",
    "activities_back",
    "agenda",
    "app",
    "calendar",
    "insight",
    "minutes",
    "wish",
]

EXAMPLE = "Example: amlib plan agenda"
"""What the plan's own help ends with."""

app = typer.Typer(
    help="The plan on its way out and back: Excel, the diary, the team talk.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)

_TOLD = 20
"""So many cells that were not taken over are told one by one."""

Year = Annotated[int, typer.Argument(min=1900, max=9998, help="The year of the plan.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over what is there.")]
Owner = Annotated[
    list[str] | None,
    typer.Option(help="Somebody else who may be named in the plan; may be repeated."),
]


@app.command(epilog="Example: amlib plan activities noorderhof 2027 plan.xlsx")
def activities(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    year: Year,
    file: Annotated[Path, typer.Argument(help="The Excel file to make, ending in .xlsx.")],
    replace: Replace = False,
    owner: Owner = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Make an Excel file of the activities and actions of a plan, to be changed and brought back."""
    from amlib.editions import activities as sheets
    from amlib.editions import outgoing

    ledger = cli_ground.opened(workbook, output)
    kept = _plan(ledger, account, year)
    data = _slice(output, account)
    told = {"currency": data.currency, "unit": data.unit} if data else {}
    known = _known(kept.plan, data, workbook, owner)
    asked = _asked(ledger, kept, data, known) if data else ()
    origin = sheets.Origin(kept.plan, kept.number, kept.at, _called(data, account), **told, asked=asked)
    outgoing.write(file, sheets.content(origin, known), over=replace)
    cli_ground.tell(
        language.say(
            "{file}: {activities} activities and {actions} actions, as in entry {number}",
            file=file, activities=len(kept.plan.activities), actions=len(kept.plan.actions), number=kept.number,
        )
    )  # fmt: skip


@app.command("activities-back", epilog="Example: amlib plan activities-back plan.xlsx --look")
def activities_back(  # noqa: PLR0917  a command's options are its parameters
    file: Annotated[Path, typer.Argument(help="The Excel file that 'amlib plan activities' made, changed.")],
    look: Annotated[bool, typer.Option("--look", help="Only tell what was changed in the file.")] = False,
    take_out: Annotated[bool, typer.Option("--take-out", help="Take out of the plan what has no row any more.")] = False,
    prefer: Annotated[str | None, typer.Option(help="Whose to take where both changed the same: file or plan.")] = None,
    owner: Owner = None,
    note: Annotated[str, typer.Option(help="What to say with it.")] = "",
    author: Author = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:  # fmt: skip
    """Bring a changed Excel file back into the plan, merged with what was changed here since it was made."""
    from amlib.editions import returned

    side = _side(prefer)
    ledger = cli_ground.opened(workbook, output)
    account, year = returned.of(file)
    plan = _plan(ledger, account, year).plan
    data = _slice(output, account)
    back = returned.read(file, plan, _known(plan, data, workbook, owner), take_out=take_out)
    _changed(back, data)
    _gone(back.gone, take_out=take_out)
    _left(back.left)
    if look:
        return
    found = returned.merged(
        ledger, back, author=cli_ground.who(workbook, author).name, at=cli_ground.now(), note=note or language.say("from {file}", file=file.name), side=side,
    )  # fmt: skip
    if found.kept is None:
        raise _clashing(back, found, data)
    from amlib.documents.plan import changes as words

    for change in found.theirs:
        cli_ground.tell(
            language.say("changed here since: {what}, by {who}", what=words.what(change), who=change.who)
        )
    cli_ground.tell(
        language.say("entry {number} of the plan of {account}, {year}, version {version}", number=found.kept.number, account=account, year=str(year), version=found.kept.plan.version)
    )  # fmt: skip


@app.command(epilog="Example: amlib plan calendar noorderhof 2027 plan.ics --at 09:00")
def calendar(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    year: Year,
    file: Annotated[Path, typer.Argument(help="The calendar file to make, ending in .ics.")],
    at: Annotated[str | None, typer.Option(help="When visits begin, such as 09:00; without it all day.")] = None,
    minutes: Annotated[int, typer.Option(min=5, max=1440, help="How long a visit lasts.")] = 60,
    who: Annotated[str, typer.Option(help="Only what this person does.")] = "",
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:  # fmt: skip
    """Make a calendar file of the actions and visits of a plan: the adopted one, or else the latest."""
    from amlib.editions import diary, outgoing
    from amlib.plan import checks, keeping

    held = keeping.versions(cli_ground.opened(workbook, output), account, year)
    adopted = [each for each in held if each.plan.state == "adopted"]
    kept = adopted[-1] if adopted else _latest(held, account, year)
    data = _slice(output, account)
    content = diary.content(
        kept, _earlier(held, kept), _outlets(data), name=_called(data, account), who=who,
        hours=diary.Hours(_time(at), minutes) if at else None,
    )  # fmt: skip
    outgoing.write(file, content, over=True)
    found = diary.occurrences(kept.plan, {}, who=who)
    cli_ground.tell(
        language.say("{file}: {count} entries, of version {version}, {state}", file=file, count=len(found), version=kept.plan.version, state=checks.word(kept.plan.state))
    )  # fmt: skip


@app.command(epilog="Example: amlib plan agenda --to agenda.md")
def agenda(  # noqa: PLR0917  a command's options are its parameters
    accounts: Annotated[list[str] | None, typer.Argument(help="Of which accounts; without it, all.")] = None,
    on: Annotated[str | None, typer.Option(help="The day of the talk; without it, today.")] = None,
    to: Annotated[Path | None, typer.Option(help="A file to write, instead of telling it here.")] = None,
    mail: Annotated[bool, typer.Option("--mail", help="As plain text for a mail, not as a form.")] = False,
    replace: Replace = False,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Make the agenda of the team talk from the insights that are open; it is also the form of the minutes."""
    from amlib.documents.plan import team_talk
    from amlib.editions import outgoing
    from amlib.plan import insights

    said = cli_ground.opened(workbook, output).read(without="published")
    wanted = accounts or sorted({entry.account for entry in said})
    found = [each for account in wanted for each in insights.waiting(said, account)]
    names = {account: _called(data, account) for account in wanted if (data := _slice(output, account))}
    text = (team_talk.mail if mail else team_talk.agenda)(found, names, _day(on))
    if to is None:
        typer.echo(text)
        return
    outgoing.write(to, text.encode(), over=replace)
    cli_ground.tell(language.say("{file}: {count} insights", file=to, count=len(found)))


@app.command(epilog="Example: amlib plan minutes agenda.md")
def minutes(
    file: Annotated[Path, typer.Argument(help="The agenda, filled in.")],
    author: Author = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Bring the minutes of a team talk into the ledger; what they are about is open no more."""
    from amlib.documents.plan import team_talk
    from amlib.plan import entries, insights, state

    ledger, writer = cli_ground.opened(workbook, output), cli_ground.who(workbook, author).name
    said = ledger.read(without="published")
    known = {name: insights.known(said, name) for name in {entry.account for entry in said}}
    for account, body in sorted(team_talk.minutes(_text(file), known, where=file.name).items()):
        stream = entries.kind_of(body).stream_of(body)
        standing = state.standing(said, account).get(stream, [])
        if state.latest(standing, entries.Minutes) == body:
            cli_ground.tell(language.say("{account}: these minutes are there already", account=account))
        else:
            cli_ground.say(ledger, account, body, writer, None)


@app.command(epilog="Example: amlib plan insight noorderhof I-3 --text 'asks for smaller packs'")
def insight(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    number: Annotated[str, typer.Argument(help="The number of the insight, such as I-3.")],
    text: Annotated[str, typer.Option(help="What was seen, in a sentence.")],
    period: Annotated[str, typer.Option(help="In which figures, such as 2026Q3.")] = "",
    on: Annotated[str | None, typer.Option(help="The day on which it was seen; without it, today.")] = None,
    author: Author = None,
    seen: Seen = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Say something that the team should talk about."""
    from amlib import periods
    from amlib.plan import entries, records

    kept = cli_ground.opened(workbook, output)
    when = str(periods.parse(period)) if period else ""
    body = entries.made(records.Insight, insight=number, text=text, period=when, seen_on=_day(on))
    cli_ground.say(kept, account, body, cli_ground.who(workbook, author).name, seen)


@app.command(epilog="Example: amlib plan wish noorderhof W-1 --what 'smaller packs' --contact buyer")
def wish(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    number: Annotated[str, typer.Argument(help="The number of the wish, such as W-1.")],
    what: Annotated[str, typer.Option(help="What is wanted, in a sentence.")],
    contact: Annotated[str, typer.Option(help="Who said so, by function.")] = "",
    level: Annotated[str, typer.Option(help="total, group, region or outlet.")] = "total",
    key: Annotated[str, typer.Option(help="Which group, region or outlet.")] = "",
    proposal: Annotated[
        str | None, typer.Option(help="The proposal that answers it, such as 2027-3.")
    ] = None,
    answer: Annotated[str | None, typer.Option(help="What was answered.")] = None,
    on: Annotated[str | None, typer.Option(help="The day on which it was heard; without it, today.")] = None,
    author: Author = None,
    seen: Seen = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Say what somebody at the customer wants; say it again, with the answer, when there is one."""
    from amlib.plan import entries, records

    kept = cli_ground.opened(workbook, output)
    body = entries.made(
        records.Wish, wish=number, what=what, contact=contact, level=level, key=key, proposal=proposal, answer=answer, heard_on=_day(on),
    )  # fmt: skip
    cli_ground.say(kept, account, body, cli_ground.who(workbook, author).name, seen)


def _plan(ledger: Ledger, account: str, year: int) -> Kept:
    from amlib.plan import keeping

    return _latest(keeping.versions(ledger, account, year), account, year)


def _latest(held: Sequence[Kept], account: str, year: int) -> Kept:
    if not held:
        raise errors.LedgerError(
            language.say("the ledger has no plan of {account} for {year}", account=account, year=str(year)),
            do_next=language.say("draft it first; 'amlib ledger list' shows what there is"),
        )
    return held[-1]


def _earlier(held: Iterable[Kept], kept: Kept) -> list[Plan]:
    """The plans before one as they last stood in each state of each version: what may have been told before."""
    last = {(each.plan.version, each.plan.state): each for each in held if each.number < kept.number}
    return [each.plan for each in sorted(last.values(), key=lambda each: each.number)]


def _slice(output: Path, account: str) -> Slice | None:
    """What the last freeze has of an account; None where there is none."""
    from amlib.data import freeze, slices

    found = freeze.latest(output / "freezes")
    if found is None or account not in found.accounts:
        return None
    return slices.read(found.slice_path(account, "internal"))


def _outlets(data: Slice | None) -> dict[str, str]:
    if data is None:
        return {}
    rows = data["outlets"]
    return dict(zip(rows["outlet"].astype(str), rows["name"].fillna("").astype(str), strict=True))


def _asked(ledger: Ledger, kept: Kept, data: Slice, known: Known) -> tuple[tuple[Cell, ...], ...]:
    """What a plan asks of each outlet in each group and month, as a sheet shows it."""
    from amlib import periods
    from amlib.analysis import results
    from amlib.editions import goal_sheet
    from amlib.plan import crossing, state

    account, year = kept.plan.account, kept.plan.year
    said = state.records_of(ledger.read(account=account), account, audience="internal").plans
    bound = next((one.bound for one in said if (one.year, one.number) == (year, kept.number)), None)
    looked = str(periods.last_closed_quarter(data.as_of).months()[-1])
    pattern = crossing.pattern(results.book(data), crossing.through(year, looked, bound))
    places = data["outlets"]
    regions = dict(zip(places["outlet"].astype(str), places["region"].fillna("").astype(str), strict=True))
    return goal_sheet.lines(crossing.of(kept.plan, pattern), known, regions, year)


def _called(data: Slice | None, account: str) -> str:
    """What an account is called on what leaves the house; invented data say so there too."""
    if data is None:
        return account
    return f"{data.name} ({language.say('Invented data').lower()})" if data.invented else data.name


def _known(plan: Plan, data: Slice | None, workbook: Path, more: Sequence[str] | None) -> Known:
    """What a plan may name: the account's outlets and groups, its people and those in the plan; without a freeze, what the plan names already."""
    from amlib.data import account as accounts
    from amlib.editions.sheets import Known

    people = accounts.folder_read(workbook.parent / "accounts").get(plan.account)
    owners = [people.account_manager, people.supervisor] if people else []
    owners += (
        [each.owner for each in plan.actions] + [each.owner for each in plan.activities] + [*(more or ())]
    )
    if data is None:
        named = [each.outlet for each in plan.activities] + [
            key for each in plan.actions for key in each.outlets
        ]
        outlets = dict.fromkeys(named, "")
        groups = tuple(dict.fromkeys(group for each in plan.actions for group in each.groups))
    else:
        outlets = _outlets(data)
        groups = tuple(sorted(data["products"]["group"].dropna().astype(str).unique()))
    goals = tuple(each.id for each in plan.goals)
    return Known(outlets, groups, tuple(dict.fromkeys(filter(None, owners))), goals)


def _changed(back: Returned, data: Slice | None) -> None:
    """Tell what was changed in the file, as a table."""
    from amlib.documents.plan import changes as words
    from amlib.plan import changes

    found = changes.between(back.base, back.mine)
    if not found:
        cli_ground.tell(language.say("nothing was changed in the file"))
        return
    told = words.table(found, *((data.currency, data.unit) if data else ()))
    table = cli_ground.grid(*(column.label for column in told.columns[:3]))
    for row in told.rows:
        table.add_row(*(escape(str(cell)) for cell in row.cells[:3]))
    cli_ground.OUT.print(table)


def _gone(gone: Sequence[Gone], *, take_out: bool) -> None:
    for each in gone:
        what = f"{each.id}: {each.name}"
        cli_ground.tell(
            language.say("no row any more, taken out: {what}", what=what)
            if take_out
            else language.say("no row any more, stays in the plan without --take-out: {what}", what=what)
        )


def _left(found: Sequence[str]) -> None:
    """Tell what was changed on the sheet that is for reading only."""
    for what in found[:_TOLD]:
        cli_ground.tell(language.say("not taken over, as that sheet is for reading only: {what}", what=what))
    if len(found) > _TOLD:
        cli_ground.tell(
            language.say("not taken over either: {count} more on that sheet", count=len(found) - _TOLD)
        )


def _clashing(back: Returned, found: Merged, data: Slice | None) -> errors.LedgerError:
    from amlib.documents.plan import changes as words
    from amlib.editions import returned

    told = words.conflicts(found.clashes, *((data.currency, data.unit) if data else ()))
    lines = [
        language.say(
            "{cell}, {what}: it was {base}; in the file {mine}; in the plan {theirs}, by {who}",
            cell=returned.cell_of(back, clash), what=row.cells[0], base=row.cells[1], mine=row.cells[2], theirs=row.cells[3], who=clash.by,
        )
        for clash, row in zip(found.clashes, told.rows, strict=True)
    ]  # fmt: skip
    return errors.LedgerError(
        language.say_many(
            "one thing was changed in the file and in the plan",
            "{count} things were changed in the file and in the plan",
            len(lines),
        ),
        where="\n".join(lines),
        expected=language.say("somebody who says which of the two it is"),
        do_next=language.say("nothing was written; put the right value in the file, or add --prefer file or --prefer plan"),
    )  # fmt: skip


def _side(prefer: str | None) -> Literal["mine", "theirs", ""]:
    sides: dict[str | None, Literal["mine", "theirs", ""]] = {None: "", "file": "mine", "plan": "theirs"}
    if prefer not in sides:
        raise errors.UsageError(
            language.say("{name} is {value}", name="--prefer", value=repr(prefer)),
            expected=language.say("file or plan"),
        )
    return sides[prefer]


def _day(text: str | None) -> date:
    if text is None:
        return cli_ground.now().date()
    from amlib.data import readings

    found = readings.days([text])[text]
    if found is None or found == readings.AMBIGUOUS:
        raise errors.UsageError(
            language.say("{name} is {value}", name="--on", value=repr(text)),
            expected=language.say("a day such as {example}", example="31-12-2027"),
        )
    return date.fromisoformat(found)


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise errors.UsageError(
            language.say("{name} is {value}", name="--at", value=repr(text)),
            expected=language.say("a time such as 09:00"),
        ) from error


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.DataError(
            language.say("{file} cannot be read", file=file),
            expected=language.say("the agenda that 'amlib plan agenda' made, filled in"),
        ) from error
