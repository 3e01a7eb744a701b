//! A permission has no constructor but the one that looks.
use domain::contract::Contract;
use domain::permit::Client;

fn forge(contract: &Contract) -> Client<&Contract> {
    Client { thing: contract }
}

fn main() {}
