"""
The annual plan on the command line: look at it, carry it elsewhere and back, and take it from draft to adopted.

Plans are drafted and decided on in forms. But a supervisor without a notebook can decide on a proposal in one line, and a plan can be kept as a file, changed by a program and brought back. What
comes back is merged with what others did meanwhile: a file knows up to where it was read, and what two people changed differently is shown and asked, never chosen here.

Who says something and when are taken from the machine unless they are given. A plan is adopted on the strength of the document that shows it; without one, it is not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.table import Table as Grid

from amlib import cli_ground, errors, language, periods
from amlib.cli_ground import OUTPUT, WORKBOOK, Account, Author, OutputFolder, WorkbookFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.data.workbook import Workbook
    from amlib.documents.tables import Table
    from amlib.plan.decided import Stand
    from amlib.plan.keeping import Kept
    from amlib.plan.ledger import Ledger
    from amlib.plan.merging import Merged
    from amlib.plan.model import Plan
    from amlib.plan.ready import Obstacle
    from amlib.plan.records import Planned

__all__ = [
    "EXAMPLE",
    "adjust",
    "adopt",
    "app",
    "decide",
    "export",
    "history",
    "import_",
    "list_",
    "return_",
    "show",
    "submit",
    "verify",
    "worked_in",
]

EXAMPLE = "Example: amlib plan list"
"""What the plan's own help ends with."""

