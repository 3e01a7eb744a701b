//! The timer: one per person, on an active contract; it leaves segments of ten minutes.

use super::calendar::segments;
use super::{Contract, Id, Moment, No, Oracle, Touched, only};

impl Oracle {
    pub fn start_timer(&mut self, contract: Id, who: Id, now: Moment) -> Result<(), No> {
        let Contract { client, freelancer, state, .. } = self.contracts[&contract].clone();
        only(false, client, freelancer, who)?;
        if state.word != "active" {
            return Err("timesheet.contract_not_open");
        } else if self.timers.contains_key(&who) {
            return Err("timesheet.running");
        }
        self.timers.insert(who, (contract, now));
        self.tell_of_timer(who);
        Ok(())
    }

    /// Gives how many new segments it left; none after the contract's end.
    pub fn stop_timer(&mut self, who: Id, now: Moment) -> Result<i64, No> {
        let (contract, from) = self.timers.remove(&who).ok_or("timesheet.not_running")?;
        let state = self.contracts[&contract].state;
        let until = if state.word == "active" { now } else { now.min(state.at) };
        let known = self.segments.entry(who).or_default();
        let before = known.len();
        let stretches = self.stretches.entry((who, contract)).or_default();
        stretches.push((from, until.max(from)));
        known.extend(segments(stretches));
        let new = known.len() - before;
        self.tell_of_timer(who);
        Ok(i64::try_from(new).unwrap_or(i64::MAX))
    }

    fn tell_of_timer(&mut self, who: Id) {
        self.touch(Touched::Diary(who));
        self.tell(&[who], "timer", &[]);
    }
}
