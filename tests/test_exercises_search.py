"""The search for the mistake: two changes in one place, led by the answer's code, read off its source."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from backprop.exercises import chapters, exercises, find, judge
from backprop.exercises import bases, sources, tokens
from backprop.exercises.bases import arrays, mutables, outcome, right_runs
from backprop.exercises.exercise import wrong
from backprop.exercises.forms import forms
from backprop.exercises.mutants import Tree
from backprop.exercises.values import same

ALL = [one for chapter in chapters() for one in exercises(chapter)]


def without_source(one, code):
    """The answer that a source or compiled code defines, where no line of it can be read."""
    space = {"np": np}
    exec(code if not isinstance(code, str) else compile(code, "<nowhere>", "exec"), space)
    return space[one.name]


def body(one, text: str) -> str:
    return wrong(text)[0](one.solution)


# --- two changes -----------------------------------------------------------------------------------

TWO = [         # exercise, body, what is named with the source, what without
    ("ch03.tanh_layer", "dz = dy / (1 + y ** 2)\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)",
     ["it divides by", "a sign is wrong: that of the term `y**2`"]),
    ("ch03.tanh_layer", "dz = dy * (1 + y)\nreturn dz @ W.T, x.T @ dz, dz.sum(axis=0)", ["`y` is not squared", "a sign is wrong"]),
    ("ch03.sigmoid_backward", "return dy / (s * (1 + s))", ["sign", "divi"]),
    ("ch04.backward", "return p * (dy + (dy * p).mean(axis=1, keepdims=True))", ["sign", "a mean is taken where a sum belongs"]),
    ("ch06.mse", "loss = np.sum((y + t) ** 2)\ndy = 2 * (y - t) / y.size\nreturn loss, dy", ["sign", "B·d"]),
    ("ch11.momentum", "v = mu * v - g\nw = w + lr * v\nreturn w, v", ["a sign is wrong: that of the term `g`, and a sign is wrong: that of the term `lr * v`"]),
]


@pytest.mark.parametrize("source", [True, False])
@pytest.mark.parametrize("identifier, text, words", TWO, ids=[text.splitlines()[0] for _, text, _ in TWO])
def test_two_changes_in_one_line_are_named(identifier, text, words, source):
    one = find(identifier)
    result = judge(one, one.written(body(one, text)) if source else without_source(one, body(one, text)))
    assert result.found and not result and [word for word in words if word not in str(result)] == [], str(result)


def test_a_change_is_found_again_where_another_one_has_put_its_node():
    """a * b becomes a / b, and then b becomes 2: the new node holds the old b."""
    from backprop.exercises.mutants import Change
    tree = ast.parse("y = a * b")
    product = tree.body[0].value
    divided = ast.copy_location(ast.BinOp(product.left, ast.Div(), product.right), product)
    outer = Change(tree.body[0], "value", None, product, divided, "", 1.0)
    inner = Change(product, "right", None, product.right, ast.copy_location(ast.Constant(2), product), "", 1.0)
    space = {"a": 6, "b": 3}
    exec(Tree(tree).compiled(outer, inner), space)
    assert space["y"] == 3.0 and ast.unparse(tree) == "y = a * b"
    assert Tree(tree).compiled(outer, Change(product, "op", None, ast.Pow(), ast.Add(), "", 1.0)) is None


def drawn(one, rng, again):
    """An answer with two changes of the solution, drawn, or with a node changed again; None if it is no wrong answer."""
    mutable = mutables(one)[0]
    made = [mutable.changes[i] for i in sorted(rng.choice(len(mutable.changes), 2, replace=False))]
    if again:
        made = [made[0], *rng.choice(list(mutable.again(made[0])) or [None], 1)]
    try:
        answer = without_source(one, mutable.compiled(*made))
        runs = outcome(one, answer)
    except Exception:               # no program, or one that does not load
        return None
    if any(run.failure or not run.outputs for run in runs):
        return None
    pairs = [(a, r) for a, r in zip(arrays(runs), arrays(right_runs(one)))]
    return None if any(a is None for a, _ in pairs) or all(same(a[n], r[n]) for a, r in pairs for n in r) else answer


@pytest.mark.parametrize("again", [False, True])
def test_two_drawn_changes_are_named_nine_times_of_ten(again):
    rng, found = np.random.default_rng(12), []
    for identifier in ("ch01.mirror", "ch03.tanh_layer", "ch04.backward", "ch05.backward", "ch06.bce", "ch07.backward",
                       "ch09.unit", "ch11.adam", "ch12.mend"):
        one = find(identifier)
        answers = [answer for _ in range(12) if (answer := drawn(one, rng, again)) is not None]
        found += [judge(one, answer).found for answer in answers]
    assert len(found) >= 40 and sum(found) >= 0.9 * len(found), f"{sum(found)} of {len(found)}"


# --- the code that leads ---------------------------------------------------------------------------

@pytest.mark.parametrize("one", [one for one in ALL if one.mutate], ids=lambda one: one.id)
def test_compiled_code_and_its_tree_are_counted_alike(one):
    """But for a few tokens: what a loop or a nested function puts there of its own."""
    for form in forms(one) if callable(one.written(one.solution)) else ():
        off = np.abs(form.words.tree(form.mutable.tree) - form.words.counted(form.counts)).sum()
        assert off <= 0.1 * form.words.tree(form.mutable.tree).sum()


def test_what_has_no_code_is_not_counted():
    assert tokens.of_answer(3.0) is None and tokens.of_answer(np.sin) is None
    assert tokens.of_answer(lambda x: -2 * x)["2"] == 1


def test_a_check_tries_no_more_than_it_has_time_for(monkeypatch):
    """Deterministic: so many variants are compiled for an answer that nothing explains."""
    bases.variants.cache_clear()                     # other tests have compiled some of them
    count, compiled = [], Tree.compiled
    monkeypatch.setattr(Tree, "compiled", lambda self, *made: count.append(1) or compiled(self, *made))
    one = find("ch07.digits")
    answer = without_source(one, "def my_train_step(x, t, W1, b1, W2, b2, lr):\n    s = np.sin(x.sum())\n"
                                 "    return s, W1 + s ** 3, b1 + np.cos(s), W2 - s * W2 ** 3, b2 + s * np.cos(b2)")
    result = judge(one, answer)
    assert not result and not result.found and 100 < len(count) < 600, len(count)


# --- the source ------------------------------------------------------------------------------------

SOURCE = [      # exercise, body, what is told, what is not: it makes no difference
    ("ch11.adam", "m = 0.9 * m + 0.1 * g\nv = 0.999 * v + 0.001 * np.square(g)\nup = m / (1 - 0.9 ** n)\ns = v / (1 - 0.999 ** n)\n"
     "w = w + lr * up / np.sqrt(s + eps)\nreturn w, m, v", ["`+` stands where `-` belongs", "`np.sqrt(v_hat + eps)`"], ["square"]),
    ("ch01.layers", "a = z0 @ W1\nb = np.sin(a)\nc = b @ W2\nd = np.sin(c)\ne = np.sum((d - t) ** 2) * np.cos(c)\n"
     "return np.outer(z0, np.dot(W2, e) * np.cos(a)), np.outer(b, e)", ["`((z2 - t) ** 2).sum()` stands where `2 * (z2 - t)` belongs"],
     ["outer"]),
    ("ch05.cap", "q = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)\npt = q[np.arange(len(t)), t]\n"
     "return np.mean(-np.log(pt + eps)), (pt / (pt + eps))[:, None] * q - np.eye(z.shape[1])[t] / z.shape[0]",
     ["stands where", "`dz`"], ["shape", "`loss`:"]),
]


@pytest.mark.parametrize("identifier, text, words, silent", SOURCE, ids=[row[0] for row in SOURCE])
def test_what_is_read_off_the_source_is_told(identifier, text, words, silent):
    one = find(identifier)
    result = judge(one, one.written(body(one, text)))
    said = " ".join(result.reasons)
    assert result.found and [word for word in words if word not in said] == [], said
    assert [word for word in silent if word in said] == [], said


def test_a_source_that_is_all_other_is_not_told():
    one = find("ch01.chain")
    result = judge(one, one.written(body(one, "return np.linalg.norm(np.stack([np.tanh(x), np.exp(-x), np.sinh(x), np.log(x ** 4 + 3), np.ones(len(x))]), axis=0)")))
    assert not result.found and "stands where" not in str(result)


def test_the_plain_form_of_a_solution_gives_its_numbers():
    for one in ALL:
        if one.mutate and callable(one.written(one.solution)):
            tree = sources.plain(ast.parse(one.solution))
            got = arrays(outcome(one, without_source(one, compile(tree, "<plain>", "exec"))))
            pairs = list(zip(got, arrays(right_runs(one))))
            assert all(a is not None and same(a[name], r[name]) for a, r in pairs for name in r), ast.unparse(tree)
