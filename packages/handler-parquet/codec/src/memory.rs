//! How bytes cross the border: who makes a buffer hands it over, and whoever gets it gives it back.

use parquet::errors::ParquetError;

/// What a call comes to: 1 and its bytes, or 0 and the text of an error. `release` takes the bytes and the answer back.
#[repr(C)]
pub struct Answer {
    done: u32,
    bytes: *mut u8,
    length: usize,
}

/// A buffer to fill.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

/// Gives the bytes of an answer back, and the answer.
///
/// # Safety
/// `answer` comes from a call here and has not been given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(answer: *mut Answer) {
    let Answer { bytes, length, .. } = *unsafe { Box::from_raw(answer) };
    if length > 0 {
        drop(unsafe { take(bytes, length) });
    }
}

/// # Safety
/// The buffer comes from `allocate` and nobody uses it any more.
pub unsafe fn take(bytes: *mut u8, length: usize) -> Vec<u8> {
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(bytes, length)) }.into_vec()
}

pub fn answer(result: Result<Vec<u8>, ParquetError>) -> *mut Answer {
    let (done, bytes) = match result {
        Ok(bytes) => (1, bytes),
        Err(error) => (0, error.to_string().into_bytes()),
    };
    let length = bytes.len();
    let bytes = Box::into_raw(bytes.into_boxed_slice()).cast();
    Box::into_raw(Box::new(Answer { done, bytes, length }))
}

/// An answer that is a pointer to something else than bytes.
pub fn pointer(to: *mut u8) -> *mut Answer {
    Box::into_raw(Box::new(Answer { done: 1, bytes: to, length: 0 }))
}
