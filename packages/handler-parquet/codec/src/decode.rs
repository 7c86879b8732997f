use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_ipc::writer::StreamWriter;
use bytes::Bytes;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::Result;

/// The rows of a file, a batch at a time. A file without rows has one batch without rows.
pub struct Decoder {
    reader: ParquetRecordBatchReader,
    started: bool,
}

impl Decoder {
    pub fn open(file: Vec<u8>, batch_rows: usize) -> Result<Self> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file))?
            .with_batch_size(batch_rows)
            .build()?;
        Ok(Self { reader, started: false })
    }

    /// An Arrow IPC stream of the next batch; no bytes after the last.
    pub fn next(&mut self) -> Result<Vec<u8>> {
        let batch = match self.reader.next() {
            Some(batch) => batch?,
            None if self.started => return Ok(Vec::new()),
            None => RecordBatch::new_empty(self.reader.schema()),
        };
        self.started = true;
        let stream = Vec::with_capacity(batch.get_array_memory_size() + 4096);
        let mut writer = StreamWriter::try_new(stream, &batch.schema())?;
        writer.write(&batch)?;
        Ok(writer.into_inner()?)
    }
}
