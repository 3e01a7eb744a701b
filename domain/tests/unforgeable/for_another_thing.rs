//! Proof for a job is no proof for a contract.
use domain::contract::Contract;
use domain::job::Job;
use domain::permit::Client;

fn mixed_up(client: Client<Job>) -> Client<Contract> {
    client
}

fn main() {}
