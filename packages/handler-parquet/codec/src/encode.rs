use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use parquet::arrow::{ArrowSchemaConverter, ArrowWriter};
use parquet::errors::{ParquetError, Result};

use crate::style::Style;

pub fn encode(stream: Vec<u8>, rows: usize, style: &[u8]) -> Result<Vec<u8>> {
    let style: Style = serde_json::from_slice(style).map_err(external)?;
    let mut stream = Buffer::from_vec(stream);
    let mut decoder = StreamDecoder::new();
    let mut batches: Vec<RecordBatch> = Vec::new();
    while let Some(batch) = decoder.decode(&mut stream)? {
        batches.push(batch);
    }
    decoder.finish()?;
    let schema = decoder.schema().ok_or_else(|| ParquetError::General("the stream has no schema".into()))?;
    let columns = ArrowSchemaConverter::new().convert(&schema)?;
    let properties = style.properties(rows, &columns)?;
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties))?;
    for batch in batches.drain(..) {
        writer.write(&batch)?;
    }
    writer.into_inner()
}

fn external(error: serde_json::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}
