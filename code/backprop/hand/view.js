// A network that the reader takes into the hand: every field can be typed into and dragged, every number follows.
(() => {
  const { LIMIT, SQUARE_F, SQUARE, ENTROPY, compute, get, set, step, rule, parse, paths, each } = window.bpHand;
  const { forwardStops, backwardStops } = window.bpWalk;
  const NARROW = 640, SLIP = 4;             // px: below this width the network stands upright; below this pull it is a click
  // Where a weight's label stands in the gap between two layers (0 ... 1): so that no two of them touch.
  const WIDE_PLACES = { one: 0.5, straight: 0.55, cross: 0.3, near: 0.76, far: 0.24 };
  const TALL_PLACES = { one: 0.35, straight: 0.74, cross: 0.24, near: 0.75, far: 0.25 };

  function text(v) {                        // about four digits, a true minus sign
    const size = Math.abs(v);
    const plain = +v.toFixed(3) === v ? String(v) : size < 5e-4 || size >= 1e5 ? v.toExponential(1).replace("e+", "e")
      : size < 10 ? v.toFixed(3) : size < 1000 ? v.toPrecision(4) : v.toFixed(0);
    return plain.replaceAll("-", "−");
  }
  const shown = name => name === "label" ? "t" : name;
  const typed = v => String(+v.toFixed(3)).replace("-", "−");
  const number = name => `<b data-show="${name}" class="${name[0] === "d" ? "bp-g" : "bp-v"}"></b>`;
  const field = (name, label) => `<label class="bp-field" data-field="${name}"><span>${shown(name)}</span><input data-name="${name}" `
    + `type="text" role="spinbutton" autocomplete="off" spellcheck="false" aria-label="${label}"></label>`;
  const slot = (name, label) => field(name, label) + number("d" + name);

  function hiddenOrOutput(s, layer, j) {
    const two = layer === 1 ? ["h"] : s.loss === ENTROPY ? ["p"] : s.loss === SQUARE_F ? ["y"] : [];
    const names = [`z${layer}[${j}]`, ...two.map(name => `${name}[${j}]`)];
    const who = layer === 1 ? `hidden unit ${j}` : `output ${j}`;
    const cells = [...names.map(name => `<i>${name}</i>`), ...names.map(number),
                   ...names.map(name => name[0] === "p" ? "<b></b>" : number("d" + name))];
    return `<div class="bp-node" data-node="${layer === 1 ? "h" : "z2"}[${j}]" role="group" aria-label="${who}">`
      + `<div class="bp-cells" style="--n: ${names.length}">${cells.join("")}</div>`
      + `<div class="bp-bias">${slot(`b${layer}[${j}]`, `b${layer}[${j}], bias of ${who}`)}</div></div>`;
  }
  function lossNode(s) {
    const n = s.b2.length, one = s.loss === ENTROPY;
    const targets = one ? field("label", n > 1 ? "t, the right label" : "t, the target, 0 to 1")
      : each(n, k => field(`t[${k}]`, `t[${k}], target of output ${k}`)).join("");
    return `<div class="bp-node bp-loss" data-node="L" role="group" aria-label="loss"><i>loss L</i><b data-show="L" class="bp-v"></b>`
      + `<svg class="bp-fall" viewBox="0 0 80 24" aria-hidden="true"><polyline/></svg><div class="bp-targets">${targets}</div></div>`;
  }
  function edges(s) {                        // every weight: name, from and to as [layer, index], kind of place for its label
    const sizes = [s.x.length, s.b1.length, s.b2.length];
    return [1, 2].flatMap(layer => each(sizes[layer - 1], i => each(sizes[layer], j => {
      const opposite = i > 0 !== j > 0 && j !== 1 || i !== j && sizes[layer] === 2;
      const place = ["", "one", opposite ? "cross" : "straight", opposite ? "far" : "near"][sizes[layer]];
      return { name: `W${layer}[${i},${j}]`, from: [layer - 1, i], to: [layer, j], place };
    })).flat());
  }

  function start(figure) {
    const starts = JSON.parse(figure.dataset.start), one = what => figure.querySelector(what), all = what => [...figure.querySelectorAll(what)];
    const net = one(".bp-net"), why = one(".bp-why"), caption = one("figcaption"), wrong = one(".bp-wrong");
    const choose = Object.fromEntries(all("select").map(select => [select.name, select]));
    let s, c, chosen, stops, stop, steps, losses;

    function reset(which) {
      net.replaceChildren();                // fields that lose the focus still find their numbers
      s = structuredClone(starts[which]);
      [chosen, stop, steps, losses] = [null, null, 0, []];
      choose.activation.value = s.activation;
      choose.loss.value = s.loss;
      build();
    }
    function build() {                      // the elements of the picture: after that only their text changes
      const inputs = each(s.x.length, i => `<div class="bp-node" data-node="x[${i}]" role="group" aria-label="input ${i}">${slot(`x[${i}]`, `x[${i}], input ${i}`)}</div>`);
      const units = [1, 2].flatMap(layer => each(s["b" + layer].length, j => hiddenOrOutput(s, layer, j)));
      const weights = edges(s).map(({ name, from, to }) => `<div class="bp-edge" data-edge="${name}">`
        + slot(name, `${name}, weight from ${from[0] ? "hidden unit" : "input"} ${from[1]} to ${to[0] === 1 ? "hidden unit" : "output"} ${to[1]}`) + "</div>");
      const lines = [...edges(s).map(e => e.name), ...each(s.b2.length, k => `L[${k}]`)].map(name => `<line data-line="${name}"/>`);
      net.innerHTML = `<svg class="bp-lines" aria-hidden="true">${lines.join("")}</svg>` + [...inputs, ...weights, ...units, lossNode(s)].join("");
      for (const option of choose.loss.options) option.text = option.text.replace(/softmax|sigmoid/, s.b2.length > 1 ? "softmax" : "sigmoid");
      place();
      follow();
    }
    // One axis runs along the layers (across the picture, or down a narrow one), the other along a layer's units.
    function place() {
      const width = net.clientWidth, narrow = width < NARROW, sizes = [s.x.length, s.b1.length, s.b2.length, 1];
      net.classList.toggle("bp-tall", narrow);
      net.classList.toggle("bp-crowded", narrow && Math.max(...sizes) > 2);
      net.style.height = (narrow ? 752 : 430) + "px";
      const node = (layer, i) => one(`[data-node="${["x", "h", "z2", "L"][layer]}${layer < 3 ? `[${i}]` : ""}"]`);
      const half = sizes.map((_, layer) => node(layer, 0)[narrow ? "offsetHeight" : "offsetWidth"] / 2);
      const room = (narrow ? 752 : width) - 12 - 2 * half.reduce((a, b) => a + b), gaps = [0, 0.46, 0.41, 0.13].map(share => share * room);
      const along = half.map((size, layer) => 6 + size + 2 * half.slice(0, layer).reduce((a, b) => a + b, 0) + gaps.slice(0, layer + 1).reduce((a, b) => a + b));
      const spot = (layer, i) => { const across = (2 * i + 1) / (2 * sizes[layer]) * (narrow ? width : 430); return narrow ? [across, along[layer]] : [along[layer], across]; };
      const put = (element, [left, top]) => Object.assign(element.style, { left: left + "px", top: top + "px" });
      const draw = (name, a, b) => { const line = one(`[data-line="${name}"]`); ["x1", "y1", "x2", "y2"].forEach((key, k) => line.setAttribute(key, [...a, ...b][k])); };
      sizes.forEach((size, layer) => each(size, i => put(node(layer, i), spot(layer, i))));
      for (const { name, from, to, place } of edges(s)) {
        const a = spot(...from), b = spot(...to), share = (narrow ? TALL_PLACES : WIDE_PLACES)[place];
        const part = (half[from[0]] + share * gaps[to[0]]) / (along[to[0]] - along[from[0]]);
        draw(name, a, b);
        const aside = place === "cross" ? 14 * Math.sign(from[1] - to[1]) : 0;  // two that cross, moved apart
        put(one(`[data-edge="${name}"]`), a.map((v, k) => v + part * (b[k] - v) + (k === (narrow ? 0 : 1)) * aside));
      }
      each(s.b2.length, k => draw(`L[${k}]`, spot(2, k), spot(3, 0)));
    }

    function follow(words) {                // compute everything anew and show it
      c = compute(s);
      stops = [...forwardStops(s), ...backwardStops(s)];
      figure.state = { ...s, ...c };
      const known = stop === null ? null : new Set(stops.slice(0, stop + 1).flatMap(one => one.names));
      all("[data-show]").forEach(b => { b.textContent = known && !known.has(b.dataset.show) ? "·" : text(get(c, b.dataset.show)); });
      all(".bp-net input, .bp-bar input").forEach(input => {
        const value = get(s, input.dataset.name);
        input.setAttribute("aria-valuenow", value);
        if (input !== document.activeElement || parse(s, input.dataset.name, input.value) !== value) input.value = typed(value);
        input.removeAttribute("aria-invalid");
      });
      wrong.textContent = "";
      light();
      caption.textContent = words ?? `Loss ${text(c.L)}.`;
      fall();
    }
    function fall() {                       // the losses of the steps so far, as a small curve
      const top = Math.max(...losses, c.L) || 1, last = Math.max(losses.length, 1);
      const points = [...losses, c.L].map((v, k) => `${(2 + 76 * k / last).toFixed(1)},${(22 - 20 * v / top).toFixed(1)}`);
      one(".bp-fall polyline").setAttribute("points", losses.length ? points.join(" ") : "");
    }

    // What is lit, and the lines under the picture: the paths of the chosen number, or the walk's stop.
    function light() {
      const now = stop === null ? null : stops[stop], walking = now && stop >= forwardStops(s).length;
      const routes = !now && chosen ? paths(s, c, chosen) : [];
      const lit = new Set(now ? linesInto(now.node, walking) : routes.flatMap(route => route.lines));
      const nodes = new Set(now ? [now.node] : routes.length ? ["L", ...routes.flatMap(route => route.via.map(node => node))] : []);
      figure.classList.toggle("bp-back", !now || walking);
      all("[data-line]").forEach(line => line.classList.toggle("bp-on", lit.has(line.dataset.line)));
      all("[data-node]").forEach(node => node.classList.toggle("bp-on", nodes.has(node.dataset.node)));
      all("[data-field]").forEach(label => label.classList.toggle("bp-chosen", !now && label.dataset.field === chosen));
      why.innerHTML = now ? now.lines(c).map(line).join("") : chosen ? explain(routes)
        : "<p>Choose a weight, a bias or an input: its paths to the loss light up, and its gradient is written out here.</p>";
    }
    function linesInto(node, backward) {
      const [what, j] = node.match(/\w+/g), from = each(s.b2.length, k => k);
      if (node === "L") return from.map(k => `L[${k}]`);
      if (what === "z2") return backward ? [`L[${j}]`] : each(s.b1.length, i => `W2[${i},${j}]`);
      if (what === "h") return backward ? from.map(k => `W2[${j},${k}]`) : each(s.x.length, i => `W1[${i},${j}]`);
      return each(s.b1.length, m => `W1[${j},${m}]`);
    }
    const mark = (kind, words) => `<span class="bp-${kind === "value" ? "v" : kind === "grad" ? "g" : "s"}">${words}</span>`;
    const product = (factors, show) => factors.map(factor => mark(factor.kind, show(factor))).join(" · ");
    const signed = v => v < 0 ? `(${text(v)})` : text(v);
    const terms = (right, show) => right.map(factors => product(factors, show)).join(" + ");
    const filled = words => words.replace(/[a-z]\d?\[\d\]/g, name => text(get({ ...s, ...c }, name))).replace(/\bt\b/g, typed(s.label));
    function line({ left, right, kind, value }) {
      const [names, numbers] = typeof right === "string" ? [right, filled(right)] : [terms(right, f => f.name), terms(right, f => signed(f.value))];
      return `<p>${mark(kind, left)} = ${names} <span class="bp-numbers">= ${numbers} = ${mark(kind, `<b>${text(value)}</b>`)}</span></p>`;
    }
    function explain(routes) {              // the gradient as a sum over paths of the product along each
      const value = route => route.factors.reduce((all, factor) => all * factor.value, 1), left = "d" + chosen;
      const rows = routes.map(route => `<p>${routes.length > 1 ? `<small>${chosen} → ${route.via.join(" → ")} → L</small>` : ""}`
        + `${product(route.factors, f => f.name)} <span class="bp-numbers">= ${product(route.factors, f => signed(f.value))} = <b class="bp-g" data-path>${text(value(route))}</b></span></p>`);
      const total = routes.length > 1 ? ` = ${routes.map(route => signed(value(route))).join(" + ")}` : "";
      return `<p>${mark("grad", left)}: ${routes.length > 1 ? `${routes.length} paths lead from ${chosen} to the loss. Multiply along each, add them up.` : `one path leads from ${chosen} to the loss. Multiply along it.`}</p>`
        + rows.join("") + `<p class="bp-sum">${mark("grad", left)}${total} = <b class="bp-g" data-total>${text(get(c, left))}</b></p>`;
    }

    function choosing(name) {
      if (!/^[Wbx]/.test(name)) return;
      [chosen, stop] = [name, null];
      follow();
    }
    function change(name, value) {          // a good number: the picture follows
      if (get(s, name) === value) return follow();
      set(s, name, value);
      losses = [];
      follow(`${shown(name)} = ${typed(value)}, loss ${text(compute(s).L)}.`);
    }
    function refuse(input) {                // a bad one: the picture stays, the field says what it expects
      input.setAttribute("aria-invalid", "true");
      wrong.textContent = `${shown(input.dataset.name)} expects ${rule(s, input.dataset.name)[0]}; the picture still shows ${typed(get(s, input.dataset.name))}.`;
    }
    function descend() {
      const next = step(s), before = c.L;
      if (!next) { wrong.textContent = `This step would take a weight beyond ${LIMIT}: choose a smaller learning rate.`; return; }
      losses = [...losses, before].slice(-60);
      [s, stop, steps] = [next, null, steps + 1];
      const after = compute(s).L;
      follow(`Step ${steps}: the loss ${after < before ? "fell" : after > before ? "rose" : "stayed"} from ${text(before)} to ${text(after)}.`);
    }
    function walk(backward) {
      const turn = forwardStops(s).length;
      if (stop === stops.length - 1 && backward) stop = null;                 // the end: everything is there again
      else if (backward) stop = stop === null || stop < turn ? turn : stop + 1;
      else stop = stop === null || stop >= turn - 1 ? 0 : stop + 1;
      const where = stop === null ? null : shownNode(stops[stop].node);
      follow(stop === null ? `The walk is over: loss ${text(c.L)}, and every gradient is known.`
        : `${stop < turn ? "Forward" : "Backward"}, stop ${stop < turn ? stop + 1 : stop - turn + 1} of ${stop < turn ? turn : stops.length - turn}: ${where}. Loss ${stop < turn - 1 ? "not known yet" : text(c.L)}.`);
    }
    const shownNode = node => node === "L" ? "the loss" : node[0] === "h" ? `hidden unit ${node[2]}` : node[0] === "x" ? `input ${node[2]}` : `output ${node[3]}`;

    figure.addEventListener("input", event => {
      const input = event.target, name = input.dataset.name;
      if (!name) return;
      const value = parse(s, name, input.value);
      value === null ? refuse(input) : change(name, value);
    });
    figure.addEventListener("focusin", event => { if (event.target.dataset.name) { choosing(event.target.dataset.name); event.target.select(); } });
    figure.addEventListener("focusout", event => { const { name } = event.target.dataset; if (name) event.target.value = typed(get(s, name)); });
    figure.addEventListener("keydown", event => {
      const name = event.target.dataset.name, way = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (event.key === "Escape" && name) return follow();
      if (name && way) { event.preventDefault(); nudge(event.target, way * (name === "label" ? 1 : 0.1) * (event.shiftKey ? 0.1 : 1)); }
    });
    function nudge(input, by, from = get(s, input.dataset.name)) {
      const name = input.dataset.name, value = +(from + by).toFixed(4);
      if (rule(s, name)[1](value)) { change(name, value); input.value = typed(value); }
    }
    let pull = null, pulled = false;        // {input, x, from, moved}: a field is being dragged; it was, until just now
    figure.addEventListener("pointerdown", event => {
      const label = event.target.closest(".bp-field");
      pulled = false;
      if (label && !event.button) pull = { input: label.querySelector("input"), x: event.clientX, from: get(s, label.dataset.field), moved: false };
    });
    figure.addEventListener("pointermove", event => {
      if (!pull) return;
      const way = event.clientX - pull.x;
      if (!pull.moved && Math.abs(way) < SLIP) return;
      if (!pull.moved) { pull.moved = true; figure.setPointerCapture(event.pointerId); choosing(pull.input.dataset.name); }
      nudge(pull.input, Math.round(way / (pull.input.dataset.name === "label" ? 30 : 1)) * (pull.input.dataset.name === "label" ? 1 : 0.01), pull.from);
    });
    figure.addEventListener("click", event => {
      const target = event.target, weight = target.dataset.line ?? target.closest(".bp-edge")?.dataset.edge ?? target.dataset.show?.slice(1);
      if (pulled) event.preventDefault();                                     // no keyboard on a phone after a drag
      else if (weight && !target.closest(".bp-field")) choosing(weight);
    });
    for (const end of ["pointerup", "pointercancel"]) figure.addEventListener(end, () => { pulled = Boolean(pull?.moved); pull = null; setTimeout(() => { pulled = false; }); });
    figure.addEventListener("dragstart", event => event.preventDefault());    // the browser's own drag of selected text
    for (const key of ["activation", "loss"]) choose[key].addEventListener("change", () => { s[key] = choose[key].value; [stop, losses] = [null, []]; build(); });
    choose.net.addEventListener("change", () => reset(choose.net.value));
    one(".bp-forward").addEventListener("click", () => walk(false));
    one(".bp-backward").addEventListener("click", () => walk(true));
    one(".bp-step").addEventListener("click", descend);
    one(".bp-reset").addEventListener("click", () => reset(choose.net.value));
    new ResizeObserver(place).observe(net);
    reset(choose.net.value);
    figure.dataset.ready = "yes";
  }

  document.querySelectorAll(".bp-hand:not([data-ready])").forEach(start);
})();
