"""The rows of src/data/trips.ts."""

import decimal

import numpy as np
import pandas as pd
import pyarrow as pa

VENDORS = np.array(["CMT", "VTS", "DDS", "Helix"], dtype=object)
ZONES = np.array([f"Zone {zone} of borough {zone % 5}" for zone in range(265)], dtype=object)
START = np.datetime64("2024-01-01T00:00:00", "ms")

SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("vendor", pa.string()),
        ("pickup", pa.timestamp("ms")),
        ("passengers", pa.int32()),
        ("distance", pa.float64()),
        ("fare", pa.decimal128(8, 2)),
        ("paid", pa.bool_()),
        ("zone", pa.string()),
        ("day", pa.date32()),
        ("note", pa.string()),
    ]
)

COLUMNS = (
    "id bigint, vendor varchar, pickup timestamp(3), passengers integer, distance double, "
    "fare decimal(8, 2), paid boolean, zone varchar, day date, note varchar"
)


def draw(rows, column):
    mixed = (rows * 16 + column).astype(np.uint32)
    mixed = (mixed ^ (mixed >> 16)) * np.uint32(0x7FEB352D)
    mixed = (mixed ^ (mixed >> 15)) * np.uint32(0x846CA68B)
    return (mixed ^ (mixed >> 16)).astype(np.int64)


def columns(count):
    rows = np.arange(count, dtype=np.int64)
    about = draw(rows, 9)
    notes = [
        None if number % 10 == 0 else f"trip {number % 1000003} by way of {ZONES[number % 265]}"
        for number in about.tolist()
    ]
    cents = (250 + draw(rows, 5) % 10000).tolist()
    return {
        "id": rows,
        "vendor": VENDORS[draw(rows, 1) % 4],
        "pickup": START + (draw(rows, 2) % 31536000 * 1000).astype("timedelta64[ms]"),
        "passengers": (1 + draw(rows, 3) % 6).astype(np.int32),
        "distance": draw(rows, 4) % 5000 / 100,
        "fare": [decimal.Decimal(number).scaleb(-2) for number in cents],
        "paid": draw(rows, 6) % 10 > 0,
        "zone": ZONES[draw(rows, 7) % 265],
        "day": np.datetime64("2024-01-01", "D") + (draw(rows, 8) % 366).astype("timedelta64[D]"),
        "note": notes,
    }


def arrow(count):
    return pa.table({name: pa.array(values, SCHEMA.field(name).type) for name, values in columns(count).items()}, SCHEMA)


def frame(count):
    """The frame a program of pandas has: NumPy columns where there are such, decimals and days backed by Arrow."""
    made = columns(count)
    for name in ("fare", "day"):
        made[name] = pd.array(pa.array(made[name], SCHEMA.field(name).type), dtype=pd.ArrowDtype(SCHEMA.field(name).type))
    return pd.DataFrame(made)
