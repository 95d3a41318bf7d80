// node browser.mjs PYODIDE_FOLDER: runs measure() of browser.py in Pyodide and prints its JSON line.
import { readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(resolve(folder, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: folder + "/", stdout: () => {} });

const wheel = readdirSync(folder).find((name) => name.startsWith("numpy-"));
await python.loadPackage(resolve(folder, wheel));
for (const [point, path] of [["/bench", here], ["/code", resolve(here, "../code")]]) {
  python.FS.mkdirTree(point);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: path }, point);
}
console.log(python.runPython(`
import sys
sys.dont_write_bytecode = True
sys.path[:0] = ["/bench", "/code"]
import browser, json
json.dumps({**browser.measure(), "node": "${process.version}"})
`));
