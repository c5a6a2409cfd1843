// Keys and choices of the reconciliation screen. What is booked, and whether it adds up, the server says.

(() => {
  const root = () => document.querySelector("[data-match]");
  const form = () => document.querySelector("[data-match-form]");
  const boxes = () => [...document.querySelectorAll("[data-match-form] input[name=items]")];

  let isConfirming = false;

  const refresh = () => {
    const preview = document.querySelector("[data-preview]");
    if (preview) htmx.trigger(preview, "refresh");
  };

  const mark = () => boxes().forEach((box) => box.closest("tr").classList.toggle("is-out", !box.checked));

  const choose = (offer) => {
    const wanted = new Set(offer.dataset.items.split(","));
    document.querySelectorAll("[data-offer]").forEach((one) => one.setAttribute("aria-pressed", String(one === offer)));
    boxes().forEach((box) => { box.checked = wanted.has(box.value); });
    const table = document.querySelector("[data-rows]");
    // The chosen ones first, so that they are seen without scrolling.
    [...table.rows].filter((row) => row.querySelector("input:checked")).reverse().forEach((row) => table.prepend(row));
    const fee = form().elements.fee;
    fee.value = /[1-9]/.test(offer.dataset.fee) ? offer.dataset.fee : "";
    mark();
    refresh();
  };

  const go = (step) => {
    const lines = [...document.querySelectorAll("[data-line]")];
    const at = lines.findIndex((line) => line.hasAttribute("aria-current"));
    const next = lines[at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + step))];
    if (next && !next.hasAttribute("aria-current")) next.click();
  };

  const move = (step) => {
    const all = boxes();
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    if (next) next.focus();
  };

  const confirm = () => {
    const button = document.querySelector("[data-confirm]");
    if (button && !button.disabled) button.click();
  };

  const isTyping = (target) =>
    target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target.tagName === "INPUT" && !/^(checkbox|radio|button)$/.test(target.type));

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: confirm,
    u: () => document.querySelector("[data-undo]")?.click(),
    "/": () => document.querySelector("[data-search]")?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (!root() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], .modal.show")) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      if (event.key === "Enter" && form()?.contains(event.target) && event.target.tagName === "INPUT") {
        event.preventDefault();
        // What was just typed is looked at first; it is booked only if it adds up.
        if (!event.target.matches("[data-search]")) {
          isConfirming = true;
          refresh();
        }
      }
      return;
    }
    if (/^(A|BUTTON|SUMMARY)$/.test(event.target.tagName) && event.key === "Enter" && !event.target.matches("[data-line], [data-offer]")) return;
    const offer = /^[1-9]$/.test(event.key) ? document.querySelector(`[data-offer="${event.key}"]`) : null;
    const act = offer ? () => choose(offer) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);

  document.addEventListener("click", (event) => {
    const offer = event.target.closest("[data-offer]");
    if (offer) choose(offer);
  });

  document.addEventListener("change", (event) => {
    if (!form()?.contains(event.target) || event.target.matches("[data-search]")) return;
    if (event.target.matches("[data-rest]")) {
      const account = document.querySelector("[data-rest-account]");
      account.hidden = event.target.value !== "account";
      if (!account.hidden) account.querySelector("input").focus();
    }
    mark();
    refresh();
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-match-form] [name=fee], [data-match-form] [name=remainder_account]")) refresh();
  });

  // A found item that is among the proposals' rows already is shown once; a checked one survives the next search.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "match-found") return;
    const own = document.querySelector("[data-rows]");
    event.target.querySelectorAll("tr:has(input:checked)").forEach((row) => own.append(row));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "match-preview" && isConfirming) {
      isConfirming = false;
      confirm();
    }
    if (event.target.id === "match-found") {
      const known = new Set([...document.querySelectorAll("[data-rows]:not(#match-found) input")].map((box) => box.value));
      event.target.querySelectorAll("input").forEach((box) => { if (known.has(box.value)) box.closest("tr").remove(); });
    }
    document.querySelector("[data-line][aria-current]")?.scrollIntoView({ block: "nearest" });
  });
})();
