"""Graphs as plain data, for the exercises on walking back through them."""

from __future__ import annotations


class Graph(tuple):
    """What each node was made from, node by node; never copied, printed node by node."""

    shape = ()          # for np.shape: it is no array

    @property
    def size(self) -> int:
        """How many arrows there are."""
        return sum(map(len, self))

    def __deepcopy__(self, memo):
        return self

    def __repr__(self) -> str:
        if len(self) > 12:
            return f"a chain of {len(self)} nodes: each was made from the one before it"
        return "[" + ", ".join(str(list(node)) for node in self) + "]"


def draw_arrows(rng, shape, sizes) -> Graph:
    """The last node uses all that are left over; the others some older ones, one of them twice."""
    n, free = sizes["n"], set(range(sizes["n"] - 1))
    nodes: list = [(), ()] if n > 2 else [()]
    while len(nodes) < n - 1:
        nodes.append(tuple(int(k) for k in rng.integers(0, len(nodes), 2)))
        free -= set(nodes[-1])
    last = sorted(free) * (1 + (len(free) == 1))
    return Graph(tuple((parent, round(float(rng.uniform(0.5, 2) * rng.choice([-1, 1])), 2)) for parent in node)
                 for node in [*nodes, tuple(last)])


PARENTS = {4: ((), (), (0, 0), (2, 1)), 5: ((), (0,), (), (1, 1), (1, 0)), 7: ((), (), (0, 1), (0,), (2, 0), (1, 1), (4, 2)),
           9: ((), (), (0, 0), (2, 2), (1, 3), (3, 3), (5, 5), (1,), (6, 5))}
CHAIN = Graph(((), *((k,) for k in range(4999))))
