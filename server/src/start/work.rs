//! What a connection is busy with: requests that are answered, up to the last byte of their bodies.

use crate::clock::Stopwatch;
use axum::{
    body::{Body, Bytes, HttpBody},
    http::Response,
};
use hyper::body::{Frame, SizeHint};
use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::sleep;

/// The requests of one connection.
#[derive(Debug)]
pub struct Work(Mutex<State>);

#[derive(Debug)]
struct State {
    requests: usize,
    /// Since when there is none.
    resting: Stopwatch,
}

impl Default for Work {
    fn default() -> Self {
        Self(Mutex::new(State { requests: 0, resting: Stopwatch::start() }))
    }
}

impl Work {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more request.
    pub fn begin(self: &Arc<Self>) -> AtWork {
        self.state().requests += 1;
        AtWork(Arc::clone(self))
    }

    /// Waits until there has been no request for so long.
    pub async fn rested(&self, long: Duration) {
        loop {
            let rest = {
                let state = self.state();
                if state.requests > 0 { Duration::ZERO } else { state.resting.elapsed() }
            };
            match long.saturating_sub(rest) {
                Duration::ZERO => return,
                left => sleep(left).await,
            }
        }
    }
}

/// A request, until this is dropped.
#[derive(Debug)]
pub struct AtWork(Arc<Work>);

impl AtWork {
    /// The same answer, whose request is over when its body was sent or given up.
    pub fn until_sent(self, answer: Response<Body>) -> Response<Body> {
        answer.map(|body| Body::new(Sending { body, _at_work: self }))
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.requests -= 1;
        state.resting = Stopwatch::start();
    }
}

struct Sending {
    body: Body,
    _at_work: AtWork,
}

impl HttpBody for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
