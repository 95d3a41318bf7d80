// A network that the reader takes into the hand: every field can be typed into and dragged, every number follows.
(() => {
  const { LIMIT, compute, get, set, step, rule, parse, paths, each } = window.bpHand;
  const { forwardStops, backwardStops } = window.bpWalk;
  const { text, shown, typed, picture, place, line, explain } = window.bpDraw;
  const SLIP = 4;                           // px: a shorter pull is a click
  const KEYS = { ArrowUp: 0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 };
  const WISH = "<p>Choose a weight, a bias or an input: its paths to the loss light up, and its gradient is "
    + "written out here.</p>";

  function start(figure) {
    const starts = JSON.parse(figure.dataset.start);
    const one = what => figure.querySelector(what), all = what => [...figure.querySelectorAll(what)];
    const net = one(".bp-net"), why = one(".bp-why"), caption = one(".bp-say"), wrong = one(".bp-wrong");
    const choose = Object.fromEntries(all("select").map(select => [select.name, select]));
    let s, c, stops, turn;                  // the state, all its numbers, the walk's stops, where it turns back
    let chosen, stop, steps, losses;        // the chosen parameter, the walk's stop, steps made, their losses
    let before;                             // {name, value, slope, L} of the chosen number before it was moved

    function reset(which) {
      net.replaceChildren();                // fields that lose the focus still find their numbers
      s = structuredClone(starts[which]);
      [chosen, stop, steps, losses, before] = [null, null, 0, [], null];
      choose.activation.value = s.activation;
      choose.loss.value = s.loss;
      build();
    }
    function build() {                      // the elements of the picture: after that only their text changes
      net.innerHTML = picture(s);
      const squash = s.b2.length > 1 ? "softmax" : "sigmoid";
      for (const option of choose.loss.options) option.text = option.text.replace(/softmax|sigmoid/, squash);
      place(net, s);
      follow();
    }

    function follow(words) {                // compute everything anew and show it
      c = compute(s);
      stops = [...forwardStops(s), ...backwardStops(s)];
      turn = forwardStops(s).length;
      figure.state = { ...s, ...c };
      const known = stop === null ? null : new Set(stops.slice(0, stop + 1).flatMap(one => one.names));
      for (const b of all("[data-show]"))
        b.textContent = known && !known.has(b.dataset.show) ? "·" : text(get(c, b.dataset.show));
      for (const input of all("input")) {
        const name = input.dataset.name, value = get(s, name);
        input.setAttribute("aria-valuenow", value);
        input.removeAttribute("aria-invalid");
        const typing = input === document.activeElement && parse(s, name, input.value) === value;
        if (!typing) input.value = typed(value);
      }
      wrong.textContent = "";
      caption.textContent = words ?? `Loss ${text(c.L)}.`;
      light();
      fall();
    }
    function fall() {                       // the losses of the steps so far, as a small curve
      const top = Math.max(...losses, c.L) || 1, last = Math.max(losses.length, 1);
      const point = (v, k) => `${(2 + 76 * k / last).toFixed(1)},${(22 - 20 * v / top).toFixed(1)}`;
      const points = [...losses, c.L].map(point);
      one(".bp-fall polyline").setAttribute("points", losses.length ? points.join(" ") : "");
    }

    // What is lit, and the lines under the picture: the paths of the chosen number, or the walk's stop.
    function light() {
      const now = stop === null ? null : stops[stop], back = stop >= turn;
      const routes = !now && chosen ? paths(s, c, chosen) : [];
      const lit = new Set(now ? linesInto(now.node, back) : routes.flatMap(route => route.lines));
      const nodes = new Set(now ? [now.node] : routes.flatMap(route => [...route.via, "L"]));
      figure.classList.toggle("bp-back", !now || back);
      for (const line of all("[data-line]")) line.classList.toggle("bp-on", lit.has(line.dataset.line));
      for (const node of all("[data-node]")) node.classList.toggle("bp-on", nodes.has(node.dataset.node));
      for (const label of all("[data-field]"))
        label.classList.toggle("bp-chosen", !now && label.dataset.field === chosen);
      why.innerHTML = now ? now.lines(c).map(one => line(s, c, one)).join("")
        : chosen ? explain(s, c, chosen, routes) : WISH;
    }
    function linesInto(node, back) {        // the lines that bring a node its value, or its gradient
      const [what, j] = node.match(/\w+/g), [inputs, hidden, outputs] = [s.x.length, s.b1.length, s.b2.length];
      if (what === "L") return each(outputs, k => `L[${k}]`);
      if (what === "z2") return back ? [`L[${j}]`] : each(hidden, i => `W2[${i},${j}]`);
      if (what === "h") return back ? each(outputs, k => `W2[${j},${k}]`) : each(inputs, i => `W1[${i},${j}]`);
      return each(hidden, m => `W1[${j},${m}]`);
    }

    // --- what the reader does -------------------------------------------------------------------

    function choosing(name) {
      if (!/^[Wbx]/.test(name)) return;
      [chosen, stop] = [name, null];
      follow();
      remember(name);
    }
    function remember(name) {
      before = { name, value: get(s, name), slope: get(c, "d" + name), L: c.L };
    }
    function change(name, value) {          // a good number: the picture follows
      if (get(s, name) === value) return follow();
      if (!/^[Wbx]/.test(name)) before = null;
      else if (before?.name !== name) remember(name);
      set(s, name, value);
      losses = [];
      const { L } = compute(s);
      follow(`${shown(name)} = ${typed(value)}, loss ${text(L)}${before ? promise(value, L) : ""}.`);
    }
    function promise(value, L) {            // what the slope said of this move, and what became of it
      const three = v => v.toPrecision(3).replaceAll("-", "−");
      return `: moved by ${three(L - before.L)}, the slope said ${three(before.slope * (value - before.value))}`;
    }
    function refuse(input) {                // a bad one: the picture stays, the field says what it expects
      const name = input.dataset.name;
      input.setAttribute("aria-invalid", "true");
      wrong.textContent = `${shown(name)} expects ${rule(s, name)[0]}; the picture still shows ${typed(get(s, name))}.`;
    }
    function nudge(input, by, from = get(s, input.dataset.name)) {
      const name = input.dataset.name, value = +(from + by).toFixed(4);
      if (!rule(s, name)[1](value)) return;
      change(name, value);
      input.value = typed(value);
    }
    function descend() {
      const next = step(s), was = c.L;
      if (!next) {
        wrong.textContent = `This step would take a weight beyond ${LIMIT}: choose a smaller learning rate.`;
        return;
      }
      losses = [...losses, was].slice(-60);
      [s, stop, steps, before] = [next, null, steps + 1, null];
      const after = compute(s).L, what = after < was ? "fell" : after > was ? "rose" : "stayed";
      follow(`Step ${steps}: the loss ${what} from ${text(was)} to ${text(after)}.`);
    }
    function walk(back) {
      if (back && stop === stops.length - 1) stop = null;                     // the end: everything is there again
      else if (back) stop = stop === null || stop < turn ? turn : stop + 1;
      else stop = stop === null || stop >= turn - 1 ? 0 : stop + 1;
      if (stop === null) return follow(`The walk is over: loss ${text(c.L)}, and every gradient is known.`);
      const [way, k, of] = back ? ["Backward", stop - turn + 1, stops.length - turn] : ["Forward", stop + 1, turn];
      const loss = stop < turn - 1 ? "not known yet" : text(c.L);
      follow(`${way}, stop ${k} of ${of}: ${called(stops[stop].node)}. Loss ${loss}.`);
    }
    function called(node) {
      const [what, j] = node.match(/\w+/g);
      return what === "L" ? "the loss" : `${{ x: "input", h: "hidden unit", z2: "output" }[what]} ${j}`;
    }

    figure.addEventListener("input", event => {
      const input = event.target, name = input.dataset.name;
      if (!name) return;
      const value = parse(s, name, input.value);
      value === null ? refuse(input) : change(name, value);
    });
    figure.addEventListener("focusin", ({ target }) => {
      if (target.dataset.name) { choosing(target.dataset.name); target.select(); }
    });
    figure.addEventListener("focusout", ({ target }) => {
      if (target.dataset.name) target.value = typed(get(s, target.dataset.name));
    });
    figure.addEventListener("keydown", event => {
      const name = event.target.dataset.name, by = KEYS[event.key];
      if (event.key === "Escape" && name) follow();
      if (!name || !by) return;
      event.preventDefault();
      nudge(event.target, name === "label" ? Math.sign(by) : by * (event.shiftKey ? 0.1 : 1));
    });

    let pull = null, pulled = false;        // {input, x, from, moved}: a field is being dragged; it was, until just now
    figure.addEventListener("pointerdown", event => {
      const label = event.target.closest(".bp-field");
      pulled = false;
      if (!label || event.button) return;
      pull = { input: label.querySelector("input"), x: event.clientX, from: get(s, label.dataset.field), moved: false };
    });
    figure.addEventListener("pointermove", event => {
      if (!pull) return;
      const way = event.clientX - pull.x, name = pull.input.dataset.name;
      if (!pull.moved && Math.abs(way) < SLIP) return;
      if (!pull.moved) { figure.setPointerCapture(event.pointerId); choosing(name); }
      pull.moved = true;
      nudge(pull.input, name === "label" ? Math.round(way / 30) : 0.01 * Math.round(way), pull.from);
    });
    for (const end of ["pointerup", "pointercancel"]) figure.addEventListener(end, () => {
      pulled = Boolean(pull?.moved);
      pull = null;
      setTimeout(() => { pulled = false; });
    });
    figure.addEventListener("click", event => {
      const { line, show } = event.target.dataset;
      const name = line ?? event.target.closest(".bp-edge")?.dataset.edge ?? show?.slice(1);
      if (pulled) event.preventDefault();                                     // no keyboard on a phone after a drag
      else if (name && !event.target.closest(".bp-field")) choosing(name);
    });
    figure.addEventListener("dragstart", event => event.preventDefault());    // the browser's own drag of selected text

    for (const key of ["activation", "loss"]) choose[key].addEventListener("change", () => {
      s[key] = choose[key].value;
      [stop, losses, before] = [null, [], null];
      build();
    });
    const again = () => reset(choose.net.value);
    choose.net.addEventListener("change", again);
    const buttons = { forward: () => walk(false), backward: () => walk(true), step: descend, reset: again };
    for (const [name, act] of Object.entries(buttons)) one(`.bp-${name}`).addEventListener("click", act);
    new ResizeObserver(() => place(net, s)).observe(net);
    again();
    figure.dataset.ready = "yes";
  }

  document.querySelectorAll(".bp-hand:not([data-ready])").forEach(start);
})();
