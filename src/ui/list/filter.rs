use super::ListAddress;
use crate::web::{Form, Order};
use std::fmt::Display;

/// What the list of a catalogue shows: a status, a text to search for, and the order. Invalid values are ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFilter<S, C> {
    /// `None` for every status.
    pub status: Option<S>,
    pub q: String,
    pub order: Order<C>,
}

impl<S: Copy + Display, C: Copy + PartialEq + Display> ListFilter<S, C> {
    /// Reads a query by the parsers of statuses and of columns; `usual` is the status and the order without parameters.
    pub fn read(
        query: &Form,
        status: impl Fn(&str) -> Option<S>,
        column: impl Fn(&str) -> Option<C>,
        usual: (S, Order<C>),
    ) -> Self {
        const LONGEST: usize = 60;
        let status = match query.get("status") {
            "all" => None,
            code => Some(status(code).unwrap_or(usual.0)),
        };
        let q = query.get("q").chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        Self { status, q, order: Order::read(query, column, usual.1) }
    }

    /// The status as statements take it: empty for every status.
    pub fn status_code(&self) -> String {
        self.status.map_or_else(String::new, |status| status.to_string())
    }

    pub fn address(&self, path: &str) -> ListAddress {
        let status = self.status.map_or_else(|| "all".to_owned(), |status| status.to_string());
        ListAddress::new(path).with("status", status).with("q", &self.q).with("sort", self.order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_its_own_address_and_ignores_the_rest() {
        let known = |code: &str| ["draft", "open"].into_iter().find(|known| *known == code);
        let column = |code: &str| Some("day").filter(|known| *known == code);
        let usual = ("open", Order { by: "day", down: true });
        let read = |query: &str| ListFilter::read(&Form::parse(query.as_bytes()), known, column, usual);
        assert_eq!(read("").address("/x").href(), "/x?status=open&sort=-day");
        assert_eq!(read("status=x&sort=;&q=%00"), read(""));
        for query in ["status=all&q=%E6%B4%97&sort=day", "status=draft&sort=-day"] {
            assert_eq!(read(query).address("/x").query(), query);
        }
        assert_eq!(read("status=all").status_code(), "");
    }
}
