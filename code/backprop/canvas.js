// Draw a digit, and the network answers: the same arithmetic as like_mnist, Standardize and predict.
(() => {
  const SIZE = 280, SIDE = 28, BOX = 20, PEN = 22, THIN = 3, FULL = 180, STEP = 7;
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

  // Where pixel k of n lands when n pixels become m: the weights of areas(n, m), row by row.
  function areas(n, m) {
    return Array.from({ length: m }, (_, i) => {
      const row = [];
      for (let k = 0; k < n; k++) {
        const part = Math.min((i + 1) * (n / m), k + 1) - Math.max(i * (n / m), k);
        if (part > 0) row.push([k, part * (m / n)]);
      }
      return row;
    });
  }

  function corner(mass) {
    let sum = 0, moment = 0;
    mass.forEach((value, i) => { sum += value; moment += value * i; });
    return Math.min(Math.max(Math.floor(SIDE / 2 - moment / sum + 0.5), 0), SIDE - mass.length);
  }

  function likeMnist(ink) {                 // SIZE x SIZE in 0 ... 1 -> 28 x 28, or null without ink
    let top = SIZE, bottom = -1, left = SIZE, right = -1;
    for (let r = 0; r < SIZE; r++) for (let c = 0; c < SIZE; c++) if (ink[r * SIZE + c] > 0) {
      top = Math.min(top, r); bottom = Math.max(bottom, r);
      left = Math.min(left, c); right = Math.max(right, c);
    }
    if (bottom < 0) return null;
    const h = bottom - top + 1, w = right - left + 1;
    const fit = n => Math.max(1, Math.floor(n * BOX / Math.max(h, w) + 0.5));
    const across = areas(w, fit(w));
    const small = areas(h, fit(h)).map(rows => across.map(columns => {
      let sum = 0;
      for (const [r, a] of rows) for (const [c, b] of columns) sum += a * b * ink[(top + r) * SIZE + left + c];
      return sum;
    }));
    const down = corner(small.map(row => row.reduce((a, b) => a + b, 0)));
    const along = corner(small[0].map((_, c) => small.reduce((sum, row) => sum + row[c], 0)));
    const image = new Float32Array(SIDE * SIDE);
    small.forEach((row, r) => row.forEach((value, c) => { image[(down + r) * SIDE + along + c] = value; }));
    return image;
  }

  function unpack(file) {
    return { ...file, layers: file.layers.map(({ shape, q, scale, b }) => ({
      shape, q: new Int8Array(bytes(q).buffer), scale: new Float32Array(bytes(scale).buffer),
      b: new Float32Array(bytes(b).buffer) })), examples: file.examples.map(bytes) };
  }

  function predict(model, image) {          // -> probabilities
    let x = Float64Array.from(image, value => (value - model.mean) / model.std);
    model.layers.forEach(({ shape: [n, m], q, scale, b }, k) => {
      const z = new Float64Array(m);
      for (let i = 0; i < n; i++) if (x[i]) for (let j = 0; j < m; j++) z[j] += x[i] * q[i * m + j];
      for (let j = 0; j < m; j++) z[j] = z[j] * scale[j] + b[j];
      x = k < model.layers.length - 1 ? z.map(value => Math.max(value, 0)) : z;
    });
    const top = Math.max(...x), e = x.map(value => Math.exp(value - top)), sum = e.reduce((a, b) => a + b);
    return e.map(value => value / sum);
  }

  function start(figure) {
    const desk = figure.querySelector(".bp-ink"), seen = figure.querySelector(".bp-seen");
    const pen = desk.getContext("2d", { willReadFrequently: true }), rows = [...figure.querySelectorAll("li")];
    const caption = figure.querySelector("figcaption"), wish = caption.textContent, example = figure.querySelector(".bp-example");
    let model = null, asked = null, at = null, key = { x: SIZE / 2, y: SIZE / 2, down: false }, next = 0;
    const round = { lineCap: "round", lineJoin: "round" };
    const paper = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE })
      .getContext("2d", { willReadFrequently: true });
    let lines = [], printed = null;         // what was drawn: [from, to] each; the example below it
    Object.assign(pen, { lineWidth: PEN, ...round });

    function load() {                       // the weights, once, as a script: works from file:// too
      asked ??= new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement("script"), { src: figure.dataset.weights });
        script.onload = () => { model = unpack(window.bpWeights[figure.dataset.mark]); resolve(); };
        script.onerror = () => { caption.textContent = "The weights could not be loaded."; reject(); };
        document.head.append(script);
      });
      return asked;
    }

    // The drawing once more, with a pen as thick as the drawing is large: a small digit is no blob.
    function drawn() {
      const span = axis => { const all = lines.flat().map(p => p[axis]); return Math.max(...all) - Math.min(...all); };
      const width = printed || !lines.length ? PEN : PEN * Math.max(span("x"), span("y")) / FULL;
      Object.assign(paper, { lineWidth: Math.min(Math.max(width, THIN), PEN), ...round });
      paper.clearRect(0, 0, SIZE, SIZE);
      if (printed) paper.putImageData(printed, 0, 0);
      for (const [from, to] of lines) stroke(paper, from, to);
      return paper.getImageData(0, 0, SIZE, SIZE).data;
    }

    function answer() {
      const data = drawn();
      const ink = new Float32Array(SIZE * SIZE).map((_, i) => data[4 * i + 3] / 255);
      const image = likeMnist(figure.ink = ink);
      show(image);
      if (!image) return say(null);
      load().then(() => say(predict(model, image)));
    }

    function show(image) {
      const picture = new ImageData(SIDE, SIDE);
      if (image) image.forEach((value, i) => { picture.data[4 * i + 3] = Math.round(255 * value); });
      seen.getContext("2d").putImageData(picture, 0, 0);
      figure.image = image;
    }

    function say(p) {
      figure.probabilities = p && [...p];
      const best = p ? p.indexOf(Math.max(...p)) : -1;
      rows.forEach((row, k) => {
        row.querySelector("meter").value = p ? p[k] : 0;
        row.querySelector("output").value = p ? (100 * p[k]).toFixed(1) + " %" : "–";
        row.classList.toggle("bp-best", k === best);
      });
      caption.textContent = p ? `The network says ${rows[best].querySelector("span").textContent}, `
        + `with probability ${(100 * p[best]).toFixed(1)} %.` : wish;
    }

    const place = event => {
      const box = desk.getBoundingClientRect();
      return { x: (event.clientX - box.left) * SIZE / box.width, y: (event.clientY - box.top) * SIZE / box.height };
    };

    function stroke(on, from, to) {
      on.beginPath();
      on.moveTo(from.x, from.y);
      on.lineTo(to.x + (from === to ? 0.01 : 0), to.y);        // a line of length 0 leaves no ink
      on.stroke();
    }

    function line(from, to) {
      lines.push([from, to]);
      stroke(pen, from, to);
    }

    function clear() {
      lines = [];
      printed = null;
      pen.clearRect(0, 0, SIZE, SIZE);
      answer();
    }

    desk.addEventListener("pointerdown", event => {
      if (event.button) return;
      event.preventDefault();
      desk.focus({ preventScroll: true });
      desk.setPointerCapture(event.pointerId);
      at = place(event);
      line(at, at);
      answer();
    });
    desk.addEventListener("pointermove", event => {
      if (!at) return;
      for (const point of event.getCoalescedEvents?.() ?? [event]) { const to = place(point); line(at, to); at = to; }
      answer();
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) desk.addEventListener(end, () => { at = null; });

    desk.addEventListener("keydown", event => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way && event.key !== " " && event.key !== "Escape") return;
      event.preventDefault();
      if (event.key === "Escape") { key = { x: SIZE / 2, y: SIZE / 2, down: false }; return clear(); }
      const keep = value => Math.min(Math.max(value, PEN / 2), SIZE - PEN / 2);
      const to = way ? { x: keep(key.x + STEP * way[0]), y: keep(key.y + STEP * way[1]) } : { x: key.x, y: key.y };
      const down = way ? key.down : !key.down;
      if (down) { line(way ? key : to, to); answer(); }
      key = { ...to, down };
      const words = `Pen ${down ? "down" : "up"} at ${Math.round(to.x / 2.8)} % across, ${Math.round(to.y / 2.8)} % down.`;
      if (!down || !figure.probabilities) caption.textContent = words;
    });

    figure.querySelector(".bp-clear").addEventListener("click", clear);
    example?.addEventListener("click", () => load().then(() => {
      const pixels = model.examples[next++ % model.examples.length], scale = SIZE / SIDE;
      pen.clearRect(0, 0, SIZE, SIZE);
      pixels.forEach((level, i) => {
        pen.fillStyle = `rgb(0 0 0 / ${level / 255})`;
        pen.fillRect(scale * (i % SIDE), scale * Math.floor(i / SIDE), scale, scale);
      });
      lines = [];
      printed = pen.getImageData(0, 0, SIZE, SIZE);
      answer();
    }));
    for (const touch of ["pointerenter", "focusin"]) figure.addEventListener(touch, () => load());
    figure.dataset.ready = "yes";
  }

  document.querySelectorAll(".bp-draw:not([data-ready])").forEach(start);
})();
