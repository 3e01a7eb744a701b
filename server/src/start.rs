//! Sockets: binding, accepting, TLS, the redirect to https, and a stop that lets running requests finish.

mod error;
mod place;
mod work;

pub use error::StartError;
pub use place::{Local, Place};

use crate::{config::Config, http, instance::Instance, tls::Certificate, worker};
use axum::{Router, extract::ConnectInfo, http::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch},
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tower::Service as _;
use work::Work;

/// How much longer than requests the worker and the database have for their last work when the server stops.
const LAST_WORK: Duration = Duration::from_secs(10);

/// Starts instances.
#[derive(Debug)]
pub struct Server;

/// A running server.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    /// Where it sends plain http on to https, if asked for.
    pub redirect_addr: Option<SocketAddr>,
    /// What its requests share; tests and tools call commands with it.
    pub instance: Instance,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Opens data folder and database, binds, and serves in the background.
    ///
    /// # Errors
    /// [`StartError`]; nothing is left running then.
    pub async fn start(mut config: Config) -> Result<Running, StartError> {
        config.refuse_unsafe()?;
        let certificate = config.tls.clone().map(Certificate::load).transpose().map_err(socket("the certificate"))?;
        let listener = bind(config.address).await?;
        // Port 0 takes a free one: links and Origin checks need the real one.
        let addr = listener.local_addr().map_err(socket("the address"))?;
        config.address = addr;
        let redirect = match config.redirect_address {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let redirect_addr = redirect.as_ref().and_then(|listener| listener.local_addr().ok());

        let (stop, stopping) = watch::channel(false);
        let instance = Instance::open(config, stopping).await?;
        let mut tasks = Vec::new();
        let mut tls = None;
        if let Some(certificate) = certificate {
            tls = Some(certificate.acceptor().map_err(socket("the certificate"))?);
            tasks.push(until_stop(&instance, certificate.watch()));
        }
        if let Some(listener) = redirect {
            tasks.push(tokio::spawn(accept(listener, None, http::redirect_to_https(&instance), instance.clone())));
        }
        tasks.push(tokio::spawn(accept(listener, tls, http::router(&instance), instance.clone())));
        if instance.config.worker {
            tasks.push(tokio::spawn(worker::run(instance.clone())));
        }
        tracing::info!(%addr, tls = instance.config.tls.is_some(), sandbox = instance.config.sandbox, "serving");
        Ok(Running { addr, redirect_addr, instance, stop, tasks })
    }
}

impl Running {
    /// The address with its scheme, for people and tests.
    pub fn url(&self) -> String {
        let scheme = if self.instance.config.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.addr)
    }

    /// Takes no new connection, lets running requests finish within the stop timeout, says goodbye on
    /// sockets, and closes the database. What has not ended [`LAST_WORK`] later is left behind: whatever it has not
    /// committed then is undone by the database, as after a kill.
    pub async fn stop(self) {
        // Nobody listening any more is what we want.
        let _ = self.stop.send(true);
        let patience = self.instance.config.stop_timeout.saturating_add(LAST_WORK);
        let all = async {
            for task in self.tasks {
                // A task that panicked has been logged; the others still get their time.
                let _ = task.await;
            }
            self.instance.db.close().await;
        };
        if timeout(patience, all).await.is_err() {
            tracing::warn!("some work had not ended when the server stopped; what it had not committed is undone");
        }
    }
}

fn socket(what: &str) -> impl FnOnce(io::Error) -> StartError {
    move |why| StartError::Socket { what: what.to_owned(), why }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(socket(&format!("cannot listen on {address}")))
}

fn until_stop(instance: &Instance, task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    let instance = instance.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = task => (),
            () = instance.stopped() => (),
        }
    })
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router, instance: Instance) {
    let http = Arc::new(protocol(instance.config.idle_timeout));
    // Each connection has a sender until it has ended; nothing is ever sent.
    let (alive, mut all_ended) = mpsc::channel::<Infallible>(1);
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &instance.places) => accepted,
            () = instance.stopped() => break,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let connection = Connection {
            peer,
            local: stream.local_addr().ok().map(Local),
            router: router.clone(),
            http: Arc::clone(&http),
            instance: instance.clone(),
            place: Place::new(place),
            _alive: alive.clone(),
        };
        let (tls, patience) = (tls.clone(), instance.config.idle_timeout.min(Duration::from_secs(10)));
        tokio::spawn(async move {
            match tls {
                None => connection.serve(stream).await,
                Some(tls) => match timeout(patience, tls.accept(stream)).await {
                    Ok(Ok(stream)) => connection.serve(stream).await,
                    Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
                    Err(_) => tracing::debug!("TLS handshake took too long"),
                },
            }
        });
    }
    drop((listener, alive));
    if timeout(instance.config.stop_timeout, all_ended.recv()).await.is_err() {
        tracing::warn!("some requests were still running when the stop timeout ended");
    }
}

async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Small answers leave at once; without it a refusal may wait for an acknowledgement.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            // Out of file handles, most likely: a short rest lets others finish.
            tracing::warn!(%error, "cannot accept a connection");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

fn protocol(idle: Duration) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // On HTTP/1.1 this timer also runs between requests, so it ends idle connections.
    builder.http1().timer(TokioTimer::new()).header_read_timeout(idle).max_buf_size(64 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(idle / 2)
        .keep_alive_timeout(idle / 2)
        .max_concurrent_streams(128)
        .max_header_list_size(32 * 1024);
    builder
}

struct Connection {
    peer: SocketAddr,
    local: Option<Local>,
    router: Router,
    http: Arc<Builder<TokioExecutor>>,
    instance: Instance,
    place: Place,
    _alive: mpsc::Sender<Infallible>,
}

impl Connection {
    /// Serves requests until there has been none for a while, or the server stops. Pings, headers that never end and bytes
    /// that never become a protocol are no requests.
    async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(self, stream: S) {
        let Self { peer, local, router, http, instance, place, _alive } = self;
        let work = Arc::new(Work::default());
        let service = tower::service_fn({
            let work = Arc::clone(&work);
            move |mut request: Request<Incoming>| {
                let at_work = work.begin();
                request.extensions_mut().insert(ConnectInfo(peer));
                if let Some(local) = local {
                    request.extensions_mut().insert(local);
                }
                request.extensions_mut().insert(place.clone());
                let answer = router.clone().call(request);
                async move { Ok::<_, Infallible>(at_work.until_sent(answer.await?)) }
            }
        });
        let idle = instance.config.idle_timeout;
        let serving = http.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service));
        let (mut serving, mut stopped) = (pin!(serving), pin!(instance.stopped()));
        let mut is_ending = false;
        loop {
            tokio::select! {
                ended = serving.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    return;
                }
                () = work.rested(idle) => if is_ending { return },
                () = stopped.as_mut(), if !is_ending => {}
            }
            is_ending = true;
            serving.as_mut().graceful_shutdown();
        }
    }
}
