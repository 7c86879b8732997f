"""A Hive schema and a prefix of its own, reached as anybody would."""

import json
import os
import uuid
from urllib.parse import urlparse

import trino

ENDPOINT = os.environ.get("SLUICE_S3_ENDPOINT")
BUCKET = os.environ.get("SLUICE_S3_BUCKET")
REGION = os.environ.get("SLUICE_S3_REGION")
KEY = os.environ.get("SLUICE_S3_ACCESS_KEY_ID")
SECRET = os.environ.get("SLUICE_S3_SECRET_ACCESS_KEY")

CHECKED = [
    "id", "vendor", "CAST(pickup AS timestamp(3))", "passengers", "distance",
    "CAST(fare AS decimal(8, 2))", "paid", "zone", "day", "note",
]


class Lake:
    def __init__(self, schema=None):
        self.schema = schema or f"bench_{uuid.uuid4().hex[:8]}"
        address = urlparse(os.environ["SLUICE_TRINO_URL"])
        self.connection = trino.dbapi.connect(
            host=address.hostname, port=address.port, user="bench", catalog="hive", schema=self.schema
        )
        self.query(f"CREATE SCHEMA IF NOT EXISTS hive.{self.schema} WITH (location = 's3://{BUCKET}/{self.schema}/')")

    def query(self, sql):
        cursor = self.connection.cursor()
        cursor.execute(sql)
        return cursor.fetchall()

    def path(self, key):
        return f"{BUCKET}/{self.schema}/{key}"

    def create_table(self, name, columns, folder, partitioned=None):
        self.query(f"DROP TABLE IF EXISTS {name}")
        by = f", partitioned_by = ARRAY['{partitioned}']" if partitioned else ""
        self.query(
            f"CREATE TABLE {name} ({columns}) WITH (format = 'PARQUET', "
            f"external_location = 's3://{self.path(folder)}/'{by})"
        )

    def checksum(self, name):
        sums = ", ".join(f"to_hex(checksum({column}))" for column in CHECKED)
        rows = self.query(f"SELECT count(*), {sums} FROM hive.{self.schema}.{name}")
        return json.dumps([list(row) for row in rows], separators=(",", ":"))

    def drop(self):
        self.query(f"DROP SCHEMA IF EXISTS hive.{self.schema} CASCADE")
        files = filesystem()
        if files.exists(f"{BUCKET}/{self.schema}"):
            files.rm(f"{BUCKET}/{self.schema}", recursive=True)


def filesystem():
    import s3fs

    return s3fs.S3FileSystem(
        key=KEY, secret=SECRET, endpoint_url=ENDPOINT, client_kwargs={"region_name": REGION}
    )
