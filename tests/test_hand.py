"""The network in the reader's hand: every number that the page shows, against the package's own."""

from __future__ import annotations

import json
import re
from functools import lru_cache

import numpy as np
import pytest

from backprop import SGD, Dropout, Network
from backprop.errors import BackpropError, DTypeError, OptionError, ShapeError
from backprop.hand import ENTROPY, SQUARE, SQUARE_F, Hand
from backprop.layers import Linear, ReLU, Sigmoid, Softplus, Tanh
from backprop.losses import Huber, MeanSquaredError, SigmoidCrossEntropy, SoftmaxCrossEntropy

ACTIVATIONS = {"tanh": Tanh, "sigmoid": Sigmoid, "relu": ReLU}
CASES = [(sizes, activation, loss) for sizes in ((2, 2, 2), (2, 3, 1)) for activation in ACTIVATIONS
         for loss in (SQUARE, SQUARE_F, ENTROPY)]
BAD = ["", "-", "abc", "Infinity", "-inf", "NaN", "1e308", "1e999", "100.01", "1,5", "0x10", "1 2"]


def chain(sizes, activation, twice=False, rng=None) -> Network:
    """Linear, activation, Linear (and the activation again) with random weights and biases."""
    rng = rng or np.random.default_rng(0)
    first, second = (Linear(*ends, rng=rng, dtype=np.float64) for ends in zip(sizes, sizes[1:]))
    network = Network([first, ACTIVATIONS[activation](), second] + [ACTIVATIONS[activation]()] * twice)
    network.params[...] = rng.normal(size=network.params.size).round(2)
    return network


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The address of a page that holds nothing but the figure, read from the disk."""
    figure = Hand((chain((2, 2, 2), "tanh"), MeanSquaredError(), [[1, 0.5]], [[1, 0]]),
                  (chain((2, 3, 1), "sigmoid"), SigmoidCrossEntropy(), [[1, -0.5]], [[1.0]]))
    file = tmp_path_factory.mktemp("hand") / "hand.html"
    file.write_text("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
                    "<title>hand</title>" + figure._repr_html_(), encoding="utf-8")
    return file.as_uri()


# --- what the package says -------------------------------------------------------------------

def expected(sizes, activation, loss, fields) -> tuple[dict, Network]:
    """Every number by its name, computed by Network and Loss from the texts in the fields."""
    n = {name: float(text) for name, text in fields.items()}
    array = lambda name, *shape: np.reshape([n[f"{name}[{','.join(map(str, i))}]"] for i in np.ndindex(shape)], shape)
    network = chain(sizes, activation, loss == SQUARE_F)
    for layer, k in ((network[0], 1), (network[2], 2)):
        layer.W[...], layer.b[...] = array(f"W{k}", *layer.W.shape), array(f"b{k}", len(layer.b))
    x, outputs = array("x", 2)[None], sizes[-1]
    if loss != ENTROPY:
        judge, t = MeanSquaredError(), array("t", outputs)[None]
    elif outputs > 1:
        judge, t = SoftmaxCrossEntropy(), np.array([int(n["label"])])
    else:
        judge, t = SigmoidCrossEntropy(), np.array([[n["label"]]])
    L = judge.forward(network.forward(x), t)
    dx = network.backward(dy := judge.backward(), input_grad=True)
    dz2 = network[3].input_grad(dy) if loss == SQUARE_F else dy
    dh = network[2].input_grad(dz2)
    z1 = network[0].predict(x)
    h = network[1].predict(z1)
    z2 = network[2].predict(h)
    rows = dict(z1=z1, h=h, z2=z2, dx=dx, dh=dh, dz1=network[1].input_grad(dh), dz2=dz2)
    if loss == SQUARE_F:
        rows |= dict(y=network[3].predict(z2), dy=dy)
    if loss == ENTROPY:
        rows["p"] = np.exp(z2) / np.exp(z2).sum() if outputs > 1 else 1 / (1 + np.exp(-z2))
    found = {f"{name}[{j}]": value for name, row in rows.items() for j, value in enumerate(row[0])} | {"L": L}
    for layer, k in ((network[0], 1), (network[2], 2)):
        found |= {f"dW{k}[{i},{j}]": layer.dW[i, j] for i, j in np.ndindex(layer.dW.shape)}
        found |= {f"db{k}[{j}]": value for j, value in enumerate(layer.db)}
    return found, network


def draw(sizes, loss, rng) -> dict[str, str]:
    """A random text for every field."""
    number = lambda: f"{rng.normal():.2f}"
    fields = {f"x[{i}]": number() for i in range(2)}
    for k, ends in ((1, sizes[:2]), (2, sizes[1:])):
        fields |= {f"W{k}[{i},{j}]": number() for i, j in np.ndindex(ends)}
        fields |= {f"b{k}[{j}]": number() for j in range(ends[1])}
    if loss == ENTROPY:
        return fields | {"label": str(rng.integers(2)) if sizes[-1] > 1 else f"{rng.random():.2f}"}
    return fields | {f"t[{k}]": number() for k in range(sizes[-1])}


# --- what the page says ----------------------------------------------------------------------

READ = """() => ({
    shown: Object.fromEntries([...document.querySelectorAll("[data-show]")].map(b => [b.dataset.show, b.textContent])),
    state: document.querySelector(".bp-hand").state, caption: document.querySelector(".bp-say").textContent,
    wrong: document.querySelector(".bp-wrong").textContent,
    lines: [...document.querySelectorAll(".bp-why p")].map(p => p.textContent),
    lit: [...document.querySelectorAll(".bp-lines .bp-on")].map(line => line.dataset.line),
    fields: Object.fromEntries([...document.querySelectorAll(".bp-net input")].map(i => [i.dataset.name, i.value]))})"""
TYPE = """fields => { for (const [name, text] of Object.entries(fields)) {
    const input = document.querySelector(`[data-name="${name}"]`);
    input.value = text; input.dispatchEvent(new Event("input", {bubbles: true})); } }"""


def choose(page, sizes, activation, loss):
    page.select_option("[name=net]", "-".join(map(str, sizes)))
    page.select_option("[name=activation]", activation)
    page.select_option("[name=loss]", loss)


def number(text: str) -> float:
    return float(text.replace("−", "-").strip("()"))


def agrees(text: str, value: float) -> bool:
    """The text is the value, rounded to the digits that it shows."""
    digits, _, power = text.replace("−", "-").partition("e")
    last = 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
    return abs(number(text) - value) <= 0.5001 * last + 1e-12 * abs(value)


def entry(state: dict, name: str):
    """state["dW1"][0][1] for the name dW1[0,1]."""
    for key in re.findall(r"\w+", name):
        state = state[int(key) if key.isdigit() else key]
    return state


def check(page, case, fields) -> dict:
    """Every number on the page is the package's: to 1e-12 inside, to the last digit shown."""
    read, (truth, _) = page.evaluate(READ), expected(*case, fields)
    assert set(read["shown"]) <= set(truth) and len(read["shown"]) >= 15
    for name, text in read["shown"].items():
        assert entry(read["state"], name) == pytest.approx(truth[name], rel=1e-12, abs=1e-14), (case, name)
        assert agrees(text, truth[name]), (case, name, text, truth[name])
    return truth


