//! A browser's event stream, and what it has said so far.

use crate::harness::{TestServer, header, patiently};
use server::session::cookie_name;

pub struct Stream {
    response: reqwest::Response,
    pub said: String,
}

impl Stream {
    /// The stream of a page that has this session; with the last id that it saw, if any.
    pub async fn open(site: &TestServer, token: &str, last_id: &str) -> Self {
        let cookie = format!("{}={token}", cookie_name(&site.running.instance.config));
        let request = site.client.get(site.url("/live/events?after=0")).header("cookie", cookie);
        let request = if last_id.is_empty() { request } else { request.header("last-event-id", last_id) };
        let response = request.send().await.unwrap();
        assert_eq!((response.status().as_u16(), header(&response, "content-type")), (200, "text/event-stream"));
        Self { response, said: String::new() }
    }

    async fn more(&mut self) -> bool {
        let Some(chunk) = self.response.chunk().await.unwrap() else { return false };
        self.said.push_str(std::str::from_utf8(&chunk).unwrap());
        true
    }

    /// Waits until it has said this.
    pub async fn says(&mut self, part: &str) {
        let said = async {
            while !self.said.contains(part) {
                assert!(self.more().await, "it ended before {part}: {}", self.said);
            }
        };
        patiently(part, said).await;
    }

    /// Waits until it ends.
    pub async fn ends(&mut self) {
        patiently("the end of the stream", async { while self.more().await {} }).await;
    }
}
