//! What dealer staff see of their own members.
