//! The thing does not come out of its permission, to be put into another one.
use domain::job::Job;
use domain::permit::Client;

fn take(client: Client<Job>) -> Job {
    client.thing
}

fn main() {}
