// The frame's behaviour: menu, palette, notices, theme, keyboard. What lists and forms do is in crud.js.
"use strict";
(() => {
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

  // --- left bar: folded or not is remembered in a cookie, so that the server draws it right from the start -----------
  const bar = $("#bar");
  const isFolded = () => root.dataset.bar === "collapsed" && matchMedia("(min-width: 992px)").matches;
  const closeFlyouts = (except) => all(".bar-area.is-flyout").forEach((area) => area !== except && area.classList.remove("is-flyout"));
  if (bar) {
    $("[data-bar-fold]", bar)?.addEventListener("click", (event) => {
      const fold = root.dataset.bar !== "collapsed";
      if (fold) root.dataset.bar = "collapsed"; else delete root.dataset.bar;
      event.currentTarget.setAttribute("aria-expanded", String(!fold));
      document.cookie = `bar=${fold ? "collapsed" : "open"}; path=/; max-age=31536000; samesite=lax`;
      closeFlyouts();
    });
    bar.addEventListener("click", (event) => {
      const summary = event.target.closest("summary");
      if (!summary || !isFolded()) return;
      event.preventDefault();
      const area = summary.parentElement;
      area.open = true;
      closeFlyouts(area);
      area.classList.toggle("is-flyout");
    });
    document.addEventListener("click", (event) => { if (!event.target.closest(".bar-area")) closeFlyouts(); });
  }

  // --- notices ---------------------------------------------------------------------------------------------------------
  const toasts = $("#toasts");
  const dismiss = (notice) => {
    notice.classList.add("is-leaving");
    setTimeout(() => notice.remove(), 220);
  };
  const arm = (notice) => {
    $("[data-notice-close]", notice)?.addEventListener("click", () => dismiss(notice));
    if (notice.classList.contains("is-error")) return;
    let timer;
    const start = () => { timer = setTimeout(() => dismiss(notice), 6000); };
    notice.addEventListener("pointerenter", () => clearTimeout(timer));
    notice.addEventListener("pointerleave", start);
    start();
  };
  const say = (message, tone = "info") => {
    const notice = $("#notice-template").content.firstElementChild.cloneNode(true);
    notice.classList.add(`is-${tone}`);
    $("p", notice).textContent = message;
    toasts.append(notice);
    arm(notice);
  };
  if (toasts) all("[data-notice]", toasts).forEach(arm);
  document.addEventListener("toast", (event) => {
    const detail = event.detail || {};
    (detail.items || [detail]).forEach((item) => item.message && say(item.message, item.tone));
  });
  window.comptoir = { say };

  // --- htmx: what fails is said, and a page that has expired is loaded anew --------------------------------------------
  const text = (name) => document.body.dataset[name] || "";
  document.addEventListener("htmx:sendError", () => say(text("offline"), "error"));
  document.addEventListener("htmx:responseError", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Trigger")) say(text("failed"), "error");
  });

  // --- palette ---------------------------------------------------------------------------------------------------------
  const palette = $("#palette");
  const input = $("#palette-input");
  const options = () => all("[role=option]:not([aria-disabled])", palette);
  const select = (index) => {
    const found = options();
    if (!found.length) return input.removeAttribute("aria-activedescendant");
    const chosen = (index + found.length) % found.length;
    found.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    input.setAttribute("aria-activedescendant", found[chosen].id);
    found[chosen].scrollIntoView({ block: "nearest" });
  };
  const selected = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  const openPalette = () => {
    if (!palette || palette.open) return;
    palette.showModal();
    input.value = "";
    input.focus();
    htmx.trigger(input, "palette-open");
  };
  if (palette) {
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-palette-open]")) openPalette();
      if (event.target === palette) palette.close();
    });
    palette.addEventListener("htmx:afterSwap", () => select(0));
    palette.addEventListener("keydown", (event) => {
      const at = selected();
      if (event.key === "ArrowDown") { event.preventDefault(); select(at + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); select(at - 1); }
      else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        const option = options()[at];
        if ((event.ctrlKey || event.metaKey) && option.href) window.open(option.href, "_blank", "noopener");
        else option.click();
      }
    });
    palette.addEventListener("pointermove", (event) => {
      const option = event.target.closest("[role=option]");
      if (option && option.getAttribute("aria-selected") !== "true") select(options().indexOf(option));
    });
  }

  // --- keyboard --------------------------------------------------------------------------------------------------------
  const keys = $("#keys");
  const openKeys = () => keys && !keys.open && keys.showModal();
  const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable=true], .ts-control");
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      if (!palette) return;
      event.preventDefault();
      if (palette.open) palette.close(); else openPalette();
      return;
    }
    if (event.key === "Escape") closeFlyouts();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || $("dialog[open], .modal.show")) return;
    if (event.key === "/") { event.preventDefault(); openPalette(); }
    else if (event.key === "?") openKeys();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-open]")) openKeys(); });
  if (isMac) all("[data-shortcut-key]").forEach((key) => { key.textContent = "⌘K"; });

  // --- theme at once, kept in the background ----------------------------------------------------------------------------
  all("[data-theme-button]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    const choice = button.value;
    root.dataset.themeChoice = choice;
    root.dataset.bsTheme = choice === "auto" ? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light") : choice;
    all("[data-theme-button]").forEach((other) => other.setAttribute("aria-pressed", String(other.value === choice)));
    htmx.ajax("POST", button.form.action, { values: { theme: choice, csrfmiddlewaretoken: button.form.csrfmiddlewaretoken.value }, swap: "none" });
  }));

  // --- small things -----------------------------------------------------------------------------------------------------
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try { await navigator.clipboard.writeText($(button.dataset.copy).textContent.trim()); say(button.dataset.copied, "success"); }
    catch { getSelection().selectAllChildren($(button.dataset.copy)); }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print]");
    if (button) print();
  });
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });
  // A form sent twice by a double click is sent once.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "dialog" || event.target.hasAttribute("hx-post") || !event.submitter) return;
    const button = event.submitter;
    const free = () => { button.disabled = false; delete button.dataset.held; };
    setTimeout(() => { button.disabled = true; button.dataset.held = ""; setTimeout(free, 4000); });
  });
  addEventListener("pageshow", () => all("button[data-held]").forEach((button) => { button.disabled = false; }));
  // A file that the server would refuse is refused before it is sent.
  document.addEventListener("change", (event) => {
    const limit = Number(document.body.dataset.maxUpload);
    if (event.target.type !== "file" || !limit) return;
    if ([...event.target.files].some((file) => file.size > limit)) {
      event.target.value = "";
      say(text("tooLarge").replace("{limit}", Math.floor(limit / 1048576)), "error");
    }
  });
})();
