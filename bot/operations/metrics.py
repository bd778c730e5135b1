"""The figures an operator looks at, in the format Prometheus reads."""

from collections.abc import Mapping


def exposition(figures: Mapping[str, tuple[str, float]]) -> bytes:
    """Text of `name -> (what it counts, value)`."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    for name, (meaning, value) in figures.items():
        Gauge(f"xueban_{name}", meaning, registry=registry).set(value)
    return generate_latest(registry)
