mod files;
mod leads;
mod members;
