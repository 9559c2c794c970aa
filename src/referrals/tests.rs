mod claims;
mod moves;
mod pages;
