//! The parts of a list of the staff's: [`Chips`] and a [`SearchBar`] select rows, a [`Table`] shows and sorts them, a
//! [`Toolbar`] acts on those that are ticked. All links between them come from one [`ListAddress`], so none loses a filter.

mod address;
mod chips;
mod empty_list;
mod filter;
mod search_bar;
mod table;
mod toolbar;

pub use address::ListAddress;
pub use chips::{Chip, Chips, status_chips};
pub use empty_list::EmptyList;
pub use filter::ListFilter;
pub use search_bar::{FilterBar, FilterSelect, SearchBar};
pub use table::{Column, Row, Table};
pub use toolbar::{Ticked, Toolbar};
