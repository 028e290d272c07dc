/* An editable grid with a keyboard: a table that is typed in as in a spreadsheet. It knows no plan; it shows texts, and tells which texts were typed in which cells.
   User text is only ever set as text. What was sent and not yet answered stays on the screen, over what the other side last said. */

const SEPARATOR = "\u0000";
const exact = cell => (Array.isArray(cell) ? cell[1] : cell);
const shown = cell => (Array.isArray(cell) ? cell[0] : cell);
const make = (tag, props = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
};

/* A block as a spreadsheet puts it on the clipboard: tabs between cells, newlines between rows, quotes around a cell that holds either. */
function cellsOf(text) {
  const rows = [[]];
  let at = 0;
  const source = text.replace(/\r\n?/g, "\n");
  const end = source.endsWith("\n") ? source.length - 1 : source.length;
  while (at <= end) {
    let cell = "";
    if (source[at] === '"') {
      let close = at + 1;
      while (close < end && !(source[close] === '"' && source[close + 1] !== '"')) close += source[close] === '"' ? 2 : 1;
      const next = source[close + 1];
      if (close < end && (close + 1 >= end || next === "\t" || next === "\n")) {
        cell = source.slice(at + 1, close).replace(/""/g, '"');
        at = close + 1;
      }
    }
    if (!cell) {
      const from = at;
      while (at < end && source[at] !== "\t" && source[at] !== "\n") at += 1;
      cell = source.slice(from, at) === '""' ? "" : source.slice(from, at);
    }
    rows[rows.length - 1].push(cell);
    if (at >= end) break;
    if (source[at] === "\n") rows.push([]);
    at += 1;
  }
  return rows;
}

