"""Contenders by name: each gets rows and what the contest was set up with, and gives a job."""

import json

import pyarrow as pa
import pyarrow.parquet as pq

import trips
from lake import BUCKET, ENDPOINT, KEY, REGION, SECRET, Lake, filesystem


class Job:
    def __init__(self, run, check=lambda: None, close=lambda: None):
        self.run, self.check, self.close = run, check, close


def saved(lake, write, rows):
    def run():
        write()
        lake.create_table("trips", trips.COLUMNS, "trips")
        return rows

    return Job(run, lambda: lake.checksum("trips"), lake.drop)


def store_classic(rows, given):
    """pandas -> pyarrow -> s3fs -> DROP and CREATE."""
    frame, lake, files = trips.frame(rows), Lake(), filesystem()

    def write():
        table = pa.Table.from_pandas(frame, trips.SCHEMA, preserve_index=False)
        with files.open(lake.path("trips/part-0.parquet"), "wb") as file:
            pq.write_table(table, file, compression="zstd")

    return saved(lake, write, rows)


def store_pyarrow(rows, given):
    table, lake, files = trips.arrow(rows), Lake(), filesystem()

    def write():
        with files.open(lake.path("trips/part-0.parquet"), "wb") as file:
            pq.write_table(table, file, compression="zstd")

    return saved(lake, write, rows)


def store_polars(rows, given):
    import polars as pl

    frame, lake, files = pl.from_arrow(trips.arrow(rows)), Lake(), filesystem()

    def write():
        with files.open(lake.path("trips/part-0.parquet"), "wb") as file:
            frame.write_parquet(file, compression="zstd")

    return saved(lake, write, rows)


def wrangler():
    import awswrangler as wr
    import boto3

    wr.config.s3_endpoint_url = ENDPOINT
    return wr, boto3.Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name=REGION)


def store_wrangler(rows, given):
    wr, session = wrangler()
    frame, lake = trips.frame(rows), Lake()

    def write():
        wr.s3.to_parquet(
            frame, path=f"s3://{lake.path('trips/part-0.parquet')}", compression="zstd",
            boto3_session=session, pyarrow_additional_kwargs={"coerce_timestamps": "ms"},
        )

    return saved(lake, write, rows)


def iceberg(lake):
    """A catalog in memory of this process: Trino does not see it."""
    from pyiceberg.catalog.sql import SqlCatalog

    catalog = SqlCatalog(
        "bench", uri="sqlite:///:memory:", warehouse=f"s3://{lake.path('iceberg')}",
        **{"s3.endpoint": ENDPOINT, "s3.access-key-id": KEY, "s3.secret-access-key": SECRET, "s3.region": REGION},
    )
    catalog.create_namespace("bench")
    return catalog


def micros(table):
    """Iceberg has no milliseconds."""
    return table.set_column(2, "pickup", table["pickup"].cast(pa.timestamp("us")))


def store_pyiceberg(rows, given):
    table, lake = micros(trips.arrow(rows)), Lake()
    catalog = iceberg(lake)
    made = catalog.create_table("bench.trips", table.schema)

    def run():
        made.overwrite(table)
        return rows

    return Job(run, close=lake.drop)


def append_pyiceberg(rows, given):
    table, lake = micros(trips.arrow(rows)), Lake()
    made = iceberg(lake).create_table("bench.trips", table.schema)

    def run():
        made.append(table)
        return rows

    return Job(run, close=lake.drop)


