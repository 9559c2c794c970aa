//! What holds for every page and form of the portal, proven by walking the table of routes over the demo's club.

mod access;
mod attacks;
mod crawl;
mod customers;
mod data;
mod faults;
mod fixtures;
mod layers;
mod logs;
mod lookups;
mod matrix;
mod row;
mod statements;
