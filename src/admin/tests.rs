mod figures;
mod files;
mod search;
