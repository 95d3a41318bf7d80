// Cells that run in the page. thebe has the editors, the kernel's protocol and the outputs; here stands what it
// has not: the button, what is loaded, order, the reader's edits, and the way back to the printed page.
(() => {
  const { page, root } = document.currentScript.dataset;
  const site = new URL(root, location.href).href, folder = site + "_live/", key = `bp-live:${page}`;
  const FROM_FILE = "Python runs only in a page that comes from a server, not from a file: run `make serve-live` in the book's folder.";
  const make = (tag, options = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), options);
    element.append(...inside);
    return element;
  };
  const button = (words, title, act) => make("button", { type: "button", textContent: words, title, onclick: act });
  const PRINTED = ".cell_output:not(.bp-live-output)";
  const MB = bytes => (bytes / 1e6).toFixed(0);

  let data, notebook, session, newSession, started, queue = Promise.resolve();
  let turn = 0;                                     // grows with each restart: older runs end
  const cells = [];                                 // {n, source, cell, editor, box, has run?}

  // --- the bar at the top, and a button on each cell -------------------------------------------------
  const status = make("span", { className: "bp-live-status", role: "status" });
  const bar = make("div", { className: "bp-live" }, button("Run this page", "Start Python in this browser and run every cell", () => start(true)), status);
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", "run this page");

  function dress() {
    document.querySelector("article h1")?.after(bar);
    for (const code of document.querySelectorAll("[class*='bp-code-']")) {
      const n = number(code), here = button("Run", "Start Python in this browser and run the cells down to here", () => start(false, n));
      here.className = "bp-live-here";
      code.append(here);
    }
  }
  const number = element => +/bp-(?:code|cell)-(\d+)/.exec(element.className)[1];
  const say = words => { status.textContent = words; };

  // --- start: load, show editors, connect ------------------------------------------------------------
  async function start(all, n) {
    if (location.protocol === "file:") return say(FROM_FILE);
    try {
      await (started ??= begin());
    } catch (error) {
      started = undefined;
      bar.querySelector("button").disabled = false;
      console.error(error);
      return say(`Python did not start: ${error.message ?? error}`);
    }
    const last = all ? cells.length - 1 : cells.findIndex(one => one.n === n);
    return run(last, all);
  }

  async function begin() {
    bar.querySelector("button").disabled = true;
    data = await get(`${folder}pages/${page}.json`).then(answer => answer.json());
    if (data.note && !bar.querySelector(".bp-live-note")) bar.append(make("p", { className: "bp-live-note", textContent: data.note }));
    await fetchAll(data.files);
    window.bpLiveFolder = folder;
    for (const name of ["lite/thebe-lite.min.js", "thebe/index.js"]) await script(folder + name);
    document.head.prepend(make("link", { rel: "stylesheet", href: `${folder}thebe/thebe.css` }));
    say("starting Python ...");
    const config = thebeCore.api.makeConfiguration({ mathjaxUrl: "the page's own", kernelOptions: { kernelName: "python", path: "." } }, thebe.events);
    const mime = thebeCore.api.makeRenderMimeRegistry(config.mathjax);
    mime.latexTypesetter = { typeset };
    const server = thebeCore.api.makeServer(config);
    server.connectToJupyterLiteServer({ litePluginSettings: { "@jupyterlite/pyodide-kernel-extension:kernel": {
      pyodideUrl: `${folder}pyodide/pyodide.js`, pipliteUrls: [], disablePyPIFallback: true,
      loadPyodideOptions: { packages: data.packages, lockFileURL: `${folder}pyodide/pyodide-lock.json` } } } });
    await server.ready;
    newSession = () => server.startNewSession(mime);
    session = await newSession();
    await prepare();
    build(config, mime);
    notebook.attachSession(session);
    document.body.classList.add("bp-live-on");
    controls();
    offer();
  }

  async function get(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${answer.statusText}`);
    return answer;
  }

  async function fetchAll(files) {                  // into the browser's cache, where the kernel finds them
    const total = Object.values(files).reduce((sum, size) => sum + size, 0), names = Object.keys(files);
    let loaded = 0;
    async function one() {
      for (let name; (name = names.pop());) {
        const reader = (await get(folder + name)).body.getReader();
        for (let part; !(part = await reader.read()).done;) {
          loaded += part.value.length;
          say(`loading Python: ${MB(loaded)} of ${MB(total)} MB`);
        }
      }
    }
    await Promise.all([one(), one(), one(), one()]);
  }

  function script(src) {
    return new Promise((resolve, reject) => document.head.append(make("script", {
      src, onload: resolve, onerror: () => reject(new Error(`${src} could not be loaded`)) })));
  }

  const silently = code => session.kernel.requestExecute({ code, silent: true }).done;

  async function prepare() {
    say("loading NumPy, SymPy and the book's package ...");
    const reply = await silently(`import backprop_live, backprop_live_order; backprop_live.prepare(faster=${data.faster ? "True" : "False"})`);
    if (reply.content.status === "error") throw new Error(`${reply.content.ename}: ${reply.content.evalue}`);
  }

  // --- editors and outputs, by thebe -----------------------------------------------------------------
  function build(config, mime) {
    const hidden = make("div", { hidden: true });
    document.querySelector("article").append(hidden);
    notebook = thebeCore.api.setupNotebookFromBlocks(data.cells.map(({ n, source }) => ({ id: `bp-live-${n}`, source })), config, mime);
    const places = data.cells.map(({ n }) => {
      const code = document.querySelector(`.bp-code-${n}`), box = document.querySelector(`.bp-cell-${n}`);
      const source = make("pre"), output = make("div", { className: "bp-live-output cell_output" });
      (code ?? hidden).append(source);
      (box ?? code ?? hidden).append(output);
      return { id: `bp-live-${n}`, placeholders: { source, output } };
    });
    thebe.renderAllCells({ mountRunButton: true, codeMirrorConfig: { lineNumbers: false, viewportMargin: Infinity } }, notebook, places);
    data.cells.forEach(({ n, source, apart, after = [] }, k) => {
      const cell = notebook.cells[k], frame = document.querySelector(`[data-thebe-id=bp-live-${n}]`);
      const box = document.querySelector(`.bp-cell-${n}`);
      const editor = frame.querySelector(".CodeMirror").CodeMirror, plain = cell.execute.bind(cell);
      const one = { n, source, cell, editor, box, apart, after, plain, frame };
      cells.push(one);
      cell.execute = () => run(k);                  // thebe's button and Shift+Enter end here
      frame.querySelector(".thebe-controls").append(button("run all above", "run every cell above this one anew", () => above(k)));
      editor.getInputField().setAttribute("aria-label", `code of cell ${k + 1}; Escape leaves it`);
      editor.on("change", () => { one.ran = false; keep(); });
      if (apart) frame.append(make("p", { className: "bp-live-apart", textContent: apart }));
    });
  }

  function typeset(node) {                          // formulas by the site's MathJax, tables in the page's style
    node.classList.remove("jp-RenderedHTMLCommon");
    const tex = node.children.length ? "" : node.textContent.trim();
    const inner = /^(\$\$?)([^]*)\1$/.exec(tex)?.[2] ?? (/^\\(begin|\[)/.test(tex) ? tex.replace(/^\\\[|\\\]$/g, "") : "");
    if (inner) {
      const printed = node.closest(".cell")?.querySelectorAll(PRINTED + " .eqno") ?? [];
      const k = node.closest(".bp-live-output")?.querySelectorAll("[data-bp-label]").length ?? 0;
      if (inner.includes("\\label")) node.dataset.bpLabel = "";
      const text = inner.replace(/\\label\{[^}]*\}/g, "");
      const number = inner.includes("\\label") && printed[k]?.textContent.match(/\([\d.]+\)/)?.[0];
      node.textContent = tex.startsWith("$") && !tex.startsWith("$$") && !/\\displaystyle/.test(tex) ? `\\(${text}\\)` : `\\[${text}\\]`;
      if (number) node.prepend(make("span", { className: "eqno", textContent: number }));
    }
    for (const place of [node, ...node.querySelectorAll("*")]) place.classList.add("tex2jax_process");
    if (/\\[(\[]|\\begin/.test(node.textContent)) bookMath(node).catch(console.error);
  }

  // --- order -----------------------------------------------------------------------------------------
  function run(last, all = false) {                 // those above that have not run, then this one
    const mine = turn;
    return queue = queue.then(async () => {
      const after = all ? [] : cells[last].after;               // of those that are left out: what this one needs
      const busy = cells.slice(0, last + 1).filter((one, k) => k === last && !all || due(one) || after.includes(k) && !one.ran), begun = Date.now();
      for (const one of busy) thebe.setButtonsBusy(one.cell.id);
      let count = 0, result = null;
      for (const one of busy) {
        if (mine !== turn) break;
        count += 1;
        const words = `running cell ${count} of ${busy.length} ...`, since = Date.now();
        say(words);
        const clock = setInterval(() => say(`${words} ${((Date.now() - since) / 1000).toFixed(0)} s`), 1000);
        result = await execute(one).finally(() => clearInterval(clock));
        if (mine !== turn) break;
        if (!result || result.error) {
          say(`Stopped at cell ${cells.indexOf(one) + 1} of ${cells.length}: the error stands below it.`);
          for (let place = one.frame; (place = place.parentElement?.closest("details"));) place.open = true;
          break;
        }
      }
      for (const one of busy) thebe.clearButtonsBusy(one.cell.id);
      if (mine === turn && !busy.length) say("Every cell has run.");
      if (mine !== turn || !result || result.error) return result;
      const left = all ? cells.filter(one => one.apart && !one.ran).length : 0;
      say(`Done: ${count} cell${count === 1 ? "" : "s"} in ${((Date.now() - begun) / 1000).toFixed(1)} s.` +
          (left ? ` ${left} left out; each says why.` : ""));
      return result;
    });
  }
  const due = one => !one.ran && !one.apart;

  async function execute(one) {
    const output = (one.box ?? one.frame.parentNode).querySelector(":scope > .bp-live-output");
    output?.querySelectorAll("[data-bp-label]").forEach(node => node.removeAttribute("data-bp-label"));
    await silently(`backprop_live_order.at(${cells.indexOf(one)})`);   // the names of the cells above
    const result = await one.plain(one.cell.source);
    one.ran = Boolean(result && !result.error);
    relink(output, one.box?.querySelector(`:scope > ${PRINTED}`));
    for (const place of [one.box, one.frame]) place?.classList.add("bp-ran");
    return result;
  }

  function relink(output, printed) {                // "(2.3)" and where it stands, as printed
    const [now, then] = [output, printed].map(place => [...place?.querySelectorAll("a[href]") ?? []].filter(a => !a.closest("details.bp-mistakes")));
    if (now.length === then.length) now.forEach((link, k) => link.replaceWith(then[k].cloneNode(true)));
  }

  function above(k) {
    for (const one of cells.slice(0, k)) one.ran = false;
    if (k) run(k - 1, true);
  }

  async function restart() {
    turn += 1;
    say("restarting Python ...");
    for (const one of cells) one.ran = false, thebe.clearButtonsBusy(one.cell.id);
    queue = Promise.resolve();
    await session.shutdown().catch(console.warn);   // ends a loop without an end, too
    session = await newSession();
    await prepare();
    notebook.attachSession(session);
    say("Python has restarted; nothing has run yet.");
  }

  // --- the bar of a page that runs, and the reader's edits ---------------------------------------------
  function controls() {
    const toggle = button("Back to the printed page", "show the page as it was printed; your edits are kept", () => {
      toggle.textContent = document.body.classList.toggle("bp-live-on") ? "Back to the printed page" : "Show the cells that run";
      for (const one of cells) one.editor.refresh();
    });
    bar.querySelector("button").replaceWith(
      button("Run all", "run every cell that has not run yet", () => run(cells.length - 1, true)),
      button("Restart", "start Python anew", () => restart().catch(error => say(`${error}`))), toggle);
  }

  const stored = () => { try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; } };

  function keep() {                                 // what is offered and not yet answered stays
    const edits = Object.fromEntries(cells.filter(one => one.editor.getValue() !== one.source).map(one => [one.n, one.editor.getValue()]));
    if (bar.querySelector(".bp-live-edits")) Object.assign(edits, { ...stored(), ...edits });
    try {
      Object.keys(edits).length ? localStorage.setItem(key, JSON.stringify(edits)) : localStorage.removeItem(key);
    } catch { say("This browser does not keep your edits: its storage is closed or full."); }
  }

  function offer() {                                // what the reader wrote here before
    const edits = stored(), changed = cells.filter(one => one.n in edits && edits[one.n] !== one.source);
    if (!changed.length) return;
    const line = make("p", { className: "bp-live-edits" }, `You changed ${changed.length} cell${changed.length === 1 ? "" : "s"} of this page before. `,
      button("Use my edits", "put your code back into the cells", () => {
        line.remove();
        for (const one of changed) one.editor.setValue(edits[one.n]);
      }),
      button("Drop them", "forget your code", () => { localStorage.removeItem(key); line.remove(); }));
    bar.append(line);
  }

  window.bpLive = { cells, get session() { return session; } };             // for the book's tests
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", dress) : dress();
})();