@pytest.mark.parametrize("k", range(50))
def test_every_number_is_the_package_s(pages, k):
    case = CASES[k % len(CASES)]
    page, fields = pages(), draw(case[0], case[2], np.random.default_rng(k))
    choose(page, *case)
    page.evaluate(TYPE, fields)
    truth = check(page, case, fields)
    assert set(truth) - set(page.evaluate(READ)["shown"]) == set()


@pytest.fixture(scope="module")
def pages(browser, alone):
    """pages() -> one page for all settings, so that each starts from what another has left."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(alone)
    yield lambda: page
    page.close()
    assert not wrong


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(map(str, case)))
def test_a_step_is_a_step_of_sgd_and_the_caption_says_what_the_loss_did(pages, case):
    page, fields = pages(), draw(case[0], case[2], np.random.default_rng(7))
    choose(page, *case)
    page.evaluate(TYPE, fields | {"lr": "0.3"})
    truth, network = expected(*case, fields)
    for k in range(5):
        page.click(".bp-step")
        before = truth["L"]
        SGD(0.3).step(network.params, network.grads)
        for layer, n in ((network[0], 1), (network[2], 2)):
            fields |= {f"W{n}[{i},{j}]": repr(layer.W[i, j].item()) for i, j in np.ndindex(layer.W.shape)}
            fields |= {f"b{n}[{j}]": repr(value.item()) for j, value in enumerate(layer.b)}
        truth, network = check(page, case, fields), expected(*case, fields)[1]
        words = page.evaluate(READ)["caption"]
        match = re.fullmatch(r"Step \d+: the loss (fell|rose|stayed) from (\S+) to (\S+)\.", words)
        assert match and agrees(match[2], before) and agrees(match[3], truth["L"])
        assert match[1] == ("fell" if truth["L"] < before else "rose" if truth["L"] > before else "stayed")
    points = page.get_attribute(".bp-fall polyline", "points")
    assert len(points.split()) == 6


def lit_lines(sizes, name):
    """The lines of all paths from a parameter or input to the loss."""
    what, *index = re.findall(r"\w+", name)
    i, j = int(index[0]), int(index[-1])
    if what[1:] == "2":
        return {name, f"L[{j}]"} if what[0] == "W" else {f"L[{j}]"}
    hidden = range(sizes[1]) if what == "x" else [j]
    first = {f"W1[{i},{m}]" for m in hidden} if what == "x" else {name} if what[0] == "W" else set()
    outputs = range(sizes[2])
    return first | {f"W2[{m},{k}]" for m in hidden for k in outputs} | {f"L[{k}]" for k in outputs}


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(map(str, case)))
def test_the_paths_light_up_and_their_products_add_up_to_the_gradient(pages, case):
    page, fields = pages(), draw(case[0], case[2], np.random.default_rng(3))
    choose(page, *case)
    page.evaluate(TYPE, fields)
    truth, _ = expected(*case, fields)
    for name in [name for name in fields if name[0] in "Wbx"]:
        page.focus(f'[data-name="{name}"]')
        read = page.evaluate(READ)
        assert set(read["lit"]) == lit_lines(case[0], name)
        paths = page.locator("[data-path]").all_inner_texts()
        ways = (1 if name[1] == "2" else case[0][2]) * (case[0][1] if name[0] == "x" else 1)
        assert len(paths) == ways
        assert agrees(page.locator("[data-total]").inner_text(), truth["d" + name])
        again = page.locator(".bp-shared p b").all_inner_texts()       # what the walk back says, where paths share
        assert len(again) == (ways > 1) and all(agrees(text, truth["d" + name]) for text in again)
        exact = page.evaluate("""name => { const s = document.querySelector(".bp-hand").state;
            return bpHand.paths(s, s, name).map(path => path.factors.map(f => f.value)); }""", name)
        assert sum(map(np.prod, exact)) == pytest.approx(truth["d" + name], rel=1e-12, abs=1e-14)
        for row, product, text in zip(page.locator(".bp-numbers").all_inner_texts(), exact, paths):
            shown = re.match(r"= (.*) = ", row)[1].split(" · ")
            assert all(agrees(t.strip("()"), v) for t, v in zip(shown, product, strict=True))
            assert agrees(text, np.prod(product))


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(map(str, case)))
def test_a_nudge_says_what_the_loss_did_and_what_the_slope_said(pages, case):
    """From where the number stood when it was chosen, however many keys have moved it since."""
    page, fields = pages(), draw(case[0], case[2], np.random.default_rng(11))
    choose(page, *case)
    page.evaluate(TYPE, fields)
    for name in [name for name in fields if name[0] in "Wbx"]:
        before, begin = expected(*case, fields)[0], float(fields[name])
        page.focus(f'[data-name="{name}"]')
        for key, by in (("ArrowUp", 0.1), ("PageDown", -0.9), ("Shift+ArrowDown", -0.91)):
            page.keyboard.press(key)
            fields[name] = f"{begin + by:.4f}"
            words = page.evaluate(READ)["caption"]
            match = re.search(r"loss \S+: moved by (\S+), the slope said (\S+)\.$", words)
            assert agrees(match[1], expected(*case, fields)[0]["L"] - before["L"]), (name, key)
            assert agrees(match[2], before["d" + name] * by), (name, key)
    page.click(".bp-step")
    step = page.evaluate(READ)["state"]
    page.evaluate(TYPE, {name: "0.5"})                       # from where the step has left it
    read = page.evaluate(READ)
    match = re.search(r"loss \S+: moved by (\S+), the slope said (\S+)\.$", read["caption"])
    assert agrees(match[1], read["state"]["L"] - step["L"])
    assert agrees(match[2], entry(step, "d" + name) * (0.5 - entry(step, name)))
    page.evaluate(TYPE, {"label" if case[2] == ENTROPY else "t[0]": "1"})
    assert "slope" not in page.evaluate(READ)["caption"]      # a target has no slope in the picture


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(map(str, case)))
def test_the_walk_computes_node_by_node(pages, case):
    """Nothing is shown before it is reached, and each line ends in the package's number, after steps too."""
    page, sizes = pages(), case[0]
    fields = draw(sizes, case[2], np.random.default_rng(5))
    choose(page, *case)
    page.evaluate(TYPE, fields)
    page.click(".bp-step")
    fields |= {name: repr(entry(page.evaluate(READ)["state"], name)) for name in fields}
    truth, known = expected(*case, fields)[0], set()
    for stop in range(sizes[1] + sizes[2] + 1):
        page.click(".bp-forward")
        known |= check_stop(page, truth, known)
        assert page.evaluate(READ)["caption"].startswith(f"Forward, stop {stop + 1} of ")
    assert known == {name for name in truth if name[0] != "d"}
    for stop in range(sizes[2] + sizes[1] + 2):
        page.click(".bp-backward")
        known |= check_stop(page, truth, known)
        assert page.evaluate(READ)["caption"].startswith(f"Backward, stop {stop + 1} of ")
    assert known == set(truth)
    page.click(".bp-backward")
    assert "walk is over" in page.evaluate(READ)["caption"]


