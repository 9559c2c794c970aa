mod admin;
mod paging;
mod races;
mod registrations;
