//! The parts that pages are put together from: fields, buttons, money, lists, dialogs. They know no feature.
//!
//! Class names and markup are those of the style sheets in `style/`; a page never writes a class of its own
//! where a part exists.

mod button;
mod card;
mod empty;
mod field;
mod form;
mod frame;
mod menu;
mod money;
mod nav;
mod people;
mod progress;
mod select;
mod table;
mod thread;
mod time;

pub use button::{Button, ButtonKind, IconButton, LinkButton, PostButton, Submit};
pub use card::{Banner, Card, Count, Due, DueItem, More, PageHead, Section, Tag, Tone};
pub use empty::{Empty, Gable, Hallmark, Icon, PageSkeleton, Skeleton, Toast};
pub use field::{DateField, Field, MoneyField, TextArea};
pub use form::{Form, FormState};
pub use frame::{Dialog, OpenDialog};
pub use menu::{Menu, MenuLink};
pub use money::{Amount, EscrowBar, EscrowShare, EscrowState, Fact, Facts, Stat, Stats};
pub use nav::{Crumbs, Pagination, Tab, Tabs};
pub use people::{Avatar, Person, Rating};
pub use progress::{Meter, Milestone, Pip, Progress, Stepper, Timeline, TimelineItem};
pub use select::{Check, Choice, Choices, Radios, Segmented, Select};
pub use table::{Cell, Table};
pub use thread::{Composer, Day, Message, Thread};
pub use time::{Moment, MomentShape};
