//! The mails that follow from jobs.

use crate::notify::MailText;
use domain::id::JobId;
use domain::money::Money;
use domain::time::Timestamp;

/// To the client: the time of a job runs out.
pub(super) fn will_expire(job: JobId, title: &str, budget: Money, until: Timestamp) -> MailText {
    MailText {
        subject: format!("Your job “{title}” will expire soon"),
        text: format!(
            "The time of your job “{title}”, with a budget of {budget}, runs out on {}. Then it takes no more proposals; those without \
             an offer are told that they were not chosen.\n\nTo keep it open, change it before: each change gives it its full time \
             again. If you have found the people you need, there is nothing to do.",
            until.full()
        ),
        button: "Open the job",
        path: format!("/jobs/{job}"),
    }
}

/// To a freelancer whose proposal had no outcome when the job ended.
pub(super) fn not_chosen(client: &str, title: &str, price: Money, now: Timestamp) -> MailText {
    MailText {
        subject: format!("The job “{title}” has ended"),
        text: format!(
            "The job “{title}” of {client} ended on {}, and your proposal over {price} was not chosen. You need not do anything. It no \
             longer counts towards the number of proposals that you may have open.",
            now.full()
        ),
        button: "Open your proposals",
        path: "/proposals".to_owned(),
    }
}
