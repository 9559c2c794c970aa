mod files;
mod leads;
mod members;
mod search;