# What each line of the walk comes to: the sum of its products, or the text of a squared error worked out.
LINES = """() => { const s = document.querySelector(".bp-hand").state;
    const all = [...bpWalk.forwardStops(s), ...bpWalk.backwardStops(s)];
    const { exp, log, tanh } = Math, names = { sigmoid: z => 1 / (1 + exp(-z)), tanh, relu: z => Math.max(z, 0), log, exp, s };
    const code = text => text.replace(/log (p\\[\\d\\])/g, "log($1)")
        .replace("sum of all exp(z2)", "s.z2.map(exp).reduce((a, b) => a + b)")
        .replace(/\\b(x|t|z1|z2|h|y|p)(?=\\[)/g, "s.$1").replace(/(?<![.\\w])t(?!\\w)/g, "s.label")
        .replaceAll("²", "**2").replaceAll("−", "-")
        .replace(/2 \\(/g, "2 * (").replace(/(s\\.label|\\)) (?=log)/g, "$1 * ");
    const work = text => Function(...Object.keys(names), "return " + code(text))(...Object.values(names));
    const add = right => right.reduce((sum, factors) => sum + factors.reduce((product, f) => product * f.value, 1), 0);
    return Object.fromEntries(all.flatMap(stop => stop.lines(s)).map(({ left, right }) =>
        [left, typeof right === "string" ? work(right) : add(right)])); }"""


