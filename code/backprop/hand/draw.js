// The picture of the network and the lines under it: pure functions from the state s and its numbers c to HTML.
window.bpDraw ??= (() => {
  const { SQUARE_F, ENTROPY, get, each } = window.bpHand, { backwardStops } = window.bpWalk;
  const NARROW = 640, WIDE = 430, TALL = 752;       // px: a narrower picture stands upright, and is TALL
  // Where a weight's label stands in the gap between two layers (0 ... 1): so that no two of them touch.
  const PLACES = {
    wide: { one: 0.5, straight: 0.55, cross: 0.3, near: 0.76, far: 0.24 },
    tall: { one: 0.35, straight: 0.74, cross: 0.24, near: 0.75, far: 0.25 },
  };

  // --- numbers and fields ---------------------------------------------------------------------

  function text(v) {                                // about four digits, a true minus sign
    const size = Math.abs(v);
    const plain = +v.toFixed(3) === v ? String(v)
      : size < 5e-4 || size >= 1e5 ? v.toExponential(1).replace("e+", "e")
      : size < 10 ? v.toFixed(3) : size < 1000 ? v.toPrecision(4) : v.toFixed(0);
    return plain.replaceAll("-", "−");
  }
  const shown = name => name === "label" ? "t" : name;
  const typed = v => String(+v.toFixed(3)).replace("-", "−");
  const number = name => `<b data-show="${name}" class="${name[0] === "d" ? "bp-g" : "bp-v"}"></b>`;
  const field = (name, label) => `<label class="bp-field" data-field="${name}"><span>${shown(name)}</span>`
    + `<input data-name="${name}" type="text" role="spinbutton" autocomplete="off" spellcheck="false" `
    + `aria-label="${label}"></label>`;
  const slot = (name, label) => field(name, label) + number("d" + name);

  // --- the picture ----------------------------------------------------------------------------

  const group = (node, label, inside, more = "") =>
    `<div class="bp-node${more}" data-node="${node}" role="group" aria-label="${label}">${inside}</div>`;

  function unit(s, layer, j) {                      // z and what becomes of it, their gradients, the bias
    const second = layer === 1 ? ["h"] : s.loss === ENTROPY ? ["p"] : s.loss === SQUARE_F ? ["y"] : [];
    const names = [`z${layer}[${j}]`, ...second.map(letter => `${letter}[${j}]`)];
    const who = layer === 1 ? `hidden unit ${j}` : `output ${j}`, bias = `b${layer}[${j}]`;
    const gradients = names.map(name => name[0] === "p" ? "<b></b>" : number("d" + name));
    const cells = [...names.map(name => `<i>${name}</i>`), ...names.map(number), ...gradients];
    return group(`${layer === 1 ? "h" : "z2"}[${j}]`, who,
      `<div class="bp-cells" style="--n: ${names.length}">${cells.join("")}</div>`
      + `<div class="bp-bias">${slot(bias, `${bias}, bias of ${who}`)}</div>`);
  }
  function lossNode(s) {
    const n = s.b2.length;
    const targets = s.loss === ENTROPY
      ? field("label", n > 1 ? "t, the right label" : "t, the target, 0 to 1")
      : each(n, k => field(`t[${k}]`, `t[${k}], target of output ${k}`)).join("");
    return group("L", "loss", `<i>loss L</i>${number("L")}`
      + `<svg class="bp-fall" viewBox="0 0 80 24" aria-hidden="true"><polyline/></svg>`
      + `<div class="bp-targets">${targets}</div>`, " bp-loss");
  }
  const sizes = s => [s.x.length, s.b1.length, s.b2.length, 1];

  function edges(s) {                               // every weight: name, ends as [layer, index], kind of place
    const n = sizes(s);
    return [1, 2].flatMap(layer => each(n[layer - 1], i => each(n[layer], j => {
      const opposite = n[layer] === 2 ? i !== j : j !== 1 && i > 0 !== j > 0;
      const place = ["", "one", opposite ? "cross" : "straight", opposite ? "far" : "near"][n[layer]];
      return { name: `W${layer}[${i},${j}]`, from: [layer - 1, i], to: [layer, j], place };
    })).flat());
  }
  function picture(s) {
    const who = ([layer, i]) => `${["input", "hidden unit", "output"][layer]} ${i}`;
    const inputs = each(s.x.length, i => group(`x[${i}]`, `input ${i}`, slot(`x[${i}]`, `x[${i}], input ${i}`)));
    const weights = edges(s).map(({ name, from, to }) => `<div class="bp-edge" data-edge="${name}">`
      + slot(name, `${name}, weight from ${who(from)} to ${who(to)}`) + "</div>");
    const units = [1, 2].flatMap(layer => each(s["b" + layer].length, j => unit(s, layer, j)));
    const names = [...edges(s).map(edge => edge.name), ...each(s.b2.length, k => `L[${k}]`)];
    const lines = names.map(name => `<line data-line="${name}"/>`).join("");
    return `<svg class="bp-lines" aria-hidden="true">${lines}</svg>`
      + [...inputs, ...weights, ...units, lossNode(s)].join("");
  }

  // One axis runs along the layers (across a wide picture, down a narrow one), the other along a layer's units.
  function place(net, s) {
    const width = net.clientWidth, narrow = width < NARROW, n = sizes(s), one = what => net.querySelector(what);
    const length = narrow ? TALL : width, breadth = narrow ? width : WIDE;
    net.classList.toggle("bp-tall", narrow);
    net.classList.toggle("bp-crowded", narrow && Math.max(...n) > 2);
    net.style.height = (narrow ? TALL : WIDE) + "px";
    const node = (layer, i) => one(`[data-node="${["x", "h", "z2", "L"][layer]}${layer < 3 ? `[${i}]` : ""}"]`);
    const half = n.map((_, layer) => node(layer, 0)[narrow ? "offsetHeight" : "offsetWidth"] / 2);
    const add = numbers => numbers.reduce((a, b) => a + b, 0);
    const gaps = [0, 0.46, 0.41, 0.13].map(share => share * (length - 12 - 2 * add(half)));
    const along = half.map((size, k) => 6 + size + 2 * add(half.slice(0, k)) + add(gaps.slice(0, k + 1)));
    const turn = (a, b) => narrow ? [b, a] : [a, b];
    const spot = (layer, i) => turn(along[layer], (2 * i + 1) / (2 * n[layer]) * breadth);
    const put = (element, [left, top]) => Object.assign(element.style, { left: left + "px", top: top + "px" });
    const draw = (name, a, b) => {
      const line = one(`[data-line="${name}"]`);
      ["x1", "y1", "x2", "y2"].forEach((key, k) => line.setAttribute(key, [...a, ...b][k]));
    };
    n.forEach((size, layer) => each(size, i => put(node(layer, i), spot(layer, i))));
    for (const { name, from, to, place } of edges(s)) {
      const a = spot(...from), b = spot(...to), share = PLACES[narrow ? "tall" : "wide"][place];
      const part = (half[from[0]] + share * gaps[to[0]]) / (along[to[0]] - along[from[0]]);
      const apart = turn(0, place === "cross" ? 14 * Math.sign(from[1] - to[1]) : 0);
      draw(name, a, b);
      put(one(`[data-edge="${name}"]`), a.map((v, k) => v + part * (b[k] - v) + apart[k]));
    }
    each(s.b2.length, k => draw(`L[${k}]`, spot(2, k), spot(3, 0)));
  }

  // --- the lines under it -----------------------------------------------------------------------

  const KINDS = { value: "bp-v", grad: "bp-g", slope: "bp-s" };
  const mark = (kind, words) => `<span class="${KINDS[kind]}">${words}</span>`;
  const signed = v => v < 0 ? `(${text(v)})` : text(v);
  const product = (factors, show) => factors.map(factor => mark(factor.kind, show(factor))).join(" · ");
  const terms = (right, show) => right.map(factors => product(factors, show)).join(" + ");
  const inNames = factor => factor.name, inNumbers = factor => signed(factor.value);

  function line(s, c, { left, right, kind, value }) {   // a stop of the walk: name = names = numbers = result
    const filled = words => words.replace(/[a-z]\d?\[\d\]/g, name => text(get({ ...s, ...c }, name)))
      .replace(/\bt\b/g, typed(s.label));
    const [names, numbers] = typeof right === "string" ? [right, filled(right)]
      : [terms(right, inNames), terms(right, inNumbers)];
    return `<p>${mark(kind, left)} = ${names} <span class="bp-numbers">= ${numbers} = `
      + `${mark(kind, `<b>${text(value)}</b>`)}</span></p>`;
  }
  function explain(s, c, chosen, routes) {          // the gradient as a sum over paths of the product along each
    const many = routes.length > 1, left = mark("grad", "d" + chosen);
    const value = route => route.factors.reduce((all, factor) => all * factor.value, 1);
    const how = many ? `${routes.length} paths lead from ${chosen} to the loss. Multiply along each, add them up.`
      : `one path leads from ${chosen} to the loss. Multiply along it.`;
    const rows = routes.map(route => `<p>${many ? `<small>${chosen} → ${route.via.join(" → ")} → L</small>` : ""}`
      + `${product(route.factors, inNames)} <span class="bp-numbers">= ${product(route.factors, inNumbers)} = `
      + `<b class="bp-g" data-path>${text(value(route))}</b></span></p>`);
    const total = many ? ` = ${routes.map(route => signed(value(route))).join(" + ")}` : "";
    return `<p>${left}: ${how}</p>${rows.join("")}<p class="bp-sum">${left}${total} = `
      + `<b class="bp-g" data-total>${text(get(c, "d" + chosen))}</b></p>` + (many ? shared(s, c, chosen) : "");
  }
  function shared(s, c, chosen) {                   // the same as the walk back finds it, from what a unit has added up
    const found = backwardStops(s).flatMap(stop => stop.lines(c)).find(one => one.left === "d" + chosen);
    return `<div class="bp-shared"><small>The walk back lists no paths: the gradient of a unit holds all of them from there on.</small>`
      + `${line(s, c, found)}</div>`;
  }

  return { text, shown, typed, picture, place, line, explain };
})();
