//! Tests of every page and form of the portal, which walk the table of routes over the demo data.

mod access;
mod attacks;
mod crawl;
mod customers;
mod data;
mod faults;
mod fixtures;
mod flash;
mod layers;
mod logs;
mod lookups;
mod matrix;
mod row;
mod spelling;
mod statements;