const blockOf = rows => rows.map(row => row.map(cell => (/[\t\n"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join("\t")).join("\n");

const FOLLOWING = new Set(["quantity", "margin"]);   // amounts that follow the revenue; all else that follows is an end of a range

function makeGrid(host, { name, words, extra = [], floor = () => Infinity, ceiling = () => 0, onEdit, onAdd, onDelete, onUndo, onRedo }) {
  const followed = key => FOLLOWING.has(key) ? words.follows_along : words.follows;
  const bodies = new Map();        // id -> {tr, cells: [td], paint: [signature]}
  const sent = new Map();          // id+key -> {text, n}
  let columns = [], rows = [], locked = false, editor = null, wanted = null, unique = `g${Math.random().toString(36).slice(2, 9)}`;
  let active = { row: 0, column: 1 }, anchor = { row: 0, column: 1 }, grown = null;

  const head = make("tr", { role: "row", "aria-rowindex": 1 });
  const body = make("tbody", { role: "rowgroup" });
  const table = make("table", { role: "grid", "aria-label": name, "aria-multiselectable": "true", class: "am-grid" }, make("thead", { role: "rowgroup" }, head), body);
  const scroller = make("div", { class: "am-scroll" }, table);
  const add = make("button", { type: "button", class: "am-small", text: words.add, onclick: () => { wanted = { last: true }; onAdd(); } });
  const remove = make("button", { type: "button", class: "am-small", text: words.remove, onclick: () => drop() });
  const hint = make("p", { class: "am-hint", id: `${unique}-hint`, text: words.hint });
  const tools = make("div", { class: "am-tools" }, add, remove, ...extra, hint);
  const help = make("p", { class: "am-help", id: `${unique}-help`, role: "note" });
  const nothing = make("p", { class: "am-nothing", text: words.nothing });
  const suggestions = make("div", { hidden: true });
  table.setAttribute("aria-describedby", `${hint.id} ${help.id}`);
  host.append(tools, scroller, help, nothing, suggestions);
  scroller.addEventListener("scroll", () => scroller.classList.toggle("am-moved", scroller.scrollLeft > (head.firstChild?.offsetWidth ?? 0)), { passive: true });

  const near = new IntersectionObserver(seen => { for (const each of seen) each.target.classList.toggle("am-near", each.isIntersecting); }, { root: scroller, rootMargin: "160px 0px" });
  const td = at => bodies.get(rows[at.row]?.id)?.cells[at.column];
  const editable = column => !locked && column && column.kind !== "shown";
  const textAt = (row, column) => sent.get(row.id + SEPARATOR + column.key)?.text ?? row.typed?.[column.key] ?? exact(row.cells[columns.indexOf(column)]);
  const inside = (low, high, value) => Math.max(low, Math.min(high, value));

  function update(next) {
    columns = next.columns; locked = next.locked;
    for (const [at, held] of sent) if (held.n <= next.done) sent.delete(at);
    rows = next.rows;
    table.setAttribute("aria-rowcount", rows.length + 1);
    table.setAttribute("aria-colcount", columns.length);
    table.setAttribute("aria-readonly", String(locked));
    add.hidden = remove.hidden = locked;
    nothing.hidden = rows.length > 0; help.hidden = rows.length === 0; scroller.hidden = rows.length === 0; remove.disabled = rows.length === 0;
    drawHead();
    drawSizes();
    const alive = new Set(rows.map(row => row.id));
    for (const [id, held] of bodies) if (!alive.has(id)) { near.unobserve(held.tr); held.tr.remove(); bodies.delete(id); }
    let before = null;
    rows.forEach((row, index) => {
      const held = bodies.get(row.id) ?? newRow(row);
      if (held.index !== index) { held.index = index; held.tr.setAttribute("aria-rowindex", index + 2); }
      if (held.tr.parentNode !== body || held.tr.previousSibling !== before) body.insertBefore(held.tr, before ? before.nextSibling : body.firstChild);
      before = held.tr;
      paintRow(held, row);
    });
    if (wanted?.last && rows.length) { wanted = null; go({ row: rows.length - 1, column: 1 }); }
    active = { row: inside(0, Math.max(rows.length - 1, 0), active.row), column: inside(0, columns.length - 1, active.column) };
    mark();
    if (grown && grown.parentElement === td(active)?.parentElement) uncover(grown);
    grown = null;
  }

  function drawHead() {
    const told = JSON.stringify(columns.map(c => [c.key, c.label, c.suggested]));
    if (head.dataset.told === told) return;
    head.dataset.told = told;
    head.replaceChildren(...columns.map((column, index) => make("th", { role: "columnheader", scope: "col", "aria-colindex": index + 1, "data-kind": column.kind, "data-figures": column.figures, text: column.label, title: column.help ? `${column.label}: ${column.help}` : column.label })));
    suggestions.replaceChildren(...columns.filter(c => c.suggested?.length).map(c => make("datalist", { id: `${unique}-${c.key}` }, ...c.suggested.map(value => make("option", { value })))));
    for (const held of bodies.values()) { near.unobserve(held.tr); held.tr.remove(); }
    bodies.clear();
  }

  /* Columns have a width of their own, so that one cell does not move all others; one in which something is wrong has room to say so. */
  function drawSizes() {
    const told = new Map();
    for (const row of rows) for (const [key, why] of Object.entries({ ...row.doubt, ...row.wrong })) told.set(key, Math.max(told.get(key) ?? 0, why.length > 120 ? 22 : 14));
    const wide = columns.map((column, index) => (index ? Math.max(told.get(column.key) ?? 4.6, column.width * 0.52 + 1.2) : 3.4));
    const sizes = wide.map(each => `minmax(${each}rem, ${each}fr)`).join(" ");
    if (table.dataset.wide === sizes) return;
    table.dataset.wide = sizes;
    table.style.setProperty("--am-columns", sizes);
    table.style.width = `${wide.reduce((sum, each) => sum + each, 0)}rem`;
  }

  function newRow(row) {
    const cells = columns.map((column, index) => make("td", { role: "gridcell", tabindex: "-1", "aria-colindex": index + 1, "data-kind": column.kind, "data-figures": column.figures }));
    const held = { tr: make("tr", { role: "row", "data-id": row.id }, ...cells), cells, painted: [] };
    bodies.set(row.id, held);
    near.observe(held.tr);
    return held;
  }

  /* A row is looked at cell by cell only where it says something else than before, or something is under way in it. */
  function paintRow(held, row) {
    const told = JSON.stringify(row), busy = sent.size > 0 && columns.some(column => sent.has(row.id + SEPARATOR + column.key));
    if (held.told === told && held.locked === locked && !busy && !held.busy) return;
    held.told = told; held.locked = locked; held.busy = busy;
    columns.forEach((column, place) => paint(held, row, column, place));
  }

  function paint(held, row, column, place) {
    const cell = held.cells[place];
    if (editor?.cell === cell) return;
    const waiting = sent.get(row.id + SEPARATOR + column.key);
    const wrong = waiting ? "" : row.wrong?.[column.key] || "", doubt = row.doubt?.[column.key] || "";
    const text = waiting?.text ?? row.typed?.[column.key] ?? shown(row.cells[place]);
    const follows = !waiting && !wrong && !!row.follows?.includes(column.key);
    const told = JSON.stringify([text, wrong, doubt, !!waiting, locked, follows]);
    if (held.painted[place] === told) return;
    held.painted[place] = told;
    const parts = [make("span", { class: "am-text", text })];
    const why = wrong || doubt;
    if (wrong) grown = cell;
    if (why) parts.push(make("span", { class: "am-why", id: `${unique}-${row.id}-${column.key}`, text: why }));
    cell.replaceChildren(...parts);
    cell.classList.toggle("am-wrong", !!wrong);
    cell.classList.toggle("am-doubt", !wrong && !!doubt);
    cell.classList.toggle("am-waiting", !!waiting);
    cell.classList.toggle("am-follows", follows);
    cell.title = follows ? followed(column.key) : "";
    for (const [name, value] of [["aria-invalid", why ? "true" : null], ["aria-errormessage", why ? `${unique}-${row.id}-${column.key}` : null], ["aria-readonly", editable(column) ? null : "true"]]) {
      if (value === null) cell.removeAttribute(name); else cell.setAttribute(name, value);
    }
  }

  const range = () => ({ top: Math.min(anchor.row, active.row), bottom: Math.max(anchor.row, active.row), left: Math.min(anchor.column, active.column), right: Math.max(anchor.column, active.column) });

  let marked = new Set();
  function mark() {
    const held = range(), several = held.top !== held.bottom || held.left !== held.right, now = new Set();
    if (rows.length) for (let r = held.top; r <= held.bottom; r += 1) for (let c = held.left; c <= held.right; c += 1) { const cell = td({ row: r, column: c }); if (cell) now.add(cell); }
    const on = td(active);
    for (const cell of marked) if (!now.has(cell) || cell !== on || !several) { cell.classList.remove("am-chosen", "am-active"); cell.removeAttribute("aria-selected"); if (cell !== on) cell.tabIndex = -1; }
    for (const cell of now) if (several) { cell.classList.add("am-chosen"); cell.setAttribute("aria-selected", "true"); }
    if (on) { on.tabIndex = 0; on.classList.add("am-active"); }
    marked = now;
    /* which rows the button takes out stands on it: nobody presses it for another */
    const ids = rows.slice(held.top, held.bottom + 1).map(row => row.id), which = ids.length > 1 ? `${ids[0]} – ${ids.at(-1)}` : ids[0];
    const told = which === undefined ? words.remove : `${words.remove}: ${which}`;
    if (remove.textContent !== told) remove.textContent = told;
    explain();
  }

  /* The rule of the column that is at hand, and whether its amount was worked out: for who has no pointer to hold over a head. */
  function explain() {
    const column = columns[active.column], row = rows[active.row];
    const told = [column?.help ? `${column.label}: ${column.help}` : "", row?.follows?.includes(column?.key) ? followed(column.key) : ""].filter(Boolean).join(" ");
    if (help.textContent !== told) help.textContent = told;
  }

  function go(at, { extend = false, focus = true, pointed = false } = {}) {
    active = { row: inside(0, rows.length - 1, at.row), column: inside(0, columns.length - 1, at.column) };
    if (!extend) anchor = { ...active };
    mark();
    const cell = td(active);
    if (focus && cell) { cell.focus({ preventScroll: true }); reveal(cell); if (!pointed) unhide(cell); }
  }

  /* Into view, and not under the columns and the head that stay. */
  function reveal(cell) {
    const box = scroller.getBoundingClientRect(), own = cell.getBoundingClientRect();
    const fixed = active.column > 1 ? (bodies.get(rows[active.row].id).cells[1].getBoundingClientRect().right - box.left) : 0;
    if (own.left < box.left + fixed) scroller.scrollLeft -= box.left + fixed - own.left;
    else if (own.right > box.right - 4) scroller.scrollLeft += own.right - box.right + 4;
    uncover(cell);
  }

  /* Nor below or above what is seen of the page, nor under what lies over it there; but the page is not moved from under a pointer. */
  function unhide(cell) {
    const own = cell.getBoundingClientRect(), page = scrolled(), seen = page?.getBoundingClientRect();
    const low = Math.min(window.innerHeight, floor(), seen?.bottom ?? Infinity) - 4, high = Math.max(ceiling(), seen?.top ?? 0) + 4;
    if (own.bottom > low) (page ?? document.scrollingElement).scrollTop += own.bottom - low;
    else if (own.top < high) (page ?? document.scrollingElement).scrollTop -= high - own.top;
  }

  /* What scrolls the page that the grid stands in; looked for once. */
  let place = null;
  function scrolled() {
    if (place?.contains(host)) return place;
    place = host.parentElement;
    while (place && !/auto|scroll/.test(getComputedStyle(place).overflowY)) place = place.parentElement;
    return place === document.documentElement || place === document.body ? (place = null) : place;
  }

  /* Not under the head that stays, nor cut off below: a cell grows by the reason why it is wrong. */
  function uncover(cell) {
    const box = scroller.getBoundingClientRect(), own = cell.getBoundingClientRect();
    const top = head.getBoundingClientRect().height;
    if (own.top < box.top + top) scroller.scrollTop -= box.top + top - own.top;
    else if (own.bottom > box.bottom - 4) scroller.scrollTop += own.bottom - box.bottom + 4;
  }

  function send(edits) {
    if (!edits.length) return;
    const n = onEdit(edits);
    for (const [id, key, text] of edits) if (!id.startsWith("+")) sent.set(id + SEPARATOR + key, { text, n });
    const touched = new Set(edits.map(([id]) => id));
    for (const row of rows) if (touched.has(row.id)) paintRow(bodies.get(row.id), row);
  }

  function open(first) {
    const column = columns[active.column], row = rows[active.row], cell = td(active);
    if (editor || !row || !editable(column)) return;
    const value = textAt(row, column);
    let field;
    if (column.kind === "choice") {
      field = make("select", { "aria-label": column.label }, ...column.choices.map(([, text]) => make("option", { value: text, text })));
      if (!column.choices.some(([, text]) => text === value)) field.prepend(make("option", { value, text: value }));
      field.value = value;
    } else {
      field = make(column.kind === "long" ? "textarea" : "input", { "aria-label": column.label, autocomplete: "off", spellcheck: "false", list: column.suggested?.length ? `${unique}-${column.key}` : null, rows: column.kind === "long" ? 3 : null, maxlength: 4000 });
      field.value = first ?? value;
    }
    const parts = [field];
    if (column.kind === "date") parts.push(calendar(field, row, column));
    cell.replaceChildren(...parts);
    cell.classList.add("am-editing");
    editor = { cell, field, row, column, value, at: { ...active }, first };
    field.addEventListener("blur", event => { if (!cell.contains(event.relatedTarget)) close(true); });
    if (column.kind === "choice") field.addEventListener("change", () => { if (!editor?.keys) { close(true); go(active); } });
    field.focus({ preventScroll: true });
    reveal(cell); unhide(cell);
    if (field.select && first === undefined) field.select();
  }

  function calendar(field, row, column) {
    const picker = make("input", { type: "date", class: "am-picker", tabindex: "-1", "aria-hidden": "true" });
    picker.value = row.raw?.[column.key] || "";
    picker.addEventListener("change", () => { if (picker.value) { field.value = picker.value; close(true); go(active); } });
    return make("span", { class: "am-calendar" }, picker, make("button", { type: "button", tabindex: "-1", class: "am-day", title: words.calendar, "aria-label": words.calendar, text: "▾", onmousedown: event => { event.preventDefault(); try { picker.showPicker(); } catch { field.focus(); } } }));
  }

  function close(keep) {
    if (!editor) return;
    const { cell, field, row, column, value } = editor, text = field.value;
    editor = null;
    cell.classList.remove("am-editing");
    const held = bodies.get(row.id), place = columns.indexOf(column);
    if (held) held.painted[place] = "";
    if (keep && text !== value) send([[row.id, column.key, text]]);
    const now = rows.find(each => each.id === row.id);
    if (held && now) paint(held, now, column, place);
  }

  function clear() {
    const held = range(), edits = [];
    for (let r = held.top; r <= held.bottom; r += 1) for (let c = held.left; c <= held.right; c += 1) {
      const column = columns[c];
      if (editable(column) && column.kind !== "choice" && textAt(rows[r], column) !== "") edits.push([rows[r].id, column.key, ""]);
    }
    send(edits);
  }

  function drop() {
    if (locked || !rows.length) return;
    const held = range();
    onDelete(rows.slice(held.top, held.bottom + 1).map(row => row.id));
    wanted = null; anchor = { ...active };
  }

  function copy(event) {
    if (editor || !rows.length) return;
    const held = range();
    const block = rows.slice(held.top, held.bottom + 1).map(row => columns.slice(held.left, held.right + 1).map(column => textAt(row, column)));
    event.clipboardData.setData("text/plain", blockOf(block));
    event.preventDefault(); event.stopPropagation();
  }

  function paste(event) {
    if (editor || locked) return;
    const block = cellsOf(event.clipboardData.getData("text/plain")), held = range(), edits = [];
    event.preventDefault(); event.stopPropagation();
    const single = block.length === 1 && block[0].length === 1;
    const high = single ? held.bottom - held.top + 1 : block.length, wide = single ? held.right - held.left + 1 : Math.max(...block.map(row => row.length));
    for (let r = 0; r < high; r += 1) for (let c = 0; c < wide; c += 1) {
      const column = columns[held.left + c], row = rows[held.top + r], text = single ? block[0][0] : block[r][c];
      if (text === undefined || !editable(column)) continue;
      if (!row || textAt(row, column) !== text) edits.push([row ? row.id : `+${held.top + r}`, column.key, text]);
    }
    send(edits);
    active = { row: held.top, column: held.left };
    anchor = { row: Math.min(held.top + high, rows.length) - 1, column: Math.min(held.left + wide, columns.length) - 1 };
    mark();
  }

  function step(column, row) {
    const all = columns.length;
    let at = active.row * all + active.column + column + row * all;
    return at < 0 || at >= rows.length * all ? null : { row: Math.floor(at / all), column: at % all };
  }

  function keydown(event) {
    const { key, shiftKey: shift } = event, control = event.ctrlKey || event.metaKey;
    if (event.isComposing) return;
    const done = () => { event.preventDefault(); event.stopPropagation(); };
    if (editor) {
      editor.keys = editor.column.kind === "choice";
      if (key === "Enter" && !(event.altKey && editor.column.kind === "long")) { done(); close(true); go({ row: active.row + (shift ? -1 : 1), column: active.column }); }
      else if (key === "Enter") { done(); const { field } = editor; field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end"); }
      else if (key === "Tab") { done(); close(true); const next = step(shift ? -1 : 1, 0); go(next ?? active); }
      else if (key === "Escape") { done(); close(false); go(active); }
      else event.stopPropagation();
      return;
    }
    if (!rows.length) return;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };
    if (control && key.toLowerCase() === "z") { done(); (shift ? onRedo : onUndo)(); }
    else if (control && key.toLowerCase() === "y") { done(); onRedo(); }
    else if (control && key.toLowerCase() === "a") { done(); anchor = { row: 0, column: 0 }; active = { row: rows.length - 1, column: columns.length - 1 }; mark(); }
    else if (moves[key] && !event.altKey) {
      done();
      const [down, right] = control ? moves[key].map(each => each * 1e6) : moves[key];
      go({ row: active.row + down, column: active.column + right }, { extend: shift });
    } else if (key === "Home") { done(); go({ row: control ? 0 : active.row, column: 0 }, { extend: shift }); }
    else if (key === "End") { done(); go({ row: control ? rows.length - 1 : active.row, column: columns.length - 1 }, { extend: shift }); }
    else if (key === "Tab") { const next = step(shift ? -1 : 1, 0); if (next) { done(); go(next); } }
    else if (key === "Enter" || key === "F2") { done(); open(); }
    else if (key === "Escape") { done(); (locked ? scroller : add).focus(); }
    else if (key === "Delete" || key === "Backspace") { done(); if (!locked) clear(); }
    else if (key.length === 1 && !control && !event.altKey) {
      if (columns[active.column].kind === "choice") open(); else { done(); open(key); }
    }
  }

  table.addEventListener("keydown", keydown);
  table.addEventListener("copy", copy);
  table.addEventListener("paste", paste);
  table.addEventListener("mousedown", event => {
    const cell = event.target.closest("td");
    if (!cell || editor?.cell === cell) return;
    close(true);
    const row = rows.findIndex(each => each.id === cell.parentElement.dataset.id), column = [...cell.parentElement.children].indexOf(cell);
    const again = row === active.row && column === active.column && document.activeElement === cell;
    go({ row, column }, { extend: event.shiftKey, pointed: true });
    if (!again) event.preventDefault();
  });
  table.addEventListener("dblclick", event => { if (event.target.closest("td")) open(); });
  scroller.tabIndex = -1;

  return { update, focus: () => go(active), waiting: () => [...sent].map(([at, held]) => [...at.split(SEPARATOR), held.text, held.n]), forget: () => sent.clear() };
}
