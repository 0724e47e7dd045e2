"""Real prices and corporate actions of the folder `shared` beside the repository, and the comparison with what is stored.

Nothing here is taken from the product: files are read with the standard library, rules are those of the index's description.
"""

import csv
import gzip
import json
import math
import sys
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

# How far two programs that add in another order may differ, relative to the figure and where that is near nought.
RELATIVE = 1e-12
ABSOLUTE = 1e-13


def rows_of(name):
    """The rows of a CSV beside the repository, by column name; every cell is text."""
    path = SHARED / name
    if not path.exists():
        sys.exit(f"{path} is not there: put the folder shared beside the repository.")
    opened = gzip.open(path, "rt", newline="") if path.suffix == ".gz" else open(path, newline="")
    with opened as file:
        yield from csv.DictReader(file)


def number(text):
    return float(text) if text else None


def read_prices(first="0000-00-00", last="9999-99-99"):
    """By session, oldest first: by ticker, close and market cap in US dollars (None where it is not told)."""
    sessions = {}
    for row in rows_of("data/prices.csv.gz"):
        if first <= row["date"] <= last:
            cells = (number(row["close"]), number(row["market_cap"]))
            sessions.setdefault(row["date"], {})[row["ticker"]] = cells
    return sessions


def read_splits():
    """By ticker: ex-date and new shares per old one."""
    splits = {}
    for row in rows_of("data/splits.csv"):
        splits.setdefault(row["ticker"], []).append((row["ex_date"], float(row["factor"])))
    return splits


def split_factor(splits, ticker, before, session):
    """The product of the factors that take effect after `before` and up to `session`."""
    return math.prod(factor for ex_date, factor in splits.get(ticker, []) if before < ex_date <= session)


class Line:
    """A line as it stands after a session: close and cap in US dollars, and for how many sessions it has had no price."""

    def __init__(self):
        self.close = None
        self.cap = None
        self.untraded = 0
        self.earned = 0.0

    def advance(self, cells, factor):
        """`cells`: close and cap of the session, or None without a row; `factor`: new shares per share held into it."""
        close, told = cells if cells is not None else (None, None)
        if close is None:
            # Carried: worth what it was worth, in the shares that there are now.
            self.earned = 0.0
            self.untraded += 1
            self.close = None if self.close is None else self.close / factor
            return
        self.earned = 0.0 if self.close is None else close * factor / self.close - 1
        self.untraded = 0
        self.close = close
        # Where no cap is told, the shares are those of the session before.
        self.cap = told if told is not None else None if self.cap is None else self.cap * (1 + self.earned)


def differences(stored, made, path=""):
    """Where two trees of figures differ; figures may differ by their rounding, everything else not at all."""
    if isinstance(stored, dict) and isinstance(made, dict):
        for name in sorted(stored.keys() | made.keys()):
            yield from differences(stored.get(name), made.get(name), f"{path}.{name}")
    elif isinstance(stored, list) and isinstance(made, list) and len(stored) == len(made):
        for at, (left, right) in enumerate(zip(stored, made)):
            yield from differences(left, right, f"{path}[{at}]")
    elif isinstance(stored, float) and isinstance(made, (int, float)):
        if not math.isclose(stored, made, rel_tol=RELATIVE, abs_tol=ABSOLUTE):
            yield f"{path[1:]}: {stored} is stored, {made} was made"
    elif stored != made:
        yield f"{path[1:]}: {stored} is stored, {made} was made"


def figures_in(tree):
    if isinstance(tree, dict):
        return sum(figures_in(part) for part in tree.values())
    if isinstance(tree, list):
        return sum(figures_in(part) for part in tree)
    return 1


def run(make, file_name):
    """The command line of a program: prints what it makes; with --check, compares that with the stored file instead."""
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(f"{sys.argv[0]} [--check]")
    made = make()
    if sys.argv[1:] == []:
        print(json.dumps(made, indent=2))
        return
    stored = json.loads((Path(__file__).parent / file_name).read_text())
    found = list(differences(stored, made))
    if found:
        sys.exit("\n".join([f"{file_name} is not what this program makes:", *found]))
    print(f"{file_name}: {figures_in(stored)} figures agree")
