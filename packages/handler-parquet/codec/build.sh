#!/usr/bin/env bash
# Makes codec.wasm. Needs Rust with the standard library for wasm32-unknown-unknown, clang and llvm-ar (zstd is C).
# CARGO, CLANG, LLVM_AR and LINKER name others than those on the path; CARGO_FLAGS are added.
set -euo pipefail
cd "$(dirname "$0")"
export CC_wasm32_unknown_unknown=${CLANG:-clang} AR_wasm32_unknown_unknown=${LLVM_AR:-llvm-ar}
export CFLAGS_wasm32_unknown_unknown="-O3 -msimd128"
# The caller makes the memory and says where it ends, up to 3 GiB.
export RUSTFLAGS="-C target-feature=+simd128 -C link-arg=--import-memory -C link-arg=--initial-memory=4194304 -C link-arg=--max-memory=3221225472 ${LINKER:+-C linker=$LINKER}"
# shellcheck disable=SC2086
"${CARGO:-cargo}" build --release --target wasm32-unknown-unknown ${CARGO_FLAGS:-}
cp "${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/sluice_parquet_codec.wasm" codec.wasm
# Panics name the file they come from. Where that lay on the machine that compiled it is left out, length for length.
crates=${CARGO_HOME:-$HOME/.cargo}/registry/src perl -pi -e \
  's{\Q$ENV{crates}\E/[\w.-]+?-[0-9a-f]{16}/}{"crates" . "/" x (length($&) - 6)}ge' codec.wasm
cat Cargo.toml build.sh src/*.rs | sha256sum | cut -d ' ' -f 1 >codec.sources
"${CARGO:-cargo}" tree --edges normal --target wasm32-unknown-unknown --prefix none --format "{p} {l}" |
  sed -e 's/ (proc-macro)//' -e 's/ (\*)//' -e '/sluice-parquet-codec/d' | sort -u >licenses.txt
