//! How a row group is written: `EncodeStyle` of `../../src/pool/task.ts`, and what it means here.

use parquet::basic::{Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::{ColumnPath, SchemaDescriptor};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Style {
    compression: Codec,
    compression_level: Option<u32>,
    statistics: Statistics,
    columns: Vec<Column>,
    sorted_by: Vec<Sorted>,
    created_by: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Codec {
    Zstd,
    Snappy,
    Gzip,
    None,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Statistics {
    Page,
    Column,
    None,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Column {
    name: String,
    encoding: Plan,
    fallback: Plan,
    statistics: Statistics,
    bloom_filter: Option<f64>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Plan {
    Dictionary,
    Plain,
    IntegerDelta,
    TextDelta,
    ByteStreamSplit,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sorted {
    column: String,
    descending: bool,
    nulls_first: bool,
}

impl Style {
    pub fn properties(&self, rows: usize, columns: &SchemaDescriptor) -> Result<WriterProperties> {
        let mut builder = WriterProperties::builder()
            .set_compression(self.compression()?)
            .set_max_row_group_row_count(Some(rows.max(1)))
            .set_statistics_enabled(self.statistics.level())
            .set_created_by(self.created_by.clone());
        for column in &self.columns {
            builder = column.set(builder, rows);
        }
        if !self.sorted_by.is_empty() {
            let sorted = self.sorted_by.iter().map(|each| each.of(columns));
            builder = builder.set_sorting_columns(Some(sorted.collect::<Result<_>>()?));
        }
        Ok(builder.build())
    }

    fn compression(&self) -> Result<Compression> {
        Ok(match self.compression {
            Codec::Zstd => Compression::ZSTD(ZstdLevel::try_new(self.compression_level.unwrap_or(1) as i32)?),
            Codec::Gzip => Compression::GZIP(GzipLevel::try_new(self.compression_level.unwrap_or(6))?),
            Codec::Snappy => Compression::SNAPPY,
            Codec::None => Compression::UNCOMPRESSED,
        })
    }
}

impl Column {
    fn set(&self, builder: WriterPropertiesBuilder, rows: usize) -> WriterPropertiesBuilder {
        let path = ColumnPath::new(vec![self.name.clone()]);
        let dictionary = matches!(self.encoding, Plan::Dictionary);
        let encoding = if dictionary { self.fallback } else { self.encoding };
        let builder = builder
            .set_column_dictionary_enabled(path.clone(), dictionary)
            .set_column_encoding(path.clone(), encoding.encoding())
            .set_column_statistics_enabled(path.clone(), self.statistics.level());
        let Some(rate) = self.bloom_filter else {
            return builder;
        };
        builder
            .set_column_bloom_filter_enabled(path.clone(), true)
            .set_column_bloom_filter_fpp(path.clone(), rate)
            .set_column_bloom_filter_max_ndv(path, filtered(rows, rate))
    }
}

/// Values that a filter is made for before it is folded to what it needs: those of all rows, in 1 MiB at most.
/// <https://github.com/apache/parquet-format/blob/master/BloomFilter.md>
fn filtered(rows: usize, rate: f64) -> u64 {
    let most = f64::from(8 * 1024 * 1024) / 8.0 * -(1.0 - rate.powf(1.0 / 8.0)).ln();
    (rows.max(1) as u64).min(most as u64)
}

impl Sorted {
    fn of(&self, columns: &SchemaDescriptor) -> Result<SortingColumn> {
        let path = ColumnPath::new(vec![self.column.clone()]);
        let leaf = columns.columns().iter().position(|each| *each.path() == path);
        let leaf = leaf.ok_or_else(|| ParquetError::General(format!("there is no column {path}")))?;
        Ok(SortingColumn {
            column_idx: leaf as i32,
            descending: self.descending,
            nulls_first: self.nulls_first,
        })
    }
}

impl Statistics {
    fn level(self) -> EnabledStatistics {
        match self {
            Statistics::Page => EnabledStatistics::Page,
            Statistics::Column => EnabledStatistics::Chunk,
            Statistics::None => EnabledStatistics::None,
        }
    }
}

impl Plan {
    /// Of the values; a dictionary has one of its own.
    fn encoding(self) -> Encoding {
        match self {
            Plan::Dictionary | Plan::Plain => Encoding::PLAIN,
            Plan::IntegerDelta => Encoding::DELTA_BINARY_PACKED,
            Plan::TextDelta => Encoding::DELTA_LENGTH_BYTE_ARRAY,
            Plan::ByteStreamSplit => Encoding::BYTE_STREAM_SPLIT,
        }
    }
}
