"""What is said of single lines over three months of real prices, made without the product.

From the prices, splits and sectors of the folder `shared` beside the repository, with two renames: ranks, compositions of the 100
largest lines, the contribution of each line, and the lines around the cut-off on the last session.
"""

import math

import market

FIRST, LAST = "2022-05-02", "2022-07-29"
RENAMES = {("FB", "2022-06-09"): "META", ("ANTM", "2022-06-28"): "ELV"}
SIZE, WITHIN = 100, 5
UNTRADED_MAX = 5
BASE_LEVEL = 1000.0
FOLLOWED = "BX"


class Index:
    """The lines by the ticker of the day, the members of the last close, and all that each line has earned, by its latest name."""

    def __init__(self):
        self.lines, self.members, self.ranks = {}, [], []
        self.level = BASE_LEVEL
        self.points = {}

    def rename(self, session):
        for (old, day), new in RENAMES.items():
            if day != session:
                continue
            self.members = [new if ticker == old else ticker for ticker in self.members]
            self.ranks = [[new if ticker == old else ticker for ticker in ranking] for ranking in self.ranks]
            for by_ticker in (self.lines, self.points):
                if old in by_ticker:
                    by_ticker[new] = by_ticker.pop(old)

    def advance(self, session, before, rows, splits):
        self.rename(session)
        for ticker in rows.keys() | self.lines.keys():
            factor = 1.0 if before is None else market.split_factor(splits, ticker, before, session)
            self.lines.setdefault(ticker, market.Line()).advance(rows.get(ticker), factor)
        # Every close rebalances: each member was held into the session with the same weight.
        earned = {ticker: self.lines[ticker].earned / len(self.members) for ticker in self.members}
        for ticker, share in earned.items():
            self.points.setdefault(ticker, []).append(self.level * share)
        self.level *= 1 + math.fsum(earned.values())
        self.compose()

    def compose(self):
        """Largest cap first, then by ticker. A line that did not trade may stay for some sessions; it may not enter."""
        rankable = [
            ticker
            for ticker, line in self.lines.items()
            if line.cap is not None and line.untraded <= UNTRADED_MAX and (line.untraded == 0 or ticker in self.members)
        ]
        ranking = sorted(rankable, key=lambda ticker: (-self.lines[ticker].cap, ticker))
        self.ranks.append(ranking)
        self.members = ranking[:SIZE]

    def rank(self, ticker, sessions_ago):
        return self.ranks[-1 - sessions_ago].index(ticker) + 1


def contributions(index):
    """Of each line over the sessions that it was held into, the most first."""
    lines = [
        {"ticker": ticker, "sessions": len(points), "contribution_points": math.fsum(points)}
        for ticker, points in index.points.items()
    ]
    return sorted(lines, key=lambda line: (-line["contribution_points"], line["ticker"]))


def by_sector(lines):
    sector_of = {row["ticker"]: row["sector"] or None for row in market.rows_of("data/stocks.csv")}
    sectors = {}
    for line in lines:
        sectors.setdefault(sector_of.get(line["ticker"]), []).append(line)
    return [
        {
            "sector": sector,
            "lines": len(members),
            "contribution_points": math.fsum(line["contribution_points"] for line in members),
        }
        for sector, members in sorted(sectors.items(), key=lambda item: item[0] or "")
    ]


def watched(index):
    """The lines around the last seat; a positive change of rank is a climb."""
    around = range(SIZE - WITHIN, SIZE + WITHIN + 1)
    return [
        {
            "rank": rank,
            "ticker": ticker,
            "is_member": ticker in index.members,
            "market_cap": index.lines[ticker].cap,
            "rank_change_5": index.rank(ticker, 5) - rank,
            "rank_change_20": index.rank(ticker, 20) - rank,
        }
        for rank, ticker in ((rank, index.ranks[-1][rank - 1]) for rank in around)
    ]


def make():
    prices, splits = market.read_prices(FIRST, LAST), market.read_splits()
    index, sessions = Index(), list(prices)
    for before, session in zip([None, *sessions], sessions):
        index.advance(session, before, prices[session], splits)
    earned = contributions(index)
    return {
        "sessions": len(sessions) - 1,
        "level": index.level,
        "contributions": earned,
        "sectors": by_sector(earned),
        "followed": {"ticker": FOLLOWED, "ranks": [index.rank(FOLLOWED, ago) for ago in reversed(range(20))]},
        "watched": watched(index),
    }


if __name__ == "__main__":
    market.run(make, "lines.json")