app = typer.Typer(
    help="The annual plan of an account: look at it, carry it elsewhere and back, take it from draft to adopted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)

Year = Annotated[int, typer.Argument(help="Of which year.")]
By = Annotated[str | None, typer.Option(help="Who decides; without it, who is logged in.")]
Version = Annotated[
    int | None, typer.Option(min=1, help="That version, as it was kept last; without it the latest.")
]


@app.command("list", epilog="Example: amlib plan list")
def list_(workbook: WorkbookFile = WORKBOOK, output: OutputFolder = OUTPUT) -> None:
    """List the plans of all accounts: the version that is adopted and the one in the making, and what waits for a decision."""
    from amlib.plan import decided

    found = decided.stands(cli_ground.opened(workbook, output).read(without="published"))
    if not found:
        cli_ground.tell(language.say("nobody kept a plan yet"))
        return
    grid = cli_ground.grid(
        language.say("Account"), language.say("Year"), language.say("Plan version"), language.say("State"), language.say("By"), language.say("On"),
        language.say("Waits for a decision"),
    )  # fmt: skip
    for each in found:
        holds = each.adopted if each.adopted and each.adopted.number != each.planned.number else None
        for kept, waiting in ([(holds, "")] if holds else []) + [(each.planned, _waiting(each))]:
            row = (each.account, each.year, kept.version, language.say(kept.state), kept.by, language.date(kept.at.date()), waiting or language.MISSING)  # fmt: skip
            grid.add_row(*(escape(str(cell)) for cell in row))
    cli_ground.OUT.print(grid)


@app.command(epilog="Example: amlib plan show alfa 2027")
def show(
    account: Account,
    year: Year,
    version: Version = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Show a plan: its goals, its actions, its terms, and its numbered proposals with what was decided."""
    from amlib.documents.plan import outline
    from amlib.plan import amended, decided, state

    kept = cli_ground.opened(workbook, output)
    plan = _kept(kept, account, year, version)
    known = decided.decisions(kept.read(account=account), account, plan.plan)
    cli_ground.tell(_line(plan))
    for table in outline.tables(plan.plan, known, *_measures(workbook)):
        _show(table)
    for one in amended.left(state.numbered(kept.read(account=account), account), plan.plan):
        actions = language.listing(list(one.asked))
        told = language.say(
            "proposal {number}, instead “{what}”: still to be worked into {actions}"
            if actions
            else "proposal {number}, instead “{what}”: still to be worked in",
            number=one.number,
            what=one.decision.instead,
            actions=actions,
        )
        cli_ground.tell(told)


@app.command(epilog="Example: amlib plan history alfa 2027")
def history(
    account: Account,
    year: Year,
    measure: Annotated[
        str, typer.Option(help="In what the effect is told: revenue, margin or quantity.")
    ] = "revenue",
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Tell how a plan came about: each version and state, and what changed in words and money."""
    from amlib.documents.plan import changes as words
    from amlib.plan import changes, edits, items, keeping, state

    _one_of(measure, items.ADDITIVE)
    kept, before = cli_ground.opened(workbook, output), None
    currency, unit = _measures(workbook)
    told_of = state.numbered(kept.read(account=account), account)
    for each in keeping.steps(_all(kept, account, year)):
        cli_ground.tell(_line(each))
        found = changes.between(before, each.plan, measure=measure) if before else ()
        if found:
            by_then = [(entry, body) for entry, body in told_of if entry.stream == keeping.stream(year) and entry.number <= each.number]  # fmt: skip
            found = edits.ascribed(found, edits.of(by_then), year)
            told = words.table(found, currency, unit, measure=measure)
            cli_ground.tell(str(words.reading(found, currency, unit, measure=measure)))
            _show(told)
        before = each.plan


@app.command(epilog="Example: amlib plan export alfa 2027 plan.json")
def export(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    year: Year,
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    version: Version = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Write a plan to a file of text, which 'amlib plan import' brings back."""
    from amlib.plan import ledger, written

    plan = _kept(cli_ground.opened(workbook, output), account, year, version)
    held = {"read_through": plan.seen, **json.loads(written.text(plan.plan))}
    ledger.put(file, [json.dumps(held, ensure_ascii=False, indent=1)])
    cli_ground.tell(
        language.say(
            "version {version}, entry {number}, in {file}",
            version=plan.plan.version,
            number=plan.number,
            file=file,
        )
    )


@app.command("import", epilog="Example: amlib plan import plan.json")
def import_(  # noqa: PLR0917  a command's options are its parameters
    file: Annotated[
        Path, typer.Argument(help="A file that 'amlib plan export' wrote, changed since or not.")
    ],
    note: Annotated[str, typer.Option(help="What is to be said with it.")] = "",
    take: Annotated[
        str | None, typer.Option(help="Where two changed the same: mine or theirs, for all of it.")
    ] = None,
    choose: Annotated[
        list[str] | None,
        typer.Option(help="For one thing that two changed: its key and =mine or =theirs; may be repeated."),
    ] = None,
    author: Author = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Keep the plan in a file as the next draft, merged with what others did since it was exported."""
    from amlib.plan import keeping

    kept = cli_ground.opened(workbook, output)
    mine, seen = _file(file)
    held = keeping.versions(kept, mine.account, mine.year)
    base = next((each.plan for each in reversed(held) if each.number <= (seen or 0)), None)
    if held and seen is None:
        raise _unread(file, mine)
    own: dict[str, Any] = {
        "author": cli_ground.who(workbook, author).name,
        "at": cli_ground.now(),
        "seen": seen,
        "note": note,
    }
    resolve: dict[str, Any] = dict(_choice(each) for each in choose or [])
    merged = keeping.save_merged(kept, base, mine, **own, resolve=resolve)
    if merged.clashes and take:
        all_: dict[str, Any] = {clash.key: take for clash in merged.clashes}
        merged = keeping.save_merged(kept, base, mine, **own, resolve={**all_, **resolve})
    _merged(merged, workbook)


@app.command(epilog="Example: amlib plan submit alfa 2027 --to 'sales manager'")
def submit(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    year: Year,
    to: Annotated[str | None, typer.Option(help="Who decides; without it the account's supervisor.")] = None,
    why: Annotated[str, typer.Option(help="Why it is submitted although something stands in the way.")] = "",
    note: Annotated[str, typer.Option(help="What is to be said with it.")] = "",
    author: Author = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Hand a draft over to the supervisor, if nothing stands in the way or a reason is given."""
    from amlib.plan import workflow

    kept, own = cli_ground.opened(workbook, output), cli_ground.who(workbook, author)
    draft = _kept(kept, account, year)
    people = _people(workbook, account)
    found = _obstacles(draft.plan, output, people) if draft.plan.state == "draft" else ()
    for each in found if why else ():
        cli_ground.warn(f"! {each.what}. {each.then}")
    note = "\n".join([*filter(None, [note.strip()]), *_stale(kept, account, year, draft.plan)])
    made = workflow.submit(
        kept, account, year, to=to or people[-1], author=own.name, login=own.login, at=cli_ground.now(), obstacles=found, reason=why, note=note,
        seen=draft.seen,
    )  # fmt: skip
    cli_ground.moved(workbook, output)
    cli_ground.tell(_line(made))


@app.command(
    epilog="Example: amlib plan decide alfa 2027 3 --outcome amended --instead 'two weeks' --why 'too dear'"
)
def decide(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    year: Year,
    number: Annotated[int, typer.Argument(help="The number of the proposal.")],
    outcome: Annotated[str, typer.Option(help="adopted, amended or rejected.")],
    why: Annotated[str, typer.Option(help="Why; needed where it is not simply adopted.")] = "",
    instead: Annotated[str, typer.Option(help="What is done instead, where it is amended.")] = "",
    by: By = None,
    seen: Annotated[
        int | None,
        typer.Option(
            min=0, help="The last number of the proposal's stream that you read, to change a decision."
        ),
    ] = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Decide on a numbered proposal of a submitted plan."""
    from amlib.plan import decided, rules, workflow

    kept, own = cli_ground.opened(workbook, output), cli_ground.who(workbook, by)
    said: Any = outcome
    made = workflow.decide(
        kept, account, year, number, said, reason=why, instead=instead, by=own.name, login=own.login, at=cli_ground.now(), seen=seen
    )  # fmt: skip
    cli_ground.moved(workbook, output)
    left = decided.open_proposals(kept, account, year)
    told = language.say("proposal {number}: {outcome}", number=number, outcome=language.say(rules.OUTCOMES[made.outcome]))  # fmt: skip
    rest = language.say_many("one proposal waits for a decision", "{count} proposals wait for a decision", len(left)) if left else language.say("all proposals are decided")  # fmt: skip
    cli_ground.tell(f"{told}; {rest}")


@app.command("return", epilog="Example: amlib plan return alfa 2027 --why 'the prices are missing'")
def return_(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    year: Year,
    why: Annotated[str, typer.Option(help="What must change first.")],
    by: By = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Give a submitted plan back to its writer, as a draft."""
    from amlib.plan import workflow

    kept, own = cli_ground.opened(workbook, output), cli_ground.who(workbook, by)
    made = workflow.give_back(
        kept, account, year, reason=why, by=own.name, login=own.login, at=cli_ground.now()
    )
    cli_ground.moved(workbook, output)
    cli_ground.tell(_line(made))


@app.command(epilog="Example: amlib plan adopt alfa 2027")
def adopt(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    year: Year,
    by: By = None,
    edition: Annotated[
        str, typer.Option(help="The document that was decided on; without it the one that was filed last.")
    ] = "",
    look: Annotated[
        bool, typer.Option("--look", help="Only say what leaves the plan and what that does to the year.")
    ] = False,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Adopt a plan of which every proposal is decided, on the strength of the document that shows it; what leaves it is said first."""
    from amlib.editions import binding
    from amlib.plan import rules, workflow

    kept, own = cli_ground.opened(workbook, output), cli_ground.who(workbook, by)
    draft = _kept(kept, account, year)
    if look:
        rules.in_state([draft], account, year, "submitted")
    if draft.plan.state == "submitted":
        for told in _foreseen(kept, draft.plan, output, workbook):
            cli_ground.tell(told)
    if look:
        return
    document = binding.needed(output, account, _handed_in(kept, account, year), asked=edition)
    if draft.plan.state == "submitted":
        binding.tied(output, document)
    bound = binding.bound(document)
    made = workflow.adopt(kept, account, year, by=own.name, login=own.login, at=cli_ground.now(), bound=bound)
    cli_ground.moved(workbook, output)
    cli_ground.tell(_line(made))
    cli_ground.tell(
        language.say("bound to {edition}, page {hash}", edition=bound.edition, hash=f"{bound.page[:16]}…")
    )


@app.command(epilog="Example: amlib plan adjust alfa 2027 --why 'an outlet closes in May' --cause customer")
def adjust(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    year: Year,
    why: Annotated[str, typer.Option(help="What changed, in a sentence.")],
    cause: Annotated[str, typer.Option(help="Where it lies: market, customer or own.")],
    author: Author = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Begin the next version of an adopted plan, for a reason."""
    from amlib.plan import workflow

    kept = cli_ground.opened(workbook, output)
    whose: Any = cause
    made = workflow.adjust(
        kept,
        account,
        year,
        reason=why,
        cause=whose,
        author=cli_ground.who(workbook, author).name,
        at=cli_ground.now(),
    )
    cli_ground.moved(workbook, output)
    cli_ground.tell(_line(made))


@app.command("worked-in", epilog="Example: amlib plan worked-in alfa 2027 2 --how 'A3 is two weeks now'")
def worked_in(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    year: Year,
    number: Annotated[int, typer.Argument(help="The number of the proposal.")],
    how: Annotated[str, typer.Option(help="How, where the actions do not tell it.")] = "",
    author: Author = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Say that what was decided instead of a proposal is worked into the plan."""
    from amlib.plan import workflow

    kept = cli_ground.opened(workbook, output)
    workflow.worked_in(
        kept,
        account,
        year,
        number,
        how=how,
        author=cli_ground.who(workbook, author).name,
        at=cli_ground.now(),
    )
    cli_ground.tell(language.say("proposal {number} is worked in", number=number))


@app.command(epilog="Example: amlib plan verify")
def verify(workbook: WorkbookFile = WORKBOOK, output: OutputFolder = OUTPUT) -> None:
    """Hash every document that a plan was adopted on again, and name each one that is changed or missing."""
    from amlib.editions import binding
    from amlib.plan import state

    said = cli_ground.opened(workbook, output).read(without="published")
    plans = [
        one
        for account in sorted({entry.account for entry in said if entry.kind == "plan"})
        for one in state.records_of(said, account, audience="internal").plans
        if one.bound
    ]
    faults = binding.broken(output, plans)
    for fault in faults:
        cli_ground.warn(f"{fault.path}: {fault.what}")
    cli_ground.tell(
        language.say_many(
            "one adopted plan bound to its document, {faults} faults",
            "{count} adopted plans bound to their document, {faults} faults",
            len(plans),
            faults=len(faults),
        )
    )
    if faults:
        raise typer.Exit(1)


def _waiting(stand: Stand) -> str:
    """What of a plan waits for a decision, and of whom; empty where nothing does."""
    if stand.plan is None:
        return language.say("written by a newer version of the workbook")
    if stand.planned.state != "submitted":
        left = ", ".join(map(str, stand.to_work_in))
        return language.say("to be worked in: {proposals}", proposals=left) if left else ""
    asked = ", ".join(proposal.id for proposal in stand.open) or language.say("the adoption")
    return language.say("{proposals} · {name}", proposals=asked, name=stand.planned.submitted_to)


def _all(kept: Ledger, account: str, year: int) -> tuple[Kept, ...]:
    """Every plan that was kept; told where there is none."""
    from amlib.plan import keeping, rules

    found = keeping.versions(kept, account, year)
    if not found:
        rules.in_state(found, account, year, "draft")
    return found


def _kept(kept: Ledger, account: str, year: int, version: int | None = None) -> Kept:
    found = [each for each in _all(kept, account, year) if version is None or each.plan.version == version]
    if not found:
        raise errors.ParameterError(
            language.say(
                "there is no version {version} of the plan of {account} for {year}",
                version=version,
                account=account,
                year=str(year),
            ),
            do_next=language.say("look with 'amlib plan history'"),
        )
    return found[-1]


def _one_of(measure: str, known: Sequence[str]) -> None:
    if measure not in known:
        raise errors.UsageError(
            language.say("the measure is '{measure}'", measure=measure),
            expected=", ".join(known),
            do_next=language.say("choose one of them and run again"),
        )


def _handed_in(kept: Ledger, account: str, year: int) -> Planned:
    """The plan of a year as it was submitted last: what the document must show."""
    from amlib.plan import rules, state

    held = _all(kept, account, year)
    if held[-1].plan.state not in ("submitted", "adopted"):
        rules.in_state(held, account, year, "submitted")
    version = held[-1].plan.version
    plans = state.records_of(kept.read(account=account), account, audience="internal").plans
    found = [one for one in plans if (one.year, one.version, one.state) == (year, version, "submitted")]
    if not found:
        rules.in_state(held, account, year, "submitted")
    return found[-1]


def _line(kept: Kept) -> str:
    """A plan in one line: what it is, who kept it and when, and what was said with it."""
    told = language.say(
        "{account}, {year}: version {version}, {state}; {author}, {day}",
        account=kept.plan.account,
        year=str(kept.plan.year),
        version=kept.plan.version,
        state=language.say(kept.plan.state),
        author=kept.by,
        day=language.date(kept.at.date()),
    )
    return f"{told} · {kept.note}" if kept.note else told


def _book(workbook: Path) -> Workbook | None:
    from amlib.data import workbook as books

    return books.read(workbook) if workbook.exists() else None


def _measures(workbook: Path) -> tuple[str, str]:
    """The currency and the unit."""
    book = _book(workbook)
    return (book.currency, book.unit) if book else ("EUR", "kg")


def _people(workbook: Path, account: str) -> tuple[str, ...]:
    """Who manages the account and who decides about it; nobody where no file says so."""
    from amlib.data import account as accounts

    book = _book(workbook)
    known = accounts.folder_read(book.folder / "accounts").get(account) if book else None
    return (known.account_manager, known.supervisor) if known else ("",)


def _obstacles(plan: Plan, output: Path, people: Sequence[str]) -> tuple[Obstacle, ...]:
    """What stands in the way, by the figures of the latest freeze."""
    from amlib.data import slices
    from amlib.documents import findings as words
    from amlib.plan import ready

    folder = slices.latest(output / "freezes")
    where = folder / "slices" / plan.account / "internal" if folder else None
    if where is None or not where.is_dir():
        return ready.unchecked(language.say("there is no freeze with this account yet"))
    data = slices.read(where)
    period = periods.last_closed_quarter(data.as_of)
    return ready.look(plan, data, period, owners=people, what=lambda one: words.what(one, data), advice=words.advice)  # fmt: skip


def _foreseen(kept: Ledger, plan: Plan, output: Path, workbook: Path) -> list[str]:
    """What leaves a plan when it is adopted, what that does to the year, and that it asks too little."""
    from amlib.plan import decided
    from amlib.widgets import adopting, foreseen
    from amlib.widgets.desk import Desk

    known: Any = decided.decisions(kept.read(account=plan.account), plan.account, plan)
    book = _book(workbook)
    place = Desk(kept, "", output, accounts=book.folder / "accounts" if book else None)
    year = foreseen.Foreseen(place, plan).line(known)
    short = adopting.short(plan, book.currency if book else place.currency)
    return [*adopting.leaving(plan, known), *filter(None, (year, short))]


def _stale(kept: Ledger, account: str, year: int, plan: Plan) -> list[str]:
    """What was written when the target was another one: it is said with a submission."""
    from amlib.plan import checks, keeping, texts

    held = [each.plan for each in keeping.versions(kept, account, year)]
    found = texts.stale(plan, texts.remembered(held), held[0])
    return [f"{checks.one(each.kind)} {each.id}: {texts.said(each)}" for each in found]


def _file(file: Path) -> tuple[Plan, int | None]:
    """The plan in a file, and up to where the ledger was read for it."""
    from amlib.plan import written

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.DataError(
            language.say("{file} cannot be read", file=file),
            expected=language.say("a file that 'amlib plan export' wrote"),
        ) from error
    try:
        held = json.loads(text)
        seen = held.pop("read_through", None) if isinstance(held, dict) else None
        text = json.dumps(held)
    except json.JSONDecodeError:
        seen = None  # what is wrong with it is told where a plan is read
    return written.read(text, where=str(file)), seen if isinstance(seen, int) else None


def _unread(file: Path, mine: Plan) -> errors.DataError:
    return errors.DataError(
        language.say("the file does not say which version of the plan it began with"),
        where=str(file),
        expected=language.say("the line 'read_through' that 'amlib plan export' writes"),
        do_next=language.say(
            "nothing was written; export the plan of {account} for {year}, and change that file",
            account=mine.account,
            year=str(mine.year),
        ),
    )


def _choice(text: str) -> tuple[str, str]:
    key, _, side = text.rpartition("=")
    return key, side


def _merged(merged: Merged, workbook: Path) -> None:
    """Tell what came of it: what others did, what two changed, and what was kept."""
    from amlib.documents.plan import changes as words

    measures = _measures(workbook)
    if merged.theirs:
        cli_ground.tell(language.say("others changed this since you read it:"))
        for change in merged.theirs:
            cli_ground.tell(f"  {words.what(change)} · {change.who}")
    for place, new in merged.renamed.items():
        cli_ground.tell(language.say("your {id} became {new}", id=place.split("/")[1], new=new))
    if merged.clashes:
        _show(words.conflicts(merged.clashes, *measures))
        keys = "\n".join(f"--choose {clash.key}=mine" for clash in merged.clashes)
        raise errors.LedgerError(
            language.say_many(
                "one thing was changed by two people",
                "{count} things were changed by two people",
                len(merged.clashes),
            ),
            where=keys,
            expected=language.say("a choice for each"),
            do_next=language.say(
                "nothing was written; import again with --take mine, --take theirs, or --choose"
            ),
        )
    assert merged.kept is not None  # without clashes it is kept
    cli_ground.tell(_line(merged.kept))


def _show(table: Table) -> None:
    grid = Grid(box=box.SIMPLE_HEAD, title=table.title and escape(table.title), title_justify="left")
    for column in table.columns:
        grid.add_column(escape(column.label), justify=column.align, overflow="fold")
    for row in table.rows:
        grid.add_row(*map(escape, row.cells))
    cli_ground.OUT.print(grid)
