//! Every milestone state meets every command, the worked numbers come out as printed, and any sequence of commands
//! keeps the rules of the books.

mod any_sequence;
mod charge;
mod ending;
mod next;
mod reminder;
mod scene;
mod states;
mod worked_examples;
