"""What a name rests on: enough to build it, and no more."""

from __future__ import annotations

import ast

import pytest

from backprop.slices import behind, code_of, definitions

PAGE = """\
# A page

$$ y = 2 x $$ (def-double)

```{code-cell} python
:tags: [run]
import math
a, b = 2, 3
%time 1
```

Text with `b = 5`, and ```three ticks```.

```{code-cell} python
c = a + 1
assert c == 3
print(b)
```
"""


def kept(code, *targets):
    return [ast.unparse(statement) for statement in behind(code, set(targets))]


def test_the_code_of_a_page_is_that_of_its_cells():
    assert code_of(PAGE).split("\n")[:3] == ["import math", "a, b = 2, 3", "pass"]
    assert kept(code_of(PAGE), "c") == ["a, b = (2, 3)", "c = a + 1"]
    assert definitions(PAGE) == {"def-double": "y = 2 x"}


@pytest.mark.parametrize("code", [
    "import math\nx = math.pi", "a = [1]\na[0] = 2\nx = a", "a = []\na.append(3)\nx = a",
    "a = [2, 1]\nsort = list.sort\nsort(a)\nx = a", "x = 1\nx += 1", "x = 0\nfor k in range(3):\n    x += k",
    "def f():\n    return g\ng = 4\nx = f()", "class Box:\n    b = 2\na = Box()\na.b = 5\nx = a.b",
    "n = {}\nfor k in 'ab':\n    n |= {k: 1}\nx = n", "a = [1]\nb = a.pop()\nx = a"])
def test_every_kept_statement_is_needed_and_none_is_missing(code):
    """Among statements that have nothing to do with x: the same value, with all of its own lines."""
    whole, alone = {}, {}
    exec(code, whole)
    noise = "unused = 1\n" + code.replace("\nx =", "\nprint(0)\nother = unused\nx =") + "\nassert True\nother = [2]"
    found = behind(noise, {"x"})
    exec(compile(ast.Module(found, []), "slice", "exec"), alone)
    assert alone["x"] == whole["x"] and len(found) == len(ast.parse(code).body)


def test_a_name_that_gets_a_new_value_needs_no_old_one():
    assert kept("x = slow()\nx = 2\ny = x", "y") == ["x = 2", "y = x"]
