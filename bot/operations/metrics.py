"""The figures an operator looks at, in the format Prometheus reads."""

from collections.abc import Mapping


def exposition(figures: Mapping[str, tuple[str, float | Mapping[str, float]]]) -> bytes:
    """Text of `name -> (what it counts, value)`; some have a value for each lane."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    for name, (meaning, value) in figures.items():
        if isinstance(value, Mapping):
            by_lane = Gauge(f"xueban_{name}", meaning, ["lane"], registry=registry)
            for lane, number in value.items():
                by_lane.labels(lane).set(number)
        else:
            Gauge(f"xueban_{name}", meaning, registry=registry).set(value)
    return generate_latest(registry)
