mod desk;
mod paging;
mod races;
mod registering;
