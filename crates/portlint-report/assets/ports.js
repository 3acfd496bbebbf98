"use strict";
(() => {
  const form = document.getElementById("filters");
  const tip = document.getElementById("tip");
  const marks = [...document.querySelectorAll("a.mark")];
  const rows = [...document.querySelectorAll("tbody tr")];
  const links = [...document.querySelectorAll(".link")];
  const names = [...document.querySelectorAll(".name")];

  // Filters. A port is a number or a range; what cannot be read filters nothing.
  const range = (text) => {
    const match = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(text);
    return match ? [Number(match[1]), Number(match[2] || match[1])] : null;
  };
  const apply = () => {
    const row = form.elements.row.value;
    const ports = range(form.elements.port.value);
    const states = [...form.querySelectorAll("[name=state]:checked")].map((box) => box.value);
    const inPorts = (port) => !ports || (port !== "" && Number(port) >= ports[0] && Number(port) <= ports[1]);
    const keeps = (element) =>
      (row === "" || element.dataset.row === row) &&
      inPorts(element.dataset.port) &&
      states.includes(element.dataset.state) &&
      (!form.elements.clash.checked || element.classList.contains("clash"));
    for (const mark of marks) mark.classList.toggle("off", !keeps(mark));
    for (const line of rows) line.hidden = !keeps(line);
    for (const link of links) {
      const members = link.dataset.rows.split(" ");
      const isMember = (mark) => mark.dataset.port === link.dataset.port && members.includes(mark.dataset.row);
      link.classList.toggle("off", !visible().some(isMember));
    }
    for (const name of names) name.classList.toggle("dim", row !== "" && name.dataset.row !== row);
    form.querySelector("output").textContent = `${rows.filter((line) => !line.hidden).length} of ${rows.length} listeners`;
    rove();
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));

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

  // One stop of the tab key for the whole map; arrow keys go from mark to mark.
  const visible = () => marks.filter((mark) => !mark.classList.contains("off"));
  const rove = (to) => {
    const stop = to || visible()[0];
    for (const mark of marks) mark.setAttribute("tabindex", mark === stop ? "0" : "-1");
  };
  const step = (mark, key) => {
    const row = Number(mark.dataset.row);
    const x = mark.getBoundingClientRect().left;
    const distance = (other) => other.getBoundingClientRect().left - x;
    const others = visible().filter((other) => other !== mark);
    const along = (sign) => others.filter((o) => Number(o.dataset.row) === row && sign * distance(o) > 0);
    const across = (sign) => {
      const beyond = others.filter((o) => sign * (Number(o.dataset.row) - row) > 0);
      const next = Math.min(...beyond.map((o) => Math.abs(Number(o.dataset.row) - row)));
      return beyond.filter((o) => Math.abs(Number(o.dataset.row) - row) === next);
    };
    const reachable = { ArrowRight: () => along(1), ArrowLeft: () => along(-1), ArrowDown: () => across(1), ArrowUp: () => across(-1) };
    const nearest = reachable[key]().sort((a, b) => Math.abs(distance(a)) - Math.abs(distance(b)));
    return nearest[0];
  };
  for (const mark of marks) {
    const title = mark.querySelector("title");
    mark.dataset.tip = title.textContent;
    title.remove();
    mark.addEventListener("mouseenter", () => show(mark));
    mark.addEventListener("mouseleave", hide);
    mark.addEventListener("focus", () => { rove(mark); show(mark); });
    mark.addEventListener("blur", hide);
    mark.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      const next = step(mark, event.key);
      if (next) next.focus();
    });
  }
  addEventListener("scroll", hide, true);

  // Names stay in sight when the map is scrolled sideways.
  const map = document.querySelector(".map");
  map.parentElement.addEventListener("scroll", () => {
    const shift = (map.parentElement.scrollLeft * map.viewBox.baseVal.width) / map.getBoundingClientRect().width;
    map.querySelector(".gutter").setAttribute("transform", `translate(${shift})`);
  });
  form.hidden = false;
  apply();
})();
