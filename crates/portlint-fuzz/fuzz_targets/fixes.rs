#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| portlint_fuzz::fixes(data));
