// Unfolds an article's figures: asked for once, then shown and hidden.
"use strict";
document.addEventListener("click", (event) => {
  const opener = event.target.closest(".availability-table [data-details], .availability-table [data-opens]");
  if (!opener) return;
  const button = opener.closest("tr").querySelector("[data-details]");
  const details = document.getElementById(button.getAttribute("aria-controls"));
  const open = details.hidden;
  details.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
  if (open) htmx.trigger(button, "open-details");
});
