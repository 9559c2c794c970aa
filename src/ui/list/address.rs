use crate::ui::encode;

/// The address of a list with its filters and its order, but without a cursor: it shows the first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAddress {
    path: String,
    filters: Vec<(&'static str, String)>,
}

impl ListAddress {
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), filters: Vec::new() }
    }

    /// With this filter instead of one of the same name; an empty value leaves it out.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        let value = value.to_string();
        match self.filters.iter_mut().find(|(known, _)| *known == name) {
            Some(filter) => filter.1 = value,
            None => self.filters.push((name, value)),
        }
        self.filters.retain(|(_, value)| !value.is_empty());
        self
    }

    pub fn without(self, name: &'static str) -> Self {
        self.with(name, "")
    }

    /// The same filters at another path, such as that of an action on these rows.
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn filters(&self) -> &[(&'static str, String)] {
        &self.filters
    }

    pub fn query(&self) -> String {
        let pairs = self.filters.iter().map(|(name, value)| format!("{name}={}", encode(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    pub fn href(&self) -> String {
        if self.filters.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query()) }
    }

    /// The address up to the name of one more parameter, for [`Slice::links`](crate::web::Slice::links).
    pub fn base(&self) -> String {
        format!("{}{}", self.href(), if self.filters.is_empty() { "?" } else { "&" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_kept_replaced_and_left_out() {
        let all = ListAddress::new("/x");
        assert_eq!((all.href(), all.base()), ("/x".to_owned(), "/x?".to_owned()));
        let some = all.with("status", "draft").with("q", "洗 车&").with("sort", "");
        assert_eq!(some.href(), "/x?status=draft&q=%E6%B4%97%20%E8%BD%A6%26");
        assert_eq!(some.clone().with("status", "closed").without("q").base(), "/x?status=closed&");
        assert_eq!(some.without("q").at("/x/publications").href(), "/x/publications?status=draft");
    }
}
