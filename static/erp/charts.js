// Draws the charts of a page with Vega-Lite. Expressions are interpreted, not compiled: the page's policy forbids eval.
"use strict";
(() => {
  const french = document.documentElement.lang.startsWith("fr");
  const NUMBERS = french
    ? { decimal: ",", thousands: "\u202f", grouping: [3], currency: ["", "\u00a0€"], percent: "\u00a0%" }
    : { decimal: ".", thousands: ",", grouping: [3], currency: ["€", ""] };
  const TIMES = french && {
    dateTime: "%A %e %B %Y, %X", date: "%d/%m/%Y", time: "%H:%M:%S", periods: ["", ""],
    days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    shortMonths: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
  };
  const quiet = "var(--tblr-secondary-color)";
  const line = "var(--chart-grid)";
  const CONFIG = {
    background: null,
    font: "Inter, system-ui, sans-serif",
    view: { stroke: null },
    axis: { labelColor: quiet, titleColor: quiet, labelFontSize: 11, titleFontSize: 11, titleFontWeight: 500, gridColor: line, domainColor: line, tickColor: line, labelLimit: 150, titlePadding: 8 },
    axisX: { grid: false },
    axisY: { domain: false, ticks: false },
    legend: { labelColor: quiet, titleColor: quiet, labelFontSize: 11, title: null, orient: "top", symbolType: "square", offset: 4 },
    range: { category: [1, 2, 3, 4, 5].map((n) => `var(--chart-${n})`).concat("var(--chart-quiet)") },
    mark: { color: "var(--chart-1)" },
    bar: { cornerRadiusEnd: 2 },
    line: { strokeWidth: 2 },
    area: { line: true, fillOpacity: 0.18 },
    rule: { color: quiet },
    text: { color: quiet, font: "Inter, system-ui, sans-serif" },
  };

  const urls = document.currentScript.dataset.engine.split(" ");
  const fetched = (url) => new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, { src: url, async: false, onload: done, onerror: failed });
    document.head.append(script);
  });
  let engine = null;

  const draw = async (figure) => {
    if (figure.dataset.drawn) return;
    const picture = figure.querySelector(".chart-picture");
    const source = document.getElementById(figure.dataset.chart);
    if (!picture || !source) return;
    figure.dataset.drawn = "yes";
    engine ??= Promise.all(urls.map(fetched));
    try {
      await engine;
    } catch {
      // Without the engine the figures are in the table; what comes into the page next asks for it again.
      engine = null;
      delete figure.dataset.drawn;
      return;
    }
    const result = await vegaEmbed(picture, JSON.parse(source.textContent), {
      mode: "vega-lite", actions: false, renderer: "svg", ast: true, defaultStyle: false, config: CONFIG,
      tooltip: { disableDefaultStyle: true }, formatLocale: NUMBERS, ...(TIMES ? { timeFormatLocale: TIMES } : {}),
    });
    result.view.addEventListener("click", (_event, item) => {
      const url = item?.datum?.url;
      if (url) location.assign(url);
    });
    result.view.addEventListener("mouseover", (_event, item) => { picture.style.cursor = item?.datum?.url ? "pointer" : ""; });
    result.view.addEventListener("mouseout", () => { picture.style.cursor = ""; });
  };
  const seen = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => {
    seen.unobserve(target);
    draw(target);
  }), { rootMargin: "200px" });
  const drawAll = () => document.querySelectorAll("[data-chart]:not([data-drawn])").forEach((figure) => seen.observe(figure));

  drawAll();
  document.addEventListener("htmx:load", () => drawAll());
})();
