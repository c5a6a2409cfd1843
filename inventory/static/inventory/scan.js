// The scanner page. Three queues that outlive the page and the network: codes as scanned, the act being put together,
// acts to send. An act has its key from the moment it is complete, so that sending it twice does it once.
"use strict";
(() => {
  const page = document.querySelector("[data-scan]");
  if (!page) return;
  const $ = (name) => page.querySelector(`[data-${name}]`);
  const words = JSON.parse(document.getElementById("scan-words").textContent);
  const say = (name, values = {}) => (words[name] || name).replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
  const input = document.getElementById("scan-input");
  const panel = $("panel");
  const GS = "\u001d";
  const LOG_LENGTH = 30;
  const EMPTY = { origin: null, destination: null, article: null, quantity: "", typed: "", isCarried: false, last: [] };

  // --- what is kept on the device ------------------------------------------------------------------------------------
  const store = `scan.${page.dataset.owner}`;
  const kept = (() => { try { return JSON.parse(localStorage.getItem(store)) || {}; } catch { return {}; } })();
  const state = { mode: "lookup", inbox: [], outbox: [], log: [], act: { ...EMPTY }, warehouse: "", isLoud: true, ...kept };
  const keep = () => { try { localStorage.setItem(store, JSON.stringify(state)); } catch { /* full or forbidden: the page itself still holds it */ } };

  // --- sound and colour -----------------------------------------------------------------------------------------------
  let audio;
  const tone = (frequency, start, length, type = "sine", volume = 0.25) => {
    const [sound, gain] = [audio.createOscillator(), audio.createGain()];
    sound.type = type;
    sound.frequency.value = frequency;
    gain.gain.setValueAtTime(volume, audio.currentTime + start);
    gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + start + length);
    sound.connect(gain).connect(audio.destination);
    sound.start(audio.currentTime + start);
    sound.stop(audio.currentTime + start + length);
  };
  const SOUNDS = {
    scanned: () => tone(1250, 0, 0.07),
    done: () => { tone(880, 0, 0.1); tone(1320, 0.1, 0.16); },
    wrong: () => { tone(170, 0, 0.28, "square", 0.35); tone(140, 0.32, 0.4, "square", 0.35); },
  };
  const ring = (name) => {
    if (name === "wrong") navigator.vibrate?.([180, 90, 180]);
    if (!state.isLoud || !window.AudioContext) return;
    audio ||= new AudioContext();
    audio.resume().then(() => SOUNDS[name](), () => {});
  };
  let fade;
  const tell = (message, tone_ = "") => {
    clearTimeout(fade);
    panel.classList.toggle("is-good", tone_ === "good");
    panel.classList.toggle("is-bad", tone_ === "bad");
    $("say").textContent = message;
    panel.dataset.told = tone_;
    if (tone_ === "good") fade = setTimeout(() => { panel.classList.remove("is-good"); }, 1800);
  };
  const wrong = (message) => { tell(message, "bad"); ring("wrong"); };

  // --- what the act needs next ----------------------------------------------------------------------------------------
  const place = (kind) => {
    const option = $("warehouse").selectedOptions[0];
    return option ? { id: Number(option.dataset[kind]), code: option.dataset[`${kind}Code`] } : null;
  };
  const fixed = () => ({ origin: state.mode === "put_away" ? place("input") : null, destination: state.mode === "pick" ? place("output") : null });
  const commitsOnNext = () => state.mode === "count" || state.mode === "pick";
  const needsLot = () => Boolean(state.act.article?.isTracked && !state.act.article.lot?.id);
  const isComplete = () => {
    const { origin, destination, article } = state.act;
    return Boolean(article && !needsLot() && origin && (state.mode === "count" || destination));
  };
  const next = () => {
    const { origin, destination, article, typed } = state.act;
    if (state.mode === "lookup") return "scan_any";
    if (typed && !article) return "quantity_first";
    if (article && needsLot()) return "scan_lot";
    if (state.mode === "count") return !origin ? "scan_count_place" : article ? "scan_counted" : "scan_article";
    if (!origin) return "scan_origin";
    if (!article) return "scan_article";
    return destination ? "scan_more" : "scan_destination";
  };
  const begin = (carried = null) => {
    state.act = { ...EMPTY, last: [], ...fixed() };
    if (carried && !state.act.origin) Object.assign(state.act, { origin: carried, isCarried: true });
  };
  const snapshot = () => { const { last, ...rest } = state.act; state.act.last = [...last, JSON.stringify(rest)].slice(-20); };

  // --- numbers as they are typed and shown ----------------------------------------------------------------------------
  const number = (text) => Number(String(text || "0").replace(",", "."));
  const plain = (value) => String(Math.round(value * 1e4) / 1e4);
  const shown = (text) => number(text).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 4 });
  const isQuantity = (code) => /^\d{1,5}([.,]\d{1,4})?\*?$/.test(code) && (code.endsWith("*") || Boolean(state.act.article)) && state.mode !== "lookup";

  // --- a scanned code -------------------------------------------------------------------------------------------------
  const takeLocation = (found) => {
    const here = { id: found.id, code: found.code };
    const act = state.act;
    if (state.mode === "lookup") return showRows(found);
    if (state.mode === "count") {
      if (act.article && act.origin?.id !== here.id) commit();
      state.act = { ...EMPTY, last: state.act.last, origin: here };
      return tellNext("good");
    }
    if (state.mode === "pick") {
      if (act.article && act.origin) commit();
      snapshot();
      Object.assign(state.act, { origin: here });
      return tellNext("good");
    }
    snapshot();
    if (state.mode === "put_away") act.destination = here;
    else if (!act.origin || (act.isCarried && !act.article)) Object.assign(act, { origin: here, isCarried: false });
    else act.destination = here;
    if (act.origin && act.destination && act.origin.id === act.destination.id) {
      act.destination = null;
      return wrong(say("same_place"));
    }
    if (isComplete()) return commit();
    tellNext("good");
  };

  const takeArticle = (found) => {
    const act = state.act;
    if (state.mode === "lookup") return showRows(found);
    if (found.lot && !found.lot.id && found.is_tracked) return wrong(say("other_lot", { lot: found.lot.number }));
    const article = { id: found.id, code: found.code, name: found.name, isTracked: found.is_tracked, lot: found.is_tracked ? found.lot : null };
    // The lot of the article that was scanned just now says which, not one more.
    if (act.article?.id === found.id && needsLot() && article.lot) {
      snapshot();
      act.article = article;
      if (found.quantity) act.quantity = plain(number(found.quantity));
      if (isComplete() && !commitsOnNext()) return commit();
      return tellNext("good");
    }
    const isSame = act.article?.id === found.id && act.article.lot?.id === article.lot?.id;
    if (commitsOnNext() && act.article && !isSame && isComplete()) { commit(); return takeArticle(found); }
    snapshot();
    const more = number(found.quantity || act.typed || 1);
    if (isSame) act.quantity = plain(number(act.quantity) + more);
    else Object.assign(act, { article, quantity: plain(more) });
    act.typed = "";
    if (isComplete() && !commitsOnNext()) return commit();
    tellNext("good");
    showRows(found, true);
  };

  const takeQuantity = (code) => {
    snapshot();
    const value = plain(number(code.replace("*", "")));
    if (state.act.article) state.act.quantity = value; else state.act.typed = value;
    tellNext("good");
  };

  const take = (found) => {
    if (found.kind === "location") return takeLocation(found);
    if (found.kind === "article" || found.kind === "lot") return takeArticle(found);
    wrong(found.message);
  };

  const tellNext = (tone_ = "") => {
    tell(say(next(), { quantity: shown(state.act.typed) }), tone_);
    if (tone_ === "good") ring("scanned");
  };

  // --- acts ------------------------------------------------------------------------------------------------------------
  const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  const commit = () => {
    const { origin, destination, article, quantity } = state.act;
    const entry = { key: uuid(), mode: state.mode, code: article.code, lot: article.lot?.number || "", quantity, from: origin.code, to: destination?.code || "", status: "waiting" };
    state.log = [entry, ...state.log].slice(0, LOG_LENGTH);
    state.outbox.push({ path: "post", body: { key: entry.key, mode: state.mode, variant: article.id, quantity, origin: origin.id, destination: destination?.id ?? null, lot: article.lot?.id ?? null } });
    begin(origin);
    $("rows").replaceChildren();
    tell(say(entry.mode === "count" ? "counted" : "sent", { quantity: shown(quantity), code: entry.code }), "good");
    ring("done");
    keep();
    draw();
    send();
  };
  const undo = () => {
    const before = state.act.last.pop();
    if (before) {
      state.act = { ...JSON.parse(before), last: state.act.last };
      tell(`${say("cleared")} ${say(next())}`);
    } else {
      const entry = state.log.find((one) => one.status === "done" || one.status === "waiting");
      if (!entry) return wrong(say("nothing_to_undo"));
      entry.status = "undone";
      // What has not begun to be sent is simply not sent.
      const queued = state.outbox.findIndex((one) => one.body.key === entry.key);
      if (queued > 0 || (queued === 0 && !isSending && !state.outbox[0].wasTried)) state.outbox.splice(queued, 1);
      else state.outbox.push({ path: "undo", body: { key: entry.key } });
      tell(say("undone", { quantity: shown(entry.quantity), code: entry.code }), "good");
      ring("scanned");
    }
    $("rows").replaceChildren();
    keep();
    draw();
    send();
  };

  // --- the network: one request at a time in each direction, tried again until it is answered -------------------------
  const ask = async (url, options = {}) => {
    const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json", "X-Requested-With": "fetch", "X-CSRFToken": page.dataset.token, "Content-Type": "application/json" }, ...options });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw Object.assign(new Error("signed out"), { isSignedOut: true });
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error(`status ${answer.status}`);
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    return { status: answer.status, body: isJson ? await answer.json() : { message: say("unsure", { message: answer.status }) } };
  };
  const pause = (tries) => new Promise((go) => {
    const timer = setTimeout(go, Math.min(15000, 500 * 2 ** tries));
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });
  const untilAnswered = async (request) => {
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await request();
        trouble = "";
        return answer;
      } catch (error) {
        trouble = error.isSignedOut ? "sign_in" : "offline";
        draw();
        await pause(tries);
      }
    }
  };
  let trouble = "";
  let isReading = false;
  let isSending = false;

  // Codes are read in the order scanned; one is forgotten only when what it said has been taken.
  const read = async () => {
    if (isReading) return;
    isReading = true;
    while (state.inbox.length) {
      const code = state.inbox[0];
      // Enter alone confirms, after what was scanned before it and may still be asked about.
      if (!code) { if (isComplete() && state.mode !== "lookup") commit(); }
      else if (isQuantity(code)) takeQuantity(code);
      else {
        const url = `${page.dataset.resolveUrl}?code=${encodeURIComponent(code)}`;
        const { body } = await untilAnswered(() => ask(url));
        if (state.inbox[0] !== code) continue;
        take(body.kind ? body : { kind: "unknown", message: body.message });
      }
      state.inbox.shift();
      keep();
      draw();
    }
    isReading = false;
  };
  const send = async () => {
    if (isSending) return;
    isSending = true;
    while (state.outbox.length) {
      const [act] = state.outbox;
      act.wasTried = true;
      keep();
      const { status, body } = await untilAnswered(() => ask(page.dataset[`${act.path}Url`], { method: "POST", body: JSON.stringify(act.body) }));
      const entry = state.log.find((one) => one.key === act.body.key);
      if (status >= 400) {
        if (entry) Object.assign(entry, { status: act.path === "undo" ? "done" : "refused", message: body.message });
        wrong(`${entry ? `${shown(entry.quantity)} × ${entry.code}: ` : ""}${body.message || status}`);
      } else if (entry && act.path === "post" && entry.status === "waiting") Object.assign(entry, { status: "done", left: body.left });
      state.outbox.shift();
      keep();
      draw();
    }
    isSending = false;
  };

  // --- drawing ---------------------------------------------------------------------------------------------------------
  const element = (name, text, cls = "") => { const made = document.createElement(name); made.textContent = text; if (cls) made.className = cls; return made; };
  const showRows = (found, isAside = false) => {
    const isArticle = found.kind !== "location";
    if (!isAside) {
      Object.assign(state.act, { ...EMPTY, last: state.act.last });
      if (isArticle) state.act.article = { id: found.id, code: found.code, name: found.name, lot: found.lot };
      else state.act.origin = { id: found.id, code: found.code };
      const count = found.rows.length;
      tell(count ? `${found.code}${found.name ? ` · ${found.name}` : ""}` : say(isArticle ? "nowhere" : "empty_place"), "good");
      ring("scanned");
    }
    $("rows").replaceChildren(...found.rows.map((row) => {
      const line = document.createElement("li");
      const what = element("span", isArticle ? row.location : row.sku);
      if (!isArticle) what.append(element("small", row.name));
      if (row.lot) what.append(element("small", `${say("lot")} ${row.lot}`));
      const figure = element("b", shown(row.on_hand));
      if (number(row.reserved)) figure.append(element("small", say("reserved", { quantity: shown(row.reserved) })));
      line.append(what, figure);
      return line;
    }));
  };
  const draw = () => {
    const { origin, destination, article, quantity } = state.act;
    const isLookup = state.mode === "lookup";
    page.querySelectorAll("[data-mode]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode)));
    $("article").hidden = !article;
    $("article-code").textContent = article?.code || "";
    $("article-name").textContent = article?.name || "";
    $("article-lot").textContent = [article?.lot && `${say("lot")} ${article.lot.number}`, article?.lot?.expiry && say("expires", { day: new Date(article.lot.expiry).toLocaleDateString(document.documentElement.lang) })].filter(Boolean).join(" · ");
    $("quantity-box").hidden = !article || isLookup;
    $("quantity").textContent = shown(quantity || state.act.typed || 1);
    $("places").hidden = isLookup;
    $("origin").textContent = origin?.code || "–";
    $("destination").textContent = destination?.code || "–";
    $("destination-box").hidden = state.mode === "count";
    $("origin-box").classList.toggle("is-next", !isLookup && !origin);
    $("destination-box").classList.toggle("is-next", Boolean(origin && article && !destination));
    $("ok").disabled = !isComplete() || isLookup;
    const waiting = state.inbox.length + state.outbox.length;
    const notice = trouble ? say(trouble) : "";
    $("waiting").hidden = !waiting || !trouble;
    $("waiting").textContent = `${notice} ${say("waiting", { count: waiting })}`;
    $("waiting").dataset.count = String(waiting);
    $("log-box").hidden = !state.log.length;
    $("log").replaceChildren(...state.log.slice(0, 8).map((entry) => {
      const line = element("li", "", entry.status === "undone" ? "is-undone" : entry.status === "refused" ? "is-refused" : "");
      line.dataset.status = entry.status;
      const route = entry.to ? `${entry.from} → ${entry.to}` : entry.from;
      const notes = { waiting: say("is_waiting"), undone: say("is_undone"), refused: `${say("refused")}: ${entry.message || ""}`, done: entry.mode !== "count" && entry.left !== undefined ? say("left", { quantity: shown(entry.left) }) : "✓" };
      line.append(element("span", `${shown(entry.quantity)} × ${entry.code} · ${route}`), element("span", notes[entry.status]));
      return line;
    }));
  };

  // --- input: the wedge types, Enter ends a scan; the field is emptied at once and keeps the focus ---------------------
  const focus = () => { if (!document.querySelector("dialog[open], .dropdown-menu.show") && document.activeElement !== $("warehouse")) input.focus({ preventScroll: true }); };
  const scanned = (text) => {
    const code = text.replace(/[\r\n\t]/g, "").trim();
    state.inbox.push(code.slice(0, 200));
    keep();
    draw();
    read();
  };
  $("entry").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value;
    input.value = "";
    scanned(text);
  });
  input.addEventListener("keydown", (event) => {
    // The separator of GS1 codes comes as Ctrl+].
    if (event.key === GS || (event.ctrlKey && (event.key === "]" || event.code === "BracketRight"))) {
      event.preventDefault();
      input.setRangeText(GS, input.selectionStart, input.selectionEnd, "end");
    } else if (event.key === "Tab" && input.value) { event.preventDefault(); $("entry").requestSubmit(); }
    else if (event.key === "Escape") input.value = "";
  });
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (target === input || target.closest?.("input, select, textarea, dialog, .dropdown-menu") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length === 1) {
      // Before the frame's own keys hear of it: a scan may begin with any character.
      event.stopImmediatePropagation();
      event.preventDefault();
      input.focus({ preventScroll: true });
      input.setRangeText(event.key, input.selectionStart, input.selectionEnd, "end");
    } else if (event.key === "Enter" && input.value) { event.preventDefault(); $("entry").requestSubmit(); }
  }, true);
  document.addEventListener("click", (event) => { if (!event.target.closest("summary, select, label, a, .dropdown")) setTimeout(focus); });
  addEventListener("focus", focus);
  addEventListener("pageshow", focus);

  page.querySelectorAll("[data-mode]").forEach((button) => button.addEventListener("click", () => {
    if (commitsOnNext() && isComplete()) commit();
    state.mode = button.dataset.mode;
    begin();
    $("rows").replaceChildren();
    tellNext();
    keep();
    draw();
  }));
  const step = (change) => {
    const value = number(state.act.quantity) + change;
    if (value < (state.mode === "count" ? 0 : 1)) return;
    snapshot();
    state.act.quantity = plain(value);
    keep();
    draw();
  };
  $("less").addEventListener("click", () => step(-1));
  $("more").addEventListener("click", () => step(1));
  $("ok").addEventListener("click", () => { if (isComplete()) commit(); });
  $("undo").addEventListener("click", undo);
  $("keyboard").addEventListener("click", (event) => {
    const isOn = input.getAttribute("inputmode") === "none";
    input.setAttribute("inputmode", isOn ? "text" : "none");
    event.currentTarget.setAttribute("aria-pressed", String(isOn));
    input.blur();
    input.focus();
  });
  $("warehouse").addEventListener("change", () => { state.warehouse = $("warehouse").value; begin(); keep(); draw(); focus(); });
  $("sound").addEventListener("change", (event) => { state.isLoud = event.target.checked; keep(); focus(); });

  const offered = [...page.querySelectorAll("[data-mode]")].map((button) => button.dataset.mode);
  if (!offered.includes(state.mode)) state.mode = "lookup";
  if (state.warehouse) $("warehouse").value = state.warehouse;
  if (!$("warehouse").value && $("warehouse").options.length) $("warehouse").selectedIndex = 0;
  $("sound").checked = state.isLoud;
  if (!state.act.article && !state.act.origin && !state.act.destination) begin();
  tellNext();
  draw();
  focus();
  send();
  read();
})();
