// node typeset.cjs FOLDER-OF-MATHJAX URL-OF-THE-FONTS: formulas as a page of MathJax has them.
// stdin: [[tex, is it displayed], ...]; stdout: {"formulas": [[html, error], ...], "css": the whole style sheet}.
const fs = require("fs");
const [folder, fontURL] = process.argv.slice(2);

const settings = {
  loader: { load: ["input/tex", "output/chtml", "adaptors/liteDOM", "a11y/assistive-mml"], versionWarnings: false },
  startup: { typeset: false },
  chtml: { adaptiveCSS: false, fontURL },
  tex: { packages: { "[-]": ["noerrors", "noundefined"] }, formatError: (jax, error) => { throw error; } },
};

// What neither the style sheet nor a screen reader reads.
const NEEDLESS = / (?:data-mjx-[\w-]+|texclass|xmlns|unselectable|columnspacing|rowspacing)="[^"]*"|(?<=<mjx-container) class="MathJax"| style="position: relative;"/g;
const slim = html => html.replace(NEEDLESS, "").replaceAll('class=" ', 'class="');

async function set(MathJax, tex, display) {
  try {
    const node = await MathJax.tex2chtmlPromise(tex, { display, em: 16, ex: 8, containerWidth: 1200 });
    if (display) MathJax.startup.adaptor.setAttribute(node, "data-tex", tex);       // for whoever looks into the page
    const html = slim(MathJax.startup.adaptor.outerHTML(node));
    return html.includes("<mjx-merror") ? ["", "an error of MathJax"] : [html, ""];
  } catch (error) {
    return ["", error.message];
  }
}

require(`${folder}/node-main.js`).init(settings).then(async MathJax => {
  const formulas = [];
  for (const [tex, display] of JSON.parse(fs.readFileSync(0, "utf8"))) formulas.push(await set(MathJax, tex, display));
  const css = MathJax.startup.adaptor.textContent(MathJax.chtmlStylesheet());
  process.stdout.write(JSON.stringify({ formulas, css }));
}).catch(error => { console.error(error); process.exit(1); });
