//! stub
pub mod player;
