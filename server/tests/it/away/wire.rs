//! The network between the server and Postgres, which can be cut: a port of this machine in front of the cluster's socket.

use crate::harness::patiently;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
    task::JoinHandle,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    /// It is cut when the next commit was carried out, before its answer comes back.
    AfterCommit,
    Cut,
}

pub struct Wire {
    socket: PathBuf,
    port: u16,
    state: Arc<watch::Sender<State>>,
    listening: Mutex<Option<JoinHandle<()>>>,
}

impl Wire {
    pub async fn to(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let wire =
            Self { socket, port, state: Arc::new(watch::Sender::new(State::Whole)), listening: Mutex::default() };
        wire.listen(listener);
        wire
    }

    /// The address of the `postgres` database at this end.
    pub fn url(&self) -> String {
        format!("postgres://guildhall@127.0.0.1:{}/postgres", self.port)
    }

    fn listen(&self, listener: TcpListener) {
        let (socket, state) = (self.socket.clone(), Arc::clone(&self.state));
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (socket, state) = (socket.clone(), Arc::clone(&state));
                tokio::spawn(async move {
                    // Either side may go away at any moment.
                    let _ = carry(client, socket, &state).await;
                });
            }
        });
        *self.listening.lock().unwrap() = Some(listening);
    }

    /// Nobody listens any more, and what was open breaks.
    pub async fn cut(&self) {
        let listening = self.listening.lock().unwrap().take();
        if let Some(listening) = listening {
            listening.abort();
            // It ends by being aborted.
            let _ = listening.await;
        }
        self.state.send_replace(State::Cut);
    }

    pub fn cut_after_commit(&self) {
        self.state.send_replace(State::AfterCommit);
    }

    /// Waits until the commit was there.
    pub async fn is_cut(&self) {
        let mut state = self.state.subscribe();
        patiently("a commit", is_cut(&mut state)).await;
    }

    pub async fn mend(&self) {
        self.state.send_replace(State::Whole);
        if self.listening.lock().unwrap().is_none() {
            let again = async {
                loop {
                    if let Ok(listener) = TcpListener::bind(("127.0.0.1", self.port)).await {
                        return listener;
                    }
                    tokio::task::yield_now().await;
                }
            };
            let listener = patiently("the port again", again).await;
            self.listen(listener);
        }
    }
}

async fn is_cut(state: &mut watch::Receiver<State>) {
    // Without a sender the test is over.
    let _ = state.wait_for(|state| *state == State::Cut).await;
}

async fn carry(client: TcpStream, socket: PathBuf, state: &watch::Sender<State>) -> std::io::Result<()> {
    let mut postgres = UnixStream::connect(socket).await?;
    let (mut client, mut watched) = (client, state.subscribe());
    let (mut asked, mut told) = ([0; 16 * 1024], [0; 16 * 1024]);
    loop {
        tokio::select! {
            () = is_cut(&mut watched) => return Ok(()),
            read = client.read(&mut asked) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                postgres.write_all(&asked[..read]).await?;
                let is_last = *state.borrow() == State::AfterCommit;
                if is_last && asked[..read].windows(6).any(|word| word == b"COMMIT") {
                    // It says so when it is done; nobody hears it.
                    if postgres.read(&mut told).await? > 0 {
                        state.send_replace(State::Cut);
                    }
                    return Ok(());
                }
            }
            read = postgres.read(&mut told) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                client.write_all(&told[..read]).await?;
            }
        }
    }
}
