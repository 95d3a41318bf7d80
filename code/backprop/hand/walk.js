// The walk node by node, forward and backward: which numbers appear at each stop, and how they are computed.
window.bpWalk ??= (() => {
  const { SQUARE, ENTROPY, get, value, grad, slope, each } = window.bpHand;

  // A line of the explanation: left = right = numbers = result; right is a sum of products or a text.
  const line = (c, left, right, kind = "value") => ({ left, right, kind, value: get(c, left) });
  const gradLine = (c, name, right) => ({ left: "d" + name, right, kind: "grad", value: get(c, "d" + name) });

  function lossLine(s, c) {
    const n = s.b2.length;
    if (s.loss === ENTROPY) {
      const text = n > 1 ? `−log p[${s.label}]` : "−t log p[0] − (1 − t) log(1 − p[0])";
      const squash = k => n > 1 ? `exp(z2[${k}]) / sum of all exp(z2)` : "sigmoid(z2[0])";
      return [...each(n, k => line(c, `p[${k}]`, squash(k))), line(c, "L", text)];
    }
    const squares = each(n, k => `(${name(s, k)} − t[${k}])²`).join(" + ");
    return [line(c, "L", n > 1 ? `(${squares}) / ${n}` : `${squares} / 1`)];
  }
  const name = (s, k) => s.loss === SQUARE ? `z2[${k}]` : `y[${k}]`;

  function lossGradient(s, c, k) {
    const n = s.b2.length;
    if (s.loss === ENTROPY) {
      const target = n > 1 ? `${+(k === s.label)}` : "t";
      return [gradLine(c, `z2[${k}]`, `p[${k}] − ${target}`)];
    }
    const text = `2 (${name(s, k)} − t[${k}]) / ${n}`;
    if (!c.slope2) return [gradLine(c, `z2[${k}]`, text)];
    return [gradLine(c, `y[${k}]`, text), gradLine(c, `z2[${k}]`, [[grad(c, `y[${k}]`), slope(c, 2, k)]])];
  }

  function forwardStops(s) {
    const inputs = s.x.length, hidden = s.b1.length, outputs = s.b2.length, call = s.activation;
    const into = (from, n, letter, layer, j) =>            // the sum that a unit adds up
      [...each(n, i => [value(from, `${letter}[${i}]`), value(s, `W${layer}[${i},${j}]`)]),
       [value(s, `b${layer}[${j}]`)]];
    return [
      ...each(hidden, j => ({ node: `h[${j}]`, names: [`z1[${j}]`, `h[${j}]`], lines: c => [
        line(c, `z1[${j}]`, into(s, inputs, "x", 1, j)),
        line(c, `h[${j}]`, `${call}(z1[${j}])`)] })),
      ...each(outputs, k => ({ node: `z2[${k}]`, names: [`z2[${k}]`, `y[${k}]`], lines: c => [
        line(c, `z2[${k}]`, into(c, hidden, "h", 2, k)),
        ...(c.slope2 ? [line(c, `y[${k}]`, `${call}(z2[${k}])`)] : [])] })),
      { node: "L", names: ["L", ...each(outputs, k => `p[${k}]`)], lines: c => lossLine(s, c) },
    ];
  }

  function backwardStops(s) {
    const inputs = s.x.length, hidden = s.b1.length, outputs = s.b2.length;
    const weightLine = (from, c, input, i, layer, j) =>
      gradLine(c, `W${layer}[${i},${j}]`, [[value(from, input), grad(c, `z${layer}[${j}]`)]]);
    const biasLine = (c, layer, j) => gradLine(c, `b${layer}[${j}]`, [[grad(c, `z${layer}[${j}]`)]]);
    return [
      ...each(outputs, k => ({ node: `z2[${k}]`,
        names: [`dy[${k}]`, `dz2[${k}]`, `db2[${k}]`, ...each(hidden, j => `dW2[${j},${k}]`)],
        lines: c => [...lossGradient(s, c, k),
          ...each(hidden, j => weightLine(c, c, `h[${j}]`, j, 2, k)), biasLine(c, 2, k)] })),
      ...each(hidden, j => ({ node: `h[${j}]`,
        names: [`dh[${j}]`, `dz1[${j}]`, `db1[${j}]`, ...each(inputs, i => `dW1[${i},${j}]`)],
        lines: c => [
          gradLine(c, `h[${j}]`, each(outputs, k => [grad(c, `z2[${k}]`), value(s, `W2[${j},${k}]`)])),
          gradLine(c, `z1[${j}]`, [[grad(c, `h[${j}]`), slope(c, 1, j)]]),
          ...each(inputs, i => weightLine(s, c, `x[${i}]`, i, 1, j)), biasLine(c, 1, j)] })),
      ...each(inputs, i => ({ node: `x[${i}]`, names: [`dx[${i}]`], lines: c => [
        gradLine(c, `x[${i}]`, each(hidden, j => [grad(c, `z1[${j}]`), value(s, `W1[${i},${j}]`)]))] })),
    ];
  }

  return { forwardStops, backwardStops };
})();
