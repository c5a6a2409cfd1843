// Printing a statement; looking again at a bank's table when a setting changes.

(() => {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
