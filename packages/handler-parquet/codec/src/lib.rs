//! Parquet for a program without threads or files: bytes in, bytes out. See `../src/pool/codec.ts`, which calls this.

mod decode;
mod encode;
mod memory;
mod style;

use decode::Decoder;
use memory::{Answer, answer, take};

/// Encodes an Arrow IPC stream of `rows` rows as a file of one row group. Takes both buffers over.
///
/// # Safety
/// Both buffers come from `allocate` and are full.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn encode(
    stream: *mut u8,
    stream_length: usize,
    rows: usize,
    style: *mut u8,
    style_length: usize,
) -> *mut Answer {
    let (stream, style) = unsafe { (take(stream, stream_length), take(style, style_length)) };
    answer(encode::encode(stream, rows, &style))
}

/// Starts to decode a file, which it takes over. The answer's pointer is a decoder; it has no bytes.
///
/// # Safety
/// The buffer comes from `allocate` and is full.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open_decoder(file: *mut u8, file_length: usize, batch_rows: usize) -> *mut Answer {
    let file = unsafe { take(file, file_length) };
    match Decoder::open(file, batch_rows) {
        Ok(decoder) => memory::pointer(Box::into_raw(Box::new(decoder)).cast()),
        Err(error) => answer(Err(error)),
    }
}

/// The next Arrow IPC stream of one batch; no bytes after the last.
///
/// # Safety
/// `decoder` comes from `open_decoder` and is open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn next_batch(decoder: *mut Decoder) -> *mut Answer {
    answer(unsafe { &mut *decoder }.next())
}

/// # Safety
/// `decoder` comes from `open_decoder` and is open. It no longer is afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn close_decoder(decoder: *mut Decoder) {
    drop(unsafe { Box::from_raw(decoder) });
}
