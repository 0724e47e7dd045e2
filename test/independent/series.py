"""The metrics and periods of the default index and of its capitalisation-weighted twin, made without the product.

From the golden compositions, returns and levels of `line-daily`, the returns of `line-monthly`, and the prices, caps and
splits of the folder `shared` beside the repository. Each formula is the one that the library named at it publishes,
written plainly.
"""

import math
import statistics
from datetime import date

import market

SESSIONS_PER_YEAR = 252
DAYS_PER_YEAR = 365.25
RISK_FREE = 0.02
TAIL = 0.05


def read_index(name):
    """Sessions, their returns (fractions; the base session has none) and levels."""
    rows = list(market.rows_of(f"golden/{name}.performance.csv"))
    returns = [float(row["daily_return"]) / 100 for row in rows[1:]]
    return [row["date"] for row in rows], returns, [float(row["level"]) for row in rows]


def twin_returns(sessions):
    """The same members, each held in proportion to its cap at the close before; one without a cap weighs nothing."""
    members = {}
    for row in market.rows_of("golden/line-daily.compositions.csv.gz"):
        members.setdefault(row["date"], []).append(row["ticker"])
    prices, splits = market.read_prices(), market.read_splits()
    lines, returns = {}, []
    for before, session in zip([None, *sessions], sessions):
        caps = {ticker: line.cap for ticker, line in lines.items()}
        for ticker in prices[session].keys() | lines.keys():
            factor = 1.0 if before is None else market.split_factor(splits, ticker, before, session)
            lines.setdefault(ticker, market.Line()).advance(prices[session].get(ticker), factor)
        if before is not None:
            held = [ticker for ticker in members[before] if caps[ticker] is not None]
            earned = math.fsum(caps[ticker] * lines[ticker].earned for ticker in held)
            returns.append(earned / math.fsum(caps[ticker] for ticker in held))
    return returns


def chain(returns, base):
    levels = [base]
    for earned in returns:
        levels.append(levels[-1] * (1 + earned))
    return levels


def annualised(total, count):
    """empyrical.annual_return: the rate per 252 sessions that compounds to the total."""
    return (1 + total) ** (SESSIONS_PER_YEAR / count) - 1


def draw_downs(levels):
    """pandas: levels / levels.cummax() - 1, the base level included."""
    peak, falls = 0.0, []
    for level in levels:
        peak = max(peak, level)
        falls.append(level / peak - 1)
    return falls


def central_moment(values, power):
    mean = statistics.fmean(values)
    return statistics.fmean((value - mean) ** power for value in values)


def skewness(values):
    """pandas.Series.skew: the third standardised moment, adjusted for the size of the sample."""
    count = len(values)
    moment = central_moment(values, 3) / central_moment(values, 2) ** 1.5
    return math.sqrt(count * (count - 1)) / (count - 2) * moment


def excess_kurtosis(values):
    """pandas.Series.kurt: the fourth standardised moment less 3, adjusted for the size of the sample."""
    count = len(values)
    moment = central_moment(values, 4) / central_moment(values, 2) ** 2 - 3
    return ((count + 1) * moment + 6) * (count - 1) / ((count - 2) * (count - 3))


