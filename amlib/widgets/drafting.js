/* The drafting form: what a plan does to the year, the sliders, a grid per kind, and what is kept.
   All words and figures come from the other side; here they are set as text and nothing is computed. What was typed is remembered in this browser until it is kept. */

const TRAITS = ["goals", "actions", "activities", "terms", "proposals", "risks", "assumptions", "notes"];
const SVG = "http://www.w3.org/2000/svg";
const PATIENCE = 4000;   // milliseconds after which an edit without an answer is told

function draw(kind, attributes, ...children) {
  const element = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/* What was typed and is not kept yet, in this browser: it outlives a kernel and a window. */
function memory(model) {
  const name = `amlib-drafting/${model.get("place")}`, own = model.get("session");
  const read = () => { try { return JSON.parse(localStorage.getItem(name)) || {}; } catch { return {}; } };
  const write = held => { try { if (Object.keys(held).length) localStorage.setItem(name, JSON.stringify(held)); else localStorage.removeItem(name); } catch { /* a browser that keeps nothing */ } };
  return {
    put(edits) { const held = read(); if (edits.length) held[own] = edits; else delete held[own]; write(held); },
    left() { const held = read(); return Object.entries(held).filter(([session]) => session !== own).flatMap(([, edits]) => edits); },
    forget() { const held = read(); for (const session of Object.keys(held)) if (session !== own) delete held[session]; write(held); },
  };
}

function bar(told) {
  const left = 0, wide = 1000, x = part => left + part * wide;
  const picture = draw("svg", { viewBox: "0 0 1000 34", preserveAspectRatio: "none", "aria-hidden": "true", class: "am-bar" });
  const block = (from, to, name) => { if (to > from) picture.append(draw("rect", { x: x(from), y: 6, width: Math.max(x(to) - x(from), 1), height: 22, class: name })); };
  block(0, Math.min(told.without, told.end), "am-without");
  block(told.without, told.end, "am-actions");
  if (told.end < told.without) block(told.end, told.without, "am-lost");
  if (told.target !== null) {
    block(told.end, told.target, "am-open");
    picture.append(draw("line", { x1: x(told.target), x2: x(told.target), y1: 0, y2: 34, class: "am-target", "vector-effect": "non-scaling-stroke" }));
  }
  const key = make("div", { class: "am-key" }, make("span", { class: "am-from", text: told.words.from }));
  const entry = (name, text, on) => { if (on) key.append(make("span", { class: name, text })); };
  entry("am-without", told.words.without, true);
  entry("am-actions", told.words.actions, told.end !== told.without);
  entry("am-open", told.words.open, told.target !== null && told.target > told.end);
  if (told.target === null) return [picture, key];
  /* the target is named at its mark: from the mark to the side where there is room */
  const label = make("span", { class: "am-mark", text: told.words.target }), part = `${100 * told.target}%`;
  if (told.target > 0.5) { label.style.right = `calc(100% - ${part})`; label.style.textAlign = "right"; } else label.style.left = part;
  return [make("div", { class: "am-marks" }, label), picture, key];
}

/* State that all views of one form share: the edits that are under way, and the sheet that is open. */
export default () => {
  const shared = { n: 0, sheet: "goals", journal: [], since: 0, dead: false, views: new Set(), store: null, left: [] };

  function tell(model, message) {
    shared.n += 1;
    try { model.send({ ...message, n: shared.n }); } catch { shared.dead = true; }
    if (!shared.since) shared.since = Date.now();
    return shared.n;
  }

  function initialize({ model }) {
    shared.n = model.get("done");
    shared.store = memory(model);
    shared.left = shared.store.left();
    const answered = () => {
      const done = model.get("done"), kept = model.get("status").kept;
      if (done >= shared.n) { shared.since = 0; shared.dead = false; }
      const beside = new Set(model.get("status").beside.map(place => place.join(SEPARATOR)));
      const last = new Map(shared.journal.map(each => [each.place, each]));
      shared.journal = shared.journal.filter(each => last.get(each.place) === each && (each.n > kept || beside.has(each.place)));
      shared.store.put(shared.journal.map(each => [...each.place.split(SEPARATOR), each.text]));
    };
    model.on("change:done", answered);
    model.on("change:status", answered);
    const patience = setInterval(() => {
      const late = shared.since && Date.now() - shared.since > PATIENCE;
      if (late && !shared.dead) { shared.dead = true; for (const view of shared.views) view(); }
    }, 1000);
    return () => clearInterval(patience);
  }

  const SHOWN = ["done", "head", "status", "board", "sliders", "news", "notices", "ask", "story", "adjusting", "making", "page", "sheets", ...TRAITS];

  function render({ model, el }) {
    const words = model.get("words"), head = model.get("head");
    const root = make("section", { class: "am-draft", lang: head.lang, "aria-label": head.title });
    /* the lab takes single letters as commands unless the very element that has the focus says that it must not */
    root.addEventListener("focusin", event => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
    /* up to which message it was asked; the board tells up to which it was answered */
    const say = message => { root.dataset.asked = tell(model, message); return shared.n; };

    const title = make("h2"), sub = make("span"), state = make("span", { class: "am-state" });
    const author = make("strong");
    const undo = make("button", { type: "button", class: "am-button", text: words.undo, title: "Ctrl+Z", onclick: () => say({ kind: "undo" }) });
    const redo = make("button", { type: "button", class: "am-button", text: words.redo, title: "Ctrl+Y", onclick: () => say({ kind: "redo" }) });
    const save = make("button", { type: "button", class: "am-button", text: words.save, title: "Ctrl+S", onclick: () => say({ kind: "save" }) });
    const submit = make("button", { type: "button", class: "am-button am-primary", text: words.submit, onclick: () => say({ kind: "ask", open: true }) });
    const status = make("p", { class: "am-status", role: "status" });
    root.append(
      make("header", { class: "am-head" },
        make("div", {}, title, make("p", { class: "am-sub" }, sub, state)),
        make("div", { class: "am-acts" }, undo, redo, save, submit)),
      make("div", { class: "am-line" }, status, make("div", { class: "am-who" }, make("p", {}, make("span", { text: `${words.author}: ` }), author),
        make("details", {}, make("summary", { text: words.not_you }), make("p", { text: words.other })))));
    const whose = make("p", { class: "am-whose" });
    root.append(whose);

    const story = make("section", { class: "am-notice am-story" }), adjust = make("form", { class: "am-adjusting", "aria-label": words.adjust }), paper = make("section", { class: "am-paper-made", "aria-label": words.make_title });
    const left = make("div", { class: "am-notice", role: "alert" }), news = make("div", { class: "am-notice", role: "alert" }), ask = make("form", { class: "am-ask", "aria-label": words.submit });
    const tiles = make("dl", { class: "am-tiles" }), picture = make("div", { class: "am-picture" }), sentence = make("p", { class: "am-unseen", "aria-live": "polite" }), notes = make("ul", { class: "am-notes" });
    const board = make("section", { class: "am-board", "aria-label": words.board }, tiles, picture, sentence, notes);
    /* what an edit does stays in sight where the board does not: the same figures on one line, for who sees them */
    const glance = make("div", { class: "am-glance", "aria-hidden": "true" }), keeps = make("span", { class: "am-keeps" }), sums = make("span", { class: "am-sums" });
    glance.append(make("div", {}, sums, keeps));
    root.prepend(glance);
    root.append(story, adjust, paper, left, news, ask, board);
    const away = new IntersectionObserver(seen => root.classList.toggle("am-away", !seen.at(-1).isIntersecting && seen.at(-1).boundingClientRect.top < 0));
    away.observe(tiles);

    /* the sliders */
    const sliders = make("fieldset", { class: "am-sliders" }, make("legend", { text: words.what_if }));
    const handles = model.get("sliders").map(told => {
      const id = `am-${model.get("session")}-${told.name}-${Math.random().toString(36).slice(2, 6)}`;
      const range = make("input", { type: "range", id, min: told.low, max: told.high, step: told.step });
      const output = make("output", { for: id });
      const note = told.note ? make("p", { class: "am-slid-note", id: `${id}-note`, text: told.note }) : null;
      if (note) range.setAttribute("aria-describedby", note.id);
      let moving = null;
      const slide = done => { const value = Number(range.value); output.dataset.own = "1"; say({ kind: "slide", name: told.name, value, done }); };
      range.addEventListener("input", () => { if (moving === null) moving = requestAnimationFrame(() => { moving = null; slide(false); }); });
      range.addEventListener("change", () => { if (moving !== null) { cancelAnimationFrame(moving); moving = null; } slide(true); });
      sliders.append(make("div", { class: "am-slider" }, make("label", { for: id, text: told.label }), output, range, ...(note ? [note] : [])));
      return { name: told.name, range, output };
    });
    const take = make("button", { type: "button", class: "am-small", text: words.take, title: words.take_help, onclick: () => say({ kind: "take" }) });
    const rest = make("button", { type: "button", class: "am-small", text: words.rest, onclick: () => say({ kind: "rest" }) });
    sliders.append(make("div", { class: "am-slid" }, take, rest));
    root.append(sliders);

    /* the sheets */
    const tabs = make("div", { role: "tablist", class: "am-tabs", "aria-label": words.sheets });
    const ways = model.get("ways");
    const way = make("select", { class: "am-way", "aria-label": words.way }, ...ways.map(each => make("option", { value: each.key, text: each.label, title: each.help, disabled: !each.possible })));
    const hand = make("button", { type: "button", class: "am-small", text: words.hand, title: words.hand_help, onclick: () => say({ kind: "hand", way: way.value }) });
    const divide = make("span", { class: "am-divide" }, hand, way);
    const explain = () => { way.title = ways.find(each => each.key === way.value).help; };
    way.addEventListener("change", explain); explain();
    const grids = new Map(), panels = new Map(), buttons = new Map(), lines = new Map();
    root.append(make("div", { class: "am-sheets" }, tabs));
    for (const sheet of model.get("sheets")) {
      const id = `am-${model.get("session")}-${sheet.key}-${Math.random().toString(36).slice(2, 6)}`;
      const button = make("button", { type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id, onclick: () => show(sheet.key) }, make("span", { text: sheet.label }), make("span", { class: "am-count" }));
      const panel = make("div", { role: "tabpanel", id, "aria-labelledby": `${id}-tab`, class: "am-panel" });
      const line = make("p", { class: "am-above", hidden: true }), table = make("div");
      panel.append(line, table); lines.set(sheet.key, line);
      tabs.append(button); root.append(panel);
      buttons.set(sheet.key, button); panels.set(sheet.key, panel);
      grids.set(sheet.key, makeGrid(table, {
        name: sheet.label, words, extra: sheet.key === "goals" ? [divide] : [], floor: () => notices.hidden ? Infinity : notices.getBoundingClientRect().top, ceiling: () => glance.firstChild.getBoundingClientRect().bottom,
        onEdit: edits => {
          const n = say({ kind: "edit", edits: edits.map(([row, key, text]) => [sheet.key, row, key, text]) });
          for (const [row, key, text] of edits) shared.journal.push({ place: [sheet.key, row, key].join(SEPARATOR), text, n });
          shared.store.put(shared.journal.map(each => [...each.place.split(SEPARATOR), each.text]));
          tellStatus();
          return n;
        },
        onAdd: () => say({ kind: "add", sheet: sheet.key }),
        onDelete: ids => say({ kind: "remove", sheet: sheet.key, ids }),
        onUndo: () => say({ kind: "undo" }), onRedo: () => say({ kind: "redo" }),
      }));
    }
    const notices = make("div", { class: "am-notices", role: "log", "aria-label": words.notices, hidden: true });
    root.append(notices);
    tabs.addEventListener("keydown", event => {
      const keys = [...buttons.keys()], at = keys.indexOf(shared.sheet), to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: keys.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      show(keys[(to + keys.length) % keys.length]); buttons.get(shared.sheet).focus();
    });

    function show(key) { shared.sheet = key; for (const view of shared.views) view(); }

    function tellStatus() {
      const told = model.get("status");
      const waiting = shared.since || shared.journal.some(each => each.n > told.kept);
      const tone = shared.dead ? "error" : told.tone === "saved" && waiting ? "unsaved" : told.tone;
      const text = shared.dead ? words.dead : told.tone === "saved" && waiting ? words.unsaved : told.text;
      if (status.textContent !== text) status.textContent = text;
      status.dataset.tone = tone;
      const brief = shared.dead ? words.stopped : { saved: words.kept, unsaved: words.unsaved, error: words.not_kept }[tone];
      if (keeps.textContent !== brief) keeps.textContent = brief;
      keeps.dataset.tone = tone;
    }

    function tellBoard() {
      const told = model.get("board"), key = JSON.stringify(told);
      if (board.dataset.told !== key) {
        board.dataset.told = key;
        tiles.replaceChildren(...told.tiles.map(tile => make("div", { class: "am-tile", "data-tone": tile.tone }, make("dt", { text: tile.label }), make("dd", {}, make("strong", { text: tile.value }), make("span", { text: tile.note })))));
        sums.replaceChildren(...told.tiles.map(tile => make("span", { "data-tone": tile.tone }, make("span", { text: tile.brief }), make("strong", { text: tile.value }))));
        picture.replaceChildren(...bar(told.bar));
        if (sentence.textContent !== told.sentence) sentence.textContent = told.sentence;
        notes.replaceChildren(...(told.doubt ? [make("li", { class: "am-doubt", text: `▲ ${told.doubt}` })] : []), ...[...told.notes, ...told.meanings].map(text => make("li", { text })));
        board.classList.toggle("am-asked", told.asked);
      }
      board.dataset.done = model.get("done");
    }

    function tellSliders() {
      const locked = model.get("status").locked, asked = model.get("board").asked;
      model.get("sliders").forEach((told, index) => {
        const { range, output } = handles[index];
        if (document.activeElement !== range || model.get("done") >= shared.n) { if (Number(range.value) !== told.value) range.value = told.value; }
        if (output.textContent !== told.text) output.textContent = told.text;
        range.setAttribute("aria-valuetext", told.text);
        range.disabled = locked;
      });
      take.disabled = locked || !asked; rest.disabled = locked || !asked;
    }

    function tellNews() {
      const told = model.get("news"), key = JSON.stringify(told);
      if (news.dataset.told === key) return;
      news.dataset.told = key;
      news.hidden = !told.title;
      news.className = `am-notice am-${told.tone || "told"}`;
      if (!told.title) { news.replaceChildren(); return; }
      const parts = [make("p", {}, make("strong", { text: told.title }))];
      if (told.text) parts.push(make("p", { class: "am-lines", text: told.text }));
      if (told.lines?.length) parts.push(make("ul", {}, ...told.lines.map(text => make("li", { text }))));
      if (told.clashes?.length) {
        const chosen = {};
        const decide = make("button", { type: "button", class: "am-button am-primary", text: words.merge, disabled: true, onclick: () => say({ kind: "resolve", choices: chosen }) });
        for (const clash of told.clashes) {
          const name = `am-${Math.random().toString(36).slice(2, 9)}`;
          const option = side => make("label", {}, make("input", { type: "radio", name, value: side, onchange: () => { chosen[clash.key] = side; decide.disabled = Object.keys(chosen).length < told.clashes.length; } }), make("span", {}, make("em", { text: clash[`${side}_word`] }), make("span", { text: clash[side] })));
          parts.push(make("fieldset", { class: "am-clash" }, make("legend", { text: clash.what }), option("mine"), option("theirs")));
        }
        parts.push(decide);
      }
      news.replaceChildren(...parts);
    }

    /* what was told stays under the grid, in its order, until it is read: there it pushes nothing away */
    function tellNotices() {
      const told = model.get("notices"), ids = new Set(told.map(each => String(each.id)));
      for (const shown of [...notices.children]) if (!ids.has(shown.dataset.id)) shown.remove();
      for (const each of told) {
        let shown = [...notices.children].find(one => one.dataset.id === String(each.id));
        if (!shown) {
          shown = make("div", { class: `am-notice am-${each.tone || "told"}` });
          shown.dataset.id = each.id;
          const says = make("div", {}, make("p", {}, make("strong", { text: each.title })));
          if (each.lines?.length) says.append(make("ul", {}, ...each.lines.map(text => make("li", { text }))));
          shown.append(says, make("div", { class: "am-acts" }));
          notices.append(shown);
          notices.scrollTop = notices.scrollHeight;
        }
        const acts = shown.lastChild, key = JSON.stringify(each.offer ?? null);
        if (acts.dataset.told === key) continue;
        acts.dataset.told = key;
        acts.replaceChildren(
          ...(each.offer ? [make("button", { type: "button", class: "am-small", text: each.offer.label, onclick: () => say({ kind: each.offer.kind, ids: each.offer.ids }) })] : []),
          make("button", { type: "button", class: "am-small", text: each.offer?.stay ?? words.read, "aria-label": `${each.offer?.stay ?? words.read}: ${each.title}`, onclick: () => say({ kind: "read", id: each.id }) }));
      }
      notices.hidden = !told.length;
    }

    /* what became of the plan: for as long as it holds */
    function tellStory() {
      const told = model.get("story"), key = JSON.stringify(told);
      if (story.dataset.told === key) return;
      story.dataset.told = key;
      story.hidden = !told.title && !told.left?.length;
      if (story.hidden) { story.replaceChildren(); return; }
      story.className = `am-notice am-story am-${told.tone}`;
      const parts = [];
      if (told.title) parts.push(make("p", {}, make("strong", { text: told.title })));
      for (const text of told.lines) parts.push(make("p", { text }));
      if (told.answers.length) parts.push(make("p", { class: "am-answers-title", text: told.answers_title }), make("ul", { class: "am-answers" }, ...told.answers.map(each => make("li", { text: each.text, "data-tone": each.tone }))));
      if (told.left.length) parts.push(
        make("p", {}, make("strong", { text: told.left_title })),
        make("ul", { class: "am-to-work-in" }, ...told.left.map(each => make("li", {}, make("span", { text: each.text }), make("button", { type: "button", class: "am-small", text: words.worked, "aria-label": `${words.worked}: ${each.text}`, onclick: () => say({ kind: "worked", number: each.number }) })))),
        make("p", { text: told.left_help }));
      if (told.adjust) parts.push(make("button", { type: "button", class: "am-button am-primary", text: words.adjust, onclick: () => say({ kind: "adjust", open: true }) }));
      story.replaceChildren(...parts);
      const line = lines.get("proposals");
      line.textContent = told.answers_title || ""; line.hidden = !told.answers_title;
    }

    function tellAdjusting() {
      const told = model.get("adjusting"), key = JSON.stringify(told);
      if (adjust.dataset.told === key) return;
      const opened = adjust.hidden && told.open;
      adjust.dataset.told = key; adjust.hidden = !told.open;
      if (!told.open) { adjust.replaceChildren(); return; }
      const reason = make("textarea", { rows: 3, maxlength: 2000, required: true });
      reason.value = told.reason;
      const name = `am-${model.get("session")}-cause`;
      const choice = ([value, text]) => make("label", {}, make("input", { type: "radio", name, value, checked: value === told.cause }), make("span", { text }));
      const fault = make("p", { class: "am-fault", role: "alert", text: told.fault || "" });
      fault.hidden = !told.fault;
      adjust.replaceChildren(
        make("h3", { text: words.adjust }), make("p", { text: words.adjust_lead }),
        make("label", {}, make("span", { text: words.adjust_why }), reason),
        make("fieldset", { class: "am-causes" }, make("legend", { text: words.adjust_cause }), ...told.causes.map(choice)),
        fault,
        make("div", { class: "am-acts" },
          make("button", { type: "submit", class: "am-button am-primary", text: words.adjust_go }),
          make("button", { type: "button", class: "am-button", text: words.cancel, onclick: () => say({ kind: "adjust", open: false }) })));
      adjust.noValidate = true;
      adjust.onsubmit = event => { event.preventDefault(); say({ kind: "adjust", open: true, reason: reason.value, cause: adjust.querySelector("input:checked")?.value ?? "" }); };
      if (opened) { adjust.scrollIntoView({ block: "nearest" }); reason.focus({ preventScroll: true }); }
    }

    /* the document: made in a process of its own; where nobody serves it, it is opened from here */
    const addresses = new Map();
    function address(name, kind) {
      const held = addresses.get(name), bytes = model.get(name);
      if (held?.bytes !== bytes) {
        if (held) URL.revokeObjectURL(held.url);
        addresses.set(name, { bytes, url: URL.createObjectURL(new Blob([bytes], { type: kind })) });
      }
      return addresses.get(name).url;
    }
    function tellMaking() {
      const told = model.get("making"), stage = model.get("status").stage, here = model.get("page")?.byteLength || 0;
      const key = JSON.stringify([told, stage, here]);
      if (paper.dataset.told === key) return;
      paper.dataset.told = key;
      paper.hidden = stage !== "submitted" && stage !== "adopted";
      if (paper.hidden) { paper.replaceChildren(); return; }
      const parts = [make("h3", { text: words.make_title })];
      if (told.text) parts.push(make("p", { role: "status", class: `am-${told.state}`, text: told.text }));
      if (told.lines) parts.push(make("pre", { class: "am-fault am-lines", role: "alert", text: told.lines }));
      const page = told.page || (here && address("page", "text/html;charset=utf-8")), print = told.print || (here && address("print", "application/pdf"));
      const link = (href, text) => make("a", { href, target: "_blank", rel: "noopener", text });
      if (told.state === "done" && page) parts.push(make("p", { class: "am-links" }, link(page, words.page), link(print, words.print)));
      parts.push(make("button", { type: "button", class: told.state === "done" ? "am-button" : "am-button am-primary", disabled: told.state === "running", text: told.state === "done" ? words.make_again : words.make, onclick: () => say({ kind: "make" }) }));
      paper.replaceChildren(...parts);
    }

    function tellLeft() {
      left.hidden = !shared.left.length;
      if (!shared.left.length) { left.replaceChildren(); return; }
      left.className = "am-notice am-warned";
      left.replaceChildren(
        make("p", {}, make("strong", { text: words.left })),
        make("ul", {}, ...shared.left.slice(0, 12).map(([sheet, row, , text]) => make("li", { text: `${model.get("sheets").find(s => s.key === sheet)?.label ?? sheet} ${row}: ${text}` }))),
        make("button", { type: "button", class: "am-button am-primary", text: words.put_back, onclick: () => {
          const edits = shared.left; shared.left = []; shared.store.forget();
          const n = say({ kind: "edit", edits });
          for (const [sheet, row, key, text] of edits) shared.journal.push({ place: [sheet, row, key].join(SEPARATOR), text, n });
          for (const view of shared.views) view();
        } }),
        make("button", { type: "button", class: "am-button", text: words.leave_out, onclick: () => { shared.left = []; shared.store.forget(); for (const view of shared.views) view(); } }));
    }

    function tellAsk() {
      const told = model.get("ask"), key = JSON.stringify(told);
      if (ask.dataset.told === key) return;
      const within = ask.contains(document.activeElement) && document.activeElement.type === "button", opened = (ask.hidden || within) && told.open;
      ask.dataset.told = key; ask.hidden = !told.open;
      if (!told.open) { ask.replaceChildren(); return; }
      const to = make("input", { type: "text", value: told.to, maxlength: 200 }), reason = make("textarea", { rows: 3, maxlength: 2000 });
      reason.value = told.reason || "";
      const fault = make("p", { class: "am-fault", role: "alert", text: told.fault || "" });
      fault.hidden = !told.fault;
      ask.replaceChildren(
        make("h3", { text: words.submit_title }),
        ...(told.obstacles.length ? [make("p", { text: told.lead }), make("ul", { class: "am-obstacles" }, ...told.obstacles.map(each => make("li", {}, make("strong", { text: each.what }), make("p", { text: each.then }))))] : []),
        ...(told.free ? [make("p", { class: "am-free", text: told.free })] : []),
        ...(told.unasked ? [make("button", { type: "button", class: "am-button", text: words.propose, onclick: () => say({ kind: "propose" }) })] : []),
        ...(told.notes.length ? [make("p", { text: told.notes_lead }), make("ul", { class: "am-said-with-it" }, ...told.notes.map(text => make("li", { text })))] : []),
        make("label", {}, make("span", { text: words.to }), to),
        ...(told.obstacles.length ? [make("label", {}, make("span", { text: words.reason }), reason)] : []),
        fault,
        make("div", { class: "am-acts" },
          make("button", { type: "submit", class: "am-button am-primary", text: words.send }),
          make("button", { type: "button", class: "am-button", text: words.cancel, onclick: () => { say({ kind: "ask", open: false }); submit.focus(); } })));
      ask.onsubmit = event => { event.preventDefault(); say({ kind: "submit", to: to.value, reason: reason.value }); };
      if (opened || told.fault) { ask.scrollIntoView({ block: "nearest" }); (told.obstacles.length ? reason : to).focus({ preventScroll: true }); }
    }

    /* the rows come as text: what did not change is not read again */
    const read = new Map();
    function rowsOf(key) {
      const told = model.get(key), held = read.get(key);
      if (held?.told !== told) read.set(key, { told, rows: JSON.parse(told) });
      return read.get(key).rows;
    }

    function all() {
      const told = model.get("status"), now = model.get("head");
      title.textContent = now.title; sub.textContent = now.sub;
      state.textContent = told.state; state.dataset.state = told.stage;
      undo.disabled = !told.undo || told.locked; redo.disabled = !told.redo || told.locked;
      save.disabled = told.locked; submit.disabled = told.locked;
      divide.hidden = told.locked;
      root.classList.toggle("am-locked", told.locked);
      root.classList.toggle("am-asking", !!(model.get("ask").open || model.get("adjusting").open));
      author.textContent = told.author;
      whose.textContent = now.whose; whose.hidden = !now.whose;
      for (const sheet of model.get("sheets")) {
        const on = sheet.key === shared.sheet, rows = rowsOf(sheet.key), button = buttons.get(sheet.key);
        button.setAttribute("aria-selected", String(on)); button.tabIndex = on ? 0 : -1;
        const wrong = rows.some(row => row.wrong || row.doubt);
        button.lastChild.textContent = rows.length; button.classList.toggle("am-has-wrong", wrong);
        button.title = wrong ? words.to_correct : "";
        panels.get(sheet.key).hidden = !on;
        if (on) grids.get(sheet.key).update({ columns: sheet.columns, rows, locked: told.locked, done: model.get("done") });
      }
      tellBoard(); tellSliders(); tellStatus(); tellStory(); tellAdjusting(); tellMaking(); tellNews(); tellNotices(); tellLeft(); tellAsk();
    }

    root.addEventListener("keydown", event => {
      const control = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
      const typing = event.target.matches("textarea, input:not([type=range])");
      if (control && key === "s") { event.preventDefault(); event.stopPropagation(); say({ kind: "save" }); }
      else if (control && !typing && (key === "z" || key === "y")) { event.preventDefault(); event.stopPropagation(); say({ kind: key === "y" || event.shiftKey ? "redo" : "undo" }); }
    });
    const look = () => { if (document.visibilityState === "visible") say({ kind: "look" }); };
    window.addEventListener("focus", look);
    const parting = event => { if (shared.journal.length) event.preventDefault(); };
    window.addEventListener("beforeunload", parting);
    shared.views.add(all);
    for (const name of SHOWN) model.on(`change:${name}`, later);
    let due = null;
    function later() { if (due === null) due = queueMicrotask(() => { due = null; all(); }) ?? 0; }
    el.append(root);
    all();
    /* what lies between the form and the page is marked once it is there: a rule that looks for the form would be asked again at every edit */
    const marking = requestAnimationFrame(function mark() {
      if (!root.isConnected) { requestAnimationFrame(mark); return; }
      for (let around = root.parentElement; around; around = around.parentElement) {
        if (around.matches(".lm-Widget, .jp-OutputArea, .jp-OutputArea-child, .jp-OutputArea-output")) around.classList.add("am-around");
        if (around.matches(".jp-OutputArea")) break;
      }
    });
    return () => {
      shared.views.delete(all);
      away.disconnect();
      cancelAnimationFrame(marking);
      for (const { url } of addresses.values()) URL.revokeObjectURL(url);
      window.removeEventListener("focus", look); window.removeEventListener("beforeunload", parting);
      for (const name of SHOWN) model.off(`change:${name}`, later);
    };
  }

  return { initialize, render };
};
