//! The wiring, over real HTTP on the loopback: one binary, one module per part.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod api;
#[cfg(test)]
mod attempts;
#[cfg(test)]
mod authorisation;
#[cfg(test)]
mod away;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod committed;
#[cfg(test)]
mod config;
#[cfg(test)]
mod csrf;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod live;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod markup;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod pooler;
#[cfg(test)]
mod program;
#[cfg(test)]
mod proxies;
#[cfg(test)]
mod refused_form;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod site;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod worker;
#[cfg(test)]
mod zones;
