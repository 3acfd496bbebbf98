"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = byId("filters");
  const tip = byId("tip");
  const chart = document.querySelector(".chart");
  if (!chart) return;
  const plot = chart.querySelector(".plot");
  const axis = chart.querySelector(".axis svg");
  const marks = all("a.mark", plot);
  const links = all(".link", plot);
  const ticks = all(".tick", axis);
  const homes = all(".homes li", chart);
  const table = byId("listeners");
  const lines = all("tbody tr", table);

  // Filters. A port is a number or a range; what cannot be read filters nothing. A home is shown with whoever collides with it.
  const range = (text) => {
    const match = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(text);
    return match ? [Number(match[1]), Number(match[2] || match[1])] : null;
  };
  const membersOf = new Map(links.map((link) => [link.dataset.link, new Set(link.dataset.rows.split(" "))]));
  const isOff = (element) => element.classList.contains("hidden");
  const apply = () => {
    const row = form.elements.row.value;
    const ports = range(form.elements.port.value);
    const boxes = all("[name=state]", form);
    const states = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const clash = form.elements.clash.checked;
    const meets = (element) => element.dataset.link !== undefined && membersOf.get(element.dataset.link)?.has(row);
    const inPorts = (port) => !ports || (port !== "" && Number(port) >= ports[0] && Number(port) <= ports[1]);
    const keeps = (element) =>
      (row === "" || element.dataset.row === row || meets(element)) &&
      inPorts(element.dataset.port) &&
      (states.has(element.dataset.state) || boxes.length === 0) &&
      (!clash || element.classList.contains("clash"));
    for (const mark of marks) mark.classList.toggle("hidden", !keeps(mark));
    for (const line of lines) line.classList.toggle("hidden", !keeps(line));
    for (const home of homes) {
      const button = home.querySelector("button");
      if (button) button.setAttribute("aria-pressed", String(home.dataset.row === row));
    }
    fold(row !== "" || ports !== null || clash || boxes.some((box) => !box.checked));
    const shown = lines.filter((line) => !isOff(line)).length;
    form.querySelector("output").textContent = `${shown} of ${lines.length} rows`;
    rove();
  };

  // The map without the rows and columns that nothing is left in.
  const size = { tall: 46, middle: 36, low: 24 }[chart.dataset.rows];
  const GROUP = 26;
  const spacing = (ports) => {
    const least = ports.length <= 25 ? 42 : 15;
    const columns = new Map();
    const bands = [];
    let x = 0;
    ports.forEach((port, index) => {
      const gap = index === 0 ? Infinity : port - ports[index - 1];
      if (gap > 12) {
        x += index === 0 ? least : least + 34;
        bands.push([x, x]);
      } else {
        x += least + (gap - 1) * 2;
        bands[bands.length - 1][1] = x;
      }
      columns.set(port, x);
    });
    return { columns, bands, width: x + least, across: least === 42 };
  };
  const svg = (kind, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", kind);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const fold = (isFolding) => {
    const visible = marks.filter((mark) => !isOff(mark));
    const used = new Set(visible.map((mark) => mark.dataset.row));
    let y = 0;
    const tops = new Map();
    let group = null;
    for (const home of homes) home.classList.remove("hidden");
    if (isFolding) {
      for (const home of homes) {
        if (home.classList.contains("group")) {
          home.classList.add("hidden");
          group = home;
        } else if (used.has(home.dataset.row)) {
          if (group) group.classList.remove("hidden");
        } else {
          home.classList.add("hidden");
        }
      }
    }
    const rules = plot.querySelector(".rules");
    rules.replaceChildren();
    const ports = [...new Set(visible.map((mark) => Number(mark.dataset.port)))].sort((a, b) => a - b);
    const { columns, bands, width, across } = spacing(ports);
    for (const home of homes) {
      if (isOff(home)) continue;
      if (home.dataset.row !== undefined) tops.set(home.dataset.row, y);
      y += home.classList.contains("group") ? GROUP : size;
      rules.append(svg("line", { class: "rule", x1: 0, x2: width, y1: y - 0.5, y2: y - 0.5 }));
    }
    const height = Math.max(y, 1);
    plot.setAttribute("width", width);
    plot.setAttribute("height", height);
    plot.querySelector(".bands").replaceChildren(
      ...bands.map(([from, to]) => svg("rect", { class: "band", x: from - 10, y: 0, width: to - from + 20, height })),
    );
    for (const mark of visible) {
      const middle = tops.get(mark.dataset.row) + size / 2;
      mark.setAttribute("transform", `translate(${columns.get(Number(mark.dataset.port))} ${middle})`);
    }
    const clashing = new Map();
    for (const mark of visible) {
      if (mark.dataset.link === undefined) continue;
      const middle = tops.get(mark.dataset.row) + size / 2;
      const ends = clashing.get(mark.dataset.link) || [middle, middle, new Set()];
      ends[0] = Math.min(ends[0], middle);
      ends[1] = Math.max(ends[1], middle);
      ends[2].add(mark.dataset.row);
      clashing.set(mark.dataset.link, ends);
    }
    for (const link of links) {
      const ends = clashing.get(link.dataset.link);
      link.classList.toggle("hidden", !ends);
      if (!ends) continue;
      const x = columns.get(Number(link.dataset.port));
      const [stem, bond] = link.querySelectorAll("line");
      for (const line of [stem, bond]) { line.setAttribute("x1", x); line.setAttribute("x2", x); }
      stem.setAttribute("y2", ends[0]);
      bond.setAttribute("y1", ends[0]);
      bond.setAttribute("y2", ends[1]);
    }
    axis.setAttribute("width", width);
    axis.setAttribute("height", across ? 22 : 46);
    axis.classList.toggle("across", across);
    for (const tick of ticks) {
      const x = columns.get(Number(tick.textContent));
      tick.classList.toggle("hidden", x === undefined);
      if (x !== undefined) tick.setAttribute("transform", across ? `translate(${x} 15)` : `translate(${x + 4} 42) rotate(-90)`);
    }
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  const clear = () => { form.reset(); apply(); };

  // A click on a home or on a port number shows it alone; a second one everything again.
  const toggle = (field, value) => {
    field.value = field.value === value ? "" : value;
    apply();
  };
  for (const home of homes) {
    const text = home.querySelector(".name");
    if (!text || home.dataset.row === undefined) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "name";
    button.textContent = text.textContent;
    button.title = home.title;
    button.addEventListener("click", () => toggle(form.elements.row, home.dataset.row));
    text.replaceWith(button);
  }
  for (const tick of ticks) tick.addEventListener("click", () => toggle(form.elements.port, tick.textContent));

  // What a mark says, beside it. The title would say it a second time.
  const show = (mark) => {
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    const place = mark.getBoundingClientRect();
    const left = Math.min(place.left, innerWidth - tip.offsetWidth - 8);
    const below = place.bottom + 8;
    const top = below + tip.offsetHeight > innerHeight ? place.top - tip.offsetHeight - 8 : below;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${Math.max(8, top)}px`;
  };
  const hide = () => { tip.hidden = true; };
  tip.setAttribute("aria-hidden", "true");

  // One stop of the tab key for all marks; arrow keys go from mark to mark.
  const visible = () => marks.filter((mark) => !isOff(mark));
  let stop = null;
  for (const mark of marks) mark.setAttribute("tabindex", "-1");
  const rove = (to) => {
    if (stop) stop.setAttribute("tabindex", "-1");
    stop = to || visible()[0] || null;
    if (stop) stop.setAttribute("tabindex", "0");
  };
  const step = (mark, key) => {
    const place = (other) => {
      const [, x, y] = /translate\(([\d.]+) ([\d.]+)\)/.exec(other.getAttribute("transform")).map(Number);
      return { x, y, other };
    };
    const here = place(mark);
    const others = visible().filter((other) => other !== mark).map(place);
    const nearest = (some, distance) => some.reduce((best, one) => (best === null || distance(one) < distance(best) ? one : best), null);
    if (key === "ArrowRight" || key === "ArrowLeft") {
      const sign = key === "ArrowRight" ? 1 : -1;
      const along = others.filter((one) => one.y === here.y && sign * (one.x - here.x) > 0);
      return nearest(along, (one) => Math.abs(one.x - here.x))?.other;
    }
    const sign = key === "ArrowDown" ? 1 : -1;
    const beyond = others.filter((one) => sign * (one.y - here.y) > 0);
    return nearest(beyond, (one) => Math.abs(one.y - here.y) * 10000 + Math.abs(one.x - here.x))?.other;
  };
  for (const mark of marks) {
    const title = mark.querySelector("title");
    mark.dataset.tip = title.textContent;
    mark.setAttribute("aria-label", title.textContent.replaceAll("\n", "; "));
    title.remove();
    mark.addEventListener("mouseenter", () => show(mark));
    mark.addEventListener("mouseleave", hide);
    mark.addEventListener("focus", () => {
      rove(mark);
      mark.scrollIntoView({ block: "nearest", inline: "nearest" });
      show(mark);
    });
    mark.addEventListener("blur", hide);
    mark.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      const next = step(mark, event.key);
      if (next) next.focus();
    });
  }
  addEventListener("scroll", () => {
    const focused = document.activeElement;
    if (!tip.hidden && focused?.matches("a.mark")) show(focused);
    else hide();
  }, true);

  // A click on the head of a column sorts by it, a second one the other way round.
  const body = table.tBodies[0];
  const heads = all("thead th", table);
  const order = new Intl.Collator("en", { numeric: true });
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const keys = new Map(lines.map((line) => [line, line.cells[column].textContent]));
      const sorted = [...lines].sort((a, b) => {
        const [left, right] = [keys.get(a), keys.get(b)];
        // Empty cells and unknown ports come last, either way.
        const blank = (text) => text === "" || text === "?" || text.startsWith("random");
        if (blank(left) !== blank(right)) return blank(left) ? 1 : -1;
        return order.compare(left, right) * (falling ? -1 : 1);
      });
      body.append(...sorted);
    });
  });

  // Links lead to what is folded, too.
  const reveal = () => {
    const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target) return;
    if (isOff(target)) clear();
    const folded = target.closest("details");
    if (folded) folded.open = true;
    target.scrollIntoView({ block: "center", inline: "center" });
    if (target.matches("a.mark")) target.focus();
  };
  addEventListener("hashchange", reveal);
  form.hidden = false;
  apply();
  reveal();
})();