def check_stop(page, truth, known) -> set:
    """The names that this stop adds: those that it computes in its lines, and no others are shown."""
    read = page.evaluate(READ)
    new = {line.split(" = ")[0]: line.split(" = ")[-1] for line in read["lines"]}
    assert new and not set(new) & known
    assert all(agrees(text, truth[name]) for name, text in new.items())
    assert {name for name, text in read["shown"].items() if text != "·"} == known | set(new)
    for name, right in page.evaluate(LINES).items():
        assert right == pytest.approx(truth[name], rel=1e-12, abs=1e-14), name
    return set(new)


# --- bad input, keyboard, mouse, finger ------------------------------------------------------

@pytest.mark.parametrize("name, texts, words", [
    ("W1[0,1]", BAD, "W1[0,1] expects a number from −100 to 100, such as −0.5; the picture still shows "),
    ("x[0]", ["1e308", "oops"], "x[0] expects a number"), ("b2[0]", ["−−1"], "b2[0] expects a number"),
    ("t[1]", ["", "∞"], "t[1] expects a number"),
    ("lr", ["0", "-1", "10.5", "inf", ""], "lr expects a number above 0, at most 10, such as 0.5")])
def test_bad_input_is_refused_and_the_last_good_picture_stays(opened, alone, name, texts, words):
    page = opened(alone)
    good = page.evaluate(READ)
    field = page.locator(f'[data-name="{name}"]')
    for text in texts:
        field.fill("0.25")
        field.fill(text)
        read = page.evaluate(READ)
        assert field.get_attribute("aria-invalid") == "true" and read["wrong"].startswith(words), text
        assert entry(read["state"], name) == 0.25
        assert all(re.fullmatch(r"−?[\d.]+(e−?\d+)?", shown) for shown in read["shown"].values())
    field.press("Escape")
    assert field.input_value() == "0.25" and not page.evaluate(READ)["wrong"]
    field.fill(str(entry(good["state"], name)))
    assert page.evaluate(READ)["shown"] == good["shown"]


