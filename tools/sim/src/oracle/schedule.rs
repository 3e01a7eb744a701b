//! What happens by time alone: as of the moment it was due, however late somebody comes to do it.

use super::{Id, Moment, No, Oracle};

impl Oracle {
    /// Does what the product says is due. The calendar here must say the same.
    pub fn carry_out(&mut self, kind: &str, subject: Id, due_at: Moment, now: Moment) -> Result<(), String> {
        self.is_due(kind, subject, due_at)?;
        let done = match kind {
            "job.expire" => self.job_expires(subject, due_at),
            "job.expiry_warning" => {
                self.warn_of_expiry(subject, now);
                Ok(())
            }
            "offer.expiry_warning" => {
                self.warn_of_offer(subject, now);
                Ok(())
            }
            "contract.lapse_warning" => {
                self.warn_of_lapse(subject, now);
                Ok(())
            }
            "offer.expire" => self.offer_expires(subject, due_at),
            "contract.lapse" => self.lapse(subject, due_at),
            "milestone.auto_release" => {
                let (contract, place) = self.milestone_of(subject).ok_or("an unknown milestone")?;
                self.auto_release(contract, place)
            }
            "milestone.review_reminder" => {
                let (contract, place) = self.milestone_of(subject).ok_or("an unknown milestone")?;
                self.remind(contract, place, now);
                Ok(())
            }
            other => return Err(format!("nothing in the guide does {other}")),
        };
        done.map_err(str::to_owned)
    }

    /// A charge that was silent for so long is looked up; one that nobody knows an outcome of counts as left.
    pub fn looked_up(
        &mut self,
        payment: Id,
        failure: Option<&'static str>,
        due_at: Moment,
        now: Moment,
    ) -> Result<(), String> {
        self.is_due("payment.lookup", payment, due_at)?;
        self.settle(payment, failure, now).map_err(str::to_owned)
    }

    fn is_due(&mut self, kind: &str, subject: Id, due_at: Moment) -> Result<(), String> {
        let known = self.dues.keys().find(|(known, id)| *known == kind && *id == subject).copied();
        let at = known.and_then(|key| self.dues.remove(&key));
        if at == Some(due_at) { Ok(()) } else { Err(format!("{kind} is due at {due_at}, by the guide at {at:?}")) }
    }

    /// A job at `now`: one whose time is over has ended, whether or not anybody has come to do that. True
    /// where nobody had.
    pub(super) fn job_by(&mut self, id: Id, now: Moment) -> Result<bool, No> {
        let late = self.dues.get(&("job.expire", id)).copied().filter(|at| *at <= now);
        if let Some(at) = late {
            self.dues.remove(&("job.expire", id));
            self.job_expires(id, at)?;
        }
        Ok(late.is_some())
    }

    /// The milestones of a contract at `now`: what was auto-released is released.
    pub(super) fn reviews_by(&mut self, id: Id, now: Moment) -> Result<(), No> {
        let reviews = self.contracts[&id].milestones.iter().enumerate();
        let mut late: Vec<(Moment, Id, usize)> = reviews
            .filter(|(_, milestone)| milestone.state.word == "submitted" && milestone.releases_at <= now)
            .map(|(place, milestone)| (milestone.releases_at, milestone.id, place))
            .collect();
        late.sort_unstable();
        late.into_iter().try_for_each(|(_, _, place)| self.auto_release(id, place))
    }

    fn milestone_of(&self, id: Id) -> Option<(Id, usize)> {
        let place = |contract: &super::Contract| contract.milestones.iter().position(|milestone| milestone.id == id);
        self.contracts.values().find_map(|contract| Some((contract.id, place(contract)?)))
    }

    /// What should have happened by `now` and has not.
    pub fn overdue(&self, now: Moment) -> Vec<String> {
        let late = self.dues.iter().filter(|(_, at)| **at <= now);
        let mut overdue: Vec<String> = late.map(|((kind, id), at)| format!("{kind} of {id} was due at {at}")).collect();
        let earnings = self.earnings.iter().filter(|earning| !earning.cleared && earning.clears_at <= now);
        overdue.extend(earnings.map(|earning| format!("{earning:?} should have cleared")));
        overdue
    }
}
