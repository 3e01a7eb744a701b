//! `run` and `dev`: the product on this machine, with demo people, from nothing to an address to open.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::certificate;
use crate::places::Places;
use crate::setup::{self, Need};
use crate::site;
use crate::step::{Steps, minutes};

const PORT: u16 = 4780;
const BUILD: &str = "build the server";

/// What `cargo xtask run` was told.
#[derive(Debug, Default)]
pub struct Wish {
    pub release: bool,
    pub lan: bool,
    pub data: Option<PathBuf>,
    pub port: Option<u16>,
}

/// Sets up, builds, and becomes the server: its address is the last thing printed, interrupting ends it.
pub fn run(places: &Places, wish: &Wish) -> Result<ExitCode, String> {
    setup::make_ready(places, Need::SITE)?;
    let [compile, bundle] = site::PLAN;
    let mut steps = Steps::new(places, &[compile, bundle, (BUILD, minutes(6))])?;
    if !site::build(places, &mut steps)? {
        return Ok(ExitCode::FAILURE);
    }
    let mut build = places.cargo(&["build", "--package", "server", "--bin", "guildhall"]);
    if wish.release {
        build.arg("--release");
    }
    if !steps.run(BUILD, &mut build).passed {
        return Ok(ExitCode::FAILURE);
    }
    steps.close();
    let data = data_folder(places, wish)?;
    let mut seed = places.command(places.binary(wish.release));
    seed.arg("seed").arg("--sandbox").arg("--data-dir").arg(&data);
    if !seed.status().is_ok_and(|status| status.success()) {
        return Err("the demo people could not be added; the lines above say why".to_owned());
    }
    let mut server = places.command(places.binary(wish.release));
    server.arg("serve").arg("--sandbox").arg("--data-dir").arg(data);
    server.arg("--site-root").arg(places.site());
    let mut host = IpAddr::V4(Ipv4Addr::LOCALHOST);
    if wish.lan {
        host = certificate::lan_address()?;
        let name = places.answer("hostname", &[]);
        let files = certificate::make(&places.cache.join("certificate"), host, name.as_deref())?;
        server.arg("--tls-cert").arg(&files.certificate).arg("--tls-key").arg(&files.key).arg("--allow-sandbox-public");
        println!("other devices must trust this authority once: {}", files.authority.display());
    }
    let address = SocketAddr::new(host, wish.port.unwrap_or(PORT));
    server.arg("--address").arg(address.to_string());
    become_program(&mut server)
}

/// Rebuilds and restarts on every change, in the development profile; the page reloads itself.
pub fn dev(places: &Places) -> Result<ExitCode, String> {
    setup::make_ready(places, &[Need::SITE, Need::DEV].concat())?;
    site::forget(places);
    let data = places.target.join("demo/dev");
    std::fs::create_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    let mut watch = places.cargo(&["leptos", "watch", "--", "serve", "--sandbox"]);
    watch.arg("--data-dir").arg(data).arg("--site-root").arg(places.site());
    watch.arg("--address").arg(SocketAddr::from(([127, 0, 0, 1], PORT)).to_string());
    become_program(&mut watch)
}

/// A folder that was named keeps what is in it; without a name every run starts with an empty one.
fn data_folder(places: &Places, wish: &Wish) -> Result<PathBuf, String> {
    let folder = match &wish.data {
        Some(folder) => places.root.join(folder),
        None => {
            let folder = places.target.join("demo/run");
            if folder.exists() {
                std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            }
            println!("starting with empty data in {}; --data DIR keeps it", folder.display());
            folder
        }
    };
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// Replaces this program, so that the terminal's signals reach the server itself.
fn become_program(command: &mut Command) -> Result<ExitCode, String> {
    let error = command.exec();
    Err(format!("cannot start {}: {error}", command.get_program().display()))
}
