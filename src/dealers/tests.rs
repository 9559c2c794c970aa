mod files;
mod leads;
mod members;
mod plans;
mod scans;
mod search;