def test_labels_have_rules_of_their_own(opened, alone):
    page = opened(alone)
    choose(page, (2, 2, 2), "tanh", ENTROPY)
    page.fill("[data-name=label]", "0.5")
    assert page.evaluate(READ)["wrong"].startswith("t expects the label 0 or 1")
    choose(page, (2, 3, 1), "tanh", ENTROPY)
    page.fill("[data-name=label]", "0.5")
    assert not page.evaluate(READ)["wrong"]
    page.fill("[data-name=label]", "1.5")
    assert page.evaluate(READ)["wrong"].startswith("t expects a number from 0 to 1")


def test_a_step_that_would_leave_the_picture_is_refused(opened, alone):
    page = opened(alone)
    page.evaluate(TYPE, {"t[0]": "100", "W2[0,0]": "-90", "lr": "10"})
    before = page.evaluate(READ)
    page.click(".bp-step")
    after = page.evaluate(READ)
    assert "beyond 100: choose a smaller learning rate" in after["wrong"]
    assert after["state"] == before["state"] and after["shown"] == before["shown"]


def test_the_keyboard_moves_chooses_steps_and_walks(opened, alone):
    page = opened(alone)
    value = lambda: page.evaluate(READ)["state"]["W1"][0][1]
    field = page.locator('[data-name="W1[0,1]"]')
    field.focus()
    begin = value()
    for key, by in (("ArrowUp", 0.1), ("ArrowDown", -0.1), ("PageUp", 1), ("PageDown", -1), ("Shift+ArrowUp", 0.01)):
        before = value()
        field.press(key)
        assert value() - before == pytest.approx(by)
        assert number(field.input_value()) == pytest.approx(value())
        assert float(field.get_attribute("aria-valuenow")) == value()
    assert value() == pytest.approx(begin + 0.01)
    page.keyboard.press("Control+a")
    page.keyboard.type("-0.5")
    assert value() == -0.5 and page.evaluate(READ)["caption"].startswith("W1[0,1] = −0.5, loss ")
    visited = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        visited.add(page.evaluate("document.activeElement.dataset.name ?? document.activeElement.className"))
    assert {"W2[1,1]", "t[1]", "bp-forward", "bp-backward", "bp-step", "bp-reset"} <= visited
    for name, word in (("forward", "Forward, stop 1"), ("backward", "Backward, stop 1"), ("step", "Step 1")):
        page.locator(f".bp-{name}").focus()
        page.keyboard.press("Enter")
        assert page.evaluate(READ)["caption"].startswith(word)


