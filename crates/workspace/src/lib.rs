#![doc = include_str!("../README.md")]

mod arrivals;
mod error;
mod exports;
mod fill;
mod folder;
mod ledger;
mod load;
mod merging;
mod phones;
mod tables;
mod text;

pub use arrivals::{Added, Arrival};
pub use error::WorkspaceError;
pub use folder::{DATABASE, PHONES, Workspace};
pub use ledger::{LedgerEvent, LedgerFault, LedgerRow, LedgerState};
pub use merging::{Enrol, Merged};
pub use phones::{Decision, Phone, Standing};
