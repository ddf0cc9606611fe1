"use strict";
(() => {
  const { specifications, rows } = JSON.parse(document.getElementById("report-data").textContent);
  const form = document.getElementById("filters");
  const charts = new Map(); // element → {view, name}
  const chosen = { outlet: "", name: "", kind: "" };

  // A row is filtered by what it tells; one that says nothing of outlets, names or kind is left alone.
  const matches = (row) => {
    const outlets = row.outlets ?? (row.outlet == null ? undefined : [row.outlet]);
    if (chosen.outlet && outlets && !outlets.includes(chosen.outlet)) return false;
    if (chosen.name && row.names && !row.names.some((name) => name.toLowerCase().includes(chosen.name))) return false;
    return !(chosen.kind && row.kind !== undefined && row.kind !== chosen.kind);
  };
  const isFiltering = () => Boolean(chosen.outlet || chosen.name || chosen.kind);

  const style = () => getComputedStyle(document.documentElement);
  const coloured = (value, colours) => {
    if (typeof value === "string" && value.startsWith("@")) {
      return value === "@font" ? colours.getPropertyValue("--sans").trim() : colours.getPropertyValue(`--${value.slice(1)}`).trim();
    }
    if (Array.isArray(value)) return value.map((item) => coloured(item, colours));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, colours)]));
    }
    return value;
  };

  const parameters = (element) => {
    const story = element.closest(".story");
    if (!story) return {};
    const days = JSON.parse(story.dataset.days);
    const span = days.length ? days[days.length - 1] - days[0] : 0;
    const entries = rows[element.dataset.rows];
    const places = entries.map((row) => row.at);
    const values = entries.flatMap((row) => [row.y, row.y2]).filter((value) => value !== null);
    return {
      x_min: Math.min(...places), x_max: Math.max(...places), y_min: Math.min(...values), y_max: Math.max(...values),
      days,
      day_format: span > 300 * 86400000 ? "%b %Y" : "%-d %b",
      suffix: story.dataset.suffix,
      strip: entries.some((row) => row.form === "denial") ? 38 : 0,
      ticks: JSON.parse(story.dataset.ticks),
    };
  };

  const draw = async (element) => {
    const name = element.dataset.rows;
    const specification = coloured(specifications[element.dataset.specification], style());
    specification.datasets = { rows: rows[name].filter(matches) };
    const values = parameters(element);
    for (const parameter of specification.params ?? []) {
      if (parameter.name in values) parameter.value = values[parameter.name];
    }
    charts.get(element)?.view.finalize();
    const result = await vegaEmbed(element, specification, {
      mode: "vega-lite", actions: false, renderer: "svg", ast: true, defaultStyle: false, logLevel: 1,
      tooltip: { disableDefaultStyle: true },
    });
    // The frame is the image and has its name; what Vega says of single marks would be read out without an end.
    element.querySelector("svg").setAttribute("aria-hidden", "true");
    charts.set(element, { view: result.view, name });
  };

  // Charts are drawn when they come near: most stories are closed at first.
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting && !charts.has(entry.target)) {
        charts.set(entry.target, undefined);
        draw(entry.target);
      }
    }
  }, { rootMargin: "600px" });
  document.querySelectorAll(".chart").forEach((element) => watcher.observe(element));

  const redraw = () => [...charts].filter(([, chart]) => chart).forEach(([element]) => draw(element));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  const filterTables = () => {
    let shown = 0;
    let all = 0;
    for (const table of document.querySelectorAll("table[id]")) {
      const limit = isFiltering() || table.dataset.expanded ? Infinity : Number(table.dataset.rowsShown || Infinity);
      let kept = 0;
      for (const row of table.tBodies[0].rows) {
        const fits = row.dataset.filter === undefined || matches(JSON.parse(row.dataset.filter));
        row.hidden = !fits || kept >= limit;
        kept += fits ? 1 : 0;
        if (row.dataset.filter !== undefined) { all += 1; shown += fits ? 1 : 0; }
      }
      table.dataset.empty = String(kept === 0);
      const more = document.getElementById(`more-${table.id}`);
      if (more) more.hidden = isFiltering();
    }
    return [shown, all];
  };

  const filterStories = () => {
    let kept = 0;
    for (const story of document.querySelectorAll(".story")) {
      story.hidden = story.querySelector("table").dataset.empty === "true";
      kept += story.hidden ? 0 : 1;
    }
    const empty = document.getElementById("board-empty");
    if (empty) empty.hidden = kept > 0;
  };

  const filterCharts = () => {
    for (const [element, chart] of charts) {
      if (!chart || element.closest("[hidden]")) continue;
      chart.view.data("rows", rows[chart.name].filter(matches)).resize().runAsync();
    }
  };

  const apply = () => {
    const [shown, all] = filterTables();
    filterStories();
    filterCharts();
    document.getElementById("filter-result").textContent = isFiltering()
      ? `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} rows match; charts show the same.` : "";
  };

  const read = () => {
    chosen.outlet = form.elements.outlet.value;
    chosen.name = form.elements.name.value.trim().toLowerCase();
    chosen.kind = form.elements.kind.value;
    apply();
  };

  const addMore = (table) => {
    const count = table.tBodies[0].rows.length;
    if (count <= Number(table.dataset.rowsShown)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "more";
    button.id = `more-${table.id}`;
    button.setAttribute("aria-controls", table.id);
    const label = () => {
      const open = Boolean(table.dataset.expanded);
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? "Show fewer" : `Show all ${count.toLocaleString("en")}`;
    };
    button.addEventListener("click", () => {
      if (table.dataset.expanded) delete table.dataset.expanded; else table.dataset.expanded = "yes";
      label();
      apply();
    });
    label();
    table.closest(".frame").after(button);
  };

  const openStory = () => {
    const story = location.hash.startsWith("#story-") && document.querySelector(location.hash);
    if (story) { story.open = true; story.querySelector("summary").focus(); story.scrollIntoView(); }
  };

  document.querySelectorAll("table[data-rows-shown]").forEach(addMore);
  form.hidden = false;
  form.addEventListener("input", read);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(read));
  addEventListener("hashchange", openStory);
  read();
  openStory();
})();
