mod access;
mod figures;
mod files;
mod search;
