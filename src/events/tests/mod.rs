mod registering;
