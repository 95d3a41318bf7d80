"""What a name of a page rests on: the statements of the page's cells that its value needs, and no others.

The cheat sheet takes each formula out of its chapter in this way: behind(code, {"table_dW"}) are the
statements that build that table, which can then run again without the rest of the page.
"""

from __future__ import annotations

import ast
import builtins
import re

CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(?P<code>.*?)^```$", re.M | re.S)
DEFINITION = re.compile(r"\$\$((?:(?!\$\$).)+)\$\$ \((def-[\w-]+)\)", re.S)
MAGIC = re.compile(r"^[%!].*$", re.M)
SHOWS = re.compile(r"(display|print|derive\.assert_equal|np\.testing\.\w+)\(|.*\.show\(\)$", re.S)
IMPORTS, DEFINITIONS = (ast.Import, ast.ImportFrom), (ast.FunctionDef, ast.ClassDef)


def code_of(page: str) -> str:
    """The code of all cells of a page (MyST Markdown), as one program."""
    return MAGIC.sub("pass", "\n".join(cell["code"] for cell in CELL.finditer(page)))


def definitions(page: str) -> dict[str, str]:
    """The LaTeX of each labeled definition in a page's text."""
    return {label: " ".join(latex.split()) for latex, label in DEFINITION.findall(page)}


def behind(code: str, targets: set[str]) -> list[ast.stmt]:
    """The statements that the values of these names need, in their order.

    Read from the end: what binds or may change a needed name is kept, and needs what it reads. A call is taken
    to change the objects that it is given or is a method of. What only shows or asserts is left out.
    """
    statements = ast.parse(code).body
    fixed = set(dir(builtins)).union(*(bound(s) for s in statements if isinstance(s, IMPORTS)))
    bodies = {s.name: read(s) for s in statements if isinstance(s, DEFINITIONS)}
    needed, kept = with_bodies(targets, bodies), []
    for statement in reversed(statements):
        if not is_silent(statement) and (bound(statement) | changed(statement) - fixed) & needed:
            kept.append(statement)
            needed = needed - replaced(statement) | with_bodies(read(statement), bodies)
    return kept[::-1]


def with_bodies(names: set[str], bodies: dict[str, set[str]]) -> set[str]:
    """These names and what the functions among them read when they are called, at whatever depth."""
    found, waiting = set(), set(names)
    while waiting:
        found.add(name := waiting.pop())
        waiting |= bodies.get(name, set()) - found
    return found


def is_silent(statement: ast.stmt) -> bool:
    """Does it leave every name as it was? A text, an assertion, something shown."""
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Call) or bool(SHOWS.match(ast.unparse(statement)))
    return isinstance(statement, ast.Assert)


def bound(statement: ast.stmt) -> set[str]:
    """The names that a statement binds, or into whose object it writes: x = ..., x[...] = ..., def x."""
    if isinstance(statement, IMPORTS):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    if isinstance(statement, DEFINITIONS):
        return {statement.name}
    written = (n for n in ast.walk(statement) if isinstance(getattr(n, "ctx", None), ast.Store))
    return {root.id for root in map(owner, written) if isinstance(root, ast.Name)}


def owner(node: ast.expr) -> ast.expr:
    """x of x.a[0].b."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node


def changed(statement: ast.stmt) -> set[str]:
    """The names whose objects a call in it may change: x of x.method(...), and x of a bare f(x)."""
    if isinstance(statement, DEFINITIONS):
        return set()
    calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call)]
    bare = [n.value for n in ast.walk(statement) if isinstance(n, ast.Expr)]
    return {n.func.value.id for n in calls
            if isinstance(n.func, ast.Attribute) and isinstance(n.func.value, ast.Name)} | {
                name for call in bare if isinstance(call, ast.Call) for name in read(call)}


def replaced(statement: ast.stmt) -> set[str]:
    """The names that have a new value after it, whatever they were before."""
    if isinstance(statement, ast.Assign):
        plain = [t for t in statement.targets if isinstance(t, (ast.Name, ast.Tuple))]
        return {n.id for t in plain for n in ast.walk(t) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return bound(statement) if isinstance(statement, (*IMPORTS, *DEFINITIONS)) else set()


def read(node: ast.AST) -> set[str]:
    """The names that it reads, the x of x += 1 among them."""
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return names | {n.target.id for n in ast.walk(node)
                    if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)}
