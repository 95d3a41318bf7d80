// One row through a network with one hidden layer, and back: what Linear, the activations and the losses do.
window.bpHand ??= (() => {
  const LIMIT = 100;                        // no number may leave -100 ... 100
  const sigmoid = z => z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z));
  const softplus = z => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  const f = {                               // the function, and its slope from z and y = f(z)
    tanh: [Math.tanh, (z, y) => 1 - y * y],
    sigmoid: [sigmoid, (z, y) => y * (1 - y)],
    relu: [z => Math.max(z, 0), z => z > 0 ? 1 : 0],
  };
  const SQUARE = "squared error", SQUARE_F = "squared error of f", ENTROPY = "cross-entropy";
  const sum = numbers => numbers.reduce((a, b) => a + b, 0);

  function softmax(z) {
    const top = Math.max(...z), e = z.map(v => Math.exp(v - top)), all = sum(e);
    return e.map(v => v / all);
  }

  const affine = (x, W, b) => b.map((bias, j) => sum(x.map((v, i) => v * W[i][j])) + bias);    // x @ W + b
  const back = (dz, W) => W.map(row => sum(row.map((w, j) => w * dz[j])));                       // dz @ W.T
  const outer = (x, dz) => x.map(v => dz.map(d => v * d));                                       // x.T @ dz

  // The loss layer: everything from z2 on, and dz2.
  function lossLayer({ activation, loss, t, label }, z2) {
    const [call, slope] = f[activation], n = z2.length;
    if (loss === ENTROPY && n === 1) {
      const z = z2[0];
      return { p: [sigmoid(z)], L: label * softplus(-z) + (1 - label) * softplus(z), dz2: [sigmoid(z) - label] };
    }
    if (loss === ENTROPY) {
      const p = softmax(z2), top = Math.max(...z2);
      return { p, L: Math.log(sum(z2.map(z => Math.exp(z - top)))) + top - z2[label],
               dz2: p.map((v, k) => v - (k === label)) };
    }
    const y = loss === SQUARE ? z2 : z2.map(call), dy = y.map((v, k) => 2 * (v - t[k]) / n);
    const slope2 = loss === SQUARE ? null : z2.map((z, k) => slope(z, y[k]));
    const L = sum(y.map((v, k) => (v - t[k]) ** 2)) / n;
    return { y, dy, slope2, L, dz2: slope2 ? dy.map((d, k) => d * slope2[k]) : dy };
  }

  // Every number of the picture, from the state s.
  function compute(s) {
    const [call, slope] = f[s.activation];
    const z1 = affine(s.x, s.W1, s.b1), h = z1.map(call), slope1 = z1.map((z, j) => slope(z, h[j]));
    const z2 = affine(h, s.W2, s.b2), end = lossLayer(s, z2);
    const dh = back(end.dz2, s.W2), dz1 = dh.map((d, j) => d * slope1[j]);
    return { z1, h, slope1, z2, ...end, dW2: outer(h, end.dz2), db2: end.dz2,
             dh, dz1, dW1: outer(s.x, dz1), db1: dz1, dx: back(dz1, s.W1) };
  }

  const pieces = name => name.match(/\w+/g);
  const get = (from, name) => pieces(name).reduce((v, key) => v[key], from);
  function set(s, name, value) {
    const keys = pieces(name), last = keys.pop();
    keys.reduce((v, key) => v[key], s)[last] = value;
  }
  const parameters = s => ["W1", "b1", "W2", "b2"].flatMap(name => s[name].flatMap((row, i) =>
    Array.isArray(row) ? row.map((_, j) => `${name}[${i},${j}]`) : [`${name}[${i}]`]));

  // One step of gradient descent: the new state, or null if a number would leave the limits.
  function step(s) {
    const c = compute(s), next = structuredClone(s);
    for (const name of parameters(s)) set(next, name, get(s, name) - s.lr * get(c, "d" + name));
    return parameters(next).every(name => Math.abs(get(next, name)) <= LIMIT) ? next : null;
  }

  // What a field may hold, in words and as a test.
  function rule(s, name) {
    if (name === "lr") return ["a number above 0, at most 10, such as 0.5", v => v > 0 && v <= 10];
    if (name === "label" && s.b2.length > 1) return ["the label 0 or 1", v => v === 0 || v === 1];
    if (name === "label") return ["a number from 0 to 1", v => v >= 0 && v <= 1];
    return [`a number from −${LIMIT} to ${LIMIT}, such as −0.5`, v => Math.abs(v) <= LIMIT];
  }
  function parse(s, name, text) {           // -> number, or null
    const plain = text.trim().replace("−", "-");
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
    return rule(s, name)[1](value) ? value + 0 : null;
  }

  // Factors of a printed product: a value, a slope, or a gradient.
  const value = (from, name) => ({ name, value: get(from, name), kind: "value" });
  const grad = (c, name) => ({ name: "d" + name, value: get(c, "d" + name), kind: "grad" });
  const slope = (c, layer, j) => ({ name: `f′(z${layer}[${j}])`, value: c["slope" + layer][j], kind: "slope" });
  const each = (n, make) => Array.from({ length: n }, (_, k) => make(k));
  const atOutput = (c, k) => c.slope2 ? [slope(c, 2, k), grad(c, `y[${k}]`)] : [grad(c, `z2[${k}]`)];

  // The paths from a weight, bias or input to the loss: factors along each, and the lines it takes.
  function paths(s, c, name) {
    const [what, i, j] = pieces(name), into = what[1] === "2" ? Number(j ?? i) : null;
    const input = into === null ? value(s, `x[${i}]`) : value(c, `h[${i}]`), first = what[0] === "W" ? [input] : [];
    if (into !== null)
      return [{ via: [`z2[${into}]`], factors: [...first, ...atOutput(c, into)], lines: [name, `L[${into}]`] }];
    const starts = what === "x" ? each(s.b1.length, m => [m, [value(s, `W1[${i},${m}]`)]]) : [[Number(j ?? i), first]];
    return starts.flatMap(([m, begin]) => each(s.b2.length, k => ({
      via: [`h[${m}]`, `z2[${k}]`],
      factors: [...begin, slope(c, 1, m), value(s, `W2[${m},${k}]`), ...atOutput(c, k)],
      lines: [what === "x" ? `W1[${i},${m}]` : name, `W2[${m},${k}]`, `L[${k}]`] })));
  }

  return { LIMIT, SQUARE, SQUARE_F, ENTROPY, compute, get, set, parameters, step, rule, parse, paths,
           value, grad, slope, each };
})();