def lowest(values):
    """empyrical.value_at_risk and conditional_value_at_risk: the 5 % quantile (linear), and the mean of the tail."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * TAIL
    below = math.floor(place)
    quantile = ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)
    return quantile, statistics.fmean(ordered[: below + 1])


def metrics(first, last, returns, levels):
    """Of the returns after the session `first`, whose level is the first one."""
    total = levels[-1] / levels[0] - 1
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    annual = annualised(total, len(returns))
    excess = [earned - RISK_FREE / SESSIONS_PER_YEAR for earned in returns]
    downside = math.sqrt(statistics.fmean(min(earned, 0.0) ** 2 for earned in excess))
    falls = draw_downs(levels)
    value_at_risk, conditional = lowest(returns)
    return {
        "total_return": total,
        "annualised_return": annual,
        # ffn.calc_cagr: years of 365.25 days between the first level and the last.
        "cagr_calendar": (1 + total) ** (DAYS_PER_YEAR / days) - 1,
        # empyrical.annual_volatility, sharpe_ratio, sortino_ratio: the downside is taken over all sessions.
        "annualised_volatility": statistics.stdev(returns) * math.sqrt(SESSIONS_PER_YEAR),
        "sharpe": statistics.fmean(excess) / statistics.stdev(excess) * math.sqrt(SESSIONS_PER_YEAR),
        "sortino": statistics.fmean(excess) / downside * math.sqrt(SESSIONS_PER_YEAR),
        # empyrical.calmar_ratio
        "calmar": annual / -min(falls),
        "max_drawdown": min(falls),
        "current_drawdown": falls[-1],
        "hit_ratio": sum(earned > 0 for earned in returns) / len(returns),
        "best_day": max(returns),
        "worst_day": min(returns),
        "skewness": skewness(returns),
        "excess_kurtosis": excess_kurtosis(returns),
        "var_95_historical": value_at_risk,
        "cvar_95_historical": conditional,
    }


def capture(returns, benchmark, chosen):
    """empyrical.up_capture, down_capture: annualised returns over the benchmark's rising or falling sessions."""
    pairs = [(own, other) for own, other in zip(returns, benchmark) if chosen(other)]
    own, other = (math.prod(1 + pair[side] for pair in pairs) - 1 for side in (0, 1))
    return annualised(own, len(pairs)) / annualised(other, len(pairs))


def relative(returns, benchmark):
    active = [own - other for own, other in zip(returns, benchmark)]
    slope, _ = statistics.linear_regression(benchmark, returns)
    free = RISK_FREE / SESSIONS_PER_YEAR
    intercept = (statistics.fmean(returns) - free) - slope * (statistics.fmean(benchmark) - free)
    root = math.sqrt(SESSIONS_PER_YEAR)
    return {
        "tracking_error": statistics.stdev(active) * root,
        "information_ratio": statistics.fmean(active) / statistics.stdev(active) * root,
        # empyrical.beta, alpha: the line through the excess returns; its intercept compounded over a year.
        "beta": slope,
        "alpha": (1 + intercept) ** SESSIONS_PER_YEAR - 1,
        "correlation": statistics.correlation(returns, benchmark),
        "up_capture": capture(returns, benchmark, lambda earned: earned > 0),
        "down_capture": capture(returns, benchmark, lambda earned: earned < 0),
    }


PERIODS = {
    "year": lambda day: day.year,
    "quarter": lambda day: (day.year, (day.month - 1) // 3),
    "month": lambda day: (day.year, day.month),
    "week": lambda day: day.isocalendar()[:2],
}


def period_returns(sessions, period, levels):
    """pandas: levels.resample(period).last().pct_change() in percent, the first period from the base level."""
    ends = {PERIODS[period](date.fromisoformat(session)): level for session, level in zip(sessions, levels)}
    starts = [levels[0], *ends.values()]
    return [(end / start - 1) * 100 for start, end in zip(starts, ends.values())]


def make():
    sessions, returns, levels = read_index("line-daily")
    _, returns_of_monthly, _ = read_index("line-monthly")
    benchmark = twin_returns(sessions)
    benchmark_levels = chain(benchmark, levels[0])
    of_2022 = [at for at, session in enumerate(sessions) if session.startswith("2022")]
    base, end = of_2022[0] - 1, of_2022[-1]

    def of_range(first, last, series, series_levels):
        # The return of a session stands one place before its level, since the base session has none.
        return metrics(sessions[first], sessions[last], series[first:last], series_levels[first : last + 1])

    whole = len(sessions) - 1
    return {
        "level": benchmark_levels[-1],
        "window": {
            "index": of_range(0, whole, returns, levels),
            "benchmark": of_range(0, whole, benchmark, benchmark_levels),
            "relative": relative(returns, benchmark),
        },
        # Of the daily index to the one that is rebalanced every month.
        "relative_to_monthly": relative(returns, returns_of_monthly),
        "year_2022": {
            "base": sessions[base],
            "index": of_range(base, end, returns, levels),
            "benchmark": of_range(base, end, benchmark, benchmark_levels),
        },
        **{
            period: [
                list(pair)
                for pair in zip(
                    period_returns(sessions, period, levels), period_returns(sessions, period, benchmark_levels)
                )
            ]
            for period in PERIODS
        },
    }


if __name__ == "__main__":
    market.run(make, "series.json")
