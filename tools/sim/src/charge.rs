//! The gateway's side: our worker asks for charges, people pay on its page, and webhooks reach us once, twice, late, out of
//! order or never.

use crate::oracle::Id;
use crate::plain;
use crate::world::{Answer, World, fault};
use domain::id::PaymentId;
use domain::payment::{FailureReason, Outcome, SandboxMethod};
use domain::time::Span;
use gateway::Gateway;
use gateway::sandbox::SandboxError;
use store::payment;
use store::{
    Platform,
    outbox::{self, Message},
};

const LEASE: Span = Span::minutes(1);

/// One thing between us and the gateway.
///
/// # Errors
/// A sentence about what broke.
pub async fn step(world: &mut World) -> Result<(), String> {
    match world.chance.below(10) {
        0..=4 => ask(world).await,
        5..=7 => pay(world).await,
        _rest => hear(world).await,
    }
}

/// Our worker begins the charges that lie in the outbox.
///
/// # Errors
/// A sentence about what broke.
pub async fn ask(world: &mut World) -> Result<(), String> {
    world.arm();
    let messages = outbox::lease(&world.context(Platform), &[payment::BEGIN], LEASE, 10).await;
    let Answer::Done(messages) = world.judge(messages).await? else { return Ok(()) };
    for message in messages {
        if !begin(world, &message).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// The payer, or somebody else, gives a payment up; our worker tells the gateway, sooner or later.
///
/// # Errors
/// A sentence about what broke.
pub async fn cancel(world: &mut World) -> Result<(), String> {
    let all = world.oracle.payments.keys().copied().collect();
    let open = world.pick(all, |oracle, id| !oracle.payments[&id].is_settled());
    let Some(id) = open else { return Ok(()) };
    let actor = world.who(world.oracle.payments[&id].payer);
    world.note(format!("{:?} cancels payment {id}", actor.account()));
    world.arm();
    let cancelled = payment::cancel(&world.by(&actor), PaymentId::from_raw(id)).await;
    let answer = world.judge(cancelled).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.cancel_payment(id, who, now));
    world.conclude(answer, after).await?;
    if world.chance.one_in(2) { unwanted(world).await } else { Ok(()) }
}

/// Our worker tells the gateway of the payments that were given up, and books what was paid before.
async fn unwanted(world: &mut World) -> Result<(), String> {
    world.arm();
    let messages = outbox::lease(&world.context(Platform), &[payment::CANCEL], LEASE, 10).await;
    let Answer::Done(messages) = world.judge(messages).await? else { return Ok(()) };
    for message in messages {
        let id = about(&message)?;
        let reference = world.oracle.payments.get(&id.raw()).ok_or("an unknown payment")?.reference.clone();
        let outcome = world.gateway.cancel_charge(&reference, world.now).await.map_err(|error| error.to_string())?;
        world.note(format!("{reference} is not wanted any more: {outcome:?}"));
        settle(world, &reference, None, outcome).await?;
        world.arm();
        let done = outbox::done(&world.context(Platform), &message).await;
        if world.judge(done).await? == Answer::Crashed {
            return Ok(());
        }
    }
    Ok(())
}

/// Which payment a message is about.
fn about(message: &Message) -> Result<PaymentId, String> {
    let named = message.body.split('"').nth(3).and_then(|text| PaymentId::parse(text).ok());
    named.ok_or_else(|| format!("a message says {}", message.body))
}

/// One message; false when the process died, which leaves the rest for later.
async fn begin(world: &mut World, message: &Message) -> Result<bool, String> {
    let id = about(message)?;
    known(world, id)?;
    world.note(format!("the worker asks for the charge of {id:?}"));
    if let Some(asked) = payment::to_begin(&world.db, id).await.map_err(fault)? {
        let back = format!("/payments/{id}");
        let begun =
            world.gateway.begin_charge(id, asked.amount, &back, world.now).await.map_err(|error| error.to_string())?;
        if world.chance.one_in(10) {
            // The gateway took it on, its answer got lost: the same key finds the same charge next time.
            world.note("its answer got lost".to_owned());
            let failed =
                outbox::failed(&world.context(Platform), message, "no answer", world.now.plus(Span::seconds(5))).await;
            failed.map_err(fault)?;
            return Ok(true);
        }
        if !answered(world, id, (&begun.reference, &begun.hosted_url)).await? {
            return Ok(false);
        }
    }
    world.arm();
    let done = outbox::done(&world.context(Platform), message).await;
    Ok(world.judge(done).await? != Answer::Crashed)
}

/// What the gateway answered is noted; false when the process died.
async fn answered(world: &mut World, id: PaymentId, (reference, page): (&str, &str)) -> Result<bool, String> {
    world.arm();
    let noted = payment::begun(&world.context(Platform), id, reference, page).await;
    let answer = world.judge(noted).await?;
    let after = world.after(|oracle| oracle.gateway_answers(id.raw(), reference));
    world.conclude(answer, after).await?;
    Ok(answer != Answer::Crashed)
}

fn known(world: &World, id: PaymentId) -> Result<(), String> {
    if world.oracle.payments.contains_key(&id.raw()) { Ok(()) } else { Err(format!("{id:?} is unknown")) }
}

/// Somebody picks a method on the hosted page, also long after we gave the charge up.
async fn pay(world: &mut World) -> Result<(), String> {
    let all =
        world.oracle.payments.values().filter(|known| !known.reference.is_empty()).map(|known| known.id).collect();
    let picked = world.pick(all, |oracle, id| oracle.payments[&id].state.word == "begun");
    let Some(reference) = &picked.map(|id| world.oracle.payments[&id].reference.clone()) else { return Ok(()) };
    let method = SandboxMethod::ALL[world.chance.place(SandboxMethod::ALL.len()).unwrap_or(0)];
    world.note(format!("{reference} is paid by a method that {}", method.as_str()));
    let step = match (method, world.chance.below(10)) {
        (SandboxMethod::NeedsSecondStep, dice) => world.gateway.second_step(reference, dice > 1, world.now).await,
        (_, 0) if world.chance.one_in(2) => world.gateway.leave(reference, world.now).await,
        (_, _) => world.gateway.choose(reference, method, world.now).await,
    };
    match step {
        Ok(_) if !world.chance.one_in(3) => hear(world).await,
        Ok(_) | Err(SandboxError::Settled) => Ok(()),
        Err(SandboxError::Gateway(error)) => Err(error.to_string()),
    }
}

/// Webhooks that are due arrive, in any order; some twice, some never.
///
/// # Errors
/// A sentence about what broke.
pub async fn hear(world: &mut World) -> Result<(), String> {
    let mut webhooks: Vec<String> =
        world.gateway.book().take_due(world.now).into_iter().map(|(_, reference)| reference).collect();
    if world.chance.one_in(20) {
        unknown(world).await?;
    }
    while let Some(place) = world.chance.place(webhooks.len()) {
        let reference = webhooks.swap_remove(place);
        match world.chance.below(12) {
            0 => world.note(format!("the webhook of {reference} got lost")),
            1 | 2 => {
                told(world, &reference).await?;
                webhooks.push(reference);
            }
            _rest => told(world, &reference).await?,
        }
    }
    Ok(())
}

async fn told(world: &mut World, reference: &str) -> Result<(), String> {
    let signed = world.gateway.webhook(reference, world.now).await.map_err(|error| error.to_string())?;
    let signed = signed.ok_or("a webhook about an open charge")?;
    let webhook =
        world.gateway.verify_webhook(&signed.signature, &signed.body, world.now).map_err(|no| no.to_string())?;
    world.note(format!("a webhook says {:?} of {reference}", webhook.outcome));
    settle(world, reference, webhook.key, webhook.outcome).await
}

async fn settle(world: &mut World, reference: &str, key: Option<PaymentId>, outcome: Outcome) -> Result<(), String> {
    let named = world.oracle.payments.values().find(|known| known.reference == reference);
    let id: Id = named.ok_or_else(|| format!("{reference} is unknown"))?.id;
    world.arm();
    let settled = payment::heard(&world.context(Platform), reference, key, outcome).await;
    let answer = world.judge(settled).await?;
    let now = world.moment();
    let after = world.after(|oracle| oracle.settle(id, plain::failure(outcome), now));
    world.conclude(answer, after).await
}

/// A webhook of a charge that was never ours.
async fn unknown(world: &mut World) -> Result<(), String> {
    world.note("a webhook names a charge that is not ours".to_owned());
    let settled = payment::settle(&world.context(Platform), "somebody-else", Outcome::Succeeded).await;
    let answer = world.judge(settled).await?;
    world.conclude(answer, Err("payment.unknown")).await
}

/// A charge that was silent for as long as the rules give is looked up.
///
/// # Errors
/// A sentence about what broke.
pub async fn look_up(world: &mut World, scheduled: &store::schedule::ScheduledJob) -> Result<Answer<()>, String> {
    let id = PaymentId::from_raw(scheduled.subject_id);
    known(world, id)?;
    let at_gateway = payment::at_gateway(&world.db, id).await.map_err(fault)?;
    let outcome: Option<Outcome> = match at_gateway.and_then(|(_, reference)| reference) {
        Some(reference) => world.gateway.lookup(&reference).await.map_err(|error| error.to_string())?,
        None => match world.gateway.find(id).await.map_err(|error| error.to_string())? {
            Some(found) => {
                world.note(format!("{id:?} is found at the gateway by our key"));
                let begun = (found.begun.reference.as_str(), found.begun.hosted_url.as_str());
                if !answered(world, id, begun).await? {
                    return Ok(Answer::Crashed);
                }
                found.outcome
            }
            None => None,
        },
    };
    world.note(format!("{id:?} is looked up: {outcome:?}"));
    world.arm();
    let looked_up = payment::looked_up(&world.context(Platform), scheduled, outcome).await;
    let answer = world.judge(looked_up).await?;
    let outcome = outcome.unwrap_or(Outcome::Failed { reason: FailureReason::Abandoned });
    let (failure, now) = (plain::failure(outcome), world.moment());
    let mut after = world.oracle.fresh();
    after.looked_up(id.raw(), failure, scheduled.due_at, now)?;
    world.conclude(answer, Ok(after)).await?;
    Ok(answer)
}
