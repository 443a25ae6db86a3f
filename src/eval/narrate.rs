//! Values and arithmetic as Chinese text. Laying them out for people is `report`'s.

mod values;

pub use values::{bare, show};