def test_a_field_can_be_dragged_and_a_line_clicked(opened, alone):
    page = opened(alone)
    before = page.evaluate(READ)["state"]["W2"][1][0]
    box = page.locator('[data-name="W2[1,0]"]').bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for _ in range(2):                                  # the second time its text is selected
        page.mouse.move(*at)
        page.mouse.down()
        page.mouse.move(at[0] + 30, at[1], steps=5)
        page.mouse.up()
    page.mouse.move(at[0] + 90, at[1])                  # no button: nothing moves
    read = page.evaluate(READ)
    assert read["state"]["W2"][1][0] == pytest.approx(before + 0.6)
    assert set(read["lit"]) == {"W2[1,0]", "L[0]"}
    page.locator('[data-line="W1[0,0]"]').dispatch_event("click")
    assert set(page.evaluate(READ)["lit"]) == lit_lines((2, 2, 2), "W1[0,0]")
    page.click('[data-show="dW1[1,1]"]')
    assert set(page.evaluate(READ)["lit"]) == lit_lines((2, 2, 2), "W1[1,1]")


def test_reset_and_the_start_are_the_networks_that_were_given(opened, alone):
    page = opened(alone)
    start = page.evaluate(READ)
    assert start["state"]["W1"] == chain((2, 2, 2), "tanh")[0].W.tolist()
    page.evaluate(TYPE, {"W1[0,0]": "3"})
    page.click(".bp-step")
    page.click(".bp-reset")
    assert page.evaluate(READ) == start
    page.select_option("[name=net]", "2-3-1")
    assert page.evaluate(READ)["state"]["W2"] == chain((2, 3, 1), "sigmoid")[2].W.tolist()


# --- how it looks ----------------------------------------------------------------------------

TOUCHING = """() => { const boxes = [...document.querySelectorAll(".bp-node, .bp-edge")].map(
        e => [e.dataset.node ?? e.dataset.edge, e.getBoundingClientRect()]);
    const meet = (p, q) => p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1;
    return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) => meet(p, q)).map(([b]) => a + " and " + b)); }"""
SMALL = """() => [...document.querySelectorAll(".bp-hand *")]
    .filter(e => e.textContent && parseFloat(getComputedStyle(e).fontSize) < 11).map(e => e.outerHTML)"""
PALE = """() => { const parse = c => c.match(/[\\d.]+/g).map(Number);
    const bright = c => parse(c).slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
    const clear = e => parse(getComputedStyle(e).backgroundColor)[3] === 0;
    const ground = e => { while (e && clear(e)) e = e.parentElement; return e ? getComputedStyle(e).backgroundColor : "rgb(255,255,255)"; };
    const speaks = e => e.matches("input") || [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const contrast = e => { const [a, b] = [getComputedStyle(e).color, ground(e)].map(bright).sort((a, b) => b - a);
        return (a + 0.05) / (b + 0.05); };
    return [...document.querySelectorAll(".bp-hand *")].filter(speaks).filter(e => contrast(e) < 4.5)
        .map(e => e.outerHTML.slice(0, 90)); }"""


@pytest.mark.parametrize("width", [1280, 800, 704, 640, 360])
def test_nothing_touches_nothing_is_small_nothing_is_cut_off(opened, alone, width):
    page = opened(alone, has_touch=True)
    page.set_viewport_size({"width": width, "height": 800})
    for case in CASES:
        choose(page, *case)
        page.wait_for_timeout(30)
        assert page.evaluate(TOUCHING) == [] and page.evaluate(SMALL) == [], case
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), case


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(opened, alone, theme):
    page = opened(alone)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    ground = page.evaluate("getComputedStyle(document.querySelector('.bp-hand')).backgroundColor")
    assert (ground == "rgb(20, 25, 31)") == (theme == "dark")
    for act in (lambda: page.focus('[data-name="x[0]"]'), lambda: page.click(".bp-forward"),
                lambda: page.fill('[data-name="x[0]"]', "?"), lambda: page.click(".bp-backward")):
        act()
        assert page.evaluate(PALE) == []


