// node tests/pyodide.cjs PYODIDE BOOK PACKAGES TEST...: run unit tests in Pyodide, on another Python and NumPy than the book's own.
const [folder, book, packages, ...tests] = process.argv.slice(2);
const { loadPyodide } = require(`${folder}/pyodide.js`);

(async () => {
  const python = await loadPyodide({ indexURL: `${folder}/`, packages: ["numpy", "scipy", "sympy", "matplotlib", "pillow", "ipython", "sqlite3", "ssl", "backprop"] });
  for (const [path, root] of [["/book", book], ["/packages", packages]]) {
    python.FS.mkdirTree(path);
    python.FS.mount(python.FS.filesystems.NODEFS, { root }, path);
  }
  python.globals.set("chosen", python.toPy(tests));
  process.exitCode = python.runPython(`
import os, sys
sys.path.append("/packages")            # pytest and hypothesis are plain Python; NumPy is found before
sys.dont_write_bytecode = True
os.chdir("/book")
import numpy, pytest
from hypothesis import settings
settings.register_profile("here", deadline=None, max_examples=20)       # three to five times as slow as outside
settings.load_profile("here")
print(f"Python {sys.version.split()[0]}, NumPy {numpy.__version__}, {sys.platform}")
int(pytest.main(["-p", "no:cacheprovider", "--capture=sys", *chosen]))
`);
})().catch(error => {                     // not the line of Pyodide's script, which is all of it
  console.error(String(error.message ?? error).slice(-4000));
  process.exitCode = 3;
});
