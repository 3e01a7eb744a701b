//! What a page that the server is rendering at this moment speaks, and the zone it writes in. A page has hundreds of texts,
//! and to look through the contexts of all that stands around each of them costs more than to find the text.
//!
//! The server enters this for each step of a page, on the thread that takes it, and leaves it with the step. What belongs to
//! a page but runs by itself, such as the rest of a stream, finds the same in its contexts.

use super::language::Language;
use super::zone::Zone;
use std::cell::RefCell;
use std::sync::Arc;

/// The language and the zone of a page.
#[derive(Debug, Clone)]
pub struct Rendering {
    /// What it speaks.
    pub language: &'static Language,
    /// Where its moments are.
    pub zone: Arc<Zone>,
}

thread_local! {
    static ENTERED: RefCell<Option<Rendering>> = const { RefCell::new(None) };
}

impl Rendering {
    /// Holds on this thread until the value that it gives is dropped; none means that nothing is known of the page.
    #[must_use]
    pub fn enter(page: Option<Self>) -> Entered {
        Entered(ENTERED.replace(page))
    }
}

/// One step of a page. Also when it ends by a panic, what was before comes back.
#[derive(Debug)]
pub struct Entered(Option<Rendering>);

impl Drop for Entered {
    fn drop(&mut self) {
        ENTERED.set(self.0.take());
    }
}

pub(super) fn language() -> Option<&'static Language> {
    ENTERED.with_borrow(|page| page.as_ref().map(|page| page.language))
}

pub(super) fn zone() -> Option<Arc<Zone>> {
    ENTERED.with_borrow(|page| page.as_ref().map(|page| Arc::clone(&page.zone)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{language, pseudo::PSEUDO, zone};

    fn page(language: &'static Language, hours: i64) -> Option<Rendering> {
        Some(Rendering { language, zone: Arc::new(Zone::new(hours * 3_600, Vec::new())) })
    }

    fn now() -> (&'static str, String) {
        (language::current().code, zone::current().to_string())
    }

    #[test]
    fn a_page_within_a_step_of_another_speaks_its_own_language_and_so_does_the_other_after_it() {
        let strangers = ("en", "0".to_owned());
        assert_eq!(now(), strangers);
        {
            let _outer = Rendering::enter(page(&PSEUDO, 1));
            assert_eq!(now(), (PSEUDO.code, "3600".to_owned()));
            {
                let _inner = Rendering::enter(page(&language::ENGLISH, -2));
                assert_eq!(now(), ("en", "-7200".to_owned()));
                let _unknown = Rendering::enter(None);
                assert_eq!(now(), strangers);
            }
            assert_eq!(now(), (PSEUDO.code, "3600".to_owned()));
        }
        assert_eq!(now(), strangers);
    }

    #[test]
    fn a_step_that_panics_leaves_nothing_behind() {
        let step = std::panic::catch_unwind(|| {
            let _page = Rendering::enter(page(&PSEUDO, 1));
            std::panic::resume_unwind(Box::new(()));
        });
        assert!(step.is_err());
        assert_eq!(now(), ("en", "0".to_owned()));
    }
}
