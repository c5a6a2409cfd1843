// What lists, records and forms do: keyboard, selection, dialogs, selects that search, the grid of lines.
"use strict";
(() => {
  const words = document.currentScript.dataset;
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const isTyping = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true], .ts-control");

  // --- dialogs ---------------------------------------------------------------------------------------------------------
  const dialog = () => $("#crud-dialog");
  const ask = (url) => htmx.ajax("GET", url, { target: "#crud-dialog", swap: "innerHTML" });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) ask(opener.dataset.dialog);
    const named = event.target.closest("[data-open-dialog]");
    if (named) $(named.dataset.openDialog)?.showModal();
    if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog").close();
    if (event.target.matches("dialog.crud-dialog")) event.target.close();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "crud-dialog" && event.detail.target.childElementCount) {
      if (!dialog().open) dialog().showModal();
      dress(dialog());
    }
  });

  // --- list: the address holds the state, without empty parameters ------------------------------------------------------
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt;
    if (form.id === "list-filters") {
      const given = event.detail.formData || event.detail.parameters;
      for (const name of [...new Set([...given.keys()])]) if (!given.getAll(name).some((value) => value)) given.delete(name);
    }
    if (form.hasAttribute?.("data-takes-query")) event.detail.formData.set("query", location.search.slice(1));
  });
  // A column chooser that wants the usual columns back sends none.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-clears-columns]")) all("input[name=columns]", event.target.closest("form")).forEach((box) => { box.checked = false; });
  });
  let typing;
  document.addEventListener("input", (event) => {
    if (event.target.id !== "list-q") return;
    clearTimeout(typing);
    typing = setTimeout(() => htmx.trigger("#list-filters", "search-typed"), 220);
  });
  document.addEventListener("change", (event) => {
    const period = event.target.closest("[data-period]");
    if (!period) return;
    // A named period and days exclude each other.
    if (event.target.matches("select") && event.target.value) all("input", period).forEach((input) => { input.value = ""; });
    else if (event.target.matches("input") && event.target.value) $("select", period).value = "";
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clear-chip]");
    if (!button) return;
    const menu = button.closest("[data-chip]");
    all("input, select", menu).forEach((input) => {
      if (input.tomselect) input.tomselect.clear(true);
      else if (input.type === "checkbox" || input.type === "radio") input.checked = false;
      else input.value = "";
    });
    htmx.trigger("#list-filters", "change");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-with-query]");
    if (!link) return;
    const url = new URL(link.href);
    new URLSearchParams(location.search).forEach((value, name) => { if (!["after", "before", "page"].includes(name)) url.searchParams.append(name, value); });
    link.href = url.href;
  });

  // --- list: rows, selection, keys ---------------------------------------------------------------------------------------
  const list = () => $("[data-list]");
  const rows = () => all("#list-results [data-row]");
  const current = () => $("#list-results [data-row].is-current");
  const boxes = () => all("#list-results [data-select]");
  let isEverything = false;
  const move = (step) => {
    const found = rows();
    if (!found.length) return;
    const at = found.indexOf(current());
    const next = found[Math.max(0, Math.min(found.length - 1, at + step))];
    found.forEach((row) => row.classList.toggle("is-current", row === next));
    next.scrollIntoView({ block: "nearest" });
    $("a", next)?.focus({ preventScroll: true });
  };
  const showSelection = () => {
    const bar = $("#selection-bar");
    if (!bar) return;
    const chosen = boxes().filter((box) => box.checked);
    const results = $("#list-results");
    const isWholePage = chosen.length > 0 && chosen.length === boxes().length;
    if (!isWholePage) isEverything = false;
    bar.hidden = !chosen.length;
    const everything = $("[data-select-all]", bar);
    everything.hidden = !(isWholePage && Number(results.dataset.count) > chosen.length && !isEverything);
    everything.textContent = everything.dataset.label;
    $("[data-selection-count]", bar).textContent = isEverything ? words.many.replace("{count}", results.dataset.countText) : chosen.length === 1 ? words.one : words.many.replace("{count}", chosen.length);
    const page = $("[data-select-page]");
    if (page) { page.checked = isWholePage; page.indeterminate = chosen.length > 0 && !isWholePage; }
  };
  const selection = () => {
    const query = new URLSearchParams($("#list-results").dataset.query);
    if (isEverything) { query.set("all", "1"); return query; }
    return new URLSearchParams({ ids: boxes().filter((box) => box.checked).map((box) => box.value).join(",") });
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-page]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-select], [data-select-page]")) showSelection();
  });
  document.addEventListener("htmx:afterSettle", () => { isEverything = false; showSelection(); });
  let last = null;
  document.addEventListener("click", (event) => {
    if (!list()) return;
    const box = event.target.closest("[data-select]");
    if (box) {
      // Shift extends the selection from the last box.
      const found = boxes();
      if (event.shiftKey && last && found.includes(last)) {
        const [from, to] = [found.indexOf(last), found.indexOf(box)].sort((a, b) => a - b);
        found.slice(from, to + 1).forEach((between) => { between.checked = box.checked; });
        showSelection();
      }
      last = box;
      return;
    }
    if (event.target.closest("[data-select-all]")) { isEverything = true; showSelection(); return; }
    if (event.target.closest("[data-select-none]")) { boxes().forEach((each) => { each.checked = false; }); showSelection(); return; }
    const bulk = event.target.closest("[data-bulk]");
    if (bulk) { ask(`${bulk.dataset.bulk}?${selection()}`); return; }
    const exported = event.target.closest("[data-bulk-export]");
    if (exported) { location.href = `${exported.dataset.bulkExport}?format=xlsx&${selection()}`; return; }
    const cell = event.target.closest("td.select");
    if (cell) { $("[data-select]", cell)?.click(); return; }
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("a, button, input, label") && !String(getSelection())) {
      if (event.ctrlKey || event.metaKey) open(row.dataset.href, "_blank", "noopener"); else location.href = row.dataset.href;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || $("dialog[open], .modal.show")) return;
    const own = () => { event.preventDefault(); event.stopPropagation(); };
    const keyed = /^[a-z]$/.test(event.key) && $(`[data-key="${event.key}"]`);
    if (keyed) { own(); keyed.click(); return; }
    if (!list()) return;
    if (event.key === "j" || event.key === "k") { own(); move(event.key === "j" ? 1 : -1); }
    else if (event.key === "x" && current()) { own(); $("[data-select]", current())?.click(); }
    else if (event.key === "Enter" && current() && !event.target.closest("a, button, summary")) { own(); location.href = current().dataset.href; }
    else if (event.key === "/" && $("#list-q")) { own(); $("#list-q").focus(); $("#list-q").select(); }
    else if (event.key === "Escape" && boxes().some((box) => box.checked)) { boxes().forEach((box) => { box.checked = false; }); showSelection(); }
  }, true);
  document.addEventListener("keydown", (event) => {
    // Escape leaves the search box; a browser of its own would empty it, and the list would jump.
    if (event.target.id === "list-q" && event.key === "Escape") { event.preventDefault(); event.target.blur(); }
    if (event.target.id === "list-q" && event.key === "Enter") event.preventDefault();
  });

  // --- selects that search on the server ---------------------------------------------------------------------------------
  const fetchOptions = async (url, query) => {
    const answer = await fetch(`${url}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).options : [];
  };
  const option = (data, escape) => `<div><span>${escape(data.text)}</span>${data.hint && !data.text.startsWith(data.hint) ? `<small>${escape(data.hint)}</small>` : ""}</div>`;
  // What Tab would reach from an element, one step on or back.
  const stepFrom = (element, step) => {
    const reached = all("input:not([type=hidden]), select, textarea, button, a[href], summary")
      .filter((each) => each === element || (each.tabIndex >= 0 && !each.disabled && each.checkVisibility()));
    reached[reached.indexOf(element) + step]?.focus();
  };
  // Enter and Tab take what the server found for all that was typed, never what stood there before: while the answer is
  // awaited they wait for it. A list that only opened is not a choice: Tab leaves it as it was.
  const remote = (select) => {
    const url = select.dataset.remote;
    let answered = null, asked = null, loaded = new Set(), waiting = null, hasMoved = false, refused = null;
    const box = new TomSelect(select, {
      valueField: "value", labelField: "text", searchField: [], sortField: [{ field: "$order" }],
      preload: "focus", maxOptions: 50, loadThrottle: 120, refreshThrottle: 0, openOnFocus: true, selectOnTab: false,
      plugins: select.multiple ? ["remove_button"] : [], dropdownParent: select.closest("dialog, .chip-menu") ? null : "body", allowEmptyOption: false,
      load(_text, done) {
        // Every text is asked anew: the answers before have left the list. Asked is what stands there now: on a slow
        // machine the focus that asks for nothing yet arrives after the first keys, and would be the last to ask.
        const query = this.inputValue();
        asked = query;
        this.loadedSearches = {};
        fetchOptions(url, query).then((found) => {
          if (query !== this.inputValue()) {
            done();
            if (asked === query) this.load(this.inputValue());
            return;
          }
          const keep = new Set([].concat(this.getValue()));
          Object.keys(this.options).forEach((key) => { if (!keep.has(key)) this.removeOption(key, true); });
          loaded = new Set(found.map((each) => each.value));
          answered = query;
          // A field in which the page begins is filled, but its list stays shut.
          const isQuiet = this.isQuiet && !query;
          this.isInputHidden ||= isQuiet;
          done(found);
          if (isQuiet) this.inputState();
          this.isQuiet = false;
          if (waiting) take(waiting);
        }).catch(() => { waiting = null; done(); });
      },
      shouldLoad: () => true,
      // The server has found them; what was chosen before stays known, but is no answer to what is typed now.
      score: (typed) => (item) => (!typed || loaded.has(item.value) ? 1 : 0),
      render: { option, no_results: () => `<div class="no-results">${words.none}</div>` },
      onBlur() { waiting = null; hasMoved = false; refused = null; },
      onDropdownOpen() { if (answered !== null && answered !== this.inputValue()) this.load(this.inputValue()); },
    });
    const input = box.control_input;
    const pick = () => {
      if (!box.canSelect(box.activeOption)) return false;
      box.onOptionSelect({}, box.activeOption);
      hasMoved = false;
      return true;
    };
    const take = (key) => {
      waiting = null;
      if (!pick()) { refused = box.inputValue(); return; }
      if (key.tab) stepFrom(input, key.tab);
      else input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    };
    box.wrapper.addEventListener("keydown", (event) => {
      if (!event.isTrusted || event.target !== input || event.ctrlKey || event.metaKey || event.altKey) return;
      const typed = box.inputValue();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") hasMoved = box.isOpen;
      const isTab = event.key === "Tab";
      if (!isTab && event.key !== "Enter") { waiting = null; return; }
      const hold = () => { event.preventDefault(); event.stopPropagation(); };
      if (!typed) {
        if (isTab && hasMoved) pick();
        else if (!isTab && !hasMoved && select.closest("[data-grid]")) { box.close(); event.preventDefault(); }
      } else if (answered !== typed) {
        hold();
        waiting = { tab: isTab ? (event.shiftKey ? -1 : 1) : 0 };
        if (!box.isOpen) box.open();
      } else if (isTab) {
        // Nothing found: the first Tab stays and says so, the second gives the text up.
        if (pick()) return;
        if (refused === typed) { box.setTextboxValue(""); return; }
        refused = typed;
        hold();
        box.open();
      }
    }, true);
  };
  const dress = (within) => {
    all("select.remote-select:not(.tomselected)", within).forEach((select) => {
      if (select.closest("template")) return;
      // Its label is handed to the input that takes its place: it keeps a name of its own.
      if (!select.hasAttribute("aria-label") && select.labels[0]) select.setAttribute("aria-label", select.labels[0].textContent.trim());
      remote(select);
    });
  };
  const dressAll = () => { dress(document); all("[data-grid]").forEach(grid); };
  document.addEventListener("DOMContentLoaded", dressAll);
  if (document.readyState !== "loading") dressAll();
  document.addEventListener("htmx:afterSettle", (event) => event.detail.elt instanceof Element && dress(event.detail.elt));

  // --- forms: nothing typed is lost ----------------------------------------------------------------------------------------
  const guarded = () => $("form[data-guard]");
  const form = guarded();
  if (form) {
    let isChanged = form.hasAttribute("data-changed"), isLeaving = false;
    const touched = (event) => { if (event.isTrusted || event.detail === "own") isChanged = true; };
    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("grid-changed", () => { isChanged = true; });
    form.addEventListener("submit", () => { isLeaving = true; });
    addEventListener("beforeunload", (event) => { if (isChanged && !isLeaving) { event.preventDefault(); event.returnValue = words.unsaved; } });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); form.requestSubmit($("[data-save]")); }
    });
    const problems = $("[data-problems]");
    if (problems) problems.focus();
    else {
      // Where typing begins: the first empty field that must be filled. Its list opens when it is asked for.
      const fields = all("input:not([type=hidden]), select, textarea", form).filter((each) => !each.closest(".ts-wrapper, template"));
      const begin = fields.find((each) => each.required && !each.value) || fields[0];
      const box = begin?.tomselect;
      if (box) { box.settings.openOnFocus = false; box.isQuiet = true; }
      (box ? box.control_input : begin)?.focus({ preventScroll: true });
      if (box) box.settings.openOnFocus = true;
    }
    form.addEventListener("click", (event) => {
      const link = event.target.closest("[data-problems] a");
      const target = link && document.getElementById(link.hash.slice(1));
      if (!target) return;
      event.preventDefault();
      target.scrollIntoView({ block: "center" });
      if (target.tomselect) target.tomselect.focus(); else target.focus();
    });
  }

  // --- the grid of lines ------------------------------------------------------------------------------------------------------
  function grid(section) {
    if (section.dataset.isDressed) return;
    section.dataset.isDressed = "1";
    const prefix = section.dataset.grid;
    const body = $("[data-grid-rows]", section), template = $("[data-grid-template]", section);
    const total = $(`[name="${prefix}-TOTAL_FORMS"]`, section);
    const lines = () => all("[data-grid-row]", body);
    const inputs = (row) => all("td[data-column] input:not([type=hidden]), td[data-column] select, td[data-column] textarea", row)
      .filter((input) => !input.closest(".ts-wrapper") || input.matches("select"));
    const focusOn = (input) => { if (!input) return; if (input.tomselect) input.tomselect.focus(); else { input.focus(); input.select?.(); } };
    // A line begins at its first empty cell: what has a usual value is passed over.
    const begin = (row) => inputs(row).find((input) => !input.value && input.type !== "checkbox") || inputs(row)[0];
    const renumber = () => lines().forEach((row, place) => { const order = $("[data-role=ORDER]", row); if (order) order.value = place + 1; });
    const changed = () => { renumber(); section.dispatchEvent(new CustomEvent("grid-changed", { bubbles: true })); preview(); };
    const add = (after) => {
      const index = Number(total.value);
      const holder = document.createElement("tbody");
      holder.innerHTML = template.innerHTML.replaceAll("__prefix__", index);
      const row = holder.firstElementChild;
      total.value = index + 1;
      if (after) after.after(row); else body.append(row);
      dress(row);
      changed();
      return row;
    };
    const shift = (row, step) => {
      const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (step < 0) other.before(row); else other.after(row);
      changed();
    };
    section.addEventListener("click", (event) => {
      if (event.target.closest("[data-grid-add]")) focusOn(begin(add()));
      const removed = event.target.closest("[data-grid-remove]");
      if (removed) {
        const row = removed.closest("tr"), next = row.nextElementSibling || row.previousElementSibling;
        row.remove();
        changed();
        focusOn(next ? inputs(next)[0] : $("[data-grid-add]", section));
      }
    });
    section.addEventListener("keydown", (event) => {
      const row = event.target.closest("[data-grid-row]");
      if (!row) return;
      const isHandle = event.target.closest("[data-grid-move]");
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step && (event.altKey || isHandle)) { event.preventDefault(); shift(row, step); (isHandle || event.target).focus(); return; }
      if (event.target.closest(".ts-control") && event.target.closest(".ts-wrapper.dropdown-active")) return;
      const cell = event.target.closest("td[data-column]");
      if (!cell) return;
      const sibling = (other) => focusOn(other && inputs(other).find((input) => input.closest("td").dataset.column === cell.dataset.column));
      if (step && !event.target.matches("textarea, select") && !event.target.closest(".ts-control")) { event.preventDefault(); sibling(step < 0 ? row.previousElementSibling : row.nextElementSibling); }
      if (event.key === "Enter" && !event.target.matches("textarea") && !event.ctrlKey) {
        event.preventDefault();
        if (row.nextElementSibling) sibling(row.nextElementSibling); else focusOn(begin(add()));
      }
      if (event.key === "Delete" && event.ctrlKey) { event.preventDefault(); $("[data-grid-remove]", row).click(); }
    });
    // Rows copied from a spreadsheet fill the grid from the cell on, adding lines as needed.
    section.addEventListener("paste", async (event) => {
      const cell = event.target.closest("td[data-column]");
      const text = event.clipboardData?.getData("text/plain") || "";
      if (!cell || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
      event.preventDefault();
      event.stopPropagation();
      const table = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
      let row = cell.closest("tr");
      const own = inputs(row), first = own.findIndex((input) => input.closest("td") === cell);
      const isNumber = (value) => !value.trim() || /^-?[\d\s.,]+$/.test(value.trim());
      // Cells follow one another, but a column of numbers goes past a cell of words to the next one for numbers.
      const places = [];
      for (let column = 0, at = first; column < Math.max(...table.map((values) => values.length)); column += 1, at += 1) {
        const isWords = own[at] && !own[at].tomselect && !own[at].closest("td.num");
        const number = own.findIndex((input, place) => place > at && input.closest("td.num"));
        if (isWords && number > 0 && table.every((values) => isNumber(values[column] || ""))) at = number;
        places.push(at);
      }
      for (const values of table) {
        if (!row) row = add();
        const targets = inputs(row);
        for (const [column, value] of values.entries()) if (targets[places[column]]) await put(targets[places[column]], value.trim());
        row = row.nextElementSibling;
      }
      changed();
    }, true);
    const put = async (input, value) => {
      if (input.tomselect) {
        // One that is called exactly so, or the only one; anything else is left to the person, marked.
        const found = value ? await fetchOptions(input.dataset.remote, value) : [];
        const same = (text) => text && text.toLowerCase() === value.toLowerCase();
        const match = found.find((each) => same(each.text) || same(each.hint) || same(each.text.split(" · ")[0])) || (found.length === 1 ? found[0] : null);
        if (match) { input.tomselect.addOption(match); input.tomselect.setValue(match.value); }
        else if (value) refuse(input, found.length ? words.several : words.none, value);
        return;
      }
      if (input.type === "checkbox") input.checked = /^(1|x|oui|yes|vrai|true)$/i.test(value);
      else if (input.matches("select")) { const match = [...input.options].find((each) => each.text.toLowerCase() === value.toLowerCase() || each.value === value); if (match) input.value = match.value; }
      else input.value = value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const refuse = (input, reason, value) => {
      const note = document.createElement("p");
      note.className = "invalid-feedback d-block";
      note.dataset.refused = "";
      note.textContent = `${value}: ${reason}`;
      const cell = input.closest("td");
      $("[data-refused]", cell)?.remove();
      cell.append(note);
      input.tomselect.wrapper.classList.add("is-invalid");
      input.tomselect.on("item_add", () => { note.remove(); input.tomselect.wrapper.classList.remove("is-invalid"); });
    };
    // Dragging by the handle.
    let dragged;
    body.addEventListener("pointerdown", (event) => {
      const handle = event.target.closest("[data-grid-move]");
      if (!handle || event.pointerType === "touch") return;
      dragged = handle.closest("tr");
      dragged.classList.add("is-dragged");
      handle.setPointerCapture(event.pointerId);
    });
    body.addEventListener("pointermove", (event) => {
      if (!dragged) return;
      const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-grid-row]");
      if (!over || over === dragged || over.parentElement !== body) return;
      const isBelow = lines().indexOf(over) > lines().indexOf(dragged);
      if (isBelow) over.after(dragged); else over.before(dragged);
    });
    body.addEventListener("pointerup", () => { if (dragged) { dragged.classList.remove("is-dragged"); dragged = null; changed(); } });
    // Totals, and values of cells, as the server computes them while one types.
    let waiting, asked = 0;
    const preview = () => {
      if (!section.dataset.preview) return;
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        renumber();
        const turn = ++asked;
        const answer = await fetch(section.dataset.preview, { method: "POST", body: typed() });
        if (!answer.ok || turn !== asked) return;
        const found = await answer.json();
        found.rows.forEach((values, place) => {
          const row = lines().filter((each) => !isEmpty(each))[place];
          if (row) Object.entries(values).forEach(([name, value]) => show(row, name, value));
        });
        $("[data-grid-totals]", section).replaceChildren(...found.totals.map(([label, value]) => {
          const item = document.createElement("span"), strong = document.createElement("strong");
          strong.textContent = value;
          item.append(`${label} `, strong);
          return item;
        }), ...found.remarks.map((remark) => { const item = document.createElement("span"); item.className = "text-warning"; item.textContent = remark; return item; }));
      }, 250);
    };
    // What the server filled in is asked for anew: a price follows the quantity and the customer until somebody types one.
    const isFilled = (input) => Boolean(input.dataset.filled) && input.value === input.dataset.filled;
    const typed = () => {
      const data = new FormData(section.closest("form"));
      lines().flatMap(inputs).filter(isFilled).forEach((input) => data.set(input.name, ""));
      return data;
    };
    const isEmpty = (row) => !$("[data-role=id]", row)?.value && inputs(row).every((input) => !input.value || input.type === "checkbox");
    const show = (row, name, value) => {
      const cell = $(`td[data-column="${CSS.escape(name)}"]`, row);
      if (!cell) return;
      const shown = $("[data-shown]", cell), input = inputs(row).find((each) => each.closest("td") === cell);
      if (shown) shown.textContent = value;
      else if (input && (!input.value || isFilled(input)) && document.activeElement !== input) { input.value = value; input.dataset.filled = value; }
    };
    // Another article takes its own words and price, unless somebody typed others.
    section.addEventListener("change", (event) => {
      if (!event.target.tomselect) return;
      inputs(event.target.closest("tr")).forEach((input) => { if (isFilled(input)) { input.value = ""; delete input.dataset.filled; } });
    });
    section.addEventListener("input", preview);
    section.addEventListener("change", preview);
    section.closest("form").addEventListener("change", preview);
    renumber();
    preview();
  }

  // --- attachments: chosen or dropped, sent at once -----------------------------------------------------------------------------
  all("[data-attach]").forEach((attach) => {
    const input = $("input[type=file]", attach), drop = $(".attach-drop", attach);
    input.addEventListener("change", () => { if (input.files.length) attach.requestSubmit(); });
    ["dragover", "dragenter"].forEach((name) => drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("is-over"); }));
    drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("is-over");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
})();
