mod desk;
mod races;
mod registering;
