// A work sheet: steps, "all of it", and a scanner that types the article's code and Enter.
(() => {
  const form = document.querySelector("[data-work]");
  if (!form) return;
  const scan = form.querySelector("[data-scan]");
  const said = form.querySelector("[data-said]");
  const comma = document.documentElement.lang.startsWith("fr");
  let isDirty = false;

  const read = (input) => Number(input.value.replace(/\s/g, "").replace(",", ".")) || 0;
  const write = (input, number) => {
    const text = String(Math.max(0, Math.round(number * 10000) / 10000));
    input.value = comma ? text.replace(".", ",") : text;
    input.closest(".work-card").classList.add("is-done");
    isDirty = true;
  };
  const say = (text, isWrong) => {
    said.textContent = text;
    said.classList.toggle("is-wrong", isWrong);
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step], [data-fill]");
    if (!button) return;
    const input = button.closest(".work-card").querySelector(".work-quantity");
    if (button.dataset.fill !== undefined) write(input, Number(button.dataset.fill));
    else write(input, read(input) + Number(button.dataset.step));
  });

  scan.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const code = scan.value.trim().toUpperCase();
    if (!code) return;
    const cards = [...form.querySelectorAll(".work-card")];
    const has = (card) => card.dataset.codes.toUpperCase().split(" ").includes(code);
    const card = cards.find((one) => has(one) && !one.classList.contains("is-done")) || cards.find(has);
    scan.value = "";
    if (!card) {
      say(`${code} ${scan.dataset.unknown}`, true);
      return;
    }
    const input = card.querySelector(".work-quantity");
    write(input, read(input) + 1);
    say(`${code}: ${input.value}`, false);
    card.scrollIntoView({ block: "center" });
  });

  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
})();
