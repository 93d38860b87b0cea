//! Any text as a transport script.

#![no_main]

use whole_system::script::Script;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match text.parse::<Script>() {
        Ok(script) => {
            // As texts, since a lie may be no number, which differs from itself.
            let written = script.to_string();
            let again = written.parse::<Script>().map(|script| script.to_string());
            assert_eq!(again, Ok(written));
        }
        Err(error) => {
            let lines = text.matches('\n').count() + 1;
            assert!((1..=lines).contains(&error.line), "{error}");
        }
    }
});