def test_a_finger_chooses_a_weight(opened, alone):
    page = opened(alone, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator('[data-name="W1[1,0]"]').tap()
    assert set(page.evaluate(READ)["lit"]) == lit_lines((2, 2, 2), "W1[1,0]")
    page.locator(".bp-step").tap()
    assert page.evaluate(READ)["caption"].startswith("Step 1: the loss ")


def test_everything_has_a_name_for_those_who_cannot_see_it(opened, alone):
    page = opened(alone)
    names = page.locator(".bp-net input").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert len(names) == 16 and all(names) and len(set(names)) == 16
    groups = page.locator(".bp-hand [role=group]").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert groups == ["input 0", "input 1", "hidden unit 0", "hidden unit 1", "output 0", "output 1", "loss"]
    assert page.get_by_label("learning rate").count() == 1 and page.get_by_label("activation f").count() == 1
    assert page.locator(".bp-say").get_attribute("aria-live") == "polite"
    assert page.locator(".bp-wrong").get_attribute("role") == "alert"


# --- in Python -------------------------------------------------------------------------------

@lru_cache
def linear(*sizes):
    return Linear(*sizes, rng=np.random.default_rng(0), dtype=np.float64)


def test_the_page_starts_from_the_package_s_numbers():
    network = chain((2, 2, 2), "relu", twice=True)
    start = Hand((network, MeanSquaredError(), [[1, 2]], [[3, 4]]), lr=0.2).starts["2-2-2"]
    assert start["loss"] == SQUARE_F and start["activation"] == "relu" and start["lr"] == 0.2
    assert start["W2"] == network[2].W.tolist() and (start["x"], start["t"]) == ([1, 2], [3, 4])
    assert json.loads(json.dumps(start)) == start
    asked = lambda *start: [Hand(start).starts[sizes][key] for sizes in Hand(start).starts for key in ("t", "label")]
    assert asked(chain((2, 2, 2), "tanh"), SoftmaxCrossEntropy(), [[1, 2]], [1]) == [[0, 1], 1]
    assert asked(chain((2, 2, 2), "tanh"), MeanSquaredError(), [[1, 2]], [[5, -5]]) == [[5, -5], 0]
    assert asked(chain((2, 3, 1), "tanh"), MeanSquaredError(), [[1, 2]], [[5]]) == [[5], 1]
    assert asked(chain((2, 3, 1), "tanh"), SigmoidCrossEntropy(), [[1, 2]], [[0.25]]) == [[0.25], 0.25]


@pytest.mark.parametrize("start, error, words", [
    (("net.npz", MeanSquaredError(), [[1, 2]], [[1, 2]]), DTypeError, "str and MeanSquaredError"),
    ((chain((2, 2, 2), "tanh"), "mse", [[1, 2]], [[1, 2]]), DTypeError, "Network and str"),
    ((chain((2, 4, 1), "tanh"), MeanSquaredError(), [[1, 2]], [[1]]), OptionError, "sizes 2-2-2 or 2-3-1"),
    ((Network([linear(2, 2), Softplus(), Linear(2, 2, rng=np.random.default_rng(0), dtype=np.float64)]),
      MeanSquaredError(), [[1, 2]], [[1, 2]]), OptionError, "Softplus"),
    ((chain((2, 2, 2), "tanh", twice=True), SoftmaxCrossEntropy(), [[1, 2]], [1]), OptionError, "before a MeanSquaredError"),
    ((chain((2, 2, 2), "tanh"), Huber(), [[1, 2]], [1]), OptionError, "Huber"),
    ((chain((2, 3, 1), "tanh"), SoftmaxCrossEntropy(), [[1, 2]], [0]), OptionError, "SigmoidCrossEntropy for one"),
    ((chain((2, 2, 2), "tanh"), MeanSquaredError(), [1, 2], [[1, 2]]), ShapeError, "x (2,)"),
    ((chain((2, 2, 2), "tanh"), MeanSquaredError(), [[1, 2]], [[1]]), ShapeError, "t (1, 1)")])
def test_what_the_script_does_not_know_gets_one_clear_error(start, error, words):
    with pytest.raises(error, match=re.escape(words)) as caught:
        Hand(start)
    assert isinstance(caught.value, BackpropError)
