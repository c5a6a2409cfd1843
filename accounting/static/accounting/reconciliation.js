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
    const fields = form().elements;
    fields.fee.value = /[1-9]/.test(offer.dataset.fee) ? offer.dataset.fee : "";
    // A rule's proposal brings its account; what the proposal said goes along, to be kept.
    fields.rule.value = offer.dataset.rule || "";
    fields.score.value = offer.dataset.score;
    fields.rest.value = offer.dataset.account ? "account" : "";
    fields.remainder_account.value = offer.dataset.account || "";
    fields.remainder_tax.value = offer.dataset.tax || "";
    showRest();
    document.querySelector("[data-reasons]").replaceChildren(...[...offer.querySelectorAll("[data-reason]")].map((reason) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "reason", value: reason.dataset.reason });
      return input;
    }));
    mark();
    refresh();
  };

  const showRest = () => {
    const isAccount = form().elements.rest.value === "account";
    document.querySelectorAll("[data-rest-account]").forEach((label) => { label.hidden = !isAccount; });
    return isAccount;
  };

  const rest = (value) => {
    if (!form()) return;
    form().elements.rest.value = value;
    if (showRest()) form().elements.remainder_account.focus();
    refresh();
  };

  const split = () => {
    const row = document.querySelector("[data-split-row]")?.content.cloneNode(true);
    if (!row) return;
    document.querySelector("[data-splits]").append(row);
    document.querySelector("[data-splits] > :last-child input").focus();
  };

  // Why each line waits: asked for once a list, shown again after each step.
  let left = {}, leftOf = "", steps = 0;
  const showLeft = () => {
    document.querySelectorAll("[data-left]").forEach((mark) => {
      const why = left[mark.dataset.left];
      mark.textContent = why ? why.label : "";
      mark.dataset.tone = why ? why.tone : "";
    });
  };
  const askLeft = async () => {
    const address = root()?.dataset.why;
    if (!address) return;
    if (address === leftOf && steps++ % 10) return showLeft();
    leftOf = address;
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.ok) left = await answer.json();
    showLeft();
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
    w: () => rest("account"),
    o: () => rest("open"),
    s: split,
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
    if (event.target.closest("[data-split]")) split();
    if (event.target.closest("[data-write-off]")) rest("account");
    const off = event.target.closest("[data-split-off]");
    if (off) {
      off.closest(".match-split").remove();
      refresh();
    }
  });
  askLeft();

  document.addEventListener("change", (event) => {
    if (!form()?.contains(event.target) || event.target.matches("[data-search]")) return;
    if (event.target.matches("[data-rest]") && showRest()) form().elements.remainder_account.focus();
    mark();
    refresh();
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-match-form] [name=fee], [data-match-form] [name=remainder_account], [data-splits] input")) refresh();
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
    if (event.target.id === "match") askLeft();
    document.querySelector("[data-line][aria-current]")?.scrollIntoView({ block: "nearest" });
  });
})();
