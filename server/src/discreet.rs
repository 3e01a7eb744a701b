//! The log names nobody: whatever writes a line, and whatever an error quotes, mail addresses do not reach it.

use std::io;
use store::discreet::discreet;
use tracing_subscriber::fmt::MakeWriter;

/// Writes lines of the log without the addresses in them.
#[derive(Debug, Clone, Copy)]
pub struct Discreet<W>(pub W);

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for Discreet<M> {
    type Writer = Discreet<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Discreet(self.0.make_writer())
    }
}

// The log hands over one whole line at a time.
impl<W: io::Write> io::Write for Discreet<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(discreet(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(json: bool) -> String {
        let kept = Kept::default();
        let to = kept.clone();
        let log = tracing_subscriber::fmt().with_writer(Discreet(move || to.clone()));
        let say = || {
            let _of = tracing::info_span!("request", from = "ben@example.org").entered();
            tracing::warn!(to = "ana@example.org", "550 <cleo@example.org>: no such user, ticket 7");
        };
        match json {
            true => tracing::subscriber::with_default(log.json().finish(), say),
            false => tracing::subscriber::with_default(log.finish(), say),
        }
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn no_address_reaches_the_log_whatever_is_written() {
        for json in [false, true] {
            let line = logged(json);
            assert!(line.contains("550 <(address)>: no such user, ticket 7"), "{line}");
            assert!(!line.contains("example.org"), "{line}");
        }
    }
}
