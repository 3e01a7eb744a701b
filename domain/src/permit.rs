//! Permissions: a thing together with the proof that the actor is one side of it. What a side may do with a thing are the
//! methods of its [`Client`] or its [`Freelancer`], so a forgotten check does not compile, and proof for one thing is no
//! proof for another. Only this module can make such a value, and it asks the thing itself who its people are.

use crate::actor::{Actor, Side};
use crate::refusal::GeneralRefusal;
use std::ops::Deref;

/// A thing that knows who its people are.
pub trait HasSides {
    /// The side of this actor.
    ///
    /// # Errors
    /// `NotFound` for those who may not know of the thing; `NotYours` for those who may see it, but are no side of it.
    fn side_of(&self, actor: &Actor) -> Result<Side, GeneralRefusal>;
}

impl<T: HasSides> HasSides for &T {
    fn side_of(&self, actor: &Actor) -> Result<Side, GeneralRefusal> {
        (*self).side_of(actor)
    }
}

/// Declares the permission of one side.
macro_rules! permits {
    ($($(#[$meta:meta])* $name:ident = $side:ident, not $other:ident;)+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name<T> {
            thing: T,
        }

        impl<T: HasSides> $name<T> {
            /// Looks whether the actor is that side of the thing.
            ///
            /// # Errors
            /// `NotYours` for the other side; otherwise what [`HasSides::side_of`] says.
            pub fn of(thing: T, actor: &Actor) -> Result<Self, GeneralRefusal> {
                match thing.side_of(actor)? {
                    Side::$side => Ok(Self { thing }),
                    Side::$other => Err(GeneralRefusal::NotYours),
                }
            }
        }

        impl<T> $name<T> {
            /// The thing without the permission.
            pub(crate) fn thing(self) -> T {
                self.thing
            }
        }

        impl<T> Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.thing
            }
        }
    )+ };
}

permits! {
    /// A thing, and the proof that the actor is its client.
    Client = Client, not Freelancer;
    /// A thing, and the proof that the actor is its freelancer.
    Freelancer = Freelancer, not Client;
}