def upsert_pyiceberg(rows, given):
    """Nine tenths of the rows are in the table, far from each other; the last tenth is new. Another distance each time."""
    whole, lake = micros(trips.arrow(int(given))), Lake()
    made = iceberg(lake).create_table("bench.trips", whole.schema)
    made.append(whole)
    changed = micros(trips.arrow(rows))
    step = int(given) // (rows * 9 // 10)
    ids = [row * step if row < rows * 9 // 10 else int(given) + row for row in range(rows)]
    changed = changed.set_column(0, "id", pa.array(ids, pa.int64()))
    runs = 0

    def run():
        nonlocal runs
        runs += 1
        made.upsert(changed.set_column(4, "distance", pa.array([float(-runs)] * rows)), join_cols=["id"])
        return rows

    def check():
        import pyarrow.compute as pc

        table = made.scan().to_arrow()
        changes = pc.sum(pc.equal(table["distance"], float(-runs))).as_py()
        return f"{counted(table.num_rows, pc.sum(table['id']).as_py())}, changed {changes}"

    return Job(run, check, lake.drop)


def loaded(given, read, count):
    """Reads the object the contest names, and counts rows and ids."""
    files = filesystem()
    path = f"{BUCKET}/{json.loads(given)['object']}"
    made = []

    def run():
        made[:] = [read(files, path)]
        return made[0].num_rows if isinstance(made[0], pa.Table) else len(made[0])

    return Job(run, lambda: count(made[0]))


def counted(rows, ids):
    return f"{rows} rows, ids {int(ids)}"


def arrow_count(table):
    import pyarrow.compute as pc

    return counted(table.num_rows, pc.sum(table["id"]).as_py())


def load_pyarrow_one_thread(rows, given):
    return loaded(given, lambda files, path: pq.read_table(path, filesystem=files, use_threads=False), arrow_count)


def load_pyarrow(rows, given):
    return loaded(given, lambda files, path: pq.read_table(path, filesystem=files), arrow_count)


def load_polars(rows, given):
    import polars as pl

    def read(files, path):
        with files.open(path, "rb") as file:
            return pl.read_parquet(file)

    return loaded(given, read, lambda frame: counted(frame.height, frame["id"].sum()))


def load_pandas(rows, given):
    def read(files, path):
        return pq.read_table(path, filesystem=files).to_pandas()

    return loaded(given, read, lambda frame: counted(len(frame), frame["id"].sum()))


def load_fetchall(rows, given):
    """The trino client: tuples of Python values."""
    lake = Lake(json.loads(given)["schema"])
    made = []

    def run():
        made[:] = [lake.query("SELECT * FROM trips")]
        return len(made[0])

    return Job(run, lambda: counted(len(made[0]), sum(row[0] for row in made[0])))


def partitioned_frame(count, partitions):
    frame = trips.frame(count)
    frame["region"] = [f"r{row % partitions:04d}" for row in range(count)]
    return frame


PARTITIONED = ", ".join(part.strip() for part in [trips.COLUMNS, "region varchar"])


def store_partitions(rows, given):
    """pandas' groupby, a file for each partition, then sync_partition_metadata."""
    partitions = int(given)
    frame, lake, files = partitioned_frame(rows, partitions), Lake(), filesystem()

    def run():
        if files.exists(lake.path("trips")):
            files.rm(lake.path("trips"), recursive=True)
        for region, part in frame.groupby("region", sort=False):
            table = pa.Table.from_pandas(part.drop(columns="region"), trips.SCHEMA, preserve_index=False)
            with files.open(lake.path(f"trips/region={region}/part-0.parquet"), "wb") as file:
                pq.write_table(table, file, compression="zstd")
        lake.create_table("trips", PARTITIONED, "trips", partitioned="region")
        lake.query(f"CALL system.sync_partition_metadata('{lake.schema}', 'trips', 'FULL')")
        return rows

    return Job(run, lambda: lake.checksum("trips"), lake.drop)


def store_partitions_wrangler(rows, given):
    wr, session = wrangler()
    frame, lake = partitioned_frame(rows, int(given)), Lake()

    def run():
        wr.s3.to_parquet(
            frame, path=f"s3://{lake.path('trips')}/", dataset=True, partition_cols=["region"], mode="overwrite",
            compression="zstd", boto3_session=session, pyarrow_additional_kwargs={"coerce_timestamps": "ms"},
        )
        lake.create_table("trips", PARTITIONED, "trips", partitioned="region")
        lake.query(f"CALL system.sync_partition_metadata('{lake.schema}', 'trips', 'FULL')")
        return rows

    return Job(run, lambda: lake.checksum("trips"), lake.drop)
