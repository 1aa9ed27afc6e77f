"""Two things timed side by side: A B A B, so that a machine that slows down slows both; medians, no averages."""

import statistics
import time


def medians(candidates, rounds, calls=1):
    """Seconds per call of each candidate, a dict of functions: the median over `rounds` turns of `calls` calls."""
    for function in candidates.values():
        function()  # the first call loads and compiles
    times = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, function in candidates.items():
            start = time.perf_counter()
            for _ in range(calls):
                function()
            times[name].append((time.perf_counter() - start) / calls)
    return {name: statistics.median(values) for name, values in times.items()}


def quantile(values, share):
    """The value that `share` of the values do not exceed."""
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def readable(seconds):
    """A time with three digits and its unit."""
    unit, size = next((pair for pair in (("s", 1), ("ms", 1e-3)) if seconds >= pair[1]), ("µs", 1e-6))
    return f"{seconds / size:.3g} {unit}"


class Table:
    """Rows of a Markdown table, printed as they come: what, ours, theirs, their ratio, what it should be."""

    def __init__(self):
        print("| what / beside what | ours | beside it | ratio | should be | |")
        print("|---|---|---|---|---|---|", flush=True)

    def ratio(self, what, ours, theirs, most=None):
        """Ours over theirs; where `most` is given it must be at most that."""
        self._row(what, ours, theirs, f"{ours / theirs:.2f}", most and f"≤ {most}", most and ours / theirs <= most)

    def times_faster(self, what, ours, theirs, least=None):
        """How many times faster ours is; where `least` is given it must be at least that."""
        faster = theirs / ours
        self._row(
            what, ours, theirs, f"{faster:.0f} times faster", least and f"≥ {least} times", least and faster >= least
        )

    def alone(self, what, ours, most=None):
        """A time with nothing beside it; where `most` is given it must be at most so many seconds."""
        self._row(what, ours, None, "", most and f"≤ {readable(most)}", most and ours <= most)

    def spread(self, what, median, high, most):
        """A time's median, and what 95 of 100 do not exceed, which must be at most so many seconds."""
        verdict = "holds" if high <= most else "**falls short**"
        said = f"95 of 100: {readable(high)}"
        print(f"| {what} | {readable(median)} | | {said} | ≤ {readable(most)} | {verdict} |", flush=True)

    def memory(self, what, after, before, most=1.05):
        """Megabytes after and before; their ratio must be at most `most`."""
        verdict = "holds" if after / before <= most else "**falls short**"
        ratio = f"{after / before:.2f}"
        print(f"| {what} | {after:.2f} MB | {before:.2f} MB | {ratio} | ≤ {most} | {verdict} |", flush=True)

    def size(self, what, megabytes):
        """Megabytes with nothing beside them."""
        print(f"| {what} | {megabytes:.0f} MB | | | | |", flush=True)

    def _row(self, what, ours, theirs, ratio, wanted, holds):
        verdict = "" if wanted is None else "holds" if holds else "**falls short**"
        beside = "" if theirs is None else readable(theirs)
        print(f"| {what} | {readable(ours)} | {beside} | {ratio} | {wanted or ''} | {verdict} |", flush=True)
