//! A permission has no constructor but the one that looks.
use domain::contract::Contract;
use domain::id::AccountId;
use domain::permit::Client;

fn forge(contract: &Contract) -> Client<&Contract> {
    Client { thing: contract, account: AccountId::from_raw(1) }
}

fn main() {}
